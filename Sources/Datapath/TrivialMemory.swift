/// Rows of trivial values that a run reads in every cycle or epoch, without counting a reference or copying one.
///
/// They stand side by side: rows that lie apart by whole pages get in each other's way in the cache. Whoever reads a row has to
/// keep the memory.
final class TrivialMemory {
  private var blocks: [UnsafeMutableRawPointer] = []
  private var free: UnsafeMutableRawBufferPointer = .init(start: nil, count: 0)
  private static var blockSize: Int { 1 << 13 }

  /// Makes room for a row, as yet without values.
  func row<Element: BitwiseCopyable>(
    of _: Element.Type, count: Int
  ) -> UnsafeMutableBufferPointer<Element> {
    let alignment = 16
    let bytes = (count * MemoryLayout<Element>.stride + alignment - 1) & -alignment
    if bytes > free.count {
      free = .allocate(byteCount: max(bytes, Self.blockSize), alignment: alignment)
      blocks.append(free.baseAddress!)
    }
    let row = free[..<bytes]
    free = UnsafeMutableRawBufferPointer(rebasing: free[bytes...])
    return UnsafeMutableBufferPointer(
      start: (row.base.baseAddress! + row.startIndex).bindMemory(to: Element.self, capacity: count),
      count: count)
  }

  func keep<Element: BitwiseCopyable>(
    _ elements: some Collection<Element>
  ) -> UnsafeBufferPointer<Element> {
    let row = row(of: Element.self, count: elements.count)
    _ = row.initialize(fromContentsOf: elements)
    return UnsafeBufferPointer(row)
  }

  deinit { for block in blocks { block.deallocate() } }
}
