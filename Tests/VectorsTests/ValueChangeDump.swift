/// A value change dump (IEEE 1364-2005, 18) taken apart word by word: what stands in the file, and nothing
/// that is known of the design it comes from.
struct ValueChangeDump {
  struct Variable: Equatable {
    /// The names of the scopes around it and its own, from the top.
    let path: [String]
    let kind: String
    let width: Int
    let code: String

    /// As GTKWave shows and saves it.
    var name: String {
      path.joined(separator: ".")
        + (width > 1 && ["wire", "reg"].contains(kind) ? "[\(width - 1):0]" : "")
    }
  }

  /// What is not as the standard has it.
  struct Malformed: Error { let text: String }

  private(set) var variables: [Variable] = []
  private(set) var timescale = ""
  /// Every time in the file with the values of all variables after its changes, by code; a variable without
  /// a value, or with an unknown one, is absent.
  private(set) var moments: [(time: Int, values: [String: String])] = []
  /// How many changes were written in all.
  private(set) var changes = 0

  init(_ text: String) throws {
    var words = text.split { $0 == " " || $0 == "\n" }.map(String.init)[...]
    func next() throws -> String {
      guard let word = words.popFirst() else { throw Malformed(text: "the file ends") }
      return word
    }
    func rest() throws -> [String] {
      var list: [String] = []
      while case let word = try next(), word != "$end" { list.append(word) }
      return list
    }
    var scopes: [String] = []
    header: while true {
      let word = try next()
      let content = try rest()
      switch word {
      case "$scope": scopes.append(content[1])
      case "$upscope": if scopes.popLast() == nil { throw Malformed(text: "$upscope at the top") }
      case "$timescale": timescale = content.joined()
      case "$var":
        let width = Int(content[1]) ?? 0
        // A range stands behind the name of what has several bits.
        let hasRange = width > 1 && ["wire", "reg"].contains(content[0])
        guard content.count == (hasRange ? 5 : 4), !hasRange || content[4] == "[\(width - 1):0]"
        else { throw Malformed(text: content.joined(separator: " ")) }
        variables.append(
          Variable(path: scopes + [content[3]], kind: content[0], width: width, code: content[2]))
      case "$version", "$date", "$comment": break
      case "$enddefinitions": break header
      default: throw Malformed(text: word)
      }
    }
    guard scopes.isEmpty else { throw Malformed(text: "\(scopes) left open") }
    let widths = Dictionary(
      variables.map { ($0.code, $0.width) }, uniquingKeysWith: { _, _ in 0 })
    var (time, values) = (nil as Int?, [String: String]())
    while let word = words.popFirst() {
      switch word.first {
      case "#":
        if let time { moments.append((time, values)) }
        guard let new = Int(word.dropFirst()), new > time ?? -1 else {
          throw Malformed(text: "\(word) after \(time ?? -1)")
        }
        time = new
      case "b":
        let code = try next()
        let bits = String(word.dropFirst())
        guard widths[code] == bits.count else { throw Malformed(text: "\(word) \(code)") }
        values[code] = bits.contains("x") ? nil : bits
        changes += 1
      case "r" where Double(word.dropFirst()) != nil, "s":
        values[try next()] = String(word.dropFirst())
        changes += 1
      case "0", "1", "x":
        let code = String(word.dropFirst())
        guard widths[code] == 1 else { throw Malformed(text: word) }
        values[code] = word.first == "x" ? nil : String(word.prefix(1))
        changes += 1
      case "$" where ["$dumpvars", "$end"].contains(word): break
      default: throw Malformed(text: word)
      }
    }
    if let time { moments.append((time, values)) }
  }

  /// The codes of the variables by their paths.
  var codes: [[String]: String] {
    Dictionary(variables.map { ($0.path, $0.code) }, uniquingKeysWith: { $1 })
  }
}
