import Columns

/// Samples in an order in which a vector takes them up side by side and each of its words has a run of its own.
///
/// What a sum came to after each sample can then be followed in every word by itself, and put together at the end: the
/// samples of a run follow one another, and each run follows the one beside it.
extension PackedSamples {
  /// The samples of a block. A block has whole runs of its own, and fewer samples than runs at its end stay as they are.
  package static let runBlock = 1 << 14

  /// How many samples of the block at a position are in runs.
  package func countInRuns(_ runs: Int, at position: Int) -> Int {
    min(Self.runBlock, count - position) / runs * runs
  }

  /// The samples, each block in so many runs; found once.
  ///
  /// - Returns: nil where there is no room for them on the disk.
  package func inRuns(_ runs: Int) -> PackedSamples? {
    ordered.withLock { known in
      if let samples = known[runs] { return samples }
      let samples = try? PackedSamples(count: count, xFormat: xFormat, yFormat: yFormat) {
        self.copy(self.x, to: $0, runs)
        self.copy(self.y, to: $1, runs)
      }
      known[runs] = samples
      return samples
    }
  }

  private func copy(_ source: Lane, to target: Lane, _ runs: Int) {
    switch source.width {
    case .one: copy(Int8.self, source, to: target, runs)
    case .two: copy(Int16.self, source, to: target, runs)
    case .four: copy(Int32.self, source, to: target, runs)
    case .eight: copy(Int64.self, source, to: target, runs)
    }
  }

  private func copy<Word>(_: Word.Type, _ source: Lane, to target: Lane, _ runs: Int) {
    let from = source.base.assumingMemoryBound(to: Word.self)
    let to = target.base.assumingMemoryBound(to: Word.self)
    for block in stride(from: 0, to: count, by: Self.runBlock) {
      let length = countInRuns(runs, at: block)
      let rows = length / runs
      for run in 0..<runs {
        for row in 0..<rows { to[block + row * runs + run] = from[block + run * rows + row] }
      }
      for rest in block + length..<min(block + Self.runBlock, count) { to[rest] = from[rest] }
    }
  }
}
