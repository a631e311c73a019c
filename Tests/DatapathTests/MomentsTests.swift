import FixedPoint
import Samples
import Testing

@testable import Datapath

private let styles: [(name: String, style: DesignStyle)] = [
  ("usual", DesignStyle()),
  ("wide", DesignStyle(isWide: true)),
  ("tight", DesignStyle(isTight: true)),
  ("close", DesignStyle(isClose: true)),
]

extension ForNextLoop.Epoch {
  fileprivate init(_ beat: EpochResult, _ design: Design) {
    self.init(
      loss: beat.loss, theta: (0...design.degree).map { beat.theta[$0] },
      converged: beat.converged, stalled: beat.stalled)
  }
}

/// The architecture `moments`: each sample passes once.
@Suite struct MomentsTests {
  @Test(arguments: styles.indices)
  func `machine and engine equal a plain for-next loop of Eq. 3 on moments`(style: Int) {
    var (overflowing, several) = (0, 0)
    for seed in UInt64(0)..<150 {
      let seed = seed + 10_000 * UInt64(style)
      let run = RandomRun(seed: seed, style: styles[style].style, architecture: .moments)
      var mode = RunMode()
      mode.results = seed % 2 == 0 ? .every : .last
      let simulation = Simulation(
        design: run.design.running(as: mode), configuration: run.configuration,
        samples: run.samples)
      let loop = MomentsLoop(run)
      var epochs: [ForNextLoop.Epoch] = []
      let label = "seed \(seed), \(styles[style].name)"
      func check(_ result: RunResult) {
        #expect(epochs == loop.epochs, "\(label)")
        epochs = []
        #expect(result.isDone && result.epochs == loop.epochs.count, "\(label)")
        #expect(result.overflow == loop.casts.overflow, "\(label)")
        for node in run.design.nodes {
          var expected = loop.casts.statistics[node]
          if let place = loop.casts.firstOverflow[node] {
            let first = result.statistics[node].firstOverflow
            #expect(first?.epoch == place.epoch, "\(label) \(node)")
            #expect(first?.sample == place.sample, "\(label) \(node)")
          }
          expected.firstOverflow = result.statistics[node].firstOverflow
          #expect(result.statistics[node] == expected, "\(label) \(node)")
        }
        #expect(
          result.cycles == run.design.cycles(samples: run.samples.count, epochs: result.epochs),
          "\(label)")
      }
      var onlooker = Onlooker()
      check(
        simulation.run(observer: &onlooker) { beat in
          epochs.append(.init(beat, run.design))
          return true
        })
      check(
        simulation.run { beat in
          epochs.append(.init(beat, run.design))
          return true
        })
      overflowing += loop.casts.overflow != 0 ? 1 : 0
      several += loop.epochs.count > 1 ? 1 : 0
    }
    #expect(overflowing > 10 && several > 10)
  }

  @Test func `engine and machine agree on a source and a sink that pause`() {
    var paused = 0
    for seed in UInt64(0)..<100 {
      let run = RandomRun(
        seed: seed, style: styles[Int(seed % 4)].style, architecture: .moments)
      var simulation = run.simulation
      simulation.stalls = run.stalls
      var onlooker = Onlooker()
      let (engine, machine) = (simulation.run(), simulation.run(observer: &onlooker))
      #expect(engine.cycles == machine.cycles, "seed \(seed)")
      #expect(engine.inputStallCycles == machine.inputStallCycles, "seed \(seed)")
      #expect(engine.outputStallCycles == machine.outputStallCycles, "seed \(seed)")
      #expect(engine.theta == machine.theta && engine.loss == machine.loss, "seed \(seed)")
      #expect(engine.statistics == machine.statistics, "seed \(seed)")
      let calm = run.design.cycles(samples: run.samples.count, epochs: engine.epochs)
      #expect(
        engine.cycles == calm + engine.inputStallCycles + engine.outputStallCycles, "seed \(seed)")
      paused += engine.inputStallCycles > 0 ? 1 : 0
    }
    #expect(paused > 20)
  }

  @Test func `where only the last result is offered, it is the one that every would end with`() {
    var several = 0
    for seed in UInt64(0)..<80 {
      let run = RandomRun(
        seed: seed, style: styles[Int(seed % 4)].style, architecture: .moments)
      /// The results at the port, each with the cycle in which it is first offered.
      func beats(_ results: RunMode.Results) -> [[Int128]] {
        var mode = RunMode()
        mode.results = results
        let design = run.design.running(as: mode)
        var simulation = Simulation(
          design: design, configuration: run.configuration, samples: run.samples)
        // A sink that pauses waits once alone.
        if results == .last { simulation.stalls = StallPattern(input: 0, output: 0.6, seed: seed)! }
        var (beats, waits) = ([[Int128]](), false)
        var onlooker = Onlooker()
        onlooker.body = { cycle, inputs, outputs, _ in
          if outputs.resultValid, !waits {
            let theta = (0...design.degree).map { outputs.theta[$0] }
            let flags: [Int128] = [outputs.converged, outputs.stalled].map { $0 ? 1 : 0 }
            beats.append([Int128(cycle), outputs.loss] + theta + flags)
          }
          waits = outputs.resultValid && !inputs.resultReady
        }
        #expect(simulation.run(observer: &onlooker).isDone)
        return beats
      }
      let every = beats(.every)
      #expect(beats(.last) == every.suffix(1), "seed \(seed)")
      several += every.count > 1 ? 1 : 0
    }
    #expect(several > 30)
  }

  @Test func `in exact arithmetic every epoch is the one of stream`() throws {
    var moving = 0
    for seed in UInt64(0)..<60 {
      var random = SplitMix64(seed: seed)
      let degree = Int(seed % 3) + 1
      let designs = try Architecture.allCases.map {
        try Design($0, degree: degree, formats: Self.exactFormats)
      }
      let count = Int.random(in: 1...40, using: &random)
      let samples = PackedSamples(
        count: count, xFormat: designs[0].formats[.x], yFormat: designs[0].formats[.y]
      ) { _ in
        (Int128.random(in: -64...63, using: &random), Int128.random(in: -300...300, using: &random))
      }
      let configuration = Configuration(
        step: Int128.random(in: 1...200, using: &random),
        initialTheta: (0...degree).map { _ in Int128.random(in: -4000...4000, using: &random) },
        tolerance: seed % 4 == 0 ? 0 : designs[0].neverConverges, maximumEpochs: 25)
      let runs = designs.map { design in
        var epochs: [ForNextLoop.Epoch] = []
        _ = Simulation(design: design, configuration: configuration, samples: samples).run {
          epochs.append(.init($0, design))
          return true
        }
        return epochs
      }
      #expect(runs[0] == runs[1], "seed \(seed)")
      moving += Set(runs[0].map(\.theta)).count > 5 ? 1 : 0
    }
    #expect(moving > 30)
  }

  /// Formats in which nothing but theta and its update is rounded, for samples in [−1, 1).
  private static let exactFormats = NodeMap { node in
    func format(_ width: Int, _ fraction: Int, _ isSigned: Bool = true) -> Format {
      try! Format(width: width, integerBits: width - fraction, isSigned: isSigned)
    }
    return switch node {
    case .x: format(8, 6)
    case .y: format(10, 6)
    case .theta, .weight, .update:
      try! Format(
        width: 20, integerBits: 8, quantization: .rndConv, overflow: .sat)
    case .power: format(50, 36)
    case .estimate: format(50, 30)
    case .error: format(52, 30)
    case .product: format(100, 48)
    case .gradient: format(90, 48)
    case .square: format(103, 60, false)
    case .loss: format(110, 60)
    case .step: format(12, 16, false)
    case .moment: format(70, 36)
    case .cross: format(60, 24)
    case .energy: format(40, 12)
    }
  }

  @Test func `an epoch takes a number of cycles that does not depend on N`() throws {
    for degree in 1...3 {
      let design = try Design(.moments, degree: degree, formats: Self.exactFormats)
      let (weight, step) = (design.formats[.weight].width, design.formats[.step].width)
      // The page's formulas.
      let epoch = (degree + 1) * ((degree + 2) * (weight + 2) + step + 8) + 3
      for count in [1, 2, 36, 100] {
        let samples = PackedSamples(
          count: count, xFormat: design.formats[.x], yFormat: design.formats[.y]
        ) { index in (Int128(index % 128 - 64), Int128(index * 7 % 512 - 256)) }
        let simulation = Simulation(
          design: design,
          configuration: Configuration(
            step: 9, initialTheta: .init(repeating: 0, count: degree + 1),
            tolerance: design.neverConverges, maximumEpochs: 3), samples: samples)
        var (beats, accepted) = ([Int](), [Int]())
        var onlooker = Onlooker()
        onlooker.body = { cycle, inputs, outputs, _ in
          if inputs.sampleValid && outputs.sampleReady { accepted.append(cycle) }
          if outputs.resultValid { beats.append(cycle) }
        }
        _ = simulation.run(observer: &onlooker)
        #expect(accepted == Array(degree + 3..<degree + 3 + count))
        // The drain, and an epoch but for the beat itself.
        #expect(beats.first == degree + 3 + count + 4 * degree - 1 + epoch - 1)
        #expect(beats.count == 3 && zip(beats, beats.dropFirst()).allSatisfy { $1 - $0 == epoch })
        #expect(design.overheadCycles == epoch)
      }
    }
  }
}
