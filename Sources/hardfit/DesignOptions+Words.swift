import Cases
import Datapath
import FixedPoint
import Samples

/// Settings as the words of a command line that says the same.
extension DesignOptions {
  /// What is said of the design and the stalls; nothing of what is left to a default.
  ///
  /// - Parameter nodes: those of which something is said; nil for those of the settings' architecture.
  static func words(_ settings: Settings, nodes: [Node]? = nil) -> [String] {
    let nodes = nodes ?? (settings.architecture ?? .stream).nodes
    var words: [String] = []
    func add(_ option: String, _ value: String?) {
      if let value { words += self.words("--" + option, value) }
    }
    for setting in Settings.design { add(setting.option, setting.text(in: settings)) }
    for node in nodes {
      guard let choice = settings.formats[node] else { continue }
      if let format = choice.whole {
        add(self.format.row.name, "\(node.name)=\(format)")
      } else {
        for (field, value) in choice.said {
          add(self.format.row.name, "\(node.name).\(field.rawValue)=\(value)")
        }
      }
    }
    for node in nodes {
      guard let response = settings.onOverflow[node] else { continue }
      add(onOverflow.row.name, "\(node.name)=\(response.rawValue)")
    }
    for setting in Settings.stalls { add(setting.option, setting.text(in: settings)) }
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
    return options.flatMap { words($0, $1) }
  }

  /// An option with its value, which may begin with a dash.
  private static func words(_ key: String, _ value: String) -> [String] {
    value.hasPrefix("-") ? ["\(key)=\(value)"] : [key, value]
  }
}
