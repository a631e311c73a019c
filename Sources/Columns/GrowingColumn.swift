/// A column whose length shows only as its elements come.
///
/// Room is made beforehand, by ``reserve(_:)``, which can fail; ``append(_:)`` cannot.
public struct GrowingColumn<Element: BitwiseCopyable & Sendable>: ~Copyable {
  private var memory: LongMemory?
  @usableFromInline var base: UnsafeMutablePointer<Element>?
  @usableFromInline var used = 0
  @usableFromInline var capacity = 0

  public init() {}

  /// The elements so far.
  @inlinable public var count: Int { used }

  /// Makes room for so many further elements.
  public mutating func reserve(_ further: Int) throws(StorageError) {
    let needed = count + further
    if needed <= capacity { return }
    // By halves where growing copies; in a file it does not, and there blocks lie idle until the end.
    let isMapped = memory?.isMapped == true
    try allocate(memory == nil ? needed : max(needed, capacity + capacity / (isMapped ? 8 : 2)))
  }

  /// Makes room in one go for the elements that are expected in all; nothing is lost if there is none.
  public mutating func expect(_ all: Int) { if all > capacity { try? allocate(all) } }

  private mutating func allocate(_ elements: Int) throws(StorageError) {
    let byteCount = elements * MemoryLayout<Element>.stride
    if let memory {
      try memory.grow(to: byteCount)
    } else {
      memory = try LongMemory(byteCount: byteCount)
    }
    base = memory?.base.assumingMemoryBound(to: Element.self)
    capacity = elements
  }

  /// Adds an element.
  ///
  /// - Precondition: room was made for it.
  @inlinable @inline(__always)
  public mutating func append(_ element: Element) {
    precondition(used < capacity, "no room was made")
    base.unsafelyUnwrapped[used] = element
    used &+= 1
  }

  /// The column, with what is idle given back.
  public consuming func finished() -> LongColumn<Element> {
    guard let memory else { return [] }
    memory.trim(to: count * MemoryLayout<Element>.stride)
    return LongColumn(memory, count: count)
  }
}
