import FixedPoint
import Samples

@testable import Datapath

/// Eq. 3 on moments as for-next loops over exact integers: no pipeline, no registers, no clock.
///
/// Written from the two formulas and the list of nodes alone; it shares no arithmetic with the machine.
struct MomentsLoop {
  private(set) var epochs: [ForNextLoop.Epoch] = []
  private(set) var casts: LoopCasts

  init(_ run: RandomRun) { self.init(run.design, run.configuration, run.samples) }

  init(_ design: Design, _ configuration: Configuration, _ samples: PackedSamples) {
    typealias Number = ForNextLoop.Number
    var casts = LoopCasts(design)
    let degree = design.degree
    func zero(_ node: Node) -> Number {
      Number(raw: 0, fraction: design.formats[node].fractionBits)
    }
    let step = Number(raw: configuration.step, fraction: design.formats[.step].fractionBits)
    var theta = configuration.initialTheta.map {
      Number(raw: $0, fraction: design.formats[.theta].fractionBits)
    }
    var weight = theta.map { casts.cast(.weight, $0) }

    var moment = Array(repeating: zero(.moment), count: 2 * degree + 1)
    var cross = Array(repeating: zero(.cross), count: degree + 1)
    var energy = zero(.energy)
    for index in 0..<samples.count {
      casts.place = (1, index + 1)
      let x = Number(
        raw: samples.x.load(index, as: Int128.self), fraction: design.formats[.x].fractionBits)
      let y = Number(
        raw: samples.y.load(index, as: Int128.self), fraction: design.formats[.y].fractionBits)
      var power = x
      for m in 0...2 * degree {
        if m > 1 { power = casts.cast(.power, power * x) }
        let value = m == 0 ? Number(raw: 1, fraction: 0) : power
        moment[m] = casts.cast(.moment, moment[m] + value)
        if m <= degree { cross[m] = casts.cast(.cross, cross[m] + (m == 0 ? y : y * power)) }
      }
      energy = casts.cast(.energy, energy + y * y)
    }

    var previous: Int128?
    for epoch in 1...Int(configuration.maximumEpochs) {
      casts.place = (epoch, nil)
      var (gradient, loss) = ([Number](), energy)
      for k in 0...degree {
        var sum = cross[k]
        for j in 0...degree { sum = sum + -(weight[j] * moment[j + k]) }
        gradient.append(casts.cast(.gradient, sum))
        loss = loss + -(weight[k] * (cross[k] + gradient[k]))
      }
      loss = casts.cast(.loss, loss)
      let old = theta.map(\.raw)
      for k in 0...degree {
        theta[k] = casts.cast(.theta, theta[k] + casts.cast(.update, step * gradient[k]))
        weight[k] = casts.cast(.weight, theta[k])
      }
      let converged = previous.map { $0 - loss.raw <= configuration.tolerance } ?? false
      let stalled = theta.map(\.raw) == old
      previous = loss.raw
      epochs.append(
        ForNextLoop.Epoch(
          loss: loss.raw, theta: theta.map(\.raw), converged: converged, stalled: stalled))
      if converged || stalled { break }
    }
    self.casts = casts
  }
}
