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

  /// How a file was read, with nothing left to be detected: columns by the name that was said or by number.
  static func words(reading layout: CSVLayout?, x: String?, y: String?) -> [String] {
    guard let layout else { return [] }
    let options: [(any ParameterDeclaration, String)] = [
      (xColumn, x ?? "\(layout.xColumn)"), (yColumn, y ?? "\(layout.yColumn)"),
      (delimiter, layout.delimiter.rawValue), (header, layout.hasHeader ? "yes" : "no"),
      (decimal, layout.decimalMark.rawValue),
    ]
    return options.flatMap { option, value in
      value.hasPrefix("-") ? ["\(option.row.key)=\(value)"] : [option.row.key, value]
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
