import Samples

/// How the samples are to be read, as `design.json` and the command line say it.
extension Settings {
  /// Takes an option of reading, as it is written behind `--skip` and its like.
  ///
  /// - Throws: ``SettingError`` for what it cannot be.
  public mutating func setReading(_ key: CSVOptions.Key, to text: String) throws(SettingError) {
    var options = CSVOptions()
    do { try options.set(key, to: text) } catch { throw SettingError(error.description) }
    reading[key] = text
  }

  /// What the reader is told.
  public var csvOptions: CSVOptions {
    let castsDigits = scale == .some(.none) || scale == .pow2
    var options = CSVOptions(
      x: xColumn.map { ColumnChoice($0) } ?? .automatic,
      y: yColumn.map { ColumnChoice($0) } ?? .automatic, keepsDecimals: castsDigits)
    options.subtractsOffsets = !castsDigits
    // Each text was taken before, so none is refused here.
    for (key, text) in reading { try? options.set(key, to: text) }
    return options
  }
}

extension JSONText {
  /// An option of reading as it is written on the command line: `true` is yes, a list has commas, an object names axes.
  func readingOption(_ key: String) throws(PlacedError) -> String {
    switch value {
    case .string(let text), .number(let text): return text
    case .bool(let flag): return flag ? "yes" : "no"
    case .array(let elements):
      var texts: [String] = []
      for element in elements { texts.append(try element.readingOption(key)) }
      return texts.joined(separator: ",")
    case .object(let members):
      var texts: [String] = []
      for (axis, value) in members { texts.append("\(axis)=\(try value.readingOption(key))") }
      return texts.joined(separator: ",")
    case .null:
      throw PlacedError(line: line, message: "\(key) is \(kind); give a text such as \"skip\"")
    }
  }
}
