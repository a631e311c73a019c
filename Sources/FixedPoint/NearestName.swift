/// The known name that a mistyped one most probably meant, for the fix of an error.
///
/// - Returns: the first of the names at the least edit distance, letter case apart, or nil where
///   even the nearest differs in more than about a third of its letters, or in all.
package func nearestName(to typed: String, among names: some Sequence<String>) -> String? {
  nearNames(to: typed, among: names).first
}

/// All names that a mistyped one may have meant, the nearest first.
func nearNames(to typed: String, among names: some Sequence<String>) -> [String] {
  // A name of no plausible length is not worth a table of distances.
  guard typed.utf8.count <= 100 else { return [] }
  let pattern = Array(typed.lowercased().unicodeScalars)
  let near = names.compactMap { name -> (name: String, distance: Int)? in
    let candidate = Array(name.lowercased().unicodeScalars)
    let distance = editDistance(pattern, candidate)
    return distance <= max(1, (candidate.count + 1) / 3)
      && distance < max(candidate.count, pattern.count) ? (name, distance) : nil
  }
  return near.enumerated().sorted {
    ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset)
  }.map(\.element.name)
}

/// The name that was probably meant: the nearest, or else the first one that the typed word begins.
package func probableName(for typed: String, among names: [String]) -> String? {
  nearestName(to: typed, among: names)
    ?? (typed.count < 2
      ? nil : names.first { $0.lowercased().hasPrefix(typed.lowercased()) })
}

/// The range that a word like one most probably means, for the fix of an error: `8...20` for `8..20`, `8-20` or `8:20`.
package func nearestRange(to typed: String) -> String? {
  let pattern = #/([0-9]+(?:\.[0-9]+)??)(?:\.{2,4}|\.\.<|…|-|–|:)([0-9]+(?:\.[0-9]+)?)(:[0-9.]+)?/#
  guard let match = typed.wholeMatch(of: pattern) else { return nil }
  return "\(match.1)...\(match.2)\(match.3 ?? "")"
}

/// The least number of insertions, deletions, replacements and swaps of neighbours between two words
/// (the restricted Damerau–Levenshtein distance).
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1] + b.map { _ in 0 }
    for j in b.indices {
      row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
      }
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
