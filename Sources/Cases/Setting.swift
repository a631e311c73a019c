import Datapath
import Reference
import Samples

/// A setting that is one value: its name, what it may be, and how it is read and written.
///
/// `design.json`, the options with their help, the words of a command line, the fields of a sweep and saved cases follow
/// from ``Settings/table``; another setting is another entry there, and its place in ``Settings``.
package struct Setting<Value: Hashable & Sendable>: AnySetting {
  /// The key in `design.json`; the option has dashes.
  package let name: String
  package let path: WritableKeyPath<Settings, Value?> & Sendable
  /// How a word on the command line is read.
  package let kind: ValueKind<Value>
  /// What holds where nothing is said, as help shows it.
  package let shown: String
  package let help: String
  /// Reads the value in `design.json`, whose key an error names.
  let read: @Sendable (JSONText, String) throws(PlacedError) -> Value
  /// Why a value cannot be, with what can; nil for one that can.
  let refusal: @Sendable (Value) -> String?
  /// As it is written on the command line.
  let text: @Sendable (Value) -> String
  /// The value that `design.json` has as null.
  let null: Value?

  package var typed: Self { self }

  init(
    _ name: String, _ path: WritableKeyPath<Settings, Value?> & Sendable, _ kind: ValueKind<Value>,
    shown: String, _ help: String,
    read: @escaping @Sendable (JSONText, String) throws(PlacedError) -> Value,
    refusal: @escaping @Sendable (Value) -> String? = { _ in nil },
    text: @escaping @Sendable (Value) -> String = { "\($0)" }, null: Value? = nil
  ) {
    (self.name, self.path, self.kind, self.shown, self.help) = (name, path, kind, shown, help)
    (self.read, self.refusal, self.text, self.null) = (read, refusal, text, null)
  }
}

extension Settings {
  /// The settings of a design that are one value, in the order of help and of saved cases.
  package static let design: [any AnySetting] = [
    Setting.architecture, Setting.results, Setting.running, Setting.degree, Setting.scale,
    Setting.learningRate, Setting.loss,
    Setting.epochs,
    Setting.tolerance, Setting.capacity, Setting.initialTheta,
  ]

  /// Those of the cycles in which nothing moves.
  package static let stalls: [any AnySetting] = [
    Setting.stallInput, Setting.stallOutput, Setting.seed,
  ]

  package static let table = design + stalls

  /// Those of which a case says nothing where nobody chose: cases were saved before there were others than the first.
  static let unsaid = [Setting.architecture.name, Setting.results.name, Setting.running.name]

  /// Those that a sweep can vary: the others are of the samples, or of the cycles alone.
  package static let varied: [any AnySetting] = [
    Setting.architecture, Setting.learningRate, Setting.epochs, Setting.degree, Setting.tolerance,
    Setting.capacity,
  ]
}

extension Setting<Int> {
  package static let degree = whole(
    "degree", \.degree, placeholder: "D", in: Design.degrees, "1, 2 or 3", shown: "1",
    "The degree of the polynomial, 1 to 3.")
  package static let epochs = whole(
    "epochs", \.epochs, in: 1...Int(UInt32.max), "1 to \(UInt32.max)",
    shown: "100, or as many as are needed",
    "The greatest number of epochs.")
  package static let capacity = whole(
    "capacity", \.capacity, in: 1...(1 << 48), "the number of samples, 1 to \(1 << 48)",
    shown: "16777216",
    "The samples for which the accumulators' default widths cannot overflow.")

  private static func whole(
    _ name: String, _ path: WritableKeyPath<Settings, Int?> & Sendable, placeholder: String = "N",
    in range: ClosedRange<Int>, _ possible: String, shown: String, _ help: String
  ) -> Self {
    Setting(
      name, path, .wholeNumber(placeholder, in: range), shown: shown, help,
      read: { json, name throws(PlacedError) in try json.integer(name) },
      refusal: { range.contains($0) ? nil : "\($0); give \(possible)" })
  }
}

extension Setting<Double> {
  package static let learningRate = real(
    "learning_rate", \.learningRate, .positiveReal,
    shown: "0.01 where that converges, else the fastest",
    "η of Eq. 2; μ of Eq. 3 is 2η for the sum and 2η/N for the mean."
  ) { $0 > 0 && $0.isFinite ? nil : "a positive number such as 0.01" }
  package static let stallInput = share(
    "stall_input", \.stallInput, "The share of cycles without a new sample.")
  package static let stallOutput = share(
    "stall_output", \.stallOutput, "The share of cycles in which no result is taken.")

  private static func share(
    _ name: String, _ path: WritableKeyPath<Settings, Double?> & Sendable, _ help: String
  ) -> Self {
    real(name, path, .shareBelowOne, shown: "0", help) {
      (0..<1).contains($0) ? nil : "a share of cycles, 0 or more and below 1"
    }
  }

  private static func real(
    _ name: String, _ path: WritableKeyPath<Settings, Double?> & Sendable,
    _ kind: ValueKind<Double>, shown: String, _ help: String,
    possible: @escaping @Sendable (Double) -> String?
  ) -> Self {
    Setting(
      name, path, kind, shown: shown, help,
      read: { json, name throws(PlacedError) in try json.double(name) },
      refusal: { value in possible(value).map { "\(value); give \($0)" } })
  }
}

