/// The variations of each case by which designs are judged, beside the case itself: how many, and drawn how.
public struct Perturbation: Hashable, Sendable {
  public let count: Int
  public let seed: UInt64
  /// Of the fit whose residuals the noise has: the greatest of any design.
  let degree: Int

  public static let greatestCount = 1000

  public init(count: Int, seed: UInt64, degree: Int) {
    (self.count, self.seed, self.degree) = (count, seed, degree)
  }

  /// Reads what ``description`` writes.
  init?(parsing text: String, degree: Int) {
    let words = text.split(separator: " ")
    guard words.count == 2, let count = Int(words[0]), let seed = UInt64(words[1]),
      (1...Self.greatestCount).contains(count)
    else { return nil }
    self.init(count: count, seed: seed, degree: degree)
  }
}

extension Perturbation: CustomStringConvertible {
  public var description: String { "\(count) \(seed)" }
}
