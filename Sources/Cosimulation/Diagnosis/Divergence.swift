import Datapath
import FixedPoint

/// Where a simulation first differs from the model, and what that means.
package struct Divergence: Sendable {
  /// A word in a cycle: what the model has, what the RTL has.
  package struct Difference: Sendable {
    /// The name on the microarchitecture page: `m_axis_tdata.theta_1`, `stage_3.error`.
    package let name: String
    /// The signal of the RTL; the port's own name for a port.
    package let path: String
    /// The part of the machine: `add 1`, `accumulators`, `output port`.
    package let stage: String
    /// The cycle in which the words differ, from 0.
    package let cycle: Int
    /// The epoch, from 1, and the sample in it, from 1; nil where it belongs to none.
    package let epoch: Int?
    package let sample: Int?
    package let width: Int
    /// Where the binary point is; nil for what is no number.
    package let fractionBits: Int?
    package let isSigned: Bool
    package let expected: LogicWord
    package let actual: LogicWord
  }

  /// A word that went into the one that differs.
  package struct Operand: Sendable {
    package let name: String
    package let width: Int
    package let fractionBits: Int?
    package let isSigned: Bool
    package let word: LogicWord
  }

  /// A change of the model that makes it equal to the RTL: it was made, and tried on every cycle looked at.
  package struct Hypothesis: Hashable, Sendable {
    /// "the overflow mode of product were WRAP instead of SAT".
    package let change: String
    /// On what it was tried.
    package let evidence: String
  }

  /// The first output port that differs.
  package let port: Difference
  /// The first register that differs, where the RTL has the registers of `rtl/`.
  package let register: Difference?
  /// Further registers that differ for the first time in the same cycle.
  package let others: [String]
  /// What the register is loaded with, in words: "Q_error(stage_2.y − stage_2.estimate_1)".
  package let formula: String?
  package let operands: [Operand]
  package let hypotheses: [Hypothesis]
  /// Why something is not told.
  package let notes: [String]
}

extension Divergence.Difference {
  /// A word's real value; nil where it is no number or not known.
  package func value(of word: LogicWord) -> Double? {
    guard let fractionBits, word.isKnown else { return nil }
    let number = word.value(width: width, isSigned: isSigned)
    return Double(sign: .plus, exponent: -fractionBits, significand: 1) * Double(number)
  }

  /// Actual less expected in LSBs; nil where it is no number or not known.
  package var distance: Int128? {
    guard fractionBits != nil, actual.isKnown else { return nil }
    let (distance, overflows) = actual.value(width: width, isSigned: isSigned)
      .subtractingReportingOverflow(expected.value(width: width, isSigned: isSigned))
    return overflows ? nil : distance
  }
}

extension Divergence.Operand {
  package var hex: String { word.hex(width: width) }

  package var value: Double? {
    guard let fractionBits else { return nil }
    return Double(sign: .plus, exponent: -fractionBits, significand: 1)
      * Double(word.value(width: width, isSigned: isSigned))
  }
}
