/// A column of a vector file: a name, and the fields that its bits are packed from.
public struct VectorColumn: Hashable, Sendable {
  public let name: String
  /// The fields, the highest first.
  public let fields: [WordField]
  /// The position of the column's lowest bit in the word that a line is.
  public let offset: Int

  public var width: Int { fields.reduce(0) { $0 + $1.width } }
  /// The hexadecimal digits, leading zeros included.
  public var digits: Int { (width + 3) / 4 }
}

/// How the lines of a vector file are laid out: one hexadecimal word a line.
///
/// Each column takes whole digits, the first column the highest; `_` stands between two, which
/// `$readmemh`, `%h` and most languages' readers of numbers skip. So a line is as long as every other,
/// and a file is a memory of words of ``width`` bits.
public struct HexLine: Hashable, Sendable {
  public let columns: [VectorColumn]
  /// The bits of a line's word, four a digit.
  public let width: Int
  /// The bytes of a line, line feed included.
  public let byteCount: Int

  init(_ columns: [(name: String, fields: [WordField])]) {
    var offset = 0
    var placed: [VectorColumn] = []
    for (name, fields) in columns.reversed() {
      let column = VectorColumn(name: name, fields: fields, offset: offset)
      placed.append(column)
      offset += 4 * column.digits
    }
    self.columns = placed.reversed()
    width = offset
    byteCount = offset / 4 + columns.count
  }

  public subscript(name: String) -> VectorColumn? { columns.first { $0.name == name } }
}

/// Writes lines of one layout into a sink, a block at a time.
struct HexLineWriter<Sink: ByteSink> {
  private(set) var sink: Sink
  private(set) var lineCount = 0
  /// What stopped the writing.
  private(set) var failure: (any Error)?
  private let line: HexLine
  private var buffer: [UInt8]
  private var used = 0
  /// The fields, the last first: how wide, and whether a column ends with it.
  private let fields: [(width: Int, endsColumn: Bool)]

  private static var blockSize: Int { 1 << 16 }

  init(to sink: Sink, _ line: HexLine) {
    self.sink = sink
    self.line = line
    buffer = Array(repeating: 0, count: max(Self.blockSize, line.byteCount))
    fields = line.columns.reversed().flatMap { column in
      column.fields.reversed().enumerated().map { index, field in
        (width: field.width, endsColumn: index == column.fields.count - 1)
      }
    }
  }

  /// Writes a line.
  ///
  /// - Parameter values: a value a field, in the order of the line; each field holds its low bits.
  mutating func write(_ values: [Int128]) {
    precondition(values.count == fields.count, "a value a field")
    if used + line.byteCount > buffer.count { flush() }
    let end = used + line.byteCount
    let fields = self.fields
    buffer.withUnsafeMutableBufferPointer { buffer in
      var position = end - 1
      buffer[position] = 0x0A
      // Bits of a column that do not fill a digit yet.
      var (pending, pendingBits): (UInt64, Int) = (0, 0)
      var index = values.count
      for (width, endsColumn) in fields {
        index -= 1
        var left = width
        var bits = values[index]
        while left > 0 {
          // Up to 60 bits at a time, so that those pending fit as well.
          let count = min(left, 60)
          pending |=
            (UInt64(truncatingIfNeeded: bits) & (1 << UInt64(count) - 1)) << UInt64(pendingBits)
          pendingBits += count
          left -= count
          bits >>= 60
          let isWhole = endsColumn && left == 0
          while pendingBits >= 4 || (isWhole && pendingBits > 0) {
            let digit = UInt8(truncatingIfNeeded: pending & 15)
            position -= 1
            buffer[position] = digit &+ (digit > 9 ? 0x57 : 0x30)
            pending >>= 4
            pendingBits -= 4
          }
        }
        if endsColumn {
          (pending, pendingBits) = (0, 0)
          if index > 0 {
            position -= 1
            buffer[position] = UInt8(ascii: "_")
          }
        }
      }
    }
    used = end
    lineCount += 1
  }

  /// Writes out what is in the buffer.
  mutating func flush() {
    guard used > 0, failure == nil else { return }
    do { try sink.write(Array(buffer[..<used])) } catch { failure = error }
    used = 0
  }

  /// Writes out what is left and gives the sink back.
  mutating func finish() throws -> Sink {
    flush()
    if let failure { throw failure }
    return sink
  }
}
