/// The text of a source in UTF-8, whatever it was: gzip is unpacked, UTF-16 is converted, and a byte-order mark
/// is taken away.
struct TextSource {
  /// How the bytes were written, beyond plain text.
  struct Encoding: OptionSet, Hashable, Sendable {
    let rawValue: Int
    static let gzip = Encoding(rawValue: 1)
    static let utf16 = Encoding(rawValue: 2)

    /// "UTF-16 in gzip"; nil for plain text.
    var name: String? {
      let names = [contains(.utf16) ? "UTF-16" : nil, contains(.gzip) ? "gzip" : nil]
      return isEmpty ? nil : names.compactMap { $0 }.joined(separator: " in ")
    }
  }

  private(set) var encoding: Encoding = []
  private let source: SharedSource
  private var gunzip: Gunzip?
  private var utf16: UTF16Text?
  /// Text that was made and had no room yet.
  private var pending: [UInt8]

  private static let chunk = 1 << 16

  /// Looks at the first bytes of a source.
  init(_ bytes: consuming ByteSource) throws(ReadingError) {
    source = SharedSource(bytes)
    pending = []
    pending = try chunk(of: 4096)
    if Gunzip.isGzip(pending) {
      encoding.insert(.gzip)
      gunzip = try Gunzip(source, beginning: pending)
      pending = try chunk(of: 4096)
    }
    if pending.starts(with: [0xFF, 0xFE, 0, 0]) || pending.starts(with: [0, 0, 0xFE, 0xFF]) {
      throw ReadingError(file: source.bytes.name, .utf32)
    }
    if let text = UTF16Text(beginning: pending) {
      encoding.insert(.utf16)
      utf16 = text
      pending = utf16!.converted(pending[(text.hasMark ? 2 : 0)...])
    } else if pending.starts(with: [0xEF, 0xBB, 0xBF]) {
      pending.removeFirst(3)
    }
  }

  var name: String { source.bytes.name }
  /// The bytes of the source so far, packed or not.
  var position: Int { source.bytes.position }
  var byteCount: Int? { source.bytes.byteCount }

  /// Fills a buffer, wholly unless the text ends.
  mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int {
    var filled = 0
    while filled < buffer.count {
      if pending.isEmpty {
        guard utf16 != nil else {
          let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
          return filled + (try unconverted(rest))
        }
        let bytes = try chunk(of: Self.chunk)
        if bytes.isEmpty {
          guard utf16!.isWhole else { throw ReadingError(file: name, .halfACharacter) }
          break
        }
        pending = utf16!.converted(bytes[...])
      }
      let count = min(pending.count, buffer.count - filled)
      pending.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count]))
      }
      pending.removeFirst(count)
      filled += count
    }
    return filled
  }

  private mutating func chunk(of size: Int) throws(ReadingError) -> [UInt8] {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
    defer { room.deallocate() }
    return Array(room[..<(try unconverted(room))])
  }

  private mutating func unconverted(
    _ buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadingError) -> Int {
    if gunzip != nil { return try gunzip!.fill(buffer) }
    return try source.bytes.fill(buffer)
  }
}

/// A source that its decoder and its owner both know.
final class SharedSource {
  var bytes: ByteSource

  init(_ bytes: consuming ByteSource) { self.bytes = bytes }
}

/// UTF-16 of either byte order, converted as it comes.
private struct UTF16Text {
  let isLittleEndian: Bool
  let hasMark: Bool
  private var odd: UInt8?
  private var high: UInt16?

  /// Recognised by its mark, or, for the ASCII that a table begins with, by every other byte being 0.
  init?(beginning: [UInt8]) {
    hasMark = beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF])
    if hasMark {
      isLittleEndian = beginning[0] == 0xFF
      return
    }
    let units = beginning.prefix(64)
    guard units.count >= 4 else { return nil }
    let zeros = (0..<2).map { parity in
      units.indices.filter { $0 % 2 == parity }.allSatisfy { units[$0] == 0 }
    }
    let others = (0..<2).map { parity in
      units.indices.filter { $0 % 2 == parity }.allSatisfy { units[$0] != 0 }
    }
    if zeros[1], others[0] {
      isLittleEndian = true
    } else if zeros[0], others[1] {
      isLittleEndian = false
    } else {
      return nil
    }
  }

  /// Whether no character is half there.
  var isWhole: Bool { odd == nil && high == nil }

  mutating func converted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    for byte in bytes {
      guard let first = odd else {
        odd = byte
        continue
      }
      odd = nil
      let unit =
        isLittleEndian ? UInt16(first) | UInt16(byte) << 8 : UInt16(first) << 8 | UInt16(byte)
      if unit < 0x80, high == nil {
        text.append(UInt8(unit))
        continue
      }
      switch (high, unit) {
      case (nil, 0xD800..<0xDC00): high = unit
      case (let first?, 0xDC00..<0xE000):
        let scalar = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
        text += String(Unicode.Scalar(scalar)!).utf8
        high = nil
      default:
        // A surrogate without its other half stands for nothing.
        if high != nil { text += "\u{FFFD}".utf8 }
        high = nil
        text += String(Unicode.Scalar(UInt32(unit)) ?? "\u{FFFD}").utf8
      }
    }
    return text
  }
}
