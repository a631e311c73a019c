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
    var settings = plan.pinned
    (settings.stallInput, settings.stallOutput) = (plan.stalls.input, plan.stalls.output)
    settings.seed = plan.stalls.seed
    var json: JSON = [
      "note":
        "Resolved by hardfit: nothing in here is derived again, and an option changes what it names and nothing else."
    ]
    for setting in Settings.table
    where setting.isSaid(in: settings) || !Settings.unsaid.contains(setting.name) {
      json.append(setting.name, setting.json(in: settings))
    }
    func add(_ key: Settings.Key, _ value: JSON) { json.append(key.rawValue, value) }
    add(.columns, ["x": 1, "y": 2])
    func nodes(_ value: (Node) -> String) -> JSON {
      .object(plan.design.nodes.map { .init($0.name, .string(value($0))) })
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
