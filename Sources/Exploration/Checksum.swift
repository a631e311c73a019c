/// A hash that is the same on every machine: Fowler, Noll and Vo's FNV-1a in 128 bits
/// (IETF draft-eastlake-fnv).
///
/// It tells apart what differs by accident; it is no defence against intent.
public struct Checksum: Hashable, Sendable {
  private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

  public init() {}

  /// Carries a checksum on from its text.
  public init?(text: String) {
    guard text.utf8.count == 32, let state = UInt128(text, radix: 16) else { return nil }
    self.state = state
  }

  public mutating func add(_ bytes: some Sequence<UInt8>) {
    var state = state
    for byte in bytes {
      state ^= UInt128(byte)
      state &*= 0x0000_0000_0100_0000_0000_0000_0000_013b
    }
    self.state = state
  }

  /// Adds a text and its end, so that two texts differ from their concatenation.
  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add($0) }
    add(CollectionOfOne(UInt8(0)))
  }

  /// Adds the bits of numbers.
  public mutating func add(_ values: some Sequence<Double>) {
    add(values.lazy.map(\.bitPattern))
  }

  /// Adds words of 64 bits.
  public mutating func add(_ words: some Sequence<UInt64>) {
    for word in words { withUnsafeBytes(of: word.littleEndian) { add($0) } }
  }

  /// 32 hexadecimal digits.
  public var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
