/// The lines of a file by its descriptor, from its beginning; memory holds one line and a block.
struct LineReader {
  private let descriptor: Int32
  private let name: String
  private var offset: Int
  private var block: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  init(_ descriptor: Int32, name: String, from offset: Int = 0) {
    self.descriptor = descriptor
    self.name = name
    self.offset = offset
  }

  /// The next line without its end, nil at the end of the file. What stands behind the last line end is no
  /// line: `tail` has it then.
  mutating func next() throws(Failure) -> String? {
    var start = position
    while true {
      if let end = block[start...].firstIndex(of: 0x0A) {
        let line = String(decoding: block[position..<end], as: UTF8.self)
        position = end + 1
        return line
      }
      guard !isAtEnd else { return nil }
      block.removeFirst(position)
      position = 0
      start = block.count
      try fill()
    }
  }

  /// The next line, the last one with or without its end.
  mutating func next(orTail: Bool) throws(Failure) -> String? {
    if let line = try next() { return line }
    guard orTail, position < block.count else { return nil }
    defer { position = block.count }
    return tail
  }

  /// What follows the last line end.
  var tail: String { String(decoding: block[position...], as: UTF8.self) }

  private mutating func fill() throws(Failure) {
    let (descriptor, offset) = (descriptor, offset)
    var count = 0
    block += [UInt8](unsafeUninitializedCapacity: 1 << 16) { bytes, filled in
      count = SystemCall.retrying {
        systemRead(descriptor, bytes.baseAddress, bytes.count, at: offset)
      }
      filled = max(count, 0)
    }
    guard count >= 0 else {
      throw Failure(.inputOutput, "cannot read: \(SystemCall.reason)", about: name)
    }
    self.offset += count
    isAtEnd = count == 0
  }
}
