import Columns

/// Samples in an order in which a vector takes them up side by side and each of its words has a run of its own.
///
/// What a sum came to after each sample can then be followed in every word by itself, and put together at the end: the
/// samples of a run follow one another, and each run follows the one beside it.
extension PackedSamples {
  /// The samples of a block. A block has whole runs of its own, and fewer samples than runs at its end are left out.
  package static let runBlock = 1 << 14

  /// How many samples of the block at a position are in runs.
  package func countInRuns(_ runs: Int, at position: Int) -> Int {
    min(Self.runBlock, count - position) / runs * runs
  }

  /// The samples, each block in so many runs and what is left as it was; found once.
  ///
  /// - Returns: nil where there is no room for them on the disk.
  package func inRuns(_ runs: Int) -> PackedSamples? {
    ordered.withLock { known in
      if let samples = known[runs] { return samples }
      let samples = try? PackedSamples(count: count, xFormat: xFormat, yFormat: yFormat) { x, y in
        for block in stride(from: 0, to: self.count, by: Self.runBlock) {
          self.copyRuns(runs, at: block, toX: x.base(at: block), y: y.base(at: block))
          for rest in self.countInRuns(runs, at: block)..<min(Self.runBlock, self.count - block) {
            x.store(self.x.load(block + rest, as: Int128.self), at: block + rest)
            y.store(self.y.load(block + rest, as: Int128.self), at: block + rest)
          }
        }
      }
      known[runs] = samples
      return samples
    }
  }

  /// Copies the block at a position in so many runs, a multiple of 4.
  ///
  /// - Parameters:
  ///   - x: room for the words of x, as `y` for those of y.
  package func copyRuns(
    _ runs: Int, at position: Int, toX x: UnsafeMutableRawPointer, y: UnsafeMutableRawPointer
  ) {
    let rows = countInRuns(runs, at: position) / runs
    self.x.copyRuns(runs, rows, from: position, to: x)
    self.y.copyRuns(runs, rows, from: position, to: y)
  }
}

extension Lane {
  fileprivate func base(at index: Int) -> UnsafeMutableRawPointer { base + index << logWidth }

  fileprivate func copyRuns(
    _ runs: Int, _ rows: Int, from position: Int, to target: UnsafeMutableRawPointer
  ) {
    let source = base(at: position)
    switch width {
    case .one: Self.copy(Int8.self, source, to: target, runs, rows)
    case .two: Self.copyShort(source, to: target, runs, rows)
    case .four: Self.copy(Int32.self, source, to: target, runs, rows)
    case .eight: Self.copy(Int64.self, source, to: target, runs, rows)
    }
  }

  private static func copy<Word>(
    _: Word.Type, _ source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer,
    _ runs: Int, _ rows: Int
  ) {
    let from = source.assumingMemoryBound(to: Word.self)
    let to = target.assumingMemoryBound(to: Word.self)
    for run in 0..<runs {
      for row in 0..<rows { to[row &* runs &+ run] = from[run &* rows &+ row] }
    }
  }

  /// Words of 16 bits.
  ///
  /// First the block is brought near in one stream, as memory gives it fastest, and each run put a cache line further off
  /// than it lay, so that those beside each other are not in the same set of the cache.
  private static func copyShort(
    _ source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer, _ runs: Int, _ rows: Int
  ) {
    let stride = 2 * rows + 64
    withUnsafeTemporaryAllocation(byteCount: runs * stride, alignment: 64) { near in
      let near = near.baseAddress!
      for run in 0..<runs {
        (near + run * stride).copyMemory(from: source + run * 2 * rows, byteCount: 2 * rows)
      }
      let whole = rows & ~3
      for row in Swift.stride(from: 0, to: whole, by: 4) {
        for run in Swift.stride(from: 0, to: runs, by: 4) {
          turn(
            near + (run &* stride &+ 2 &* row), stride,
            to: target + (row &* runs &+ run) &* 2, 2 &* runs)
        }
      }
      for row in whole..<rows {
        for run in 0..<runs {
          let word = (near + run * stride).load(fromByteOffset: 2 * row, as: Int16.self)
          target.storeBytes(of: word, toByteOffset: (row * runs + run) * 2, as: Int16.self)
        }
      }
    }
  }

  /// Turns four rows of four runs about: 64 bits each, of which pairs and then single words are changed with one another.
  @inline(__always)
  private static func turn(
    _ source: UnsafeMutableRawPointer, _ sourceStride: Int, to target: UnsafeMutableRawPointer,
    _ targetStride: Int
  ) {
    let (low, even) = (UInt64(0xFFFF_FFFF), UInt64(0x0000_FFFF_0000_FFFF))
    let a = source.loadUnaligned(as: UInt64.self)
    let b = source.loadUnaligned(fromByteOffset: sourceStride, as: UInt64.self)
    let c = source.loadUnaligned(fromByteOffset: 2 &* sourceStride, as: UInt64.self)
    let d = source.loadUnaligned(fromByteOffset: 3 &* sourceStride, as: UInt64.self)
    let (ac, bd) = (a & low | c &<< 32, b & low | d &<< 32)
    let (ca, db) = (a &>> 32 | c & ~low, b &>> 32 | d & ~low)
    target.storeBytes(of: ac & even | (bd & even) &<< 16, as: UInt64.self)
    target.storeBytes(
      of: ac &>> 16 & even | bd & ~even, toByteOffset: targetStride, as: UInt64.self)
    target.storeBytes(
      of: ca & even | (db & even) &<< 16, toByteOffset: 2 &* targetStride, as: UInt64.self)
    target.storeBytes(
      of: ca &>> 16 & even | db & ~even, toByteOffset: 3 &* targetStride, as: UInt64.self)
  }
}
