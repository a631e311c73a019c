import Datapath
import Samples

/// A plan as a case in which everything is resolved: its two files.
///
/// Run anywhere, the case gives the same bits: formats, words, scales and samples are written down, and no default is
/// left that could follow from something else.
public struct ResolvedCase: Sendable {
  private let plan: Plan

  public init(_ plan: Plan) { self.plan = plan }

  /// `design.json`.
  public var design: String {
    let settings = plan.settings
    var json: JSON = [
      "note":
        "Resolved by hardfit: nothing in here is derived again, and an option changes what it names and nothing else."
    ]
    func add(_ key: Settings.Key, _ value: JSON) { json.append(key.rawValue, value) }
    add(.degree, JSON(plan.degree))
    add(.scale, .string(plan.scaling.rawValue))
    add(.loss, .string(plan.rate.objective.rawValue))
    add(.learningRate, JSON(plan.rate.eta))
    add(.epochs, JSON(plan.epochs))
    switch plan.tolerance {
    case .none: add(.tolerance, .null)
    case .value(let value): add(.tolerance, JSON(value))
    }
    add(.capacity, JSON(settings.capacity ?? Plan.defaultCapacity))
    let zeros = Array(repeating: WrittenNumber(0), count: plan.degree + 1)
    add(
      .initialTheta,
      .array(
        (settings.initialTheta ?? zeros).map { $0.isJSON ? .digits($0.text) : .string($0.text) }))
    add(.stallInput, JSON(plan.stalls.input))
    add(.stallOutput, JSON(plan.stalls.output))
    add(.seed, JSON(plan.stalls.seed))
    add(.columns, ["x": 1, "y": 2])
    func nodes(_ value: (Node) -> String) -> JSON {
      .object(Node.allCases.map { .init($0.name, .string(value($0))) })
    }
    add(.onOverflow, nodes { settings.onOverflow[$0, default: .warning].rawValue })
    add(.formats, nodes { "\(plan.design.formats[$0])" })
    add(.resolved, Resolution.json(plan))
    return json.text()
  }

  /// Writes `samples.csv`, some 64 KiB at a time.
  public func writeSamples(_ write: ([UInt8]) throws -> Void) rethrows {
    try plan.columns.writeText(write)
  }
}
