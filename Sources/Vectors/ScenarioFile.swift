import Cases
import Samples

/// How closely vectors look at a run.
public enum VectorLevel: String, CaseIterable, Hashable, Sendable {
  /// Every port in every cycle.
  case port
  /// The result of each epoch.
  case epoch
  /// Every node for each sample, and the update of each epoch.
  case node
}

/// `scenario.json` of a case: what of it is exported, where that is not all of a well-behaved run.
public struct ScenarioFile: Sendable {
  public static let name = "scenario.json"

  /// The levels to write; all that there are if nil.
  public var levels: [VectorLevel]?
  /// The most epochs of the run, instead of the design's.
  public var epochs: Int?
  /// The cycles to write.
  public var cycles: Int?
  /// What happens at the ports; a run of the samples if nil.
  public var play: Scenario?

  public init() {}

  private enum Key: String, CaseIterable {
    case note, levels, epochs, cycles, play
  }

  private enum PlayKey: String, CaseIterable {
    case seed, samples, configuration
    case epochSamples = "epoch_samples"
    case epochs, gap, wait, reset, start
  }

  /// Reads the file of a case folder; nil if the folder has none.
  public static func read(folder: String) throws(CaseError) -> ScenarioFile? {
    let path = "\(folder)/\(name)"
    let bytes: [UInt8]
    do throws(ReadingError) {
      var source = try ByteSource(path: path)
      bytes = try source.readAll()
    } catch {
      if error.problem == .notFound { return nil }
      throw .reading(error)
    }
    do throws(PlacedError) { return try ScenarioFile(text: bytes) } catch {
      throw .design(path: path, line: error.line ?? 1, message: error.message)
    }
  }

  /// Reads the text of a scenario file.
  package init(text: [UInt8]) throws(PlacedError) {
    let json: JSONText
    do { json = try JSONText.parse(text) } catch {
      throw PlacedError(line: error.line, message: error.message)
    }
    var play: JSONText?
    for (key, value) in try json.members(of: Key.self, "a scenario") {
      switch key {
      case .note: break
      case .levels: levels = try value.levels()
      case .epochs: epochs = try value.wholeNumber("epochs", in: 1...Int(UInt32.max))
      case .cycles: cycles = try value.wholeNumber("cycles", in: 1...Int.max)
      case .play: play = value
      }
    }
    guard let play else { return }
    guard let cycles else {
      throw PlacedError(line: json.line, message: "a play needs an end; give its number of cycles")
    }
    if epochs != nil || levels.map({ $0 != [.port] }) ?? false {
      throw PlacedError(
        line: json.line,
        message: "a play has vectors of the ports alone, and cycles instead of epochs; give cycles")
    }
    levels = [.port]
    self.play = try Self.scenario(play, cycles: cycles)
  }

  /// The file again, but for the epochs, which a resolved design has; nil if there is nothing to say.
  public var text: String? {
    var json: JSON = [:]
    if let levels {
      json.append(Key.levels.rawValue, .array(levels.map { .string($0.rawValue) }))
    }
    if let cycles { json.append(Key.cycles.rawValue, JSON(cycles)) }
    if let play { json.append(Key.play.rawValue, Self.json(play)) }
    return json == [:] ? nil : json.text()
  }

  private static func json(_ scenario: Scenario) -> JSON {
    func range(_ range: ClosedRange<Int>) -> JSON {
      [JSON(range.lowerBound), JSON(range.upperBound)]
    }
    return .object(
      PlayKey.allCases.map { key in
        let value: JSON =
          switch key {
          case .seed: JSON(scenario.seed)
          case .samples: .string(scenario.samples.rawValue)
          case .configuration: .string(scenario.configuration.rawValue)
          case .epochSamples: range(scenario.epochSamples)
          case .epochs: range(scenario.epochs)
          case .gap: range(scenario.gap)
          case .wait: range(scenario.wait)
          case .reset: .number(scenario.reset)
          case .start: .number(scenario.start)
          }
        return JSON.Member(key.rawValue, value)
      })
  }

  private static func scenario(_ json: JSONText, cycles: Int) throws(PlacedError) -> Scenario {
    var scenario = Scenario(cycles: cycles)
    for (key, value) in try json.members(of: PlayKey.self, "play") {
      let name = key.rawValue
      switch key {
      case .seed: scenario.seed = UInt64(try value.wholeNumber(name, in: 0...Int.max))
      case .samples: scenario.samples = try value.choice(name)
      case .configuration: scenario.configuration = try value.choice(name)
      case .epochSamples: scenario.epochSamples = try value.range(name, in: 1...Int(Int32.max))
      case .epochs: scenario.epochs = try value.range(name, in: 1...Int(UInt32.max))
      case .gap: scenario.gap = try value.range(name, in: 0...Int(Int32.max))
      case .wait: scenario.wait = try value.range(name, in: 0...Int(Int32.max))
      case .reset: scenario.reset = try value.share(name)
      case .start: scenario.start = try value.share(name)
      }
    }
    return scenario
  }
}

extension JSONText {
  fileprivate func wholeNumber(
    _ key: String, in range: ClosedRange<Int>
  ) throws(PlacedError) -> Int {
    let number = try integer(key)
    guard range.contains(number) else {
      let limits =
        range.upperBound == Int.max
        ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
      throw PlacedError(line: line, message: "\(key) is \(number); give \(limits)")
    }
    return number
  }

  /// One number, or two with everything between them.
  fileprivate func range(
    _ key: String, in limits: ClosedRange<Int>
  ) throws(PlacedError) -> ClosedRange<Int> {
    guard case .array(let ends) = value else {
      let number = try wholeNumber(key, in: limits)
      return number...number
    }
    guard ends.count == 2 else {
      throw PlacedError(
        line: line, message: "\(key) has \(ends.count) numbers; give the least and the greatest")
    }
    let least = try ends[0].wholeNumber(key, in: limits)
    let greatest = try ends[1].wholeNumber(key, in: limits)
    guard least <= greatest else {
      throw PlacedError(
        line: line, message: "\(key) begins above its end; give [\(greatest), \(least)]")
    }
    return least...greatest
  }

  fileprivate func share(_ key: String) throws(PlacedError) -> Double {
    let number = try double(key)
    guard (0...1).contains(number) else {
      throw PlacedError(line: line, message: "\(key) is \(number); give a share of cycles, 0 to 1")
    }
    return number
  }

  fileprivate func levels() throws(PlacedError) -> [VectorLevel] {
    guard case .array(let elements) = value, !elements.isEmpty else {
      throw PlacedError(
        line: line, message: "levels is \(kind); give a list such as [\"port\", \"epoch\"]")
    }
    return try elements.map { element throws(PlacedError) in try element.choice("levels") }
  }
}
