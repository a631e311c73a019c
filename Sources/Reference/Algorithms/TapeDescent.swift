/// Eq. 2 with a gradient tape, as a program for a machine-learning library has it:
///
///     y_pred = model(x)                                     # theta_D x^D + … + theta_0, by Horner's scheme
///     loss = reduce_mean(square(y_pred - y_true))           # or reduce_sum
///     gradient = tape.gradient(loss, theta)
///     theta.assign_sub(learning_rate * gradient)
public struct TapeDescent<Number: Ring>: Algorithm {
  private var words: DescentWords<Number>
  private var tape = Tape<Number>()
  /// 1/N for the mean, nil for the sum.
  private let share: Number?

  public var theta: [Number] { words.theta }

  /// - Parameters:
  ///   - theta: the first parameters, low to high.
  ///   - learningRate: η.
  ///   - share: 1/N where the mean is minimised; nil for the sum.
  public init(theta: [Number], learningRate: Number, share: Number? = nil) {
    words = DescentWords(theta: theta, rate: learningRate)
    self.share = share
  }

  public mutating func epoch(
    _ samples: SampleStream<Number>, _ arithmetic: inout Arithmetic<Number>,
    _ storage: inout StorageMeter
  ) -> Number {
    var unit = Tape<Number>.Unit(
      arithmetic: arithmetic, storage: storage, parameters: (words, share))
    tape = Tape()
    let parameters = words.theta.map { tape.watch($0) }
    var (loss, sum) = trace(samples, parameters, &unit)
    if let share { loss = tape.multiply(loss, tape.constant(share), &unit) }
    let gradient = tape.gradient(of: loss, for: parameters, &unit)
    (arithmetic, storage) = (unit.arithmetic, unit.storage)
    words.take(loss: sum)
    for k in gradient.indices { words.descend(k, gradient[k], &arithmetic) }
    storage.observe([self])
    return sum
  }

  /// Records the loss: Σ (ŷᵢ − yᵢ)².
  private mutating func trace(
    _ samples: SampleStream<Number>, _ parameters: [Traced<Number>],
    _ unit: inout Tape<Number>.Unit
  ) -> (loss: Traced<Number>, sum: Number) {
    let (x, y) = (tape.constant(samples.x), tape.constant(samples.y))
    var predicted = parameters[parameters.count - 1]
    for parameter in parameters.dropLast().reversed() {
      predicted = tape.add(tape.multiply(predicted, x, &unit), parameter, &unit)
    }
    let loss = tape.total(tape.square(tape.subtract(predicted, y, &unit), &unit), &unit)
    return (loss, loss.value[0])
  }

  /// The sum at the parameters that are in force, recorded on a tape of its own.
  private func traced(
    _ samples: SampleStream<Number>
  ) -> (tape: Tape<Number>, parameters: [Traced<Number>], loss: Traced<Number>) {
    var copy = self
    var unit = Tape<Number>.Unit(
      arithmetic: Arithmetic(), storage: StorageMeter(), parameters: (words, share))
    copy.tape = Tape()
    let parameters = words.theta.map { copy.tape.watch($0) }
    let loss = copy.trace(samples, parameters, &unit).loss
    return (copy.tape, parameters, loss)
  }

  /// The gradient of the sum at the parameters that are in force, without a step.
  func gradient(_ samples: SampleStream<Number>) -> [Number] {
    var (tape, parameters, loss) = traced(samples)
    var unit = Tape<Number>.Unit(
      arithmetic: Arithmetic(), storage: StorageMeter(), parameters: (words, share))
    return tape.gradient(of: loss, for: parameters, &unit)
  }

  /// The records between the two passes, first to last, with what each keeps.
  public func records(
    _ samples: SampleStream<Number>
  ) -> [(operation: String, keeps: String, bits: Int)] {
    var held = HeldStorage()
    return traced(samples).tape.records.map { record in
      let before = held.bits
      held.add(record)
      let (operation, keeps) = record.description
      return (operation, keeps, held.bits - before)
    }
  }
}

extension Tape.Record {
  fileprivate var description: (operation: String, keeps: String) {
    switch self {
    case .variable: ("variable", "nothing")
    case .add: ("add", "which records it adds")
    case .subtract: ("subtract", "which record it takes from; y is forgotten here")
    case .multiply: ("multiply", "x, the factor that stands beside the parameters")
    case .square: ("square", "its argument, the errors ŷ − y")
    case .total: ("sum", "how many there were")
    }
  }
}

extension TapeDescent<Double> {
  /// The same as ``Algorithm/run(_:until:curve:epochEnd:)``, compiled here for `Double`: a generic tape that is run from another
  /// module takes many times as long.
  public mutating func runInDouble(
    _ samples: SampleStream<Double>, until rules: StopRules, curve: DescentCurve,
    epochEnd: (Int) -> Void
  ) -> AlgorithmRun {
    run(samples, until: rules, curve: curve, epochEnd: epochEnd)
  }

  /// Four columns at the worst moment: x and the errors on the tape, and the derivative of the sum that becomes that of
  /// the errors. Two words for every operand of a record: which record, how many elements. From three samples on.
  public static func storage(degree: Int, objective: Objective) -> BitFormula {
    let mean = objective == .mean ? 1 : 0
    return BitFormula(wordsASample: 4, words: (degree + 4) + mean + 6 * degree + 4)
  }

  /// Forward: Horner, the differences, the squares, their sum. Backward: 2·e·derivative, then for each power a product
  /// with x, and for each parameter a sum of N − 1 additions. Then the update.
  public static func operations(degree: Int, objective: Objective) -> OperationFormula {
    let mean = objective == .mean ? 2 : 0
    return OperationFormula(
      aSample: OperationCount(
        multiplications: 2 * degree + 3, additions: 2 * degree + 3),
      anEpoch: OperationCount(
        multiplications: degree + 1 + mean, additions: -1))
  }
}
