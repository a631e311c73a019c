/// Raw words as text: their exact value in decimal, their bits in hexadecimal and binary.

extension Format {
  /// The exact decimal expansion of the value that a raw word stands for: `0.125` for raw 1 with
  /// three fraction bits.
  public func decimalString(ofRaw raw: Int128) -> String {
    // raw · 2^(−F) = raw · 5^F · 10^(−F)
    var number = DecimalInteger(raw.magnitude)
    number.multiply(byPowerOf: fractionBits > 0 ? 5 : 2, exponent: abs(fractionBits))
    let sign = raw < 0 ? "-" : ""
    guard fractionBits > 0 else { return sign + number.digits }
    let digits = number.digits
    let padded = String(repeating: "0", count: max(0, fractionBits + 1 - digits.count)) + digits
    let fraction = padded.suffix(fractionBits)
    let zeros = fraction.reversed().prefix { $0 == "0" }.count
    let integer = sign + padded.dropLast(fractionBits)
    return zeros == fractionBits ? integer : "\(integer).\(fraction.dropLast(zeros))"
  }

  /// The word in two's complement, hexadecimal with a digit for every four bits begun, as
  /// `$readmemh` reads it.
  public func hexString(ofRaw raw: Int128) -> String {
    padded(String(bits(ofRaw: raw), radix: 16), to: (width + 3) / 4)
  }

  /// The word in two's complement, a digit for every bit, as `$readmemb` reads it.
  public func binaryString(ofRaw raw: Int128) -> String {
    padded(String(bits(ofRaw: raw), radix: 2), to: width)
  }

  private func padded(_ digits: String, to count: Int) -> String {
    String(repeating: "0", count: count - digits.count) + digits
  }
}

/// A natural number of any size in decimal limbs.
private struct DecimalInteger {
  /// Little-endian, 18 digits each.
  private var limbs: [UInt64] = []
  private static let base: UInt64 = 1_000_000_000_000_000_000

  init(_ value: UInt128) {
    var rest = value
    repeat {
      limbs.append(UInt64(rest % UInt128(Self.base)))
      rest /= UInt128(Self.base)
    } while rest != 0
  }

  mutating func multiply(byPowerOf factor: UInt64, exponent: Int) {
    // 5^25 and 2^25 are less than the base.
    for start in stride(from: 0, to: exponent, by: 25) {
      multiply(by: (start..<min(start + 25, exponent)).reduce(1) { power, _ in power * factor })
    }
  }

  private mutating func multiply(by factor: UInt64) {
    var carry: UInt64 = 0
    for i in limbs.indices {
      let product = UInt128(limbs[i]) * UInt128(factor) + UInt128(carry)
      let divided = Self.base.dividingFullWidth(
        (UInt64(truncatingIfNeeded: product >> 64), UInt64(truncatingIfNeeded: product)))
      limbs[i] = divided.remainder
      carry = divided.quotient
    }
    if carry != 0 { limbs.append(carry) }
  }

  var digits: String {
    limbs.dropLast().reversed().reduce(String(limbs.last ?? 0)) { text, limb in
      let digits = String(limb)
      return text + String(repeating: "0", count: 18 - digits.count) + digits
    }
  }
}
