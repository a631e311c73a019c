import Columns

/// What the casts see of the samples and the Doubles do not say.
extension SampleColumns {
  /// Visits every number whose Double is only the nearest to it, where a scaling casts the digits themselves.
  ///
  /// - Parameter body: takes the number's place and its digits, in the same words however it was written.
  package func forEachDigits(
    beyondDoublesFor scaling: Scaling, _ body: ([UInt64]) -> Void
  ) {
    guard ColumnCaster.castsDigits(scaling) else { return }
    for (column, (values, decimals)) in [(x, xDecimals), (y, yDecimals)].enumerated() {
      guard let decimals else { continue }
      for (row, value) in values.enumerated() {
        guard let words = decimals[row].words(beyond: value) else { continue }
        body([UInt64(column), UInt64(row)] + words)
      }
    }
  }
}

extension Decimals.Exact {
  /// The exponent and the integer of the number without zeros at its end; nil if it is the Double's.
  fileprivate func words(beyond nearest: Double) -> [UInt64]? {
    switch self {
    case .same: return nil
    case .decimal(var significand, var exponent):
      while significand.isMultiple(of: 10), significand > 0 {
        (significand, exponent) = (significand / 10, exponent + 1)
      }
      if significand <= 1 << 53, abs(exponent) <= 22 {
        let power = exactPowersOfTen[abs(exponent)]
        let isSame =
          exponent < 0
          ? (-Double(significand)).addingProduct(abs(nearest), power) == 0
          : (-abs(nearest)).addingProduct(Double(significand), power) == 0
        if isSame { return nil }
      }
      return [UInt64(bitPattern: Int64(exponent)), significand]
    case .text(let text):
      let parts = String(decoding: text, as: UTF8.self).split(separator: "e")
      var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
      if let point = parts[0].firstIndex(of: ".") {
        exponent -= parts[0].distance(from: point, to: parts[0].endIndex) - 1
      }
      var digits = parts[0].compactMap(\.wholeNumberValue)[...]
      while digits.last == 0 { (digits, exponent) = (digits.dropLast(), exponent + 1) }
      return [UInt64(bitPattern: Int64(exponent))] + digits.drop { $0 == 0 }.map { UInt64($0) }
    }
  }
}
