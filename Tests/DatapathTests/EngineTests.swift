import FixedPoint
import Foundation
import Samples
import Testing

@testable import Datapath

/// A run of any engine, to be compared whole.
private struct Course: Equatable {
  struct Beat: Equatable {
    let epoch: Int
    let cycle: Int
    let loss: Int128
    let theta: [Int128]
    let converged: Bool
    let stalled: Bool
  }

  var beats: [Beat] = []
  let cycles: Int
  let inputStalls: Int
  let outputStalls: Int
  let epochs: Int
  let theta: [Int128]
  let loss: Int128
  let flags: [Bool]
  let overflow: UInt16
  let statistics: NodeMap<NodeStatistics>

  init(_ simulation: Simulation, beats limit: Int = .max) {
    var beats: [Beat] = []
    let result = simulation.run { beat in
      beats.append(
        Beat(
          epoch: beat.epoch, cycle: beat.cycle, loss: beat.loss,
          theta: (0...3).map { beat.theta[$0] }, converged: beat.converged, stalled: beat.stalled))
      return beats.count < limit
    }
    self.init(beats, result)
  }

  init(_ beats: [Beat], _ result: RunResult) {
    self.beats = beats
    cycles = result.cycles
    (inputStalls, outputStalls) = (result.inputStallCycles, result.outputStallCycles)
    epochs = result.epochs
    theta = result.theta
    loss = result.loss
    flags = [result.converged, result.stalled, result.isDone]
    overflow = result.overflow
    statistics = result.statistics
  }
}

private let styles: [(name: String, style: DesignStyle)] = [
  ("usual", DesignStyle()),
  ("tight", DesignStyle(isTight: true)),
  ("wide", DesignStyle(isWide: true)),
  ("extreme", DesignStyle(isExtreme: true)),
  ("practical", DesignStyle(isPractical: true)),
]

/// How many designs of each style are drawn: more for a long run, with `HARDFIT_DESIGNS=2000 Tests/run --filter Engine`.
private let designCount =
  ProcessInfo.processInfo.environment["HARDFIT_DESIGNS"].flatMap { UInt64($0) } ?? 60

@Suite struct EngineTests {
  @Test(arguments: styles.indices)
  func `the epoch engine equals the machine that ticks, in everything that they report`(
    style: Int
  ) {
    for seed in UInt64(0)..<designCount {
      let run = RandomRun(
        seed: seed + 1_000_000 * UInt64(style), style: styles[style].style,
        samples: seed.isMultiple(of: 30) ? 1...2500 : 1...70)
      var simulation = run.simulation
      if seed.isMultiple(of: 3) { simulation.stalls = run.stalls }
      simulation.statistics = [.full, .full, .overflows, .none][Int(seed % 4)]
      let limit = seed.isMultiple(of: 7) ? 2 : Int.max
      simulation.engine = .cycle
      simulation.usesKernels = false
      let expected = Course(simulation, beats: limit)
      let label = "seed \(seed), \(styles[style].name)"
      simulation.engine = .epoch
      #expect(Course(simulation, beats: limit) == expected, "\(label), without kernels")
      simulation.usesKernels = true
      for set in InstructionSet.available {
        simulation.instructionSet = set
        #expect(Course(simulation, beats: limit) == expected, "\(label), \(set)")
      }
      simulation.engine = .cycle
      #expect(Course(simulation, beats: limit) == expected, "\(label), cycle engine")
    }
  }
}
