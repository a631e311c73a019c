import Datapath
import FixedPoint

extension Design {
  /// The columns of `epochs.hex`: what the result beat and the status ports say, an epoch a line.
  public var epochLine: HexLine {
    HexLine(
      numbers([("loss", .loss)] + (0...degree).reversed().map { ("theta_\($0)", .theta) }) + [
        (name: "converged", fields: [WordField("converged", bits: 1)]),
        (name: "stalled", fields: [WordField("stalled", bits: 1)]),
        (name: "overflow", fields: [WordField("overflow", bits: overflowBits)]),
      ])
  }

  /// The columns of `samples.hex`: the samples of an epoch, a sample a line.
  public var sampleLine: HexLine { HexLine(numbers([("x", .x), ("y", .y)])) }

  /// Columns of a number each, as wide as their node's word.
  func numbers(_ columns: [(String, Node)]) -> [(name: String, fields: [WordField])] {
    columns.map { name, node in (name: name, fields: [WordField(name, formats[node])]) }
  }
}

/// Writes `epochs.hex`: what any implementation of the design gives, whatever its latency.
///
/// A line is written in the cycle in which the result beat is taken: the loss with the parameters that
/// entered the epoch, the parameters after the update, and the flags as they stand then.
public struct EpochVectorWriter<Sink: ByteSink>: CycleObserver {
  private let degree: Int
  private var writer: HexLineWriter<Sink>

  public init(to sink: Sink, design: Design) {
    degree = design.degree
    writer = HexLineWriter(to: sink, design.epochLine)
  }

  /// The epochs written so far.
  public var epochCount: Int { writer.lineCount }
  /// What stopped the writing.
  public var failure: (any Error)? { writer.failure }

  public mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    guard outputs.resultValid, inputs.resultReady, !inputs.reset else { return }
    writer.write(
      [outputs.loss] + (0...degree).reversed().map { outputs.theta[$0] } + [
        outputs.converged ? 1 : 0, outputs.stalled ? 1 : 0, Int128(outputs.overflow),
      ])
  }

  /// Writes out what is left and gives the sink back.
  public mutating func finish() throws -> Sink { try writer.finish() }
}
