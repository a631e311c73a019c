import Datapath
import Reference
import Samples

/// `design.json`: the settings of a case, as a person writes them.
public enum DesignFile {
  /// What is wrong with a design file, and in which line.
  public struct ReadingError: Error, Equatable {
    public let line: Int
    public let message: String
  }

  /// Reads the text of a design file.
  ///
  /// - Throws: ``ReadingError`` for a text that is no JSON, a key that is not known (with the
  ///   nearest that is), and a value that cannot be.
  public static func read(_ bytes: some Collection<UInt8>) throws(ReadingError) -> Settings {
    let json: JSONText
    do { json = try JSONText.parse(bytes) } catch {
      throw ReadingError(line: error.line, message: error.message)
    }
    guard case .object(let members) = json.value else {
      throw ReadingError(line: json.line, message: "a design is an object { … }, not \(json.kind)")
    }
    var settings = Settings()
    var resolved: JSONText?
    for (name, value) in members {
      if name == Settings.Key.resolved.rawValue { resolved = value }
      do throws(PlacedError) {
        try settings.take(name, value)
        try settings.validateInPlace()
      } catch {
        throw ReadingError(line: error.line ?? value.line, message: error.message)
      }
    }
    do { try settings.validate() } catch {
      throw ReadingError(line: json.line, message: error.description)
    }
    if let resolved {
      do throws(PlacedError) {
        settings.resolution = try Resolution(resolved, of: settings)
      } catch {
        throw ReadingError(line: error.line ?? resolved.line, message: error.message)
      }
    }
    return settings
  }
}

extension Settings {
  /// Checked with each key, so that the line is that of the key; but for the number of parameters,
  /// which the degree may yet change.
  fileprivate func validateInPlace() throws(PlacedError) {
    var settings = self
    settings.initialTheta = nil
    do throws(SettingError) { try settings.validate() } catch {
      throw PlacedError(message: error.description)
    }
  }

  fileprivate mutating func take(_ name: String, _ json: JSONText) throws(PlacedError) {
    if let setting = Self.table.first(where: { $0.name == name }) {
      return try setting.take(json, into: &self)
    }
    guard let key = Key(rawValue: name) else {
      throw PlacedError(
        message:
          "'\(name)' is not a key of a design; \(suggestion(name, among: Self.keys, called: "keys"))"
      )
    }
    switch key {
    case .columns:
      for (axis, value) in try json.members(name) {
        switch axis {
        case "x": xColumn = try value.column("columns.x")
        case "y": yColumn = try value.column("columns.y")
        default:
          throw PlacedError(
            line: value.line, message: "columns has no '\(axis)'; the columns are x and y")
        }
      }
    case .reading:
      for (option, value) in try json.members(name) {
        guard let key = CSVOptions.Key(rawValue: option) else {
          let known = CSVOptions.Key.allCases.map(\.rawValue)
          throw PlacedError(
            line: value.line,
            message:
              "reading has no '\(option)'; \(suggestion(option, among: known, called: "keys"))")
        }
        let text = try value.readingOption("reading.\(option)")
        try placed(value) { settings throws(SettingError) in
          try settings.setReading(key, to: text)
        }
      }
    case .formats:
      for (path, value) in try json.members(name) {
        try placed(value) { settings throws(SettingError) in
          try settings.setFormat("\(path)=\(value.plainText(path))")
        }
      }
    case .onOverflow:
      if case .string(let text) = json.value {
        try placed(json) { settings throws(SettingError) in
          settings.onOverflow = [:]
          let response = try Settings.choice(text, "on_overflow", OverflowResponse.self)
          for node in Node.every { settings.onOverflow[node] = response }
        }
      } else {
        for (node, value) in try json.members(name) {
          try placed(value) { settings throws(SettingError) in
            try settings.setOverflowResponse("\(node)=\(value.plainText(node))")
          }
        }
      }
    case .note, .resolved: break
    }
  }

  private mutating func placed(
    _ json: JSONText, _ body: (inout Settings) throws(SettingError) -> Void
  ) throws(PlacedError) {
    do { try body(&self) } catch {
      throw PlacedError(line: json.line, message: error.description)
    }
  }
}

extension JSONText {
  fileprivate func column(_ key: String) throws(PlacedError) -> String {
    switch value {
    case .string(let text), .number(let text): return text
    default:
      throw PlacedError(line: line, message: "\(key) is \(kind); give a column's name or number")
    }
  }

  /// The value as one would write it on the command line.
  fileprivate func plainText(_ key: String) throws(SettingError) -> String {
    switch value {
    case .string(let text), .number(let text): return text
    case .bool(let flag): return flag ? "true" : "false"
    case .null, .array, .object:
      throw SettingError("\(key) is \(kind); give a text such as \"sfix24_En18\"")
    }
  }
}
