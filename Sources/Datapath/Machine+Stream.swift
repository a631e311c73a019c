import Samples

extension Machine {
  /// Runs the first samples of an epoch, one a cycle, without moving them through the registers of
  /// the pipeline.
  ///
  /// In a steady stretch the pipeline only delays: each sample meets the same casts in the same
  /// order, and the accumulators take the samples up in turn. So the values are carried through
  /// in one go, and the clock is put forward by a cycle a sample. The registers in between are in place again
  /// once as many samples as the pipeline has stages have gone through it after the stretch;
  /// until then nobody may look at them.
  ///
  /// - Precondition: the machine is in `run`, its pipeline is empty, and no sample of the epoch has
  ///   been accepted.
  @inline(never)
  mutating func stream(_ samples: PackedSamples, count: Int) {
    let (xLane, yLane) = (samples.x, samples.y)
    let weight = registers.weight
    var gradient = registers.gradient
    var loss = registers.loss
    for sample in 1...count {
      let x = xLane.load(sample - 1, as: Value.self)
      let y = yLane.load(sample - 1, as: Value.self)

      var estimate = cast(
        .estimate, arithmetic.firstEstimate.caster,
        arithmetic.firstEstimate.sum(weight[D] &* x, weight[D - 1]), 2, sample)
      if D >= 2 {
        for h in 2...max(2, D) {
          estimate = cast(
            .estimate, arithmetic.nextEstimate.caster,
            arithmetic.nextEstimate.sum(estimate &* x, weight[D - h]), 2 * h, sample)
        }
      }
      let error = cast(
        .error, arithmetic.error.caster, arithmetic.error.difference(y, estimate), 2 * D + 1,
        sample)

      let stage = 2 * D + 3
      gradient[0] = accumulate(
        .gradient, arithmetic.gradient, gradient[0],
        cast(.product, arithmetic.constantProduct, error, stage, sample), sample: sample)
      gradient[1] = accumulate(
        .gradient, arithmetic.gradient, gradient[1],
        cast(.product, arithmetic.linearProduct, error &* x, stage, sample), sample: sample)
      if D >= 2 {
        var power = cast(.power, arithmetic.firstPower, x &* x, 5, sample)
        gradient[2] = accumulate(
          .gradient, arithmetic.gradient, gradient[2],
          cast(.product, arithmetic.powerProduct, error &* power, stage, sample), sample: sample)
        if D >= 3 {
          power = cast(.power, arithmetic.nextPower, power &* x, 7, sample)
          gradient[3] = accumulate(
            .gradient, arithmetic.gradient, gradient[3],
            cast(.product, arithmetic.powerProduct, error &* power, stage, sample),
            sample: sample)
        }
      }
      loss = accumulate(
        .loss, arithmetic.loss, loss,
        cast(.square, arithmetic.square, error &* error, stage, sample), sample: sample)
    }
    registers.gradient = gradient
    registers.loss = loss
    cycle += count
    samplesAccepted += count
  }
}
