import FixedPoint
import Samples

@testable import Datapath

/// Eq. 3 as a for-next loop over the same quantisations: no pipeline, no registers, no clock.
///
/// Written from the list of nodes alone, on whole numbers of 128 bits, with the library's slow exact
/// cast; it shares no arithmetic with the machine.
struct ForNextLoop {
  /// A number with its binary point.
  struct Number {
    var raw: Int128
    var fraction: Int

    static func * (a: Number, b: Number) -> Number {
      Number(raw: a.raw * b.raw, fraction: a.fraction + b.fraction)
    }

    static func + (a: Number, b: Number) -> Number {
      let fraction = max(a.fraction, b.fraction)
      return Number(
        raw: (a.raw << Int128(fraction - a.fraction)) + (b.raw << Int128(fraction - b.fraction)),
        fraction: fraction)
    }

    static prefix func - (a: Number) -> Number { Number(raw: -a.raw, fraction: a.fraction) }
  }

  struct Epoch: Equatable {
    var loss: Int128
    var theta: [Int128]
    var converged: Bool
    var stalled: Bool
  }

  let design: Design
  private(set) var epochs: [Epoch] = []
  private(set) var casts: LoopCasts
  var overflow: UInt16 { casts.overflow }
  private var place: (epoch: Int, sample: Int?) {
    get { casts.place }
    set { casts.place = newValue }
  }

  init(_ run: RandomRun) { self.init(run.design, run.configuration, run.samples) }

  init(_ design: Design, _ configuration: Configuration, _ samples: PackedSamples) {
    self.design = design
    casts = LoopCasts(design)
    let degree = design.degree
    let step = Number(raw: configuration.step, fraction: design.formats[.step].fractionBits)
    var theta = configuration.initialTheta.map {
      Number(raw: $0, fraction: design.formats[.theta].fractionBits)
    }
    var weight = theta.map { cast(.weight, $0) }
    var previous: Int128?
    for epoch in 1...Int(configuration.maximumEpochs) {
      var gradient = theta.map { _ in
        Number(raw: 0, fraction: design.formats[.gradient].fractionBits)
      }
      var loss = Number(raw: 0, fraction: design.formats[.loss].fractionBits)
      for index in 0..<samples.count {
        place = (epoch, index + 1)
        let x = Number(
          raw: samples.x.load(index, as: Int128.self), fraction: design.formats[.x].fractionBits)
        let y = Number(
          raw: samples.y.load(index, as: Int128.self), fraction: design.formats[.y].fractionBits)
        var estimate = weight[degree]
        for k in stride(from: degree - 1, through: 0, by: -1) {
          estimate = cast(.estimate, estimate * x + weight[k])
        }
        let error = cast(.error, y + -estimate)
        var powers: [Number?] = [nil, x]
        for _ in stride(from: 2, through: degree, by: 1) {
          powers.append(cast(.power, powers.last!! * x))
        }
        for k in 0...degree {
          let product = cast(.product, powers[k].map { error * $0 } ?? error)
          gradient[k] = cast(.gradient, gradient[k] + product)
        }
        loss = cast(.loss, loss + cast(.square, error * error))
      }
      place = (epoch, nil)
      let old = theta.map(\.raw)
      for k in 0...degree {
        theta[k] = cast(.theta, theta[k] + cast(.update, step * gradient[k]))
        weight[k] = cast(.weight, theta[k])
      }
      let converged = previous.map { $0 - loss.raw <= configuration.tolerance } ?? false
      let stalled = theta.map(\.raw) == old
      previous = loss.raw
      epochs.append(
        Epoch(loss: loss.raw, theta: theta.map(\.raw), converged: converged, stalled: stalled))
      if converged || stalled { break }
    }
  }

  private mutating func cast(_ node: Node, _ number: Number) -> Number { casts.cast(node, number) }
}

/// The casts of a loop, with what it counts of them.
struct LoopCasts {
  let design: Design
  private(set) var statistics = NodeMap { _ in NodeStatistics() }
  private(set) var overflow: UInt16 = 0
  /// Where the first overflow of a node was: epoch and sample.
  private(set) var firstOverflow: [Node: (epoch: Int, sample: Int?)] = [:]
  var place: (epoch: Int, sample: Int?) = (0, nil)

  init(_ design: Design) { self.design = design }

  mutating func cast(_ node: Node, _ number: ForNextLoop.Number) -> ForNextLoop.Number {
    let format = design.formats[node]
    let cast = format.cast(number.raw, fractionBits: number.fraction)
    statistics[node].casts += 1
    statistics[node].inexact += cast.isInexact ? 1 : 0
    if cast.isOverflow {
      overflow |= 1 << UInt16(node.rawValue)
      if format.overflow.wraps {
        statistics[node].wraps += 1
      } else {
        statistics[node].saturations += 1
      }
      if firstOverflow[node] == nil { firstOverflow[node] = place }
    }
    let range = statistics[node].range ?? cast.raw...cast.raw
    statistics[node].range = min(range.lowerBound, cast.raw)...max(range.upperBound, cast.raw)
    return ForNextLoop.Number(raw: cast.raw, fraction: format.fractionBits)
  }
}
