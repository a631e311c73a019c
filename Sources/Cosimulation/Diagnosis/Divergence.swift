import Datapath
import FixedPoint

/// Where a simulation first differs from the model, and what that means.
public struct Divergence: Sendable {
  /// A word in a cycle: what the model has, what the RTL has.
  public struct Difference: Sendable {
    /// The name on the microarchitecture page: `m_axis_tdata.theta_1`, `stage_3.error`.
    public let name: String
    /// The signal of the RTL; the port's own name for a port.
    public let path: String
    /// The part of the machine: `add 1`, `accumulators`, `output port`.
    public let stage: String
    /// The cycle in which the words differ, from 0.
    public let cycle: Int
    /// The epoch, from 1, and the sample in it, from 1; nil where it belongs to none.
    public let epoch: Int?
    public let sample: Int?
    public let width: Int
    /// Where the binary point is; nil for what is no number.
    public let fractionBits: Int?
    public let isSigned: Bool
    public let expected: LogicWord
    public let actual: LogicWord
  }

  /// A word that went into the one that differs.
  public struct Operand: Sendable {
    public let name: String
    public let width: Int
    public let fractionBits: Int?
    public let isSigned: Bool
    public let word: LogicWord
  }

  /// A change of the model that makes it equal to the RTL: it was made, and tried on every cycle looked at.
  public struct Hypothesis: Hashable, Sendable {
    /// "the overflow mode of product were WRAP instead of SAT".
    public let change: String
    /// On what it was tried.
    public let evidence: String
  }

  /// The first output port that differs.
  public let port: Difference
  /// The first register that differs, where the RTL has the registers of `rtl/`.
  public let register: Difference?
  /// Further registers that differ for the first time in the same cycle.
  public let others: [String]
  /// What the register is loaded with, in words: "Q_error(stage_2.y − stage_2.estimate_1)".
  public let formula: String?
  public let operands: [Operand]
  public let hypotheses: [Hypothesis]
  /// Why something is not told.
  public let notes: [String]
}

extension Divergence.Difference {
  /// A word's real value; nil where it is no number or not known.
  public func value(of word: LogicWord) -> Double? {
    guard let fractionBits, word.isKnown else { return nil }
    let number = word.value(width: width, isSigned: isSigned)
    return Double(sign: .plus, exponent: -fractionBits, significand: 1) * Double(number)
  }

  /// Actual less expected in LSBs; nil where it is no number or not known.
  public var distance: Int128? {
    guard fractionBits != nil, actual.isKnown else { return nil }
    let (distance, overflows) = actual.value(width: width, isSigned: isSigned)
      .subtractingReportingOverflow(expected.value(width: width, isSigned: isSigned))
    return overflows ? nil : distance
  }
}

extension Divergence.Operand {
  public var hex: String { word.hex(width: width) }

  public var value: Double? {
    guard let fractionBits else { return nil }
    return Double(sign: .plus, exponent: -fractionBits, significand: 1)
      * Double(word.value(width: width, isSigned: isSigned))
  }
}
