/// Samples that have the same word of x, taken together: how many there are, and the sum of their y.
///
/// However many samples there are, there are no more groups than x has words. The values that a datapath derives from x
/// alone are the same for a whole group.
public struct SampleGroups: Sendable {
  /// The words of x that occur, ascending.
  public let x: [Int32]
  /// The samples of each.
  public let counts: [Int64]
  /// Σ y of each, in LSBs of y.
  public let sums: [Int64]
  /// Σ y and Σ y² of all, modulo 2^64.
  public let total: Int64
  public let totalOfSquares: Int64

  /// The widest words that are grouped: a table of so many bits of x, sums of so many bits of y.
  public static let greatestWidths = (x: 16, y: 32)

  /// Reads the samples once.
  ///
  /// - Precondition: the formats are no wider than ``greatestWidths``.
  init(_ samples: PackedSamples) {
    precondition(
      samples.xFormat.width <= Self.greatestWidths.x
        && samples.yFormat.width <= Self.greatestWidths.y)
    let least = samples.xRange.lowerBound
    let size = Int(samples.xRange.upperBound - least) + 1
    var counts = [Int64](repeating: 0, count: size)
    var sums = counts
    var (total, totalOfSquares) = (Int64(0), Int64(0))
    let (xLane, yLane) = (samples.x, samples.y)
    counts.withUnsafeMutableBufferPointer { counts in
      sums.withUnsafeMutableBufferPointer { sums in
        for index in 0..<samples.count {
          let place = Int(xLane.load(index, as: Int64.self) &- least)
          let y = yLane.load(index, as: Int64.self)
          counts[place] &+= 1
          sums[place] &+= y
          total &+= y
          totalOfSquares &+= y &* y
        }
      }
    }
    let places = counts.indices.filter { counts[$0] > 0 }
    x = places.map { Int32(Int64($0) + least) }
    self.counts = places.map { counts[$0] }
    self.sums = places.map { sums[$0] }
    (self.total, self.totalOfSquares) = (total, totalOfSquares)
  }
}
