import Testing

@testable import Samples

/// A table in a random dress reads back to the same numbers, or is refused with the line that is wrong.
struct RandomTableTests {
  /// A table and how it is written.
  private struct Table {
    var lines: [String] = []
    var x: [Double] = []
    var y: [Double] = []
    let delimiter: String
    var isUTF16 = false
    var firstRow = 0

    init(_ random: inout SplitMix64) {
      func chance(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &random) == 0 }
      delimiter = [",", ";", "\t", "|", " "].randomElement(using: &random)!
      let hasComma = delimiter != "," && chance(3)
      let isQuoted = chance(4)
      let hasIndex = chance(3)
      let isSwapped = chance(3)
      let hasUnits = chance(4)
      isUTF16 = chance(5)
      if chance(8) { lines.append("sep=\(delimiter)") }
      for _ in 0..<(chance(2) ? 0 : Int.random(in: 1...6, using: &random)) {
        lines.append(
          [
            "Model\(delimiter)A\(Int.random(in: 1...9, using: &random))", "# made by hand", "Title",
            "", "% 3",
          ]
          .randomElement(using: &random)!)
      }
      func cut(_ fields: [String]) -> String {
        let fields = isSwapped ? Array(fields.dropLast(2)) + fields.suffix(2).reversed() : fields
        return fields.map { isQuoted ? "\"\($0)\"" : $0 }.joined(separator: delimiter)
      }
      let blank = delimiter == " " && !isQuoted ? "#" : ""
      lines.append(cut((hasIndex ? [blank] : []) + ["x", "volt"]))
      if hasUnits {
        lines.append(cut((hasIndex ? [delimiter == " " ? "-" : ""] : []) + ["s", "mV"]))
      }
      if hasUnits, hasIndex { lines.removeLast() }
      firstRow = lines.count + 1
      for row in 0..<Int.random(in: 3...30, using: &random) {
        let texts = (0..<2).map { _ -> String in
          let whole = Int.random(in: -9999...9999, using: &random)
          let text = "\(whole).\(Int.random(in: 1000...9999, using: &random))"
          return chance(5) ? text + "e-3" : text
        }
        x.append(Double(texts[0])!)
        y.append(Double(texts[1])!)
        let shown = hasComma ? texts.map { $0.replacing(".", with: ",") } : texts
        lines.append(cut((hasIndex ? ["\(row)"] : []) + shown))
        if chance(20) { lines.append("# a remark") }
        if chance(20) { lines.append("") }
      }
    }

    var bytes: [UInt8] {
      let text = lines.joined(separator: "\n") + "\n"
      return isUTF16
        ? [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        : Array(text.utf8)
    }
  }

  /// How many tables each test draws: more for a long run, with `HARDFIT_TABLES=20000 Tests/run --filter RandomTable`.
  private let count = environment("HARDFIT_TABLES") ?? 200

  @Test("a table in a random dress reads back to the same numbers")
  func dresses() {
    var random = SplitMix64(seed: seed)
    for number in 0..<count {
      let table = Table(&random)
      do throws(ReadingError) {
        let read = try SampleColumns.read(ByteSource(bytes: table.bytes, name: "t"))
        #expect(read.x == table.x, "table \(number), seed \(seed): \(table.lines.prefix(12))")
        #expect(read.y == table.y, "table \(number), seed \(seed): \(table.lines.prefix(12))")
      } catch {
        Issue.record("table \(number), seed \(seed): \(error)\n\(table.lines.prefix(12))")
      }
    }
  }

  @Test("a cell that is spoilt is refused with its line, or skipped where that is asked for")
  func spoilt() {
    var random = SplitMix64(seed: seed)
    for number in 0..<count {
      var table = Table(&random)
      let rows = table.lines.indices.filter {
        $0 >= table.firstRow - 1 && table.lines[$0].contains(where: \.isNumber)
      }
      // Not the first rows: what stands there may be a header.
      let row = rows.dropFirst(2).randomElement(using: &random)!
      // A column of row numbers is not read.
      let isCell = { (text: Substring) in text.contains { ".,".contains($0) } }
      let cells = table.lines[row].split(separator: table.delimiter).filter(isCell)
      let cell = cells.randomElement(using: &random)!
      let digit = cell.indices.filter { cell[$0].isNumber }.randomElement(using: &random)!
      table.lines[row].replaceSubrange(digit...digit, with: "O")
      let error = readingError(table.bytes)
      #expect(
        error?.line == row + 1,
        "table \(number), seed \(seed): \(error as Any)\n\(table.lines.joined(separator: "\n"))")
    }
  }
}
