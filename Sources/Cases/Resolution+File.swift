import Datapath
import FixedPoint
import Reference
import Samples

/// The key `resolved` of `design.json`: scales as the fewest digits that read back the same, words in hexadecimal.
extension Resolution {
  private enum Key: String, CaseIterable { case samples, scaling, words }
  private enum Axis: String, CaseIterable { case x, y }
  private enum Part: String, CaseIterable { case offset, unit }
  private enum Word: String, CaseIterable {
    case step, tolerance
    case initialTheta = "theta_init"
  }

  /// The value of `resolved`.
  ///
  /// - Parameter plan: with its own choices, which are written down for good.
  static func json(_ plan: Plan) -> JSON {
    let formats = plan.design.formats
    func axis(_ scale: AxisScale) -> JSON {
      [Part.offset.rawValue: JSON(scale.offset), Part.unit.rawValue: JSON(scale.unit)]
    }
    func word(_ word: Int128, _ bits: Int) -> JSON { .string("0x\(hexWord(word, bits: bits))") }
    let words = plan.configuration
    return [
      Key.samples.rawValue: JSON(plan.sampleCount),
      Key.scaling.rawValue: [
        Axis.x.rawValue: axis(plan.scales.x), Axis.y.rawValue: axis(plan.scales.y),
      ],
      Key.words.rawValue: [
        Word.step.rawValue: word(words.step, formats[.step].width),
        Word.initialTheta.rawValue: .array(
          words.initialTheta.map { word($0, formats[.theta].width) }),
        Word.tolerance.rawValue: word(words.tolerance, formats[.loss].width + 1),
      ],
    ]
  }

  /// Reads the value of `resolved`.
  ///
  /// - Parameter settings: the others of the file.
  /// - Throws: ``PlacedError`` for what is missing here or among the settings, for scales and words that cannot be, and
  ///   for words that contradict the settings.
  init(_ json: JSONText, of settings: Settings) throws(PlacedError) {
    let formats = try Self.formats(settings)
    guard let degree = settings.degree, let scaling = settings.scale,
      let objective = settings.loss, let rate = settings.learningRate,
      let tolerance = settings.tolerance, let capacity = settings.capacity,
      let initialTheta = settings.initialTheta
    else { preconditionFailure("a missing key was refused with the formats") }
    let members = try Self.all(Key.self, of: json, "resolved")
    samples = try members[.samples]!.integer("resolved.samples")
    guard samples > 0 else {
      throw PlacedError(
        line: members[.samples]!.line,
        message: "resolved.samples is \(samples); give the number of samples")
    }
    scales = try Self.scales(members[.scaling]!, scaling)
    self.degree = degree
    self.objective = objective
    self.capacity = capacity

    let name = "resolved.words"
    let text = try Self.all(Word.self, of: members[.words]!, name)
    let (stepFormat, loss) = (formats[.step], formats[.loss])
    step = Pinned(
      value: rate, format: stepFormat,
      word: try text[.step]!.word("\(name).step", bits: stepFormat.width, isSigned: false))
    self.tolerance = Pinned(
      value: tolerance, format: loss,
      word: try text[.tolerance]!.word("\(name).tolerance", bits: loss.width + 1, isSigned: true))

    func contradiction(_ word: Word, _ key: String, _ right: JSON) -> PlacedError {
      PlacedError(
        line: text[word]!.line,
        message:
          "\(name).\(word.rawValue) is not the word of \(key), which is \(right.compactText); correct one of the two"
      )
    }
    let mu = objective.step(learningRate: rate, samples: samples)
    let right = (try? stepFormat.cast(mu))?.raw ?? 0
    guard step.word == right || stepFormat.value(ofRaw: step.word) == mu else {
      throw contradiction(
        .step, "learning_rate", .string("0x\(hexWord(right, bits: stepFormat.width))"))
    }
    guard case .array(let elements) = text[.initialTheta]!.value else {
      throw PlacedError(
        line: text[.initialTheta]!.line,
        message: "\(name).theta_init is \(text[.initialTheta]!.kind); give a list of words")
    }
    let theta = formats[.theta]
    var given: [Int128] = []
    for element in elements {
      given.append(try element.word("\(name).theta_init", bits: theta.width, isSigned: true))
    }
    let casts = initialTheta.map { (try? $0.cast(into: theta))?.raw ?? 0 }
    guard given == casts else {
      throw contradiction(
        .initialTheta, "theta_init",
        .array(casts.map { .string("0x\(hexWord($0, bits: theta.width))") }))
    }
    let floor = tolerance.word(in: loss)
    guard
      self.tolerance.word == floor
        || tolerance == .value(Double(self.tolerance.word) * loss.lsb)
    else {
      throw contradiction(
        .tolerance, "tolerance", .string("0x\(hexWord(floor ?? 0, bits: loss.width + 1))"))
    }
  }

  /// The formats of all nodes, which a resolved case gives in full, as it gives every key that might be chosen.
  private static func formats(_ settings: Settings) throws(PlacedError) -> NodeMap<Format> {
    if let setting = Settings.design.first(where: {
      !$0.isSaid(in: settings) && !Settings.unsaid.contains($0.name)
    }) {
      throw PlacedError(
        message: "a resolved case leaves nothing open, but \(setting.name) is missing; add it")
    }
    var formats: [Node: Format] = [:]
    for node in (settings.architecture ?? .stream).nodes {
      guard let choice = settings.formats[node], choice.isWhole else {
        throw PlacedError(
          message:
            "a resolved case leaves nothing open, but the format of node \(node.name) is not given in full; write it as in ap_fixed<16,4,AP_TRN,AP_WRAP>"
        )
      }
      do { formats[node] = try choice.format(default: Format(width: 1, integerBits: 1)) } catch {
        throw PlacedError(message: "node \(node.name): \(error)")
      }
    }
    return NodeMap { formats[$0] ?? .unused }
  }

  private static func scales(
    _ json: JSONText, _ scaling: Scaling
  ) throws(PlacedError) -> SampleScales {
    let axes = try all(Axis.self, of: json, "resolved.scaling")
    var scales: [AxisScale] = []
    for axis in Axis.allCases {
      let name = "resolved.scaling.\(axis.rawValue)"
      let parts = try all(Part.self, of: axes[axis]!, name)
      scales.append(
        AxisScale(
          offset: try parts[.offset]!.double("\(name).offset"),
          unit: try parts[.unit]!.double("\(name).unit")))
    }
    guard let fixed = SampleScales(scaling, fixedX: scales[0], y: scales[1]) else {
      let rule =
        switch scaling {
        case .none: "offset 0 and unit 1"
        case .pow2: "offset 0 and a power of two as unit"
        case .standardize, .minmax: "a unit above 0"
        }
      throw PlacedError(
        line: json.line,
        message: "resolved.scaling is none that scale \(scaling.rawValue) makes; give \(rule)")
    }
    return fixed
  }

  /// The members of an object, which has every key and no other.
  private static func all<Key: RawRepresentable & CaseIterable & Hashable>(
    _: Key.Type, of json: JSONText, _ name: String
  ) throws(PlacedError) -> [Key: JSONText] where Key.RawValue == String {
    var found: [Key: JSONText] = [:]
    for (key, value) in try json.members(of: Key.self, name) { found[key] = value }
    if let key = Key.allCases.first(where: { found[$0] == nil }) {
      throw PlacedError(line: json.line, message: "\(name) has no \(key.rawValue); add it")
    }
    return found
  }
}
