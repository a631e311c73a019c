import FixedPoint
import Samples
import Testing

@testable import Datapath

/// Looks at every cycle and keeps nothing.
struct Onlooker: CycleObserver {
  var body: (Int, Inputs<Int128>, Outputs, [Int128]) -> Void = { _, _, _, _ in }

  mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    body(cycle, inputs, outputs, registers())
  }
}

private func withoutPlaces(_ map: NodeMap<NodeStatistics>) -> NodeMap<NodeStatistics> {
  NodeMap { node in
    var statistics = map[node]
    statistics.firstOverflow = nil
    return statistics
  }
}

private let styles: [(name: String, style: DesignStyle)] = [
  ("usual", DesignStyle()),
  ("wide", DesignStyle(isWide: true)),
  ("tight", DesignStyle(isTight: true)),
]

@Suite struct MachineTests {
  @Test(arguments: styles.indices)
  func `the machine equals a plain for-next loop of Eq. 3 over the same quantisations`(
    style: Int
  ) {
    for seed in UInt64(0)..<400 {
      let seed = seed + 10_000 * UInt64(style)
      let run = RandomRun(seed: seed, style: styles[style].style)
      let loop = ForNextLoop(run)
      var epochs: [ForNextLoop.Epoch] = []
      let result = run.simulation.run { beat in
        epochs.append(
          ForNextLoop.Epoch(
            loss: beat.loss, theta: (0...run.design.degree).map { beat.theta[$0] },
            converged: beat.converged, stalled: beat.stalled))
        return true
      }
      let label = "seed \(seed), \(styles[style].name)"
      #expect(epochs == loop.epochs, "\(label)")
      #expect(result.isDone && result.epochs == loop.epochs.count, "\(label)")
      #expect(result.overflow == loop.overflow, "\(label)")
      for node in Node.allCases {
        var expected = loop.casts.statistics[node]
        if let place = loop.casts.firstOverflow[node] {
          #expect(result.statistics[node].firstOverflow?.epoch == place.epoch, "\(label) \(node)")
          #expect(result.statistics[node].firstOverflow?.sample == place.sample, "\(label) \(node)")
        }
        expected.firstOverflow = result.statistics[node].firstOverflow
        #expect(result.statistics[node] == expected, "\(label) \(node)")
      }
      #expect(
        result.cycles == run.design.cycles(samples: run.samples.count, epochs: result.epochs),
        "\(label)")
    }
  }

  @Test func `a run that is watched in every cycle and one that is not are the same`() {
    for seed in UInt64(0)..<300 {
      let run = RandomRun(seed: seed, style: styles[Int(seed % 3)].style)
      let unwatched = run.simulation.run()
      var onlooker = Onlooker()
      let watched = run.simulation.run(observer: &onlooker)
      #expect(unwatched.cycles == watched.cycles, "seed \(seed)")
      #expect(unwatched.theta == watched.theta, "seed \(seed)")
      #expect(unwatched.loss == watched.loss, "seed \(seed)")
      #expect(unwatched.overflow == watched.overflow, "seed \(seed)")
      #expect(unwatched.statistics == watched.statistics, "seed \(seed)")
    }
  }

  @Test func `input gaps and output back-pressure change cycles and no result`() {
    for seed in UInt64(0)..<300 {
      let run = RandomRun(seed: seed, style: styles[Int(seed % 3)].style)
      let steady = run.simulation.run()
      var simulation = run.simulation
      simulation.stalls = run.stalls
      let stalled = simulation.run()
      #expect(stalled.theta == steady.theta, "seed \(seed)")
      #expect(stalled.loss == steady.loss, "seed \(seed)")
      #expect(stalled.overflow == steady.overflow, "seed \(seed)")
      #expect(stalled.epochs == steady.epochs, "seed \(seed)")
      #expect(
        withoutPlaces(stalled.statistics) == withoutPlaces(steady.statistics), "seed \(seed)")
      #expect(
        stalled.cycles
          == steady.cycles + stalled.inputStallCycles + stalled.outputStallCycles, "seed \(seed)")
    }
  }

  @Test func `statistics that are off leave the results as they are`() {
    for seed in UInt64(0)..<100 {
      let run = RandomRun(seed: seed)
      var simulation = run.simulation
      simulation.statistics = .none
      let (bare, full) = (simulation.run(), run.simulation.run())
      #expect(bare.theta == full.theta && bare.loss == full.loss, "seed \(seed)")
      #expect(bare.overflow == full.overflow && bare.cycles == full.cycles, "seed \(seed)")
    }
  }

  @Test func `both arithmetics give the same`() {
    for seed in UInt64(0)..<100 {
      let run = RandomRun(seed: seed)
      guard run.simulation.usesNarrowArithmetic, run.design.degree == 2 else { continue }
      let narrow = Machine<Int64, FullTally<Int64>>(run.design, run.configuration)
      let wide = Machine<Int128, FullTally<Int128>>(run.design, run.configuration)
      let look: Simulation.Look = { _, _, _, _ in false }
      let results = (
        narrow.run(run.samples, .none, look) { _ in true },
        wide.run(run.samples, .none, look) { _ in true }
      )
      #expect(results.0.theta == results.1.theta, "seed \(seed)")
      #expect(results.0.statistics == results.1.statistics, "seed \(seed)")
    }
  }

  @Test func `an epoch takes N + L cycles from first acceptance to first acceptance`() {
    for degree in 1...3 {
      for count in [1, 2, 5, 36, 100] {
        let run = SmallRun(degree: degree, count: count, epochs: 3)
        var firsts: [Int] = []
        var isFirst = true
        var onlooker = Onlooker()
        onlooker.body = { cycle, inputs, outputs, _ in
          if inputs.sampleValid && outputs.sampleReady {
            if isFirst { firsts.append(cycle) }
            isFirst = inputs.sampleLast
          }
        }
        _ = run.simulation.run(observer: &onlooker)
        #expect(firsts.count == 3)
        #expect(firsts[0] == run.design.startCycles)
        // The page's formula: L = (D + 1)(W + 11) + 3.
        let overhead = (degree + 1) * (run.design.formats[.step].width + 11) + 3
        #expect(firsts[1] - firsts[0] == count + overhead)
        #expect(firsts[2] - firsts[1] == count + overhead)
        #expect(run.design.startCycles == degree + 3)
      }
    }
  }

  @Test func `the handshakes keep AXI4-Stream's rules`() {
    for seed in UInt64(0)..<100 {
      let run = RandomRun(seed: seed)
      var simulation = run.simulation
      simulation.stalls = run.stalls
      var before: (inputs: Inputs<Int128>, outputs: Outputs)?
      var onlooker = Onlooker()
      var beats = 0
      onlooker.body = { _, inputs, outputs, _ in
        if let (earlier, earlierOut) = before {
          if earlier.sampleValid, !earlierOut.sampleReady {
            #expect(inputs.sampleValid, "seed \(seed): a sample on offer was withdrawn")
            #expect(inputs.x == earlier.x && inputs.y == earlier.y, "seed \(seed)")
            #expect(inputs.sampleLast == earlier.sampleLast, "seed \(seed)")
          }
          if earlierOut.resultValid, !earlier.resultReady {
            #expect(outputs.resultValid, "seed \(seed): a result was withdrawn")
            #expect(outputs.loss == earlierOut.loss, "seed \(seed)")
            for k in 0...3 { #expect(outputs.theta[k] == earlierOut.theta[k], "seed \(seed)") }
          }
        }
        #expect(!(outputs.resultValid && outputs.sampleReady), "a full output holds the input off")
        beats += outputs.resultValid && inputs.resultReady ? 1 : 0
        before = (inputs, outputs)
      }
      let result = simulation.run(observer: &onlooker)
      #expect(beats == result.epochs, "seed \(seed)")
    }
  }
}

