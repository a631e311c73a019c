import Cases
import Datapath
import FixedPoint
import Reference
import Samples

/// The options that say what `design.json` says; every command that runs a design has them.
///
/// The command line wins over the file, option by option.
enum DesignOptions {
  static let degree = Parameter<Int?>.option(
    "degree", .wholeNumber("D", in: 1...3), shown: "1", "The degree of the polynomial, 1 to 3.")
  static let scale = Parameter<Scaling?>.option(
    "scale", .choice, shown: "standardize",
    "How samples are scaled before they are quantised; parameters are mapped back. standardize: mean 0 and variance 1, the fewest epochs; minmax: into [-1, 1); none; pow2: a shift, free in hardware, which keeps an ADC's own words where x is made of integers."
  )
  static let learningRate = Parameter<Double?>.option(
    "learning-rate", .positiveReal, shown: "0.01 where that converges, else the fastest",
    "η of Eq. 2; μ of Eq. 3 is 2η for the sum and 2η/N for the mean.")
  static let loss = Parameter<Objective?>.option(
    "loss", .choice, shown: "sum", "What is minimised: the sum of e² or its mean.")
  static let epochs = Parameter<Int?>.option(
    "epochs", .wholeNumber(in: 1...Int(UInt32.max)), shown: "100, or as many as are needed",
    "The greatest number of epochs.")
  static let tolerance = Parameter<Settings.Tolerance?>.option(
    "tolerance", .tolerance, shown: "none",
    "Stop when the loss decreases by no more than this, in scaled units.")
  static let capacity = Parameter<Int?>.option(
    "capacity", .wholeNumber(in: 1...(1 << 48)), shown: "16777216",
    "The samples for which the accumulators' default widths cannot overflow.")
  static let initialTheta = Parameter<[WrittenNumber]?>.option(
    "theta-init", .writtenNumbers, shown: "0,0,…",
    "The first parameters, low to high, in scaled units.")
  /// Of the commands that tell what a run settles in.
  static let settle = Parameter<Int?>.option(
    "settle", .wholeNumber(in: 0...Int(UInt32.max)),
    shown: "1000, or fewer of more than 100,000 samples",
    "How many epochs beyond the last may be computed to know what the run settles in; they change nothing else."
  )
  static let format = Parameter<[FormatWord]>.options(
    "format", .nodeFormat,
    "A node's format in any notation, or one field of it: theta.fraction=18.")
  static let onOverflow = Parameter<[String]>.options(
    "on-overflow", .overflowResponse, shown: "warning",
    "What an overflow at a node means: silent, warning or error; for all nodes without NODE=.")

  static let stallInput = Parameter<Double?>.option(
    "stall-input", .shareBelowOne, shown: "0", "The share of cycles without a new sample.")
  static let stallOutput = Parameter<Double?>.option(
    "stall-output", .shareBelowOne, shown: "0", "The share of cycles in which no result is taken.")
  static let seed = Parameter<UInt64?>.option(
    "seed", .seed, shown: "1",
    "The seed of the stall pattern, and of a sweep's sample and variations.")

  static let xColumn = Parameter<String?>.option(
    "x", .text("COLUMN|row[:START:STEP]"), shown: "x, a time, or the first of two",
    "The column of x, by name or number, or the rows counted: START + row · STEP.")
  static let yColumn = Parameter<String?>.option(
    "y", .text("COLUMN"), shown: "y, or the other of two", "The column of y, by name or number.")
  /// The options of reading, in the order of their list.
  static let reading = CSVOptions.Key.allCases.map { key in
    (
      key: key,
      parameter: Parameter<String?>.option(
        key.rawValue, .reading(key), shown: key.fallback, key.help)
    )
  }

  static let groups = [
    ParameterGroup(
      "Design (each wins over the case's design.json)", isShared: true,
      [
        degree, scale, learningRate, loss, epochs, tolerance, capacity, initialTheta, format,
        onOverflow,
      ]),
    ParameterGroup("Stalls", isShared: true, [stallInput, stallOutput, seed]),
    ParameterGroup("Samples", isShared: true, [xColumn, yColumn] + reading.map(\.parameter)),
  ]

