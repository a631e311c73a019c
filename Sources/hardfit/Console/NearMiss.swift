import FixedPoint

/// Names the word that was probably meant: "did you mean '--epochs'?".
enum NearMiss {
  /// The end of a message that suggests a candidate, or else the `fallback`.
  ///
  /// - Parameter prefix: what candidates have before them when they are written, such as dashes.
  static func suggestion(
    for word: String, in candidates: [String], prefix: String = "", or fallback: String
  ) -> String {
    probableName(for: word, among: candidates).map { "did you mean '\(prefix)\($0)'?" }
      ?? fallback
  }
}
