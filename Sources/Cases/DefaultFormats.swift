import Datapath
import FixedPoint
import Samples

/// The formats of a design, where the user does not say otherwise.
///
/// Bits are given away at `x`, `y`, `theta`, `power`, `estimate`, `error`, `step` and `update`, which round to the nearest
/// (ties to even, so that no bias gathers in the accumulators) and saturate. Everything else is
/// lossless: full products, and accumulators with ⌈log₂ capacity⌉ guard bits. Each default
/// follows from the formats before it, so that one choice moves what depends on it.
///
/// | node | width | integer bits |
/// |---|---|---|
/// | x, y | 16 | what the scaled samples need |
/// | theta | W(y) + 8 | four times the greatest least-squares parameter |
/// | weight | theta's format, truncated | |
/// | power | W(x) + 2 | what xᴰ needs |
/// | estimate | W(y) + 4 | I(y) + 1, and what the Horner steps of the fit need |
/// | error | W(y) + 2 | I(y) + 1 |
/// | product | exact for every e·xᵏ | |
/// | gradient | product + guard bits | |
/// | square | exact | |
/// | loss | square + guard bits | |
/// | step | 18, unsigned | the leading bit is in use |
/// | update | theta's format | |
struct DefaultFormats {
  let architecture: Architecture
  let degree: Int
  /// The most samples of an epoch that the accumulators take without overflow.
  let capacity: Int
  let choices: NodeMap<FormatChoice>
  let needs: Needs

  /// What the data ask of the formats, in scaled units.
  struct Needs {
    var x: ClosedRange<Double>
    var y: ClosedRange<Double>
    /// The least-squares parameters, low to high, and those the run begins with.
    var theta: [Double]
    var initialTheta: [Double]
    /// μ of Eq. 3.
    var step: Double
  }

  init(
    _ architecture: Architecture, degree: Int, capacity: Int, choices: [Node: FormatChoice],
    needs: Needs
  ) {
    self.architecture = architecture
    self.degree = degree
    self.capacity = capacity
    // As an array: a sweep resolves so many formats that looking nodes up would be a good part of it.
    var all = NodeMap { _ in FormatChoice() }
    for (node, choice) in choices { all[node] = choice }
    self.choices = all
    self.needs = needs
  }

  /// The formats that follow from the data alone.
  ///
  /// - Throws: ``SettingError`` naming the node whose format cannot be.
  func resolveParameters() throws(SettingError) -> (x: Format, y: Format, theta: Format) {
    let x = try format(.x, 16, Self.integerBits(covering: needs.x, width: 16))
    let y = try format(.y, 16, Self.integerBits(covering: needs.y, width: 16))

    let greatestTheta = (needs.theta + needs.initialTheta).map(abs).max() ?? 0
    let theta = try format(
      .theta, y.width + 8,
      max(2, Self.integerBits(covering: -4 * greatestTheta...4 * greatestTheta, width: y.width + 8))
    )
    return (x, y, theta)
  }

  /// The formats of all nodes.
  ///
  /// - Throws: ``SettingError`` naming the node whose format cannot be.
  func resolve() throws(SettingError) -> NodeMap<Format> {
    guard architecture == .stream else { return try resolveMoments() }
    let (x, y, theta) = try resolveParameters()
    let weight = try weight(theta)
    let power = try format(
      .power, x.width + 2,
      Self.integerBits(covering: greatestPowers(degree), width: x.width + 2))

    // The Horner steps of the fit itself, and as much again; on a line its estimates are those of y. And
    // those of the first epoch, unless it begins absurdly far away.
    let ofFit = degree == 1 ? 0 : 2 * Self.greatestPartialSum(needs.theta, reach: reach)
    let height = max(abs(needs.y.lowerBound), abs(needs.y.upperBound))
    let ofStart = min(
      Self.greatestPartialSum(needs.initialTheta, reach: reach), 0x1p32 * max(ofFit, height))
    let estimate = try format(
      .estimate, y.width + 4,
      max(y.integerBits + 1, Self.integerBits(within: max(ofFit, ofStart), width: y.width + 4)))
    let error = try format(
      .error, y.width + 2,
      max(
        y.integerBits + 1,
        Self.integerBits(within: ofStart == 0 ? 0 : ofStart + height, width: y.width + 2)
      ))

    let guardBits = guardBits
    let product = try choose(.product) { () throws(FormatError) in
      var exact = [Exact(error), Exact(error) * Exact(x)]
      if degree >= 2 { exact.append(Exact(error) * Exact(power)) }
      let isSigned = exact.contains { $0.isSigned }
      let fractionBits = exact.map(\.fractionBits).max()!
      let integerBits = exact.map { (isSigned ? $0.signedWidth : $0.width) - $0.fractionBits }
        .max()!
      return try Self.lossless(integerBits + fractionBits, integerBits, isSigned)
    }
    let gradient = try choose(.gradient) { () throws(FormatError) in
      try Self.lossless(
        product.width + guardBits, product.integerBits + guardBits, product.isSigned)
    }
    let square = try choose(.square) { () throws(FormatError) in
      let exact = Exact(error).squared
      return try Self.lossless(exact.width, exact.width - exact.fractionBits, false)
    }
    let loss = try choose(.loss) { () throws(FormatError) in
      try Self.lossless(square.width + guardBits, square.integerBits + guardBits, square.isSigned)
    }

    let (step, update) = try (step(), update(theta))
    return NodeMap { node in
      switch node {
      case .x: x
      case .y: y
      case .theta: theta
      case .weight: weight
      case .power: power
      case .estimate: estimate
      case .error: error
      case .product: product
      case .gradient: gradient
      case .square: square
      case .loss: loss
      case .step: step
      case .update: update
      case .moment, .cross, .energy: .unused
      }
    }
  }