/// A run of a simple design without surprises.
struct SmallRun {
  let design: Design
  let simulation: Simulation

  init(degree: Int, count: Int, epochs: UInt32, lossWidth: Int = 60) {
    func format(_ width: Int, _ integerBits: Int, _ isSigned: Bool = true) -> Format {
      try! Format(
        width: width, integerBits: integerBits, isSigned: isSigned, quantization: .rndConv,
        overflow: .sat)
    }
    design = try! Design(
      degree: degree,
      formats: NodeMap { node in
        switch node {
        case .x, .y: format(16, 2)
        case .theta, .weight, .update: format(24, 3)
        case .power: format(18, 4)
        case .product: format(40, 10)
        case .gradient: format(60, 30)
        case .square: format(40, 8, false)
        case .loss: format(lossWidth, lossWidth - 32, false)
        case .step: format(18, -6, false)
        default: format(20, 4)
        }
      })
    let samples = PackedSamples(
      count: count, xFormat: design.formats[.x], yFormat: design.formats[.y]
    ) { index in
      (Int128((index * 7919) % 32768 - 16384), Int128((index * 4241) % 32768 - 16384))
    }
    simulation = Simulation(
      design: design,
      configuration: Configuration(
        step: 30000, initialTheta: .init(repeating: 0, count: degree + 1),
        tolerance: design.neverConverges, maximumEpochs: epochs),
      samples: samples)
  }
}
