import Testing

@testable import Columns

/// A column in a file is the column on the heap.
@Suite struct LongMemoryTests {
  /// Elements in a pattern that no shift or cut leaves as it is.
  private func element(_ index: Int) -> UInt64 {
    UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
  }

  @Test(arguments: [0, 1, 7, 4096, 30_011])
  func `a column holds what it is given wherever it lies, grown in steps or at once`(
    count: Int
  ) throws {
    let expected = (0..<count).map(element)
    for threshold in [0, 1000, 100_000, Int.max] {
      for isExpected in [false, true] {
        try LongMemory.$threshold.withValue(threshold) {
          var growing = GrowingColumn<UInt64>()
          if isExpected { growing.expect(count + count / 10) }
          while growing.count < count {
            let further = min(growing.count / 3 + 1, count - growing.count)
            try growing.reserve(further)
            for _ in 0..<further { growing.append(element(growing.count)) }
          }
          let column = growing.finished()
          #expect(Array(column) == expected)
          // Reserved is what was written, or a part more; no threshold lies in between.
          #expect(column.isMapped == (count > 0 && 8 * count > threshold))
          let copy = try LongColumn(column) { ~$0 }
          #expect(copy.elementsEqual(expected.map { ~$0 }))
          #expect(copy.isMapped == (8 * count > threshold))
          #expect(column == LongColumn(expected))
          #expect(column.hashValue == LongColumn(expected).hashValue)
          #expect(count == 0 || column != copy)
        }
      }
    }
  }

  @Test func `memory begins on a cache line, is its size, and has no name`() throws {
    for threshold in [0, 1 << 20] {
      let memory = try LongMemory.$threshold.withValue(threshold) {
        try LongMemory(byteCount: 12_345)
      }
      #expect(memory.isMapped == (threshold == 0))
      #expect(UInt(bitPattern: memory.base) % 64 == 0)
      #expect(memory.byteCount == 12_345)
      memory.base.storeBytes(of: 0x5A, toByteOffset: 12_344, as: UInt8.self)
      #expect(memory.base.load(fromByteOffset: 12_344, as: UInt8.self) == 0x5A)
    }
  }

  @Test func `what no file can be is an error that says where and how much`() throws {
    let error = #expect(throws: StorageError.self) {
      try LongMemory.$threshold.withValue(0) { try LongMemory(byteCount: 1 << 61) }
    }
    #expect(error?.byteCount == 1 << 61)
    let folder = try #require(error?.folder)
    #expect("\(error!)".hasPrefix("no room for 2305843009214 MB of samples in \(folder) ("))
  }

  @Test func `a column that fails to grow keeps what it has`() throws {
    try LongMemory.$threshold.withValue(0) {
      var growing = GrowingColumn<UInt64>()
      try growing.reserve(1000)
      for index in 0..<1000 { growing.append(element(index)) }
      #expect(throws: StorageError.self) { try growing.reserve(1 << 58) }
      growing.expect(1 << 58)
      try growing.reserve(1)
      growing.append(element(1000))
      let column = growing.finished()
      #expect(column.elementsEqual((0...1000).map(element)))
    }
  }
}