  // MARK: What every architecture has

  /// The bits that an accumulator has more than its terms.
  var guardBits: Int { Int.bitWidth - (capacity - 1).leadingZeroBitCount }

  /// The greatest |x|.
  var reach: Double { max(abs(needs.x.lowerBound), abs(needs.x.upperBound)) }

  /// The range of x², … xᵏ.
  func greatestPowers(_ order: Int) -> ClosedRange<Double> {
    var greatest = 1.0
    for _ in 0..<order { greatest *= reach }
    greatest = max(greatest, reach * reach)
    return -greatest...greatest
  }

  func weight(_ theta: Format) throws(SettingError) -> Format {
    try choose(.weight) { () throws(FormatError) in
      try Format(
        width: theta.width, integerBits: theta.integerBits, isSigned: theta.isSigned,
        quantization: .trn, overflow: .sat)
    }
  }

  func step() throws(SettingError) -> Format {
    try choose(.step) { () throws(FormatError) in
      var integerBits = Int(needs.step.exponent) + 1
      let format = try Self.rounding(18, integerBits, isSigned: false)
      // μ just below a power of two may round up to it.
      if (try? format.cast(needs.step).isOverflow) ?? false { integerBits += 1 }
      return try Self.rounding(18, integerBits, isSigned: false)
    }
  }

  func update(_ theta: Format) throws(SettingError) -> Format {
    try choose(.update) { () throws(FormatError) in
      try Format(
        width: theta.width, integerBits: theta.integerBits, isSigned: true,
        quantization: .rndConv, overflow: .sat)
    }
  }

  /// The greatest |θ_D x + θ_(D−1)|, |(θ_D x + θ_(D−1)) x + θ_(D−2)|, … of parameters low to high.
  private static func greatestPartialSum(_ theta: [Double], reach: Double) -> Double {
    var (partial, greatest) = (0.0, 0.0)
    for parameter in theta.reversed() {
      partial = partial * reach + abs(parameter)
      greatest = max(greatest, partial)
    }
    return greatest
  }

  /// A node that rounds; where its source is as wide as it may be itself, it is no wider.
  private func format(_ node: Node, _ width: Int, _ integerBits: Int) throws(SettingError) -> Format
  {
    try choose(node) { () throws(FormatError) in
      try Self.rounding(min(width, node.maximumWidth), integerBits, isSigned: true)
    }
  }

  /// The user's choice over the default.
  func choose(
    _ node: Node, default standard: () throws(FormatError) -> Format
  ) throws(SettingError) -> Format {
    let choice = choices[node]
    let format: Format
    do throws(FormatError) {
      // Beside words near the limit there may be no default, which is no matter where none is needed.
      if choice.isWhole, let whole = try? choice.format(default: Format(width: 1, integerBits: 1)) {
        format = whole
      } else {
        format = try choice.format(default: try standard())
      }
    } catch {
      if case .width(let width) = error, width > Format.maximumWidth, choice == FormatChoice(),
        let fix = Self.fix(of: node)
      {
        throw SettingError(
          "node \(node.name): to lose nothing it would have \(width) bits, and \(Format.maximumWidth) are the most; \(fix), or give it a format"
        )
      }
      if case .width(let width) = error {
        throw SettingError(
          width < 1
            ? FormatChoice.tooNarrow(width, node)
            : "\(DesignError.nodeTooWide(node, width: width))")
      }
      throw SettingError("node \(node.name): \(error)")
    }
    guard format.width <= node.maximumWidth else {
      throw SettingError("\(DesignError.nodeTooWide(node, width: format.width))")
    }
    return format
  }

  /// How a node that follows others becomes narrower.
  private static func fix(of node: Node) -> String? {
    switch node {
    case .product: "narrow error, x or power"
    case .square: "narrow error"
    case .gradient: "narrow product, lower the capacity (--capacity)"
    case .moment: "narrow power, lower the capacity (--capacity)"
    case .cross: "narrow y or power, lower the capacity (--capacity)"
    case .energy: "narrow y, lower the capacity (--capacity)"
    case .loss: "narrow error or square, lower the capacity (--capacity)"
    default: nil
    }
  }

  static func rounding(
    _ width: Int, _ integerBits: Int, isSigned: Bool
  ) throws(FormatError) -> Format {
    try Format(
      width: width, integerBits: integerBits, isSigned: isSigned, quantization: .rndConv,
      overflow: .sat)
  }

  static func lossless(
    _ width: Int, _ integerBits: Int, _ isSigned: Bool
  ) throws(FormatError) -> Format {
    try Format(width: width, integerBits: integerBits, isSigned: isSigned)
  }

  /// The fewest integer bits for magnitudes up to a limit; nothing is asked for 0.
  private static func integerBits(within limit: Double, width: Int) -> Int {
    limit == 0 ? .min : integerBits(covering: -limit...limit, width: width)
  }

  /// The fewest integer bits of a signed word that holds a range, rounding of its ends included.
  static func integerBits(covering range: ClosedRange<Double>, width: Int) -> Int {
    Format.integerBits(
      covering: range.lowerBound, range.upperBound, width: width, quantization: .rndConv,
      overflow: .sat) ?? Format.maximumFractionBits
  }
}