  /// What the command line says of the design.
  static func settings(_ arguments: Arguments) throws(Failure) -> Settings {
    var settings = Settings()
    settings.degree = arguments[degree]
    settings.scale = arguments[scale]
    settings.learningRate = arguments[learningRate]
    settings.loss = arguments[loss]
    settings.epochs = arguments[epochs]
    settings.tolerance = arguments[tolerance]
    settings.capacity = arguments[capacity]
    settings.initialTheta = arguments[initialTheta]
    settings.formats = try formats(arguments[format])
    for assignment in arguments[onOverflow] {
      try failing(.usage, about: "--on-overflow") { () throws(SettingError) in
        try settings.setOverflowResponse(assignment)
      }
    }
    settings.stallInput = arguments[stallInput]
    settings.stallOutput = arguments[stallOutput]
    settings.seed = arguments[seed]
    settings.xColumn = arguments[xColumn]
    settings.yColumn = arguments[yColumn]
    for (key, parameter) in reading { settings.reading[key] = arguments[parameter] }
    return settings
  }

  /// The formats that some words make together; of two that say the same, the later one counts.
  private static func formats(_ words: [FormatWord]) throws(Failure) -> [Node: FormatChoice] {
    var formats: [Node: FormatChoice] = [:]
    // Width, integer and fraction bits that were given one by one, since the last whole format.
    var places: [Node: FormatChoice] = [:]
    for word in words {
      let (node, choice) = (word.node, word.choice)
      formats[node] = choice.after(formats[node, default: FormatChoice()])
      if choice.isOnePlace {
        places[node, default: FormatChoice()].addPlace(of: choice)
      } else if choice.width != nil {
        places[node] = nil
      }
    }
    try failing(.usage, about: "--format") { () throws(SettingError) in
      for node in Node.allCases {
        try places[node]?.check(of: node)
        try formats[node]?.check(of: node)
      }
    }
    return formats
  }
}

/// What one `--format` says.
struct FormatWord: Sendable {
  let node: Node
  let choice: FormatChoice
}

extension ValueKind where Value == String {
  /// The text of an option of reading, which is refused here if it says nothing.
  static func reading(_ key: CSVOptions.Key) -> Self {
    ValueKind(key.placeholder, completion: key.words.isEmpty ? .nothing : .words(key.words)) {
      word throws(Misreading) in
      var settings = Settings()
      do throws(SettingError) { try settings.setReading(key, to: word) } catch {
        throw Misreading(error.description)
      }
      return word
    }
  }
}

extension ValueKind where Value == FormatWord {
  static let nodeFormat = ValueKind(
    "NODE=FORMAT", completion: .keys(Node.allCases.map(\.name))
  ) { word throws(Misreading) in
    var settings = Settings()
    do throws(SettingError) { try settings.setFormat(word) } catch {
      throw Misreading(error.description)
    }
    return FormatWord(node: settings.formats.keys.first!, choice: settings.formats.values.first!)
  }
}

extension ValueKind where Value == String {
  static let overflowResponse = ValueKind(
    "[NODE=]RESPONSE", completion: .keys(Node.allCases.map(\.name))
  ) { word throws(Misreading) in
    var settings = Settings()
    do throws(SettingError) { try settings.setOverflowResponse(word) } catch {
      throw Misreading(error.description)
    }
    return word
  }
}

extension ValueKind where Value == Settings.Tolerance {
  static let tolerance = ValueKind("X|none", completion: .words(["none"])) {
    word throws(Misreading) in
    if word == "none" { return .none }
    return .value(try Double(onCommandLine: word, mend: "give a finite number, or none"))
  }
}

extension ValueKind where Value == [Double] {
  static let numbers = list { text, number in number }
}

extension ValueKind where Value == [WrittenNumber] {
  static let writtenNumbers = list { text, number in WrittenNumber(text) ?? WrittenNumber(number) }
}

extension ValueKind {
  /// Numbers with commas between them, each made of its text and the nearest `Double`.
  fileprivate static func list<Number>(
    _ make: @escaping @Sendable (Substring, Double) -> Number
  ) -> Self where Value == [Number] {
    ValueKind("X,X,…") { word throws(Misreading) in
      var numbers: [Number] = []
      for part in word.split(separator: ",", omittingEmptySubsequences: false) {
        let number = try Double(
          onCommandLine: String(part), mend: "give numbers with commas between them")
        numbers.append(make(part, number))
      }
      return numbers
    }
  }
}
