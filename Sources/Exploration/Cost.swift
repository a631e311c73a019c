import Datapath

/// What a design takes in hardware, before any synthesis: counts that follow from its formats alone.
public struct Cost: Sendable {
  /// All registers, as `hardfit simulate --registers` lists them.
  public let registerBits: Int
  /// The operands of every multiplier in bits, signed: an unsigned word counts a sign more.
  public let multipliers: [(left: Int, right: Int)]
  /// Σ left · right: the cells of array multipliers, a full adder each.
  public let multiplierBits: Int
  /// The result bits of all adders, a full adder each.
  public let adderBits: Int
  /// Multiplier blocks of 18 × 18 bits, signed.
  public let blocks18: Int
  /// Multiplier blocks of 27 × 18 bits, signed.
  public let blocks27: Int

  /// Full adders: what the arithmetic takes where no multiplier block does it.
  public var logicCells: Int { multiplierBits + adderBits }

  public init(_ design: Design) {
    registerBits = design.registerBits
    let multipliers = design.multipliers.map { ($0.left.signedWidth, $0.right.signedWidth) }
    self.multipliers = multipliers
    multiplierBits = multipliers.reduce(0) { $0 + $1.0 * $1.1 }
    adderBits = design.adders.reduce(0) { $0 + $1.width }
    blocks18 = multipliers.reduce(0) { $0 + Self.blocks($1.0, $1.1, of: (18, 18)) }
    blocks27 = multipliers.reduce(0) { $0 + Self.blocks($1.0, $1.1, of: (27, 18)) }
  }

  /// The blocks that a signed product of a × b bits fills, each block a signed one of A × B bits.
  ///
  /// Schoolbook tiling: a word of w bits is cut into one signed limb at the top and unsigned limbs
  /// below, which lose the block's sign bit, so that it has ⌈(w − 1)/(A − 1)⌉ of them; every pair of
  /// limbs is a block, and the operands stand the better way round:
  ///
  ///     min(⌈(a−1)/(A−1)⌉·⌈(b−1)/(B−1)⌉, ⌈(b−1)/(A−1)⌉·⌈(a−1)/(B−1)⌉)
  public static func blocks(_ a: Int, _ b: Int, of size: (Int, Int)) -> Int {
    func limbs(_ width: Int, _ block: Int) -> Int { max(1, (width - 1 + block - 2) / (block - 1)) }
    return min(
      limbs(a, size.0) * limbs(b, size.1), limbs(b, size.0) * limbs(a, size.1))
  }

  /// The sizes as text: `24x16 18x16`.
  public var multiplierSizes: String {
    multipliers.map { "\($0.left)x\($0.right)" }.joined(separator: " ")
  }
}
