/// Eq. 2′: no derivative is computed; ∂E/∂θₖ is guessed from what E and θ did from loop to loop, as recorded.
///
///     ∂E/∂θₖ ≈ ΔE / Δθₖ
///
/// Taken as it stands this is wrong as soon as two parameters move at once: ΔE is the sum of what both did, and the
/// quotient credits all of it to each. A loop gives one equation, ΔE = Σ gₖ Δθₖ, for D + 1 unknowns: information of rank
/// one. Broyden's least change of g that satisfies it (C. G. Broyden, Math. Comp. 19 (1965)) changes g along Δθ alone; where
/// Δθ is a step along g, g never turns. What can honestly be made of a history of losses is to move one parameter a loop, in
/// turn: then the equation has one unknown, and Broyden's update is the quotient. For E, quadratic in θ, the quotient
/// is the derivative halfway between the two loops, exactly; for the parameters that stood still it is as old as their
/// last turn. As the moves shrink, ΔE loses its digits in E, so half of a `Double`'s are the most that it finds.

/// Which parameters move in a loop.
public enum HistoryMoves: Sendable, Hashable, CaseIterable {
  /// All, as Eq. 2′ has it.
  case allAtOnce
  /// One after the other.
  case inTurn
}

public struct HistoryDescent: Way {
  private var words: DescentWords<Double>
  /// The derivatives as they were last seen.
  private var gradient: [Double]
  private var pass = LossPass()
  /// What was recorded: E of each loop, and θ, D + 1 numbers a loop.
  private var losses: [Double] = []
  private var thetas: [Double] = []
  private let moves: HistoryMoves

  public var theta: [Double] { words.theta }
  /// The first moves, and every one in turn that is a probe, raise E as often as not.
  public var stopsByTolerance: Bool { false }

  /// The first move, for which there is no history yet.
  static let probe = 0x1p-10
  /// The least move in turn of a parameter of magnitude 1 or less: ε^(1/2), below which ΔE keeps no digit.
  static let leastMove = 0x1p-26

  /// - Parameters:
  ///   - theta: the first parameters, low to high.
  ///   - rate: what the derivative of Σ e² is multiplied by: η for the sum, η/N for the mean.
  public init(_ moves: HistoryMoves, theta: [Double], rate: Double) {
    self.moves = moves
    words = DescentWords(theta: theta, rate: rate)
    gradient = Array(repeating: 0, count: theta.count)
  }

  public mutating func epoch(
    _ samples: SampleStream<Double>, _ arithmetic: inout Arithmetic<Double>,
    _ storage: inout StorageMeter
  ) -> Double {
    let loss = pass.loss(of: samples, at: words.theta, &arithmetic)
    let loop = losses.count
    losses.append(loss)
    thetas += words.theta
    words.take(loss: loss)
    switch moves {
    case .allAtOnce: moveAll(loop, &arithmetic)
    case .inTurn: moveOne(loop, &arithmetic)
    }
    storage.observe([self])
    return loss
  }

  private mutating func moveAll(_ loop: Int, _ arithmetic: inout Arithmetic<Double>) {
    let parameters = gradient.count
    guard loop > 0 else {
      for k in 0..<parameters { words.theta[k] = arithmetic.add(words.theta[k], Self.probe) }
      return
    }
    let rise = arithmetic.subtract(losses[loop], losses[loop - 1])
    for k in 0..<parameters {
      let (now, before) = (thetas[loop * parameters + k], thetas[(loop - 1) * parameters + k])
      let moved = arithmetic.subtract(now, before)
      guard moved != 0 else { continue }  // it stood still: there is no quotient, so it stays
      gradient[k] = arithmetic.divide(rise, moved)
      words.descend(k, gradient[k], &arithmetic)
    }
  }

  private mutating func moveOne(_ loop: Int, _ arithmetic: inout Arithmetic<Double>) {
    let parameters = gradient.count
    if loop > 0 {
      let k = (loop - 1) % parameters
      let (now, before) = (thetas[loop * parameters + k], thetas[(loop - 1) * parameters + k])
      gradient[k] = arithmetic.divide(
        arithmetic.subtract(losses[loop], losses[loop - 1]), arithmetic.subtract(now, before))
    }
    let k = loop % parameters
    guard loop >= parameters else {
      words.theta[k] = arithmetic.add(words.theta[k], Self.probe)
      return
    }
    let move = arithmetic.multiply(words.rate, gradient[k])
    let least = Self.leastMove * max(1, abs(words.theta[k]).binade)
    words.theta[k] = arithmetic.subtract(
      words.theta[k], abs(move) < least ? (move < 0 ? -least : least) : move)
  }
}

extension HistoryDescent {
  /// E and θ of each of T loops; θ and a derivative for each parameter; the rate, E, E_prev; x, y, e and their sum.
  public static func storage(degree: Int) -> BitFormula {
    BitFormula(wordsAnEpoch: degree + 2, words: 2 * (degree + 1) + 3 + 4)
  }

  /// Once the first moves are made, and while every parameter moves.
  public static func operations(_ moves: HistoryMoves, degree: Int) -> OperationFormula {
    let parameters = moves == .allAtOnce ? degree + 1 : 1
    return OperationFormula(
      aSample: OperationCount(multiplications: degree + 1, additions: degree + 2),
      anEpoch: OperationCount(
        multiplications: parameters, additions: 1 + 2 * parameters, divisions: parameters))
  }
}
