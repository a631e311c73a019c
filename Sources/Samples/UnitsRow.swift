/// Whether a row between the header and the samples holds units, or what a logger computed: `s,V`, `(ms),(°C)`,
/// `Radix - HEX`, `Smp,Avg`.
enum UnitsRow {
  static func isOne(_ fields: [CSVFields.Field]) -> Bool {
    let words = fields.map { $0.text.trimmingBlanks }
    if words.first?.lowercased().hasPrefix("radix") == true { return true }
    return words.contains { !$0.isEmpty } && words.allSatisfy { $0.isEmpty || isUnit($0) }
  }

  /// Whether all of its words are written out, as in `Second,Volt`, which some instruments write for a header.
  static func isSpelledOut(_ fields: [CSVFields.Field]) -> Bool {
    fields.allSatisfy { spelled.contains($0.text.trimmingBlanks.lowercased()) }
  }

  private static let spelled: Set<String> = [
    "second", "seconds", "volt", "volts", "ampere", "amperes", "amp", "amps", "watt", "watts",
    "hertz", "sec", "secs", "millisecond", "milliseconds", "minute", "minutes", "hour", "hours",
    "degree", "degrees", "meter", "meters", "kelvin", "celsius", "percent", "value",
  ]

  private static let others: Set<String> = [
    "ts", "rn", "smp", "avg", "min", "max", "tot", "std", "code", "codes", "count", "counts",
    "unitless", "none", "-", "%", "1", "raw", "bool", "degc", "deg c", "degf", "deg f", "deg_c",
    "ppm", "ppb", "rpm", "db", "dbm", "dbv", "lsb", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss", "iso8601",
  ]

  private static let symbols: Set<String> = [
    "s", "V", "A", "W", "Hz", "m", "g", "K", "C", "F", "Ω", "Ω", "Ohm", "ohm", "Pa", "N", "J", "T",
    "H", "S", "L", "l", "min", "h", "d", "rad", "deg", "°", "°C", "°F", "ºC", "bar", "eV", "mol",
    "lx", "lm", "cd", "Bq", "VA", "Wh", "Ah", "B", "b", "dB", "psi", "G", "gal", "in", "ft", "sec",
  ]

  private static func isUnit(_ text: String) -> Bool {
    var word = text[...]
    for (open, close) in [("(", ")"), ("[", "]"), ("<", ">")] where word.hasPrefix(open) {
      guard word.hasSuffix(close) else { return false }
      // Whatever stands in brackets alone is a unit.
      return word.count > 2
    }
    let lower = word.lowercased()
    if spelled.contains(lower) || others.contains(lower) { return true }
    // Products, quotients and powers: m/s^2, kg·m², W/m2.
    let parts = word.split(whereSeparator: { "/·*".contains($0) })
    guard !parts.isEmpty, parts.count < 5 else { return false }
    return parts.allSatisfy { part in
      word = part
      while let last = word.last, "^-0123456789²³".contains(last), word.count > 1 {
        word.removeLast()
      }
      if symbols.contains(String(word)) { return true }
      guard let prefix = word.first, "yzafpnuµμmcdhkKMGT".contains(prefix) else { return false }
      return symbols.contains(String(word.dropFirst()))
    }
  }
}
