import FixedPoint
import Foundation
import Samples
import Testing

@testable import Datapath

/// A run of any engine, to be compared whole.
private struct DescentCurve: Equatable {
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

  /// - Parameter ticks: whether the machine that ticks runs, instead of the epoch engine.
  init(_ simulation: Simulation, beats limit: Int = .max, ticks: Bool = false) {
    var beats: [Beat] = []
    let keep = { (beat: EpochResult) -> Bool in
      beats.append(
        Beat(
          epoch: beat.epoch, cycle: beat.cycle, loss: beat.loss,
          theta: (0...3).map { beat.theta[$0] }, converged: beat.converged, stalled: beat.stalled))
      return beats.count < limit
    }
    var onlooker = Onlooker()
    let result =
      ticks
      ? simulation.run(observer: &onlooker, epochEnd: keep) : simulation.run(epochEnd: keep)
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
      let expected = DescentCurve(simulation, beats: limit, ticks: true)
      let label = "seed \(seed), \(styles[style].name)"
      simulation.paths = []
      #expect(DescentCurve(simulation, beats: limit) == expected, "\(label), without kernels")
      simulation.paths = .all
      for set in InstructionSet.available {
        simulation.instructionSet = set
        #expect(DescentCurve(simulation, beats: limit) == expected, "\(label), \(set)")
      }
    }
  }

  /// A signed `square` that wraps makes a loss that falls within an epoch, so its last value is not its greatest.
  @Test func `the range of the loss is seen where squares come out negative`() throws {
    for (seed, overflow) in [(UInt64(1), Overflow.wrap), (2, .wrap), (3, .satZero), (4, .sat)] {
      let run = RandomRun(seed: seed, samples: 300...700)
      let degree = run.simulation.design.degree
      let error = try Format(width: 12, integerBits: 4, quantization: .rnd, overflow: .sat)
      let formats = try NodeMap { node in
        switch node {
        case .error: error
        case .square: try Format(width: 10, integerBits: 3, overflow: overflow)
        case .loss: try Format(width: 40, integerBits: 20)
        case .product: try Format(width: 30, integerBits: 12)
        case .gradient: try Format(width: 50, integerBits: 32)
        case .step: try Format(width: 12, integerBits: -2, isSigned: false)
        default: try Format(width: 12, integerBits: 3, quantization: .rnd, overflow: .sat)
        }
      }
      let design = try Design(degree: degree, formats: formats)
      var random = SplitMix64(seed: seed)
      let words = (0..<500).map { _ in
        (
          x: Int128.random(in: -1500...1500, using: &random),
          y: Int128.random(in: -1500...1500, using: &random)
        )
      }
      let samples = PackedSamples(
        count: words.count, xFormat: formats[.x], yFormat: formats[.y]
      ) { words[$0] }
      var simulation = Simulation(
        design: design,
        configuration: Configuration(
          step: 3, initialTheta: Array(repeating: 40, count: degree + 1),
          tolerance: design.neverConverges, maximumEpochs: 3), samples: samples)
      let expected = DescentCurve(simulation, ticks: true)
      let range = try #require(expected.statistics[.square].range)
      #expect((range.lowerBound < 0) == (overflow == .wrap), "seed \(seed)")
      for set in InstructionSet.available {
        simulation.instructionSet = set
        #expect(DescentCurve(simulation) == expected, "seed \(seed), \(set)")
      }
    }
  }
}
