/// Rows of trivial values that a run reads in every cycle or epoch, without counting a reference or copying one.
///
/// Whoever reads a row has to keep the memory.
final class TrivialMemory {
  private var rows: [UnsafeMutableRawPointer] = []

  func keep<Element: BitwiseCopyable>(
    _ elements: some Collection<Element>
  ) -> UnsafeBufferPointer<Element> {
    let row = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = row.initialize(fromContentsOf: elements)
    rows.append(UnsafeMutableRawPointer(row.baseAddress!))
    return UnsafeBufferPointer(row)
  }

  deinit { for row in rows { row.deallocate() } }
}
