import Cases
import Datapath
import FixedPoint
import Samples

/// Settings as the words of a command line that says the same.
extension DesignOptions {
  /// What is said of the design and the stalls; nothing of what is left to a default.
  static func words(_ settings: Settings) -> [String] {
    var words: [String] = []
    func add(_ parameter: any ParameterDeclaration, _ value: String?) {
      guard let value else { return }
      let key = parameter.row.key
      words += value.hasPrefix("-") ? ["\(key)=\(value)"] : [key, value]
    }
    add(degree, settings.degree.map { "\($0)" })
    add(scale, settings.scale?.rawValue)
    add(learningRate, settings.learningRate.map { "\($0)" })
    add(loss, settings.loss?.rawValue)
    add(epochs, settings.epochs.map { "\($0)" })
    add(
      tolerance,
      settings.tolerance.map {
        switch $0 {
        case .none: "none"
        case .value(let value): "\(value)"
        }
      })
    add(capacity, settings.capacity.map { "\($0)" })
    add(initialTheta, settings.initialTheta.map { $0.map(\.text).joined(separator: ",") })
    for node in Node.allCases {
      guard let choice = settings.formats[node] else { continue }
      if let format = choice.whole {
        add(self.format, "\(node.name)=\(format)")
      } else {
        for (field, value) in choice.said {
          add(self.format, "\(node.name).\(field.rawValue)=\(value)")
        }
      }
    }
    for node in Node.allCases {
      guard let response = settings.onOverflow[node] else { continue }
      add(onOverflow, "\(node.name)=\(response.rawValue)")
    }
    add(stallInput, settings.stallInput.map { "\($0)" })
    add(stallOutput, settings.stallOutput.map { "\($0)" })
    add(seed, settings.seed.map { "\($0)" })
    return words
  }

  /// How a file was read: what was said of it, with the columns by the name that was said or by number.
  static func words(reading layout: CSVLayout?, _ settings: Settings) -> [String] {
    guard let layout else { return [] }
    var options: [(key: String, value: String)] = []
    if let x = settings.xColumn ?? layout.xColumn.map({ "\($0)" }) {
      options.append((xColumn.row.key, x))
    }
    options.append((yColumn.row.key, settings.yColumn ?? "\(layout.yColumn)"))
    for (key, option) in reading {
      if let value = settings.reading[key] { options.append((option.row.key, value)) }
    }
    return options.flatMap { key, value in
      value.hasPrefix("-") ? ["\(key)=\(value)"] : [key, value]
    }
  }
}

extension FormatChoice {
  /// What is said, field by field.
  fileprivate var said: [(Field, String)] {
    let fields: [(Field, String?)] = [
      (.width, width.map { "\($0)" }), (.integer, integerBits.map { "\($0)" }),
      (.fraction, fractionBits.map { "\($0)" }), (.signed, isSigned.map { "\($0)" }),
      (.quantization, quantization.map { "\($0)" }), (.overflow, overflow.map { "\($0)" }),
      (.saturatedBits, saturatedBits.map { "\($0)" }),
    ]
    return fields.compactMap { field, value in value.map { (field, $0) } }
  }
}
