import Datapath
import FixedPoint
import Reference
import Samples

/// What a resolved case holds beyond its settings: the scales of its samples and the words at `start`.
///
/// A resolved case says everything, so that nothing in it is derived from the samples or from another setting again.
/// A later option changes what it names; what would change formats, scales and words together is refused.
public struct Resolution: Hashable, Sendable {
  let scales: SampleScales
  /// The samples of an epoch, on which μ of the mean depends.
  let samples: Int
  /// The samples that the accumulators were sized for.
  let capacity: Int
  let degree: Int
  let objective: Objective
  let step: Pinned<Double>
  let tolerance: Pinned<Settings.Tolerance>

  /// A word, and what it is the word of.
  struct Pinned<Value: Hashable & Sendable>: Hashable, Sendable {
    let value: Value
    let format: Format
    let word: Int128

    /// The word, unless the value or its format has been changed since.
    func word(of value: Value, in format: Format) -> Int128? {
      value == self.value && format == self.format ? word : nil
    }
  }

  /// The words of the settings, for what in them is still as it was resolved.
  ///
  /// A word of more than 53 bits is not the cast of any `Double`; for others this is the cast itself.
  func words(
    for settings: Settings, _ formats: NodeMap<Format>
  ) -> (step: Int128?, tolerance: Int128?) {
    (
      settings.learningRate.flatMap { step.word(of: $0, in: formats[.step]) },
      tolerance.word(of: settings.tolerance ?? .none, in: formats[.loss])
    )
  }

  // MARK: What may be changed

  /// Refuses what would make another case of a resolved one.
  func check(_ settings: Settings) throws(SettingError) {
    func refuse(_ key: String, _ now: String, _ then: String) throws(SettingError) {
      guard now != then else { return }
      throw SettingError(
        "\(key) is \(now), but the formats, scales and words of this case are resolved for \(then); leave \(key) at \(then), or begin with a case that is not resolved"
      )
    }
    try refuse("degree", "\(settings.degree ?? degree)", "\(degree)")
    try refuse("scale", (settings.scale ?? scales.scaling).rawValue, scales.scaling.rawValue)
    try refuse("loss", (settings.loss ?? objective).rawValue, objective.rawValue)
  }

  /// Refuses another number of samples where the word of the step depends on it.
  func checkSamples(_ count: Int, _ rate: LearningRate) throws(SettingError) {
    guard objective == .mean, count != samples, rate.eta == step.value else { return }
    throw SettingError(
      "the step of the mean of e² is resolved for \(counted(samples, "sample")), and there \(count == 1 ? "is" : "are") \(count); give the learning rate for these, as in --learning-rate \(shortest(step.value * Double(count) / Double(samples)))"
    )
  }
}
