import FixedPoint

/// Names the word that was probably meant: "did you mean '--epochs'?".
enum NearMiss {
  /// The candidate nearest to a word by slips of the fingers, or else the one it begins; nil if
  /// none is near.
  static func nearest(to word: String, in candidates: [String]) -> String? {
    if let near = nearestName(to: word, among: candidates) { return near }
    guard word.count >= 2 else { return nil }
    return candidates.first { $0.lowercased().hasPrefix(word.lowercased()) }
  }

  /// The end of a message that suggests a candidate, or else the `fallback`.
  ///
  /// - Parameter prefix: what candidates have before them when they are written, such as dashes.
  static func suggestion(
    for word: String, in candidates: [String], prefix: String = "", or fallback: String
  ) -> String {
    nearest(to: word, in: candidates).map { "did you mean '\(prefix)\($0)'?" } ?? fallback
  }
}
