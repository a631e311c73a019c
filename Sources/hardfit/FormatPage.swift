import Cases
import FixedPoint
import Reports

/// What `hardfit format` prints: a format in every notation, and casts into it.
struct FormatPage {
  let written: WrittenFormat
  let casts: [CastReport]

  init(format: WrittenFormat, casts: [CastReport]) { (written, self.casts) = (format, casts) }

  private var format: Format { written.format }

  func text(width: Int) -> String {
    var lines = [
      "\(format)",
      "  \(counted(format.width, "bit")), \(format.isSigned ? "signed" : "unsigned"): \(format.integerBits) integer, \(format.fractionBits) fraction",
      "  LSB    2^\(-format.fractionBits) = \(format.decimalString(ofRaw: 1))",
      "  range  \(format.decimalString(ofRaw: format.leastRaw)) to \(format.decimalString(ofRaw: format.greatestRaw))",
      "  raw    \(format.leastRaw) to \(format.greatestRaw)",
      "  modes  \(format.quantization), \(format.overflow)"
        + (written.modesOrigin.map { " (\($0))" } ?? ""),
    ]
    lines += written.notes.map { "  note   \($0)" } + [""]
    var notations = TextTable([.init("notation"), .init("format")])
    notations.showsHeader = false
    notations.indentation = 2
    for notation in FormatNotation.written {
      notations.addRow([notation.name, Self.written(format, in: notation)])
    }
    lines += notations.lines()
    if !casts.isEmpty { lines += [""] + castLines(width: width) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A table where it fits, otherwise a paragraph a value.
  private func castLines(width: Int) -> [String] {
    let titles = ["value", "raw", "hex", "binary", "represents", "error", "in LSB", "flags"]
    let rows = casts.map { report in
      let raw = report.cast.raw
      return [
        report.text, "\(raw)", format.hexString(ofRaw: raw), format.binaryString(ofRaw: raw),
        format.decimalString(ofRaw: raw), Self.short(report.error, digits: 6),
        Self.short(report.errorInLSBs, digits: 3), report.flags.joined(separator: ", "),
      ]
    }
    var table = TextTable(
      zip(titles, [.point, .right, .right, .right, .point, .point, .point, .left]).map {
        .init($0, $1)
      })
    for row in rows { table.addRow(row) }
    let lines = table.lines()
    if lines.allSatisfy({ $0.count <= width }) { return lines }
    let paragraphs = rows.map { row in
      let shown = zip(titles, row).dropFirst().filter { !$0.1.isEmpty }.map { title, cell in
        "  \(title)\(String(repeating: " ", count: 12 - title.count))\(cell)"
      }
      return row[0] + "\n" + shown.joined(separator: "\n")
    }
    return [paragraphs.joined(separator: "\n\n")]
  }

  var json: JSON {
    let notations = FormatNotation.written.map { notation in
      JSON.Member(notation.rawValue, (try? notation.text(of: format)).map { .string($0) } ?? .null)
    }
    let differences = FormatNotation.written.compactMap { notation in
      notation.difference(from: format).map { JSON.Member(notation.rawValue, .string($0)) }
    }
    let range: JSON = [
      "min": end(format.leastRaw), "max": end(format.greatestRaw), "lsb": end(1),
    ]
    return [
      "format": .string("\(format)"), "width": JSON(format.width),
      "integer_bits": JSON(format.integerBits), "fraction_bits": JSON(format.fractionBits),
      "signed": .bool(format.isSigned), "quantization": .string(format.quantization.rawValue),
      "overflow": .string(format.overflow.name), "n_bits": JSON(format.overflow.saturatedBits),
      "notation": .string(written.parsed.notation.rawValue),
      "default_modes": .bool(written.modesOrigin != nil),
      "notes": .array(written.notes.map { .string($0) }),
      "range": range, "notations": .object(notations), "differences": .object(differences),
      "values": .array(casts.map(Self.json)),
    ]
  }

  private static func json(_ report: CastReport) -> JSON {
    let raw = report.cast.raw
    let format = report.format
    return [
      "input": .string(report.text), "raw": JSON(raw),
      "hex": .string(format.hexString(ofRaw: raw)),
      "binary": .string(format.binaryString(ofRaw: raw)),
      "value": .number(format.value(ofRaw: raw)),
      "decimal": .string(format.decimalString(ofRaw: raw)),
      "error": number(report.error), "error_lsb": number(report.errorInLSBs),
      "inexact": .bool(report.cast.isInexact), "overflow": .bool(report.cast.isOverflow),
    ]
  }

  /// The nearest `Double`, or null where there is none but infinity or a zero that it is not.
  private static func number(_ value: WideNumber) -> JSON {
    let nearest = value.double
    return nearest == 0 && !value.isZero ? .null : .number(nearest)
  }

  private func end(_ raw: Int128) -> JSON {
    [
      "raw": JSON(raw), "value": .number(format.value(ofRaw: raw)),
      "decimal": .string(format.decimalString(ofRaw: raw)),
    ]
  }

  /// The format as a tool writes it, with what differs there from IEEE 1666.
  private static func written(_ format: Format, in notation: FormatNotation) -> String {
    do throws(NotationError) {
      let text = try notation.text(of: format)
      return notation.difference(from: format).map { "\(text)  (\($0))" } ?? text
    } catch {
      return "none (\(error.reason.ends(around: ": ")?.1 ?? error.reason))"
    }
  }

  /// Up to so many significant digits, without zeros at the end, within the range of a `Double` or beyond.
  private static func short(_ value: WideNumber, digits: Int) -> String {
    let nearest = value.double
    if nearest.isNormal || value.isZero { return short(nearest, digits: digits) }
    let (significand, exponent) = value.decimal
    // A text's exponent is read to 2^56 or so.
    if abs(exponent) >= 10_000_000_000_000_000 { return "beyond" }
    let text = short(significand, digits: digits)
    // Rounded up to the next power of ten.
    if text.hasSuffix("10") { return "\(text.dropLast())e\(exponent + 1)" }
    return "\(text)e\(exponent)"
  }

  private static func short(_ value: Double, digits: Int) -> String {
    let text = NumberText.significant(value, digits: digits)
    let (mantissa, exponent) = text.ends(around: "e") ?? (text, "")
    guard mantissa.contains(".") else { return text }
    var kept = Substring(mantissa)
    while kept.last == "0" { kept.removeLast() }
    if kept.last == "." { kept.removeLast() }
    return kept + (exponent.isEmpty ? "" : "e" + exponent)
  }
}
