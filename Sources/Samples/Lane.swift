import FixedPoint

/// One column of quantised samples, packed: raw words in the narrowest of 1, 2, 4 or 8 bytes.
///
/// A lane does not own its memory; ``PackedSamples`` does.
@frozen
public struct Lane {
  /// The bytes of a word: 1, 2, 4 or 8.
  @frozen
  public enum Width: Int, Sendable {
    case one = 1
    case two = 2
    case four = 4
    case eight = 8

    /// The narrowest lane for words of `bits` bits, at most 64.
    public init(bits: Int) {
      precondition((1...64).contains(bits), "a sample has at most 64 bits")
      self = bits <= 8 ? .one : bits <= 16 ? .two : bits <= 32 ? .four : .eight
    }
  }

  public let width: Width
  public let isSigned: Bool
  @usableFromInline let base: UnsafeMutableRawPointer
  @usableFromInline let logWidth: Int
  @usableFromInline let emptyBits: UInt64

  init(width: Width, isSigned: Bool, base: UnsafeMutableRawPointer) {
    self.width = width
    self.isSigned = isSigned
    self.base = base
    logWidth = width.rawValue.trailingZeroBitCount
    emptyBits = UInt64(64 - 8 * width.rawValue)
  }

  /// The raw word at a position, extended by its sign (or by zeros) to the integer asked for.
  ///
  /// Eight bytes are read whatever the width and what lies above the word is shifted out, so that
  /// there is nothing to branch on; the memory is padded for it.
  @inlinable @inline(__always)
  public func load<Word: FixedWidthInteger & SignedInteger>(_ index: Int, as: Word.Type) -> Word {
    let bytes =
      base.loadUnaligned(fromByteOffset: index &<< logWidth, as: UInt64.self) &<< emptyBits
    return isSigned
      ? Word(truncatingIfNeeded: Int64(bitPattern: bytes) &>> Int64(bitPattern: emptyBits))
      : Word(truncatingIfNeeded: bytes &>> emptyBits)
  }

  func store(_ raw: Int128, at index: Int) {
    switch width {
    case .one: write(Int8(truncatingIfNeeded: raw), at: index)
    case .two: write(Int16(truncatingIfNeeded: raw), at: index)
    case .four: write(Int32(truncatingIfNeeded: raw), at: index)
    case .eight: write(Int64(truncatingIfNeeded: raw), at: index)
    }
  }

  private func write<Element>(_ element: Element, at index: Int) {
    base.storeBytes(
      of: element, toByteOffset: index * MemoryLayout<Element>.size, as: Element.self)
  }
}
