/// Samples of a polynomial with noise, made from a seed: the same text on every platform.
///
/// x and y are decimal numbers with a fixed number of digits after the point. y is the polynomial at the x that
/// is written, plus noise, rounded to the digits that are written. Only +, −, × and ÷ of
/// IEEE 754 are used, in a fixed order, and samples are made one at a time.
public struct SyntheticSamples: Sequence, IteratorProtocol, Sendable {
  /// How x is spread over its range.
  public enum Spacing: String, CaseIterable, Sendable {
    /// Evenly, both ends included.
    case even
    /// At random, each x as likely as any other.
    case uniform
  }

  /// A sample as whole multiples of 10^(−decimals).
  public struct Element: Hashable, Sendable {
    public let x: Int64
    public let y: Int64
  }

  /// The digits after the decimal point.
  public let decimals: Int
  public let count: Int
  private let coefficients: [Double]
  private let least: Double
  private let greatest: Double
  private let sigma: Double
  private let spacing: Spacing
  private let scale: Double
  private var random: SplitMix64
  private var made = 0

  /// Describes the samples.
  ///
  /// - Parameters:
  ///   - coefficients: of the polynomial, low to high.
  ///   - least: the least x.
  ///   - greatest: the greatest x.
  ///   - count: how many samples.
  ///   - sigma: the standard deviation of the noise on y.
  ///   - decimals: digits after the point, 0 to 15.
  /// - Throws: ``SyntheticError`` where a number is not finite, negative, or too large to be written.
  public init(
    coefficients: [Double], from least: Double, to greatest: Double, count: Int,
    sigma: Double = 0, spacing: Spacing = .even, decimals: Int = 6, seed: UInt64 = 1
  ) throws(SyntheticError) {
    guard count > 0 else { throw .count(count) }
    guard least <= greatest else { throw .range(least, greatest) }
    guard (0...15).contains(decimals) else { throw .decimals(decimals) }
    guard sigma >= 0, sigma.isFinite else { throw .sigma(sigma) }
    self.coefficients = coefficients
    self.least = least
    self.greatest = greatest
    self.count = count
    self.sigma = sigma
    self.spacing = spacing
    self.decimals = decimals
    scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
    random = SplitMix64(seed: seed)
    // x is rounded when written, by at most half of its last digit; |y| is bounded at the far end.
    let reach = Swift.max(abs(least), abs(greatest)) + 0.5
    let height = coefficients.reversed().reduce(0) { $0 * reach + abs($1) } + 6 * sigma
    // Negated so that a NaN is refused too.
    guard !(Swift.max(reach, height) * scale >= 9e18), !height.isNaN, !reach.isNaN else {
      throw .tooLarge(decimals: decimals)
    }
  }

  public mutating func next() -> Element? {
    guard made < count else { return nil }
    let width = greatest - least
    let part =
      switch spacing {
      case .even: count == 1 ? 0 : Double(made) / Double(count - 1)
      case .uniform: random.uniform()
      }
    let x = ((least + width * part) * scale).rounded()
    let argument = x / scale
    let height = coefficients.reversed().reduce(0) { $0 * argument + $1 }
    let noise = sigma == 0 ? 0 : sigma * random.normal()
    made += 1
    return Element(x: Int64(x), y: Int64(((height + noise) * scale).rounded()))
  }

  /// Appends a sample as a line of CSV: `x,y` and a line feed.
  public func append(_ sample: Element, to bytes: inout [UInt8]) {
    append(sample.x, to: &bytes)
    bytes.append(UInt8(ascii: ","))
    append(sample.y, to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
  }

  private func append(_ number: Int64, to bytes: inout [UInt8]) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    let first = bytes.count
    var rest = number.magnitude
    var digits = 0
    // From the last digit backwards, with at least one before the point.
    while rest > 0 || digits <= decimals {
      if digits == decimals, decimals > 0 { bytes.append(UInt8(ascii: ".")) }
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
      digits += 1
    }
    bytes[first...].reverse()
  }
}

/// Why samples cannot be generated.
public enum SyntheticError: Error, Hashable, Sendable, CustomStringConvertible {
  case count(Int)
  case range(Double, Double)
  case decimals(Int)
  case sigma(Double)
  case tooLarge(decimals: Int)

  public var description: String {
    switch self {
    case .count(let count): "\(count) samples cannot be made; give a count of 1 or more"
    case .range(let least, let greatest):
      "x cannot run from \(least) to \(greatest); give the lesser end first"
    case .decimals(let decimals): "\(decimals) digits after the point; give 0 to 15"
    case .sigma(let sigma): "a noise of \(sigma); give a finite standard deviation of 0 or more"
    case .tooLarge(let decimals):
      "with \(decimals) digits after the point the values pass 9e18; use fewer digits or smaller numbers"
    }
  }
}
