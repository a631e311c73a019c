/// Samples as CSV text again, with the digits that were read where they were kept.
extension SampleColumns {
  /// Writes a header and a row a sample.
  ///
  /// Read again with the first column as x and the second as y, the text gives the same numbers.
  ///
  /// - Parameter write: is handed the bytes, some 64 KiB at a time.
  package func writeText(_ write: ([UInt8]) throws -> Void) rethrows {
    var bytes = Array(header.utf8)
    for row in 0..<count {
      Self.append(x[row], xDecimals?[row], to: &bytes)
      bytes.append(UInt8(ascii: ","))
      Self.append(y[row], yDecimals?[row], to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
      guard bytes.count >= 1 << 16 else { continue }
      try write(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
    if !bytes.isEmpty { try write(bytes) }
  }

  /// The columns' names where a reader takes them for what they are, otherwise x and y.
  private var header: String {
    let line = [xName, yName].map(Self.quoted).joined(separator: ",") + "\n"
    let sample = Array((line + (count > 0 ? "\(x[0]),\(y[0])\n" : "0,0\n")).utf8)
    let found = try? Self.read(
      ByteSource(bytes: sample, name: ""), options: CSVOptions(x: .number(1), y: .number(2)))
    return found?.count == 1 && found?.xName == xName && found?.yName == yName ? line : "x,y\n"
  }

  private static func quoted(_ name: String) -> String {
    "\"\(name.replacing("\"", with: "\"\""))\""
  }

  /// Appends a number: its text where that was kept, otherwise the fewest digits that read back the same.
  private static func append(_ value: Double, _ exact: Decimals.Exact?, to bytes: inout [UInt8]) {
    switch exact {
    case .text(let text)?:
      bytes += text
    case .decimal(let significand, let exponent)?:
      if value.sign == .minus { bytes.append(UInt8(ascii: "-")) }
      append(significand, exponent, to: &bytes)
    case .same?, nil:
      let text = "\(value)"
      bytes += text.hasSuffix(".0") ? text.utf8.dropLast(2) : text.utf8[...]
    }
  }

  /// Appends `significand · 10^exponent`, with a point where that is the shorter text.
  private static func append(_ significand: UInt64, _ exponent: Int, to bytes: inout [UInt8]) {
    let digits = String(significand)
    guard (-24..<0).contains(exponent) else {
      bytes += Array("\(digits)e\(exponent)".utf8)
      return
    }
    let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
    bytes += padded.utf8.dropLast(-exponent)
    bytes.append(UInt8(ascii: "."))
    bytes += padded.utf8.suffix(-exponent)
  }
}
