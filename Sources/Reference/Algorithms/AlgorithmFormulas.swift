/// What an algorithm costs as formulas in N, the samples, and T, the epochs. Tests hold them against what is counted.

/// Bits of storage: linear in N and in T.
public struct BitFormula: Hashable, Sendable {
  public let aSample: Int
  public let anEpoch: Int
  public let fixed: Int

  public init(aSample: Int = 0, anEpoch: Int = 0, fixed: Int) {
    self.aSample = aSample
    self.anEpoch = anEpoch
    self.fixed = fixed
  }

  /// Words of 64 bits.
  init(wordsASample: Int = 0, wordsAnEpoch: Int = 0, words: Int) {
    self.init(aSample: 64 * wordsASample, anEpoch: 64 * wordsAnEpoch, fixed: 64 * words)
  }

  /// The bits; the greatest `Int` where they are more.
  public func bits(samples: Int, epochs: Int) -> Int {
    func times(_ a: Int, _ b: Int) -> Int {
      let (product, isTooMuch) = a.multipliedReportingOverflow(by: b)
      return isTooMuch ? Int.max / 4 : min(product, Int.max / 4)
    }
    return times(aSample, samples) + times(anEpoch, epochs) + fixed
  }

  public var growsWithSamples: Bool { aSample > 0 }
  public var growsWithEpochs: Bool { anEpoch > 0 }
}

extension BitFormula: CustomStringConvertible {
  /// `64 (4 N + 35)`, or a number alone.
  public var description: String {
    guard growsWithSamples || growsWithEpochs else { return "\(fixed)" }
    return "64 (" + linear(("N", aSample / 64), ("T", anEpoch / 64), constant: fixed / 64) + ")"
  }
}

/// Operations an epoch: linear in N.
public struct OperationFormula: Hashable, Sendable {
  public let aSample: OperationCount
  public let anEpoch: OperationCount
  /// Those of a sample where samples pass but once, in the run and not in each epoch.
  public let aSampleOnce: OperationCount

  public init(
    aSample: OperationCount = OperationCount(), anEpoch: OperationCount,
    aSampleOnce: OperationCount = OperationCount()
  ) {
    self.aSample = aSample
    self.anEpoch = anEpoch
    self.aSampleOnce = aSampleOnce
  }

  /// What is done but once in a run.
  public func onceCount(samples: Int) -> OperationCount {
    OperationFormula(aSample: aSampleOnce, anEpoch: OperationCount()).count(samples: samples)
  }

  public func count(samples: Int) -> OperationCount {
    func linear(_ slope: Int, _ constant: Int) -> Int {
      let (product, isTooMuch) = slope.multipliedReportingOverflow(by: samples)
      return isTooMuch ? Int.max : product + constant
    }
    return aSample.combined(anEpoch, linear)
  }

  /// `7 N + 2`, or `8, once 3 N`.
  public var multiplications: String { text(\.multiplications) }
  public var additions: String { text(\.additions) }
  public var divisions: String { text(\.divisions) }

  private func text(_ kind: KeyPath<OperationCount, Int>) -> String {
    let once = aSampleOnce[keyPath: kind]
    return linear(("N", aSample[keyPath: kind]), constant: anEpoch[keyPath: kind])
      + (once == 0 ? "" : ", once " + linear(("N", once), constant: 0))
  }
}

/// `4 N + 2 T − 1`.
private func linear(_ terms: (name: String, factor: Int)..., constant: Int) -> String {
  var text = ""
  for (name, factor) in terms where factor != 0 {
    text += (text.isEmpty ? "" : " + ") + (factor == 1 ? name : "\(factor) \(name)")
  }
  if text.isEmpty { return "\(constant)" }
  if constant != 0 { text += constant < 0 ? " − \(-constant)" : " + \(constant)" }
  return text
}
