/// The known name that a mistyped one most probably meant, for the mend of an error.
///
/// - Returns: the first of the names at the least edit distance, letter case apart, or nil where
///   even the nearest differs in more than about a third of its letters, or in all.
package func nearestName<Names: Sequence>(to typed: String, among names: Names) -> String?
where Names.Element == String {
  // A name of no plausible length is not worth a table of distances.
  guard typed.utf8.count <= 100 else { return nil }
  let pattern = Array(typed.lowercased().unicodeScalars)
  var best: (name: String, distance: Int)?
  for name in names {
    let candidate = Array(name.lowercased().unicodeScalars)
    let distance = editDistance(pattern, candidate)
    if distance <= max(1, (candidate.count + 1) / 3),
      distance < max(candidate.count, pattern.count),
      distance < best?.distance ?? .max
    {
      best = (name, distance)
    }
  }
  return best?.name
}

/// The range that a word like one most probably means, for the mend of an error: `8...20` for `8..20`, `8-20` or `8:20`.
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
