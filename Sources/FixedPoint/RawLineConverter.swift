/// A column of numbers in, a column of raw words out: text to text, a line at a time, at the speed of a
/// disk.

/// Converts lines of numbers into lines of raw integers, fed in chunks that may cut a line anywhere.
///
/// A line holds one number, decimal or C hexadecimal, with blanks around it at will; it ends with LF,
/// CRLF or the input. A byte order mark before the first is passed over, and so are blank lines at the end; one
/// before a number is an error, since what comes out would have fewer lines. What comes out is the raw word of
/// each number as a decimal integer and a line feed.
///
/// ```swift
/// var converter = RawLineConverter(to: format)
/// while let chunk = try source.next() { try converter.convert(chunk, appendingTo: &output) }
/// try converter.finish(appendingTo: &output)
/// ```
public struct RawLineConverter: Sendable {
  /// The format of the words.
  public let format: Format
  /// The numbers converted so far.
  public private(set) var count = 0
  /// How many of them were out of range after rounding.
  public private(set) var overflows = 0
  /// How many of them were changed by rounding.
  public private(set) var inexact = 0
  /// The lines completed so far.
  private var lines = 0
  /// The first of the blank lines since the last number; 0 where there is none.
  private var firstBlankLine = 0
  /// The beginning of a line whose end has not come yet.
  private var pending: [UInt8] = []

  /// The longest line that is taken, in bytes: a file without line feeds must not fill the memory.
  public static let longestLine = 1 << 20

  /// What some programs put before UTF-8.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  public init(to format: Format) { self.format = format }

  /// Converts the lines that end in this chunk and keeps the beginning of the one that does not.
  ///
  /// - Parameters:
  ///   - chunk: the next bytes of the text, in UTF-8.
  ///   - output: where the lines of raw words go. After an error it holds those before it.
  /// - Throws: ``LineError`` at the first line that holds no number.
  public mutating func convert(
    _ chunk: UnsafeRawBufferPointer, appendingTo output: inout [UInt8]
  ) throws(LineError) {
    guard let last = chunk.lastIndex(of: .lineFeed) else { return try keep(chunk) }
    var first = 0
    if !pending.isEmpty, let end = chunk.firstIndex(of: .lineFeed) {
      try keep(UnsafeRawBufferPointer(rebasing: chunk[..<end]))
      try convertPending(appendingTo: &output)
      first = end + 1
    }
    try convertLines(
      UnsafeRawBufferPointer(rebasing: chunk[first..<(last + 1)]), appendingTo: &output)
    try keep(UnsafeRawBufferPointer(rebasing: chunk[(last + 1)...]))
  }

  /// Converts the last line if it lacks its line feed.
  public mutating func finish(appendingTo output: inout [UInt8]) throws(LineError) {
    if !pending.isEmpty { try convertPending(appendingTo: &output) }
  }

  private mutating func keep(_ bytes: UnsafeRawBufferPointer) throws(LineError) {
    guard pending.count + bytes.count <= Self.longestLine else {
      throw LineError(line: lines + 1, problem: .tooLong)
    }
    pending.append(contentsOf: bytes)
  }

  private mutating func convertPending(appendingTo output: inout [UInt8]) throws(LineError) {
    var line = pending
    pending.removeAll(keepingCapacity: true)
    line.append(.lineFeed)
    // The buffer's closure cannot throw a typed error, so the error is carried out of it.
    let failure: LineError? = line.withUnsafeBytes { bytes in
      do throws(LineError) {
        try convertLines(bytes, appendingTo: &output)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// Converts whole lines, each of which ends with a line feed.
  private mutating func convertLines(
    _ text: UnsafeRawBufferPointer, appendingTo output: inout [UInt8]
  ) throws(LineError) {
    // No word takes more than 39 digits, a sign and a line feed.
    let longestWord = 41
    var position = 0
    while position < text.count {
      try output.append(addingCapacity: 1 << 16) { span throws(LineError) in
        while position < text.count, span.freeCapacity >= longestWord {
          try convertLine(text, at: &position, into: &span)
        }
      }
    }
  }

  @inline(__always)
  private mutating func convertLine(
    _ text: UnsafeRawBufferPointer, at position: inout Int, into output: inout OutputSpan<UInt8>
  ) throws(LineError) {
    let start = position
    lines += 1
    if lines == 1, text[position...].starts(with: Self.byteOrderMark) { position += 3 }
    while text[position].isBlank { position += 1 }
    if text[position] == .lineFeed {
      position += 1
      if firstBlankLine == 0 { firstBlankLine = lines }
      return
    }
    guard firstBlankLine == 0 else { throw LineError(line: firstBlankLine, problem: .blank) }
    guard let number = NumberText(scanning: text, at: &position) else {
      throw notANumber(text, from: start)
    }
    while text[position].isBlank { position += 1 }
    guard text[position] == .lineFeed else { throw notANumber(text, from: start) }
    position += 1
    let cast = format.cast(ScaledValue(number, target: format.fractionBits))
    count += 1
    if cast.isOverflow { overflows += 1 }
    if cast.isInexact { inexact += 1 }
    output.append(decimal: cast.raw)
    output.append(.lineFeed)
  }

  private func notANumber(_ text: UnsafeRawBufferPointer, from start: Int) -> LineError {
    let line = text[start...].prefix { $0 != .lineFeed }
    // Enough for the message, which cuts it again.
    let shown = String(decoding: line.prefix(200), as: UTF8.self).withoutBlanksAround
    return LineError(line: lines, problem: .notANumber(NumberError(text: shown)))
  }
}

/// A line of a column that could not be converted.
public struct LineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Counted from 1.
  public let line: Int
  public let problem: Problem

  public enum Problem: Hashable, Sendable {
    case notANumber(NumberError)
    case tooLong
    /// Nothing, but there are numbers further down.
    case blank
  }

  public var description: String {
    switch problem {
    case .notANumber(let error): "line \(line): \(error)"
    case .tooLong:
      "line \(line) is longer than \(RawLineConverter.longestLine) bytes; put one number on a line"
    case .blank:
      "line \(line) is blank, and numbers follow; fill it in or remove it"
    }
  }
}

extension UInt8 {
  fileprivate static let lineFeed = UInt8(ascii: "\n")
}

extension OutputSpan<UInt8> {
  /// Writes an integer in decimal.
  @inline(__always)
  fileprivate mutating func append(decimal value: Int128) {
    guard let small = Int64(exactly: value) else {
      for byte in String(value).utf8 { append(byte) }
      return
    }
    if small < 0 { append(UInt8(ascii: "-")) }
    var rest = small.magnitude
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var first = 20
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      first -= 1
      digits[first] = UInt8(truncatingIfNeeded: digit) + UInt8(ascii: "0")
      rest = quotient
    } while rest != 0
    while first < 20 {
      append(digits[first])
      first += 1
    }
  }
}
