import Cases
import FixedPoint
import Reports

/// `hardfit format`: a calculator for formats and the words in them.
enum FormatCommand {
  static let format = Parameter.argument(
    ValueKind.format,
    "The format, in any notation; a mode that neither it nor its owner says is TRN or WRAP.")
  static let values = Parameter.arguments(
    ValueKind.number, "Numbers to cast into the format, decimal or C hexadecimal (0x1.8p-3).")
  static let raw = Parameter<String?>.option(
    "raw", .file,
    "Read numbers from a file or, with -, from standard input, one a line; print the raw integer of each. Blank lines may stand at the end only."
  )
  static let output = Parameter<String>.option(
    "output", short: "o", .file, default: "-", shown: "standard output", "Where to print.")
  static let json = Parameter.flag("json", "Print JSON.")

  static let command = Command(
    "format", "Show a format in every notation, and cast numbers into it",
    discussion: """
      Prints the format in every notation, its LSB and its range; and for each value \
      the raw integer, the word in hexadecimal and binary, the value that the word represents, the \
      error (represented minus given) and whether the cast was inexact or overflowed. Values are \
      taken exactly, with one rounding, and the results are exact but for the error's digits; in JSON an error that no Double is near, such as 1e400 or 1e-400, \
      is null.

      Formats, with W bits, I integer bits (the sign counted), F fraction bits, S the sign, Q and O \
      the modes, n the n_bits: \(FormatNotation.written.map(\.usage).joined(separator: "; ")); their unsigned \
      counterparts; ap_int<W>, sc_int<W>, ac_int<W,S>, sc_fix(W,I), numerictype(S,W,F), fi(v,S,W,F), int16, \
      int16_t, signed(15 downto 0), [15:0]. Modes may follow a notation that has none: \
      sfix16_En12,RND_CONV,SAT.
      """,
    arguments: [format, values],
    options: [ParameterGroup("Input and output", [raw, output, json])],
    examples: [
      Example(
        "hardfit format 'ap_fixed<8,4,AP_RND_CONV,AP_SAT>' 3.14159 -0.03125",
        "Two numbers in eight bits, rounded to even and saturated."),
      Example("hardfit format 'sfixed(3 downto -12)'", "A VHDL format in the other notations."),
      Example(
        "printf '0.5\\n-0x1p-3\\n' | hardfit format sfix16_En12,RND,SAT --raw -",
        "A column of numbers to raw integers, for $fscanf or a test bench in any language."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    try OutputPlaces.check(
      [(output.row.key, arguments[output])], inputs: arguments[raw].map { [$0] } ?? [])
    let target = try console.open(arguments[output])
    let parsed = arguments[format]
    let format = parsed.format
    if let source = arguments[raw] {
      for (isGiven, other) in [
        (!arguments[values].isEmpty, "values on the command line"), (arguments[json], "--json"),
      ] where isGiven {
        throw .usage("does not go with \(other)", about: "--raw", fix: "give one of the two")
      }
      parsed.notes.forEach(console.warn)
      try convert(try InputFile(source), to: format, target, console)
    } else {
      var words: [CastReport] = []
      for text in arguments[values] {
        words.append(
          try failing(.usage, about: "VALUE") { () throws(NumberError) in
            try CastReport(text, in: format)
          })
      }
      let page = FormatPage(format: parsed, casts: words)
      let text = arguments[json] ? page.json.text() : page.text(width: console.terminal.width)
      try target.write(
        arguments[json] || target !== console.output ? text : console.terminal.shown(text))
    }
    try target.commit()
  }

  /// Converts a column of numbers, chunk by chunk.
  private static func convert(
    _ source: InputFile, to format: Format, _ target: Output, _ console: Console
  ) throws(Failure) {
    let progress = console.progress("converting \(source.name)", of: source.size, unit: "B")
    defer { progress.finish() }
    var converter = RawLineConverter(to: format)
    var words: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { chunk.deallocate() }
    var done = 0
    var isEnd = false
    while !isEnd {
      let count = try source.read(into: chunk)
      isEnd = count == 0
      done += count
      words.removeAll(keepingCapacity: true)
      do throws(LineError) {
        try converter.convert(
          UnsafeRawBufferPointer(rebasing: chunk[..<count]), appendingTo: &words)
        if isEnd { try converter.finish(appendingTo: &words) }
      } catch {
        // What stands before the line in error is good.
        try target.write(words)
        throw .data("\(error)", about: source.name)
      }
      try target.write(words)
      // Who writes number by number into a pipe may be waiting for the answer.
      if source.size == nil { try target.flush() }
      progress.advance(to: done)
    }
    if converter.overflows > 0 {
      console.warn(
        "\(source.name): \(converter.overflows) of \(converter.count) numbers are out of the range of \(format)"
      )
    }
  }
}

/// A format as it was written, whole: modes that are left open have IEEE 1666's defaults.
struct WrittenFormat: Sendable {
  let parsed: ParsedFormat
  let format: Format

  /// What who uses this notation should know.
  var notes: [String] { parsed.notation.notes(on: format) }

  /// Where the modes come from, nil where the text says them all.
  var modesOrigin: String? {
    let name = parsed.notation.name
    if parsed.hasDefaultModes { return "what is not written is the default of \(name)" }
    return parsed.quantization == nil || parsed.overflow == nil
      ? "\(name) leaves open what is not written" : nil
  }
}

extension ValueKind where Value == WrittenFormat {
  /// A format in any notation; a shell completes those that need no quotation marks.
  static let format = ValueKind(
    "FORMAT",
    completion: .words(
      FormatNotation.written.map(\.example).filter {
        $0.allSatisfy { $0.isLetter || $0.isNumber || "_-/".contains($0) }
      })
  ) { word throws(Misreading) in
    let parsed: ParsedFormat
    do throws(NotationError) { parsed = try FormatNotation.parse(word) } catch {
      throw Misreading("\(error)")
    }
    do throws(FormatError) {
      return WrittenFormat(parsed: parsed, format: try parsed.format())
    } catch { throw Misreading("\(error)") }
  }
}

extension ValueKind where Value == String {
  /// A number that is kept as text, since reading it needs a format.
  static let number = text("VALUE")
}
