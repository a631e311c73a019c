/// A column that is as long as the samples, read-only and shared, in ``LongMemory``.
///
/// Copies share the memory. Hot loops take it whole, by ``withUnsafeBufferPointer(_:)``.
public struct LongColumn<Element: BitwiseCopyable & Sendable>: Sendable {
  // Unsafe only in that the elements are reached without going by way of `memory`, which owns them.
  @usableFromInline nonisolated(unsafe) let base: UnsafePointer<Element>
  public let count: Int
  @usableFromInline let memory: LongMemory

  /// The first elements of some memory that nobody writes any more.
  @usableFromInline init(_ memory: LongMemory, count: Int) {
    precondition(count * MemoryLayout<Element>.stride <= memory.byteCount)
    base = UnsafePointer(memory.base.assumingMemoryBound(to: Element.self))
    self.count = count
    self.memory = memory
  }

  /// The elements of a collection, copied to the heap unless it is such a column itself.
  public init(_ elements: some Collection<Element>) {
    if let column = elements as? Self {
      self = column
      return
    }
    let count = elements.count
    let memory = LongMemory(onHeap: count * MemoryLayout<Element>.stride)
    let all = UnsafeMutableBufferPointer(
      start: memory.base.assumingMemoryBound(to: Element.self), count: count)
    _ = all.initialize(fromContentsOf: elements)
    self.init(memory, count: count)
  }

  /// A column made element by element from another one.
  @inlinable
  public init<Source>(
    _ source: LongColumn<Source>, _ transform: (Source) -> Element
  ) throws(StorageError) {
    let memory = try LongMemory(byteCount: source.count * MemoryLayout<Element>.stride)
    let start = memory.base.assumingMemoryBound(to: Element.self)
    source.withUnsafeBufferPointer { source in
      for index in source.indices { (start + index).initialize(to: transform(source[index])) }
    }
    self.init(memory, count: source.count)
  }

  /// Whether the elements lie in a file.
  package var isMapped: Bool { memory.isMapped }

  /// Calls `body` with the elements.
  @inlinable
  public func withUnsafeBufferPointer<Result, Cause: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Cause) -> Result
  ) throws(Cause) -> Result {
    defer { withExtendedLifetime(memory) {} }
    return try body(UnsafeBufferPointer(start: base, count: count))
  }
}

extension LongColumn: RandomAccessCollection {
  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { count }

  @inlinable
  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count, "index out of range")
    return withExtendedLifetime(memory) { base[index] }
  }

  @inlinable
  public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result? {
    defer { withExtendedLifetime(memory) {} }
    return try body(UnsafeBufferPointer(start: base, count: count))
  }
}

extension LongColumn: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Element...) { self.init(elements) }
}

extension LongColumn: Equatable where Element: Equatable {
  public static func == (left: Self, right: Self) -> Bool {
    left.count == right.count && (left.base == right.base || left.elementsEqual(right))
  }
}

extension LongColumn: Hashable where Element: Hashable {
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for element in self { hasher.combine(element) }
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index of a sorted collection, counted from 0, whose element is in the second part, by halving.
  @inlinable
  public func partitioningIndex(where isSecond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
