import Datapath
import FixedPoint

/// Writes `nodes.hex` and `updates.hex`: every word that is rounded, in an order that knows no clock, so
/// that a mismatch has the name of a node and the number of a sample.
///
/// It follows each sample through the registers of the pipeline. For runs without a reset.
public struct NodeVectorWriter<Sink: ByteSink>: CycleObserver {
  private let map: NodeColumns
  private var nodes: HexLineWriter<Sink>
  private var updates: HexLineWriter<Sink>
  /// What is known of the sample in each stage, and of the one that has just left the last.
  private var rows: [[Int128]]
  private var hasLeft = false
  private var updateWords: [Int128]
  private var wasTaken = false

  public init(nodes: Sink, updates: Sink, design: Design) {
    map = NodeColumns(design.description)
    self.nodes = HexLineWriter(to: nodes, design.nodeLine)
    self.updates = HexLineWriter(to: updates, design.updateLine)
    rows = Array(
      repeating: Array(repeating: 0, count: design.nodeLine.columns.count),
      count: map.stages.count)
    updateWords = Array(repeating: 0, count: map.moves.count)
  }

  /// The samples written so far.
  public var sampleCount: Int { nodes.lineCount }
  /// The epochs whose update was written so far.
  public var updateCount: Int { updates.lineCount }
  /// What stopped the writing.
  public var failure: (any Error)? { nodes.failure ?? updates.failure }

  public mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    let values = registers()
    let left = map.valid.count
    // From the last stage to the first, so that each takes over what the one before it held a cycle ago.
    for stage in map.stages.indices.reversed()
    where stage == left ? hasLeft : values[map.valid[stage]] != 0 {
      if stage > 0 { rows.swapAt(stage, stage - 1) }
      for (column, register) in map.stages[stage] { rows[stage][column] = values[register] }
    }
    if hasLeft { nodes.write(rows[left]) }
    hasLeft = values[map.valid[left - 1]] != 0

    if wasTaken {
      updates.write(
        map.residuals.map { values[$0] } + updateWords + (map.theta + map.weight).map { values[$0] }
      )
    }
    wasTaken =
      values[map.state] == State.result.rawValue && (inputs.resultReady || !outputs.resultValid)
    for (column, move) in map.moves.enumerated()
    where values[map.state] == Int128(move.state.rawValue)
      && values[map.index] == Int128(move.index)
    {
      updateWords[column] = values[move.register]
    }
  }

  /// Writes out what is left and gives the sinks back.
  public mutating func finish() throws -> (nodes: Sink, updates: Sink) {
    (try nodes.finish(), try updates.finish())
  }
}
