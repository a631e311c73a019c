import Datapath
import FixedPoint

extension Design {
  /// The columns of `nodes.hex`: every node's word, a sample a line, in the order of the pipeline; the
  /// accumulators are those after the sample.
  public var nodeLine: HexLine {
    let powers = (1...degree).dropFirst()
    let parameters = 0...degree
    return HexLine(
      numbers(
        [("x", .x), ("y", .y)] + powers.map { ("power_\($0)", .power) }
          + (1...degree).map { ("estimate_\($0)", .estimate) } + [("error", .error)]
          + parameters.map { ("product_\($0)", .product) } + [("square", .square)]
          + parameters.map { ("gradient_\($0)", .gradient) } + [("loss", .loss)]))
  }

  /// The columns of `updates.hex`: the words of the update, an epoch a line; the weights are those of the
  /// next epoch.
  public var updateLine: HexLine {
    let parameters = (0...degree).reversed()
    return HexLine(
      numbers(
        parameters.map { ("update_\($0)", .update) } + parameters.map { ("theta_\($0)", .theta) }
          + parameters.map { ("weight_\($0)", .weight) }))
  }
}

/// Writes `nodes.hex` and `updates.hex`: every word that is rounded, in an order that knows no clock, so
/// that a mismatch has the name of a node and the number of a sample.
///
/// It follows each sample through the registers of the pipeline. For runs without a reset.
public struct NodeVectorWriter<Sink: ByteSink>: CycleObserver {
  private let degree: Int
  private let map: RegisterMap
  private var nodes: HexLineWriter<Sink>
  private var updates: HexLineWriter<Sink>
  /// What is known of the sample in each stage, and of the one that has just left the last.
  private var rows: [[Int128]]
  private var hasLeft = false
  private var updateWords: [Int128]
  private var wasTaken = false

  public init(nodes: Sink, updates: Sink, design: Design) {
    degree = design.degree
    map = RegisterMap(design)
    self.nodes = HexLineWriter(to: nodes, design.nodeLine)
    self.updates = HexLineWriter(to: updates, design.updateLine)
    rows = Array(
      repeating: Array(repeating: 0, count: design.nodeLine.columns.count),
      count: map.stages.count)
    updateWords = Array(repeating: 0, count: design.degree + 1)
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
    let lastStage = map.stages.count - 1
    if hasLeft {
      for (column, register) in map.accumulators { rows[lastStage][column] = values[register] }
      nodes.write(rows[lastStage])
    }
    // From the last stage to the first, so that each takes over what the one before it held a cycle ago.
    for stage in map.stages.indices.reversed() where values[map.valid[stage]] != 0 {
      if stage > 0 { rows.swapAt(stage, stage - 1) }
      for (column, register) in map.stages[stage] { rows[stage][column] = values[register] }
    }
    hasLeft = values[map.valid[lastStage]] != 0

    if wasTaken {
      updates.write(updateWords + (map.theta + map.weight).map { values[$0] })
    }
    wasTaken = outputs.resultValid && inputs.resultReady
    let index = Int(values[map.index])
    if values[map.state] == 4, index >= 2 {
      // update holds the word of the parameter that is added in this cycle; θ_D comes first in a line.
      updateWords[degree - (index - 2)] = values[map.update]
    }
  }

  /// Writes out what is left and gives the sinks back.
  public mutating func finish() throws -> (nodes: Sink, updates: Sink) {
    (try nodes.finish(), try updates.finish())
  }
}

/// Where the words of `nodes.hex` and `updates.hex` are among ``Design/registers``.
private struct RegisterMap {
  typealias Place = (column: Int, register: Int)
  /// What is read of the sample in each stage.
  var stages: [[Place]] = []
  /// The valid bit of each stage.
  var valid: [Int] = []
  /// What is read when the sample has been taken up.
  var accumulators: [Place] = []
  var theta: [Int] = []
  var weight: [Int] = []
  let update: Int
  let state: Int
  let index: Int

  init(_ design: Design) {
    let degree = design.degree
    var registers: [String: Int] = [:]
    for (position, register) in design.registers.enumerated() {
      registers["\(register.scope).\(register.name)"] = position
    }
    update = registers["update.update"]!
    state = registers["controller.state"]!
    index = registers["controller.index"]!
    var columns: [String: Int] = [:]
    for (position, column) in design.nodeLine.columns.enumerated() {
      columns[column.name] = position
    }
    stages = Array(repeating: [], count: 2 * degree + 4)
    func take(_ name: String, atStage stage: Int) {
      stages[stage].append((columns[name]!, registers["stage_\(stage).\(name)"]!))
    }
    take("x", atStage: 0)
    take("y", atStage: 0)
    for k in (1...degree).dropFirst() { take("power_\(k)", atStage: 2 * k + 1) }
    for h in 1...degree { take("estimate_\(h)", atStage: 2 * h) }
    take("error", atStage: 2 * degree + 1)
    for k in 0...degree { take("product_\(k)", atStage: 2 * degree + 3) }
    take("square", atStage: 2 * degree + 3)
    for name in (0...degree).map({ "gradient_\($0)" }) + ["loss"] {
      accumulators.append((columns[name]!, registers["accumulators.\(name)"]!))
    }
    valid = stages.indices.map { registers["stage_\($0).valid"]! }
    let parameters = (0...degree).reversed()
    theta = parameters.map { registers["parameters.theta_\($0)"]! }
    weight = parameters.map { registers["parameters.weight_\($0)"]! }
  }
}
