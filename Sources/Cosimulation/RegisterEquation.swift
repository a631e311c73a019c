import Datapath
import FixedPoint

/// What a register of the datapath loads: a function of other registers, as the microarchitecture page has it.
///
/// With these the registers of a simulation are checked one by one, each from what the others held in
/// the cycle before: what is wrong upstream does not hide or fake a defect further down. They say nothing
/// that ``PortDriver`` does not know; that both agree is tested.
struct RegisterEquation: Sendable {
  /// A word that goes in: a register, by its position in ``Design/registers``, or a port.
  struct Operand: Sendable {
    enum Source: Hashable, Sendable {
      case register(Int)
      case x, y
      case theta(Int)
      /// `cfg_step`.
      case step
      /// The bits of `s_axis_tdata` from a position on.
      case data(from: Int)
      /// Nothing: all bits are 0.
      case zero
    }
    var source: Source
    let name: String
    let width: Int
    var fractionBits: Int
    var isSigned: Bool
  }

  enum Form: Sendable {
    /// As it is.
    case copy
    /// The exact product of two operands, or of one with itself.
    case product
    /// The exact sum, or difference, of one or two operands, cast.
    case cast(Format, subtracts: Bool)
    /// Zero.
    case clear
  }

  /// The position in ``Design/registers``.
  let target: Int
  /// The register's own bits, which hold no more of a product that is wider.
  let width: Int
  let isSigned: Bool
  var operands: [Operand]
  var form: Form
  /// The bits of the adder if it is too narrow for the exact sum; it then wraps.
  var sumWidth: Int?
  /// A slip at an end of the format's range.
  var rangeSlip: RangeSlip?
  /// In which cycles it is loaded.
  let when: Condition

  enum Condition: Hashable, Sendable {
    /// The register at this position, a valid bit, is 1.
    case valid(Int)
    /// A sample is accepted.
    case accept
    /// A run starts.
    case start
    /// The state, and the index if it matters.
    case state(Int, index: Int?)
    /// A result is taken.
    case taken
  }

  /// The words before the clock edge.
  struct State {
    let values: [Int128]
    let inputs: Inputs<Int128>
    let configuration: Configuration
    /// `s_axis_tdata`, padding included.
    let data: UInt128
    let layout: Layout
  }

  /// Where the controller's registers are.
  struct Layout: Sendable {
    let state: Int
    let index: Int
    /// Code of the states, as in the microarchitecture page.
    static let idle = 0, load = 1, run = 2, drain = 3, update = 4, result = 5
  }

  func isActive(_ state: State) -> Bool { when.holds(in: state) }

  func value(of operand: Operand, _ state: State) -> Int128 {
    switch operand.source {
    case .register(let register): state.values[register]
    case .x: state.inputs.x
    case .y: state.inputs.y
    case .theta(let k): state.configuration.initialTheta[k]
    case .step: state.configuration.step
    case .data(let position):
      Int128(truncatingIfNeeded: (state.data >> UInt128(position)) & .mask(operand.width))
    case .zero: 0
    }
  }

  /// What is loaded; nil if the exact value does not fit 128 bits.
  func result(_ state: State) -> Int128? { cast(state)?.raw }

  /// What is loaded, and whether it is out of its format's range; nil if the exact value does not fit 128 bits.
  func cast(_ state: State) -> Cast? {
    switch form {
    case .clear: return Cast(exact: 0)
    case .copy: return Cast(exact: held(word(0, state)))
    case .product:
      let (product, overflows) = word(0, state).multipliedReportingOverflow(
        by: word(operands.count - 1, state))
      return overflows ? nil : Cast(exact: held(product))
    case .cast(let format, _):
      return source(state).map { exact in
        let cast = format.cast(
          sumWidth.map { Self.wrapped(exact, $0) } ?? exact, fractionBits: finest)
        return rangeSlip?.changed(cast, in: format) ?? cast
      }
    }
  }

  /// The exact value that a cast brings into its format, in units of ``finest``; nil if it does not fit 128 bits.
  func source(_ state: State) -> Int128? {
    guard operands.count == 2 else { return word(0, state) }
    guard let a = Self.shifted(word(0, state), finest - operands[0].fractionBits),
      let b = Self.shifted(word(1, state), finest - operands[1].fractionBits)
    else { return nil }
    var subtracts = false
    if case .cast(_, let isDifference) = form { subtracts = isDifference }
    let (sum, overflows) =
      subtracts ? a.subtractingReportingOverflow(b) : a.addingReportingOverflow(b)
    return overflows ? nil : sum
  }

  /// The fraction bits of the exact value that is cast.
  var finest: Int { operands.map(\.fractionBits).max() ?? 0 }

  /// The word of an operand as a number.
  private func word(_ index: Int, _ state: State) -> Int128 {
    let operand = operands[index]
    return LogicWord(value(of: operand, state), width: operand.width).value(
      width: operand.width, isSigned: operand.isSigned)
  }

  private func held(_ value: Int128) -> Int128 {
    LogicWord(value, width: width).value(width: width, isSigned: isSigned)
  }

  /// The bits of the exact sum of two operands, signed if either is.
  var exactSumWidth: Int {
    let isSigned = operands.contains(where: \.isSigned)
    return 1
      + (operands.map { operand in
        operand.width + finest - operand.fractionBits + (isSigned && !operand.isSigned ? 1 : 0)
      }.max() ?? 0)
  }

  private static func wrapped(_ value: Int128, _ width: Int) -> Int128 {
    guard width < 128 else { return value }
    return (value << Int128(128 - width)) >> Int128(128 - width)
  }

  private static func shifted(_ value: Int128, _ count: Int) -> Int128? {
    guard value != 0, count > 0 else { return value }
    guard count < 127 else { return nil }
    let shifted = value << Int128(count)
    return shifted >> Int128(count) == value ? shifted : nil
  }
}

extension RegisterEquation.Condition {
  func holds(in state: RegisterEquation.State) -> Bool {
    guard !state.inputs.reset else { return false }
    let code = state.values[state.layout.state]
    return switch self {
    case .valid(let register): state.values[register] == 1
    case .accept: code == RegisterEquation.Layout.run && state.inputs.sampleValid
    case .start: code == RegisterEquation.Layout.idle && state.inputs.start
    case .taken: code == RegisterEquation.Layout.result && state.inputs.resultReady
    case .state(let wanted, let index):
      code == wanted && (index.map { state.values[state.layout.index] == $0 } ?? true)
    }
  }
}

extension Cast {
  /// A value that is loaded as it is.
  fileprivate init(exact value: Int128) {
    self.init(raw: value, isInexact: false, isOverflow: false)
  }
}