extension Setting where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  fileprivate init(
    choice name: String, _ path: WritableKeyPath<Settings, Value?> & Sendable, shown: String,
    _ help: String
  ) {
    self.init(
      name, path, .choice, shown: shown, help,
      read: { json, name throws(PlacedError) in try json.choice(name) }, text: \.rawValue)
  }
}

extension Setting<Scaling> {
  package static let scale = Setting(
    choice: "scale", \.scale, shown: "standardize",
    "How samples are scaled before they are quantised; parameters are mapped back. standardize: mean 0 and variance 1, the fewest epochs; minmax: into [-1, 1); none; pow2: a shift, free in hardware, which keeps an ADC's own words where x is made of integers."
  )
}

extension Setting<Architecture> {
  package static let architecture = Setting(
    choice: "architecture", \.architecture, shown: "stream",
    "How samples are taken up. stream: they pass once an epoch; moments: they pass once, and each epoch iterates on their moments."
  )
}

extension Setting<RunMode.Results> {
  package static let results = Setting(
    choice: "results", \.results, shown: "every",
    "Of moments: which epochs' results the hardware offers. every: each one's; last: that of the epoch after which the run stops."
  )
}

extension Setting<RunMode.Running> {
  package static let running = Setting(
    choice: "running", \.running, shown: "off",
    "Of moments: whether samples keep coming while epochs run, and the next run begins by itself. kept: with theta as it is; loaded: with theta_init; off: neither."
  )
}

extension Setting<Objective> {
  package static let loss = Setting(
    choice: "loss", \.loss, shown: "sum", "What is minimised: the sum of e² or its mean.")
}

extension Setting<Settings.Tolerance> {
  package static let tolerance = Setting(
    "tolerance", \.tolerance, .tolerance, shown: "none",
    "Stop when the loss decreases by no more than this, in scaled units.",
    read: { json, name throws(PlacedError) in
      switch json.value {
      case .null, .string("none"): .none
      default: .value(try json.double(name, orElse: "null"))
      }
    },
    refusal: {
      if case .value(let value) = $0, !value.isFinite {
        "\(value); give a finite number, or none"
      } else {
        nil
      }
    },
    text: { if case .value(let value) = $0 { "\(value)" } else { "none" } },
    null: Settings.Tolerance.none)
}

extension Setting<[WrittenNumber]> {
  package static let initialTheta = Setting(
    "theta_init", \.initialTheta, .writtenNumbers, shown: "0,0,…",
    "The first parameters, low to high, in scaled units.",
    read: { json, name throws(PlacedError) in
      guard case .array(let elements) = json.value else {
        throw PlacedError(message: "\(name) is \(json.kind); give a list of numbers, low to high")
      }
      return try elements.map { element throws(PlacedError) in try element.writtenNumber(name) }
    },
    text: { $0.map(\.text).joined(separator: ",") })
}

extension Setting<UInt64> {
  package static let seed = Setting(
    "seed", \.seed, .seed, shown: "1",
    "The seed of the stall pattern, and of a sweep's sample and variations.",
    read: { json, name throws(PlacedError) in
      if case .number(let text) = json.value, let value = UInt64(text) { return value }
      let found = if case .number(let text) = json.value { text } else { json.kind }
      throw PlacedError(message: "\(name) is \(found); give a whole number, 0 to \(UInt64.max)")
    })
}

// MARK: - What follows from an entry

/// A setting whose type of value is forgotten.
package protocol AnySetting: Sendable {
  associatedtype Value: Hashable & Sendable
  var typed: Setting<Value> { get }
}

extension AnySetting {
  package var name: String { typed.name }
  /// The name of the option without its dashes, and of the field of a sweep.
  package var option: String { name.replacing("_", with: "-") }

  /// Whether the values are some names, and not numbers.
  package var isChoice: Bool { Value.self is any CaseIterable.Type }

  func isSaid(in settings: Settings) -> Bool { settings[keyPath: typed.path] != nil }

  /// Takes the value of other settings where these have none, or where it is to replace theirs.
  package func take(from other: Settings, replacing: Bool = false, into settings: inout Settings) {
    if replacing || !isSaid(in: settings) {
      settings[keyPath: typed.path] = other[keyPath: typed.path]
    }
  }

  /// Takes the value that `design.json` has.
  package func take(_ json: JSONText, into settings: inout Settings) throws(PlacedError) {
    settings[keyPath: typed.path] = try typed.read(json, name)
  }

  /// Refuses a value that no run can have.
  func check(_ settings: Settings) throws(SettingError) {
    if let refusal = settings[keyPath: typed.path].flatMap(typed.refusal) {
      throw SettingError("\(name) is \(refusal)")
    }
  }

  /// The value as it is written on the command line; nil where nothing is said.
  package func text(in settings: Settings) -> String? {
    settings[keyPath: typed.path].map(typed.text)
  }

  /// The value as `design.json` has it: a number, a list of them, a name, or null for none.
  func json(in settings: Settings) -> JSON {
    guard let value = settings[keyPath: typed.path], value != typed.null else { return .null }
    func json(_ text: some StringProtocol) -> JSON {
      if case .number? = (try? JSONText.parse(text.utf8))?.value { return .digits(String(text)) }
      return .string(String(text))
    }
    let parts = typed.text(value).split(separator: ",")
    return parts.count > 1 ? .array(parts.map(json)) : json(parts[0])
  }
}
