/// A number of things in words, one of them in the singular: "1 epoch", "20 epochs".
///
/// - Parameters:
///   - noun: the singular of a noun whose plural ends in s.
///   - shown: the number as it is to be written, where that is not its plain digits.
package func counted(_ count: Int, _ noun: String, shown: String? = nil) -> String {
  "\(shown ?? "\(count)") \(noun)\(count == 1 ? "" : "s")"
}
