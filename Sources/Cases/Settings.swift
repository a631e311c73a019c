import Datapath
import FixedPoint
import Reference
import Samples

/// What a person may say of a fit, in `design.json` or on the command line; what is nil is chosen.
///
/// The names of the keys in the file are in ``Key``; a command-line option has the same name with dashes.
public struct Settings: Sendable {
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

  /// The keys of `design.json`.
  public enum Key: String, CaseIterable, Sendable {
    case degree, scale, loss, epochs, tolerance, capacity, formats, columns, reading, seed
    case learningRate = "learning_rate"
    case initialTheta = "theta_init"
    case onOverflow = "on_overflow"
    case stallInput = "stall_input"
    case stallOutput = "stall_output"
    /// The scales and words of a case in which nothing is chosen any more: ``Resolution``.
    case resolved
    /// A free text for people.
    case note
  }

  /// These settings where they say something, the others elsewhere.
  public func over(_ other: Settings) -> Settings {
    var settings = self
    settings.degree = degree ?? other.degree
    settings.scale = scale ?? other.scale
    settings.learningRate = learningRate ?? other.learningRate
    settings.loss = loss ?? other.loss
    settings.epochs = epochs ?? other.epochs
    settings.tolerance = tolerance ?? other.tolerance
    settings.capacity = capacity ?? other.capacity
    settings.initialTheta = initialTheta ?? other.initialTheta
    settings.formats = formats.merging(other.formats) { $0.over($1) }
    settings.onOverflow = onOverflow.merging(other.onOverflow) { mine, _ in mine }
    settings.xColumn = xColumn ?? other.xColumn
    settings.yColumn = yColumn ?? other.yColumn
    settings.reading = reading.merging(other.reading) { mine, _ in mine }
    settings.stallInput = stallInput ?? other.stallInput
    settings.stallOutput = stallOutput ?? other.stallOutput
    settings.seed = seed ?? other.seed
    settings.resolution = resolution ?? other.resolution
    return settings
  }
}

/// A setting that cannot be, with the words to mend it.
public struct SettingError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

extension Settings {
  /// Refuses what no run can have, whoever said it.
  public func validate() throws(SettingError) {
    try resolution?.check(self)
    if let degree, !Design.degrees.contains(degree) {
      throw SettingError("degree is \(degree); give 1, 2 or 3")
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw SettingError("learning_rate is \(learningRate); give a positive number such as 0.01")
    }
    if let epochs, !(1...Int(UInt32.max)).contains(epochs) {
      throw SettingError("epochs is \(epochs); give 1 to \(UInt32.max)")
    }
    if case .value(let value)? = tolerance, !value.isFinite {
      throw SettingError("tolerance is \(value); give a finite number, or none")
    }
    if let capacity, !(1...(1 << 48)).contains(capacity) {
      throw SettingError("capacity is \(capacity); give the number of samples, 1 to \(1 << 48)")
    }
    if let initialTheta {
      guard initialTheta.allSatisfy(\.value.isFinite) else {
        throw SettingError("theta_init has a value that is not finite")
      }
      guard initialTheta.count == (degree ?? 1) + 1 else {
        throw SettingError(
          "theta_init has \(initialTheta.count) value\(initialTheta.count == 1 ? "" : "s"); degree \(degree ?? 1) has \((degree ?? 1) + 1) parameters, low to high"
        )
      }
    }
    for (name, share) in [("stall_input", stallInput), ("stall_output", stallOutput)] {
      if let share, !(0..<1).contains(share) {
        throw SettingError("\(name) is \(share); give a share of cycles, 0 or more and below 1")
      }
    }
  }
}
