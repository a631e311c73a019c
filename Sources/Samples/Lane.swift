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

  /// Where the word at a position is in memory: ``width`` bytes, in the machine's own order.
  @inlinable
  public func address(of index: Int) -> UnsafeRawPointer {
    UnsafeRawPointer(base + index << logWidth)
  }

  /// The least and the greatest of the first `count` words; 0 where there are none.
  func range(count: Int) -> ClosedRange<Int64> {
    switch (width, isSigned) {
    case (.one, true): range(of: Int8.self, count)
    case (.one, false): range(of: UInt8.self, count)
    case (.two, true): range(of: Int16.self, count)
    case (.two, false): range(of: UInt16.self, count)
    case (.four, true): range(of: Int32.self, count)
    case (.four, false): range(of: UInt32.self, count)
    case (.eight, _): range(of: Int64.self, count)
    }
  }

  private func range<Element: FixedWidthInteger>(
    of: Element.Type, _ count: Int
  ) -> ClosedRange<Int64> {
    guard count > 0 else { return 0...0 }
    let words = UnsafeRawBufferPointer(start: base, count: count << logWidth)
      .assumingMemoryBound(to: Element.self)
    var (least, greatest) = (words[0], words[0])
    for word in words {
      least = min(least, word)
      greatest = max(greatest, word)
    }
    return Int64(truncatingIfNeeded: least)...Int64(truncatingIfNeeded: greatest)
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
