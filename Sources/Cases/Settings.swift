import Datapath
import FixedPoint
import Reference
import Samples

/// What a person may say of a fit, in `design.json` or on the command line; what is nil is chosen.
///
/// What is one value is an entry of ``table``; a command-line option has the name of the key with dashes.
public struct Settings: Hashable, Sendable {
  public var architecture: Architecture?
  /// Which epochs' results the hardware offers.
  public var results: RunMode.Results?
  /// Whether samples keep coming while epochs run.
  public var running: RunMode.Running?
  public var degree: Int?
  public var scale: Scaling?
  public var learningRate: Double?
  /// The sum of the squared errors is minimised, or their mean.
  public var loss: Objective?
  public var epochs: Int?
  public var tolerance: Tolerance?
  /// The most samples that the lossless accumulators are sized for.
  public var capacity: Int?
  /// The first parameters, low to high, in scaled units.
  public var initialTheta: [WrittenNumber]?
  public var formats: [Node: FormatChoice] = [:]
  public var onOverflow: [Node: OverflowResponse] = [:]
  public var xColumn: String?
  public var yColumn: String?
  /// How the samples are to be read, in the words of the options.
  public var reading: [CSVOptions.Key: String] = [:]
  public var stallInput: Double?
  public var stallOutput: Double?
  public var seed: UInt64?
  /// What a resolved case holds beyond this; it has all of the above.
  public internal(set) var resolution: Resolution?

  public init() {}

  /// When the loss ends a run: at `E_prev − E ≤ tolerance`.
  public enum Tolerance: Hashable, Sendable {
    /// Never.
    case none
    /// In the units of the loss of the scaled samples.
    case value(Double)
  }

  /// What an overflow at a node means for the user.
  public enum OverflowResponse: String, CaseIterable, Sendable {
    /// Counted and reported in the table of nodes, nothing more.
    case silent
    /// A warning, the default.
    case warning
    /// The run counts as failed.
    case error
  }

  /// The keys of `design.json` beside those of the ``table``.
  enum Key: String, CaseIterable, Sendable {
    case formats, columns, reading
    case onOverflow = "on_overflow"
    /// The scales and words of a case in which nothing is chosen any more: ``Resolution``.
    case resolved
    /// A free text for people.
    case note
  }

  /// All keys of `design.json`.
  package static let keys = (table.map(\.name) + Key.allCases.map(\.rawValue)).sorted()

  /// The mode that they say.
  var mode: RunMode {
    var mode = RunMode()
    (mode.results, mode.running) = (results ?? .every, running ?? .off)
    return mode
  }

  /// These settings where they say something, the others elsewhere; with another architecture, the others where it has them.
  public func over(_ other: Settings) -> Settings {
    var (settings, other) = (self, other)
    if let architecture { other.keep(for: architecture) }
    for setting in Self.table { setting.take(from: other, into: &settings) }
    settings.formats = formats.merging(other.formats) { $0.over($1) }
    settings.onOverflow = onOverflow.merging(other.onOverflow) { mine, _ in mine }
    settings.xColumn = xColumn ?? other.xColumn
    settings.yColumn = yColumn ?? other.yColumn
    settings.reading = reading.merging(other.reading) { mine, _ in mine }
    settings.resolution = resolution ?? other.resolution
    return settings
  }

  /// Leaves out the nodes and modes that an architecture does not have.
  package mutating func keep(for architecture: Architecture) {
    formats = formats.filter { architecture.nodes.contains($0.key) }
    onOverflow = onOverflow.filter { architecture.nodes.contains($0.key) }
    if architecture != .moments { (results, running) = (nil, nil) }
  }
}

/// A setting that cannot be, with the words to fix it.
public struct SettingError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

extension Settings {
  /// Refuses what no run can have, whoever said it.
  public func validate() throws(SettingError) {
    let architecture = architecture ?? .stream
    let others = Node.every.filter { !architecture.nodes.contains($0) }
    // One response for all nodes is one for those of the other architecture too: who differs from them was named alone.
    let responses = others.map { onOverflow[$0] }
    func isNamed(_ node: Node) -> Bool {
      onOverflow[node] != nil
        && (responses.contains(nil)
          || 2 * responses.count { $0 == onOverflow[node] } <= others.count)
    }
    for (setting, node) in [
      ("formats", others.first { formats[$0] != nil }),
      ("on_overflow", others.first(where: isNamed)),
    ] {
      guard let node else { continue }
      throw SettingError(
        "\(setting) has \(node.name), which the architecture \(architecture.rawValue) does not have; its nodes are \(architecture.nodes.map(\.name).joined(separator: ", "))"
      )
    }
    if architecture != .moments, mode != RunMode() {
      let setting: any AnySetting = mode.results == .every ? Setting.running : Setting.results
      throw SettingError(
        "\(setting.name) is \(setting.text(in: self)!), which the architecture \(architecture.rawValue) does not have; leave it out or give --architecture moments"
      )
    }
    try resolution?.check(self)
    for setting in Self.table { try setting.check(self) }
    if let initialTheta {
      guard initialTheta.allSatisfy(\.value.isFinite) else {
        throw SettingError("theta_init (--theta-init) has a value that is not finite")
      }
      guard initialTheta.count == (degree ?? 1) + 1 else {
        throw SettingError(
          "theta_init (--theta-init) has \(initialTheta.count) value\(initialTheta.count == 1 ? "" : "s"); degree \(degree ?? 1) has \((degree ?? 1) + 1) parameters, low to high"
        )
      }
    }
  }
}
