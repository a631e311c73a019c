import Samples

/// A machine's samples in runs, as the kernels want them to follow the gradients: all of them in a copy that is kept,
/// or, where a few epochs are not worth one, a block at a time.
final class SampleRuns {
  private let samples: PackedSamples
  private let runs: Int
  private let kept: PackedSamples?
  /// Room for a block; nil where all are kept.
  private let room: UnsafeMutableRawPointer?

  /// - Parameters:
  ///   - runs: how many lie side by side.
  ///   - epochs: how many there may be, 0 for 2³².
  /// - Returns: nil where the samples are so few that it is not worth it.
  init?(_ samples: PackedSamples, runs: Int, epochs: UInt32) {
    guard samples.count >= 4 * runs else { return nil }
    self.samples = samples
    self.runs = runs
    kept = epochs == 0 || epochs > 8 ? samples.inRuns(runs) : nil
    room =
      kept == nil
      ? .allocate(byteCount: 16 * PackedSamples.runBlock + 128, alignment: 64) : nil
  }

  deinit { room?.deallocate() }

  /// The samples at a position that are in runs, if all of them are in the stretch.
  func block(at position: Int, in stretch: Range<Int>) -> Range<Int>? {
    guard position % PackedSamples.runBlock == 0 else { return nil }
    let end = position + samples.countInRuns(runs, at: position)
    return position < end && end <= stretch.upperBound ? position..<end : nil
  }

  /// Where the words of the block at a position are; until the next one is asked for.
  func words(at position: Int) -> (x: UnsafeRawPointer, y: UnsafeRawPointer) {
    if let kept { return (kept.x.address(of: position), kept.y.address(of: position)) }
    let (x, y) = (room!, room! + 8 * PackedSamples.runBlock + 64)
    samples.copyRuns(runs, at: position, toX: x, y: y)
    return (UnsafeRawPointer(x), UnsafeRawPointer(y))
  }
}
