/// Reads a gzip file as it unpacks: RFC 1952 for the container, RFC 1951 for what is inside.
///
/// Every member's CRC-32 and length are checked; a file that breaks off or is damaged is an error, never a shorter text.
struct Gunzip {
  private let source: SharedSource
  private var input: [UInt8]
  private var next = 0
  private var isAtEnd = false
  /// Bits that were taken from the input and not used yet, the first the lowest.
  private var bits: UInt64 = 0
  private var bitCount = 0

  /// What was unpacked: up to 32 KiB that later bytes may refer to, and what nobody has fetched yet.
  private var output: [UInt8] = []
  private var fetched = 0
  private var state = State.header
  private var literals = HuffmanTable()
  private var distances = HuffmanTable()
  private var checksum: UInt32 = 0
  private var length: UInt32 = 0
  /// What ``checksum`` has seen of ``output``.
  private var summed = 0

  private enum State {
    case header, block
    case stored(Int)
    case codes, trailer, finished
  }

  private static let window = 1 << 15
  private static let chunk = 1 << 16

  /// - Parameter beginning: the bytes of the source that were read already.
  init(_ source: SharedSource, beginning: [UInt8]) {
    self.source = source
    input = beginning
  }

  static func isGzip(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// Fills a buffer, wholly unless the text ends.
  mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int {
    var filled = 0
    while filled < buffer.count {
      if fetched == output.count {
        try unpack()
        if fetched == output.count { break }
      }
      let count = min(buffer.count - filled, output.count - fetched)
      output.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[fetched..<fetched + count]))
      }
      filled += count
      fetched += count
    }
    return filled
  }

  // MARK: The container

  /// Unpacks some more, or comes to the end.
  private mutating func unpack() throws(ReadingError) {
    if output.count > Self.window {
      output.removeFirst(output.count - Self.window)
      (fetched, summed) = (output.count, output.count)
    }
    while output.count - fetched < Self.chunk {
      switch state {
      case .header: try readHeader()
      case .block: try readBlockHeader()
      case .stored(let count): try copyStored(count)
      case .codes: try readCodes()
      case .trailer: try readTrailer()
      case .finished: return
      }
    }
    sum()
  }

  private mutating func readHeader() throws(ReadingError) {
    guard try byte() == 0x1F, try byte() == 0x8B, try byte() == 8 else {
      throw damaged("no gzip data")
    }
    let flags = try byte()
    for _ in 0..<6 { _ = try byte() }
    if flags & 4 != 0 {
      let low = try byte()
      let high = try byte()
      for _ in 0..<(Int(low) | Int(high) << 8) { _ = try byte() }
    }
    for flag: UInt8 in [8, 16] where flags & flag != 0 { while try byte() != 0 {} }
    if flags & 2 != 0 { for _ in 0..<2 { _ = try byte() } }
    (checksum, length) = (0, 0)
    summed = output.count
    memberStart = output.count
    isLast = false
    state = .block
  }

  /// Where in ``output`` the member begins, as far as it is there.
  private var memberStart = 0
  private var isLast = false

  private mutating func readTrailer() throws(ReadingError) {
    sum()
    // What is left of the last byte is padding.
    bits >>= UInt64(bitCount & 7)
    bitCount &= ~7
    let sum = UInt32(try take(16)) | UInt32(try take(16)) << 16
    let size = UInt32(try take(16)) | UInt32(try take(16)) << 16
    guard sum == checksum else { throw damaged("its checksum differs") }
    guard size == length else { throw damaged("its length differs") }
    while bitCount > 0 || hasMore() {
      let byte = UInt8(try take(8))
      if byte == 0 { continue }
      // Another member, or what does not belong here.
      bits = bits << 8 | UInt64(byte)
      bitCount += 8
      state = .header
      return
    }
    state = .finished
  }

  private mutating func sum() {
    for byte in output[summed...] {
      checksum = ~(crcTable[Int(UInt8(truncatingIfNeeded: ~checksum) ^ byte)] ^ (~checksum >> 8))
    }
    length &+= UInt32(output.count - summed)
    summed = output.count
  }

  // MARK: The blocks

  private mutating func readBlockHeader() throws(ReadingError) {
    if isLast {
      state = .trailer
      return
    }
    isLast = try take(1) == 1
    switch try take(2) {
    case 0:
      bits >>= UInt64(bitCount & 7)
      bitCount &= ~7
      let count = try take(16)
      guard try take(16) == ~count & 0xFFFF else { throw damaged("a stored block is damaged") }
      state = .stored(count)
    case 1:
      literals = HuffmanTable(
        lengths: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })!
      distances = HuffmanTable(lengths: Array(repeating: 5, count: 30))!
      state = .codes
    case 2: try readTables()
    default: throw damaged("a block has no known type")
    }
  }

  private mutating func copyStored(_ count: Int) throws(ReadingError) {
    for _ in 0..<min(count, Self.chunk) { output.append(try byte()) }
    state = count > Self.chunk ? .stored(count - Self.chunk) : .block
  }

  /// The code lengths of a dynamic block, RFC 1951 section 3.2.7.
  private mutating func readTables() throws(ReadingError) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var lengths = [UInt8](repeating: 0, count: 19)
    for index in 0..<(try take(4) + 4) { lengths[order[index]] = UInt8(try take(3)) }
    guard let codes = HuffmanTable(lengths: lengths) else { throw damaged("its codes are invalid") }
    lengths = []
    while lengths.count < literalCount + distanceCount {
      switch try symbol(codes) {
      case let length where length < 16: lengths.append(UInt8(length))
      case 16:
        guard let last = lengths.last else { throw damaged("its codes are invalid") }
        for _ in 0..<(try take(2) + 3) { lengths.append(last) }
      case 17: for _ in 0..<(try take(3) + 3) { lengths.append(0) }
      default: for _ in 0..<(try take(7) + 11) { lengths.append(0) }
      }
    }
    guard lengths.count == literalCount + distanceCount,
      let literals = HuffmanTable(lengths: Array(lengths[..<literalCount])),
      let distances = HuffmanTable(lengths: Array(lengths[literalCount...]))
    else { throw damaged("its codes are invalid") }
    (self.literals, self.distances) = (literals, distances)
    state = .codes
  }

  private mutating func readCodes() throws(ReadingError) {
    while output.count - fetched < Self.chunk {
      let code = try symbol(literals)
      if code < 256 {
        output.append(UInt8(code))
        continue
      }
      if code == 256 {
        state = .block
        return
      }
      let place = code - 257
      guard place < lengthBases.count else { throw damaged("a length is invalid") }
      let count = Int(lengthBases[place]) + (try take(Int(lengthExtras[place])))
      let distanceCode = try symbol(distances)
      guard distanceCode < 30 else { throw damaged("a distance is invalid") }
      let extra = max(0, distanceCode / 2 - 1)
      let base = distanceCode < 4 ? distanceCode + 1 : (2 + distanceCode & 1) << extra + 1
      let distance = base + (try take(extra))
      guard distance <= output.count else { throw damaged("a distance leads before the text") }
      for _ in 0..<count { output.append(output[output.count - distance]) }
    }
  }

  // MARK: Bits and bytes

  /// The next symbol of a code.
  private mutating func symbol(_ table: HuffmanTable) throws(ReadingError) -> Int {
    while bitCount < 15, hasMore() {
      bits |= UInt64(input[next]) << UInt64(bitCount)
      next += 1
      bitCount += 8
    }
    let entry = table.entries[Int(bits & 0x7FFF)]
    let length = Int(entry & 15)
    guard length > 0 else { throw damaged("a code is invalid") }
    guard length <= bitCount else { throw damaged("it ends early") }
    bits >>= UInt64(length)
    bitCount -= length
    return Int(entry >> 4)
  }

  private mutating func take(_ count: Int) throws(ReadingError) -> Int {
    while bitCount < count {
      guard hasMore() else { throw damaged("it ends early") }
      bits |= UInt64(input[next]) << UInt64(bitCount)
      next += 1
      bitCount += 8
    }
    let value = Int(bits & (1 << UInt64(count) - 1))
    bits >>= UInt64(count)
    bitCount -= count
    return value
  }

  private mutating func byte() throws(ReadingError) -> UInt8 { UInt8(try take(8)) }

  private var failure: ReadingError?

  /// Whether another byte is there; reads on if need be.
  private mutating func hasMore() -> Bool {
    if next < input.count { return true }
    if isAtEnd { return false }
    next = 0
    do throws(ReadingError) {
      input = try source.bytes.chunk(of: Self.chunk)
    } catch {
      failure = error
      input = []
    }
    isAtEnd = input.count < Self.chunk
    return !input.isEmpty
  }

  private func damaged(_ reason: String) -> ReadingError {
    failure ?? ReadingError(file: source.bytes.name, .badGzip(reason: reason))
  }
}

