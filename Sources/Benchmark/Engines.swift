import Datapath
import Vectors

/// The engines of this program as contenders: the one place that knows how they are called.
///
/// They count overflows, a node each; the full statistics are a contender of their own.
enum Engines {
  /// How many designs share a pass of the data.
  static let batchSize = 64

  static func epoch(_ workload: Workload) -> [Contender] {
    let best = InstructionSet.best
    return InstructionSet.available.reversed().map {
      single(workload, $0, .overflows)
    } + [
      single(workload, best, .full),
      single(workload, best, .overflows, from: .zero),
      single(workload, best, .full, from: .zero),
    ]
  }

  /// What each path gains on the designs that it is for: with it and without it.
  static func paths(_ workload: Workload) -> [Contender] {
    func contender(
      _ title: String, _ start: Workload.Start, _ paths: Simulation.Paths = .all
    ) -> Contender {
      Contender(.paths, title, from: start) { epochs, runs in
        // As many epochs as pay for groups, whatever the number of samples.
        var simulation = workload.simulation(epochs: epochs, from: start)
        simulation.statistics = .overflows
        simulation.paths = paths
        return .repeating(runs) { [Outcome(simulation.run())] }
      }
    }
    var few = contender("few words of x", .fewWords)
    few.epochs = 200
    var ungrouped = contender("few words of x, no groups", .fewWords, [.lanes, .shortLanes])
    ungrouped.epochs = few.epochs
    return [
      contender("line, 64-bit lanes", .near, .lanes),
      contender("line, sample by sample", .near, []),
      contender("quadratic", .degree(2)),
      contender("quadratic, sample by sample", .degree(2), []),
      contender("cubic", .degree(3)),
      contender("cubic, sample by sample", .degree(3), []),
      contender("wide, sums of 112 bits", .wide), few, ungrouped,
    ]
  }

  /// The machine that ticks, with every register looked at, and written as waves.
  static func watched(_ workload: Workload) -> [Contender] {
    [
      Contender(.watch, "machine, every register") { epochs, runs in
        let simulation = workload.simulation(epochs: epochs)
        return .repeating(runs) {
          var observer = RegisterWatcher()
          return [Outcome(simulation.run(observer: &observer))]
        }
      },
      Contender(.watch, "machine, waves (VCD)") { epochs, runs in
        let simulation = workload.simulation(epochs: epochs)
        return .repeating(runs) {
          var writer = WaveformWriter(
            to: Nowhere(), design: simulation.design, configuration: simulation.configuration,
            window: 0...Int.max - 1)
          return [Outcome(simulation.run(observer: &writer))]
        }
      },
    ]
  }

  /// Every register in every cycle, with somebody looking.
  static func cycle(_ workload: Workload) -> Contender {
    Contender(.cycle, "machine, every cycle") { epochs, runs in
      let simulation = workload.simulation(epochs: epochs)
      return .repeating(runs) { [ticked(simulation)] }
    }
  }

  private static func single(
    _ workload: Workload, _ set: InstructionSet, _ statistics: Simulation.Statistics,
    from start: Workload.Start = .near
  ) -> Contender {
    let what = statistics == .full ? "full\(start == .near ? " statistics" : "")" : "\(set)"
    let title = "epoch engine, \(what)\(start == .zero ? ", from 0" : "")"
    return Contender(.epoch, title, from: start) { epochs, runs in
      var simulation = workload.simulation(epochs: epochs, from: start)
      simulation.instructionSet = set
      simulation.statistics = statistics
      return .repeating(runs) { [Outcome(simulation.run())] }
    }
  }

  /// Many designs by one thread, and by all.
  static func batch(_ workload: Workload, threads: Int) -> [Contender] {
    let designs = workload.designs(batchSize)
    return (threads > 1 ? [1, threads] : [1]).map { count in
      let title = "\(batchSize) designs, \(count) thread\(count == 1 ? "" : "s")"
      return Contender(.batch, title, designs: batchSize) { epochs, runs in
        let batch = SimulationBatch(
          designs.map {
            var simulation = workload.simulation(of: $0, epochs: epochs)
            simulation.statistics = .overflows
            return simulation
          })
        return .repeating(runs) { batch.run(threads: count).map { Outcome($0) } }
      }
    }
  }
}

// MARK: - What runs have to come to

extension Engines {
  /// More cycles than these are not ticked for the designs of a batch: it would take longer than what is measured.
  private static let greatestTicks = Benchmark.isDebugBuild ? 1 << 15 : 1 << 24

  /// What designs have to come to: by the machine that ticks. Many designs on
  /// many samples are run one after the other by the epoch engine, which is checked against the ticks on its own.
  static func reference(
    _ workload: Workload, designs: Int, epochs: Int, from start: Workload.Start
  ) -> [Outcome] {
    guard designs > 1 else { return [ticked(workload.simulation(epochs: epochs, from: start))] }
    let isTicked = designs * epochs * workload.samples.count <= greatestTicks
    return workload.designs(designs).map {
      let simulation = workload.simulation(of: $0, epochs: epochs, from: start)
      return isTicked ? ticked(simulation) : Outcome(simulation.run())
    }
  }

  static func ticked(_ simulation: Simulation) -> Outcome {
    var simulation = simulation
    simulation.statistics = .none
    var observer = Watcher()
    return Outcome(simulation.run(observer: &observer))
  }

  /// Looks at every register in every cycle.
  private struct RegisterWatcher: CycleObserver {
    private(set) var sum: Int128 = 0

    mutating func observe(
      cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
    ) {
      for word in registers() { sum &+= word }
    }
  }

  /// Keeps nothing of what is written.
  private struct Nowhere: ByteSink {
    mutating func write(_ bytes: [UInt8]) {}
  }

  /// Looks at every cycle.
  private struct Watcher: CycleObserver {
    mutating func observe(
      cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
    ) {}
  }
}