/// A prefix code as a table: the next 15 bits of the input name the symbol and its length.
private struct HuffmanTable {
  /// `symbol · 16 + length`; 0 where no code begins so.
  private(set) var entries: [UInt16] = []

  init() {}

  /// - Returns: nil for lengths that no code has.
  init?(lengths: [UInt8]) {
    var code = 0
    entries = Array(repeating: 0, count: 1 << 15)
    for length in 1...15 {
      for symbol in lengths.indices where lengths[symbol] == length {
        guard code < 1 << length else { return nil }
        // Codes are written with their first bit lowest.
        let reversed = (0..<length).reduce(0) { $0 | (code >> $1 & 1) << (length - 1 - $1) }
        for entry in stride(from: reversed, to: 1 << 15, by: 1 << length) {
          entries[entry] = UInt16(symbol) << 4 | UInt16(length)
        }
        code += 1
      }
      code <<= 1
    }
  }
}

/// RFC 1951, section 3.2.5: the length that a code begins with, and the bits that are added to it.
private let lengthBases: [UInt16] = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
]
private let lengthExtras: [UInt8] = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]

/// CRC-32 of RFC 1952, section 8: the polynomial 0xEDB88320, a byte at a time.
private let crcTable: [UInt32] = (0..<256).map { index in
  (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ sum >> 1 : sum >> 1 }
}
