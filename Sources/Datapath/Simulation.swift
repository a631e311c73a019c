import FixedPoint
import Samples

/// A run of a design on samples, by cycles or by epochs.
public struct Simulation: Sendable {
  public let design: Design
  public let configuration: Configuration
  public let samples: PackedSamples
  /// When the source and the sink pause; it changes cycle counts and no result.
  public var stalls = StallPattern.none
  /// How many runs there are, where the next one begins by itself.
  public var runs = 1
  /// What is counted of the casts.
  public var statistics = Statistics.full

  /// The instructions for blocks of samples: those of this machine or fewer.
  public var instructionSet = InstructionSet.best
  /// The paths that the engine may take where the design allows; what a path gains shows without it.
  package var paths = Paths.all

  package struct Paths: OptionSet, Sendable {
    package let rawValue: Int
    /// Samples in vectors, of 64-bit lanes. Without it none of the others.
    package static let lanes = Paths(rawValue: 1)
    /// A line in 32-bit lanes.
    package static let shortLanes = Paths(rawValue: 2)
    /// Epochs over groups of samples with the same x.
    package static let groups = Paths(rawValue: 4)
    package static let all: Paths = [.lanes, .shortLanes, .groups]

    package init(rawValue: Int) { self.rawValue = rawValue }
  }

  /// What is counted; the sticky overflow bits always are.
  public enum Statistics: Sendable {
    case none
    /// Wraps and saturations, without ranges and inexact casts: as fast as nothing.
    case overflows
    /// Ranges, inexact casts and overflows, with the first one's place.
    case full
  }

  /// Prepares a run.
  ///
  /// - Precondition: the samples are not empty and have the design's formats of x and y, and the
  ///   configuration's words fit their registers (``Design/accepts(_:)``).
  public init(design: Design, configuration: Configuration, samples: PackedSamples) {
    precondition(samples.count > 0, "an epoch has at least one sample")
    precondition(
      samples.xFormat == design.formats[.x] && samples.yFormat == design.formats[.y],
      "the samples are in other formats than the design")
    precondition(design.accepts(configuration), "a configuration word does not fit its register")
    self.design = design
    self.configuration = configuration
    self.samples = samples
  }

  /// Whether the sample path is computed in 64 bits; otherwise in 128.
  public var usesNarrowArithmetic: Bool { design.sampleBits <= 64 }

  /// Runs until the machine is done, by epochs.
  ///
  /// - Parameter epochEnd: called with each epoch's result, whether it is offered or not; the run is abandoned when it returns false.
  public func run(epochEnd: (EpochResult) -> Bool = { _ in true }) -> RunResult {
    guard !design.isRunning else {
      // An engine knows no samples that come while epochs run.
      var nobody = Nobody()
      return run(observer: &nobody, epochEnd: epochEnd)
    }
    return engine.runEpochs(samples, stalls, epochEnd)
  }

  private struct Nobody: CycleObserver {
    mutating func observe(
      cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
    ) {}
  }

  /// The words of the sums that an epoch begins with where samples pass but once, by their registers' names; none elsewhere.
  package var sums: [String: Int128] {
    guard design.architecture == .moments else { return [:] }
    guard !design.isRunning else {
      // The first stream's are the same.
      return Simulation(
        design: design.running(as: RunMode()), configuration: configuration, samples: samples
      ).sums
    }
    var uncounted = self
    uncounted.statistics = .none
    let engine = uncounted.engine
    engine.start()
    engine.beginEpoch(.none)
    engine.take(samples, 0..<samples.count)
    let registers = design.valueDescription.registers.enumerated()
    return Dictionary(
      uniqueKeysWithValues: registers.filter { $1.scope == "accumulators" }.map {
        ($1.name, engine.word($0))
      })
  }

  /// Runs the machine that ticks until it is done, and shows every cycle to an observer.
  public func run<Observer: CycleObserver>(
    observer: inout Observer, epochEnd: (EpochResult) -> Bool = { _ in true }
  ) -> RunResult {
    // The loop is specialised for its words and counts; the call of the observer alone is indirect.
    func look(
      cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
    ) -> Bool {
      observer.observe(cycle: cycle, inputs: inputs, outputs: outputs, registers: registers)
      return observer.hasSeenEnough
    }
    return switch (usesNarrowArithmetic, statistics == .full) {
    case (true, true): tick(Int64.self, FullTally<Int64>.self, look, epochEnd)
    case (true, false): tick(Int64.self, OverflowTally.self, look, epochEnd)
    case (false, true): tick(Int128.self, FullTally<Int128>.self, look, epochEnd)
    case (false, false): tick(Int128.self, OverflowTally.self, look, epochEnd)
    }
  }

  /// Looks at a cycle; whether it has seen enough.
  typealias Look = (Int, Inputs<Int128>, Outputs, () -> [Int128]) -> Bool

  private func tick<Value: Word, Counts: Tally>(
    _: Value.Type, _: Counts.Type, _ look: Look, _ epochEnd: (EpochResult) -> Bool
  ) -> RunResult {
    let machine = Machine<Value, Counts>(design, configuration)
    return machine.run(samples, stalls, runs: runs, look, epochEnd)
  }

  /// The epoch engine, made for the design's degree and arithmetic and for what is counted.
  var engine: AnyEngine {
    precondition(!design.isRunning, "samples that keep coming are the machine's that ticks")
    return switch (usesNarrowArithmetic, statistics == .full) {
    case (true, true): engine(Int64.self, FullTally<Int64>.self)
    case (true, false): engine(Int64.self, OverflowTally.self)
    case (false, true): engine(Int128.self, FullTally<Int128>.self)
    case (false, false): engine(Int128.self, OverflowTally.self)
    }
  }

  private func engine<Value: Word, Counts: Tally>(_: Value.Type, _: Counts.Type) -> AnyEngine {
    precondition(
      InstructionSet.available.contains(instructionSet),
      "this processor does not have \(instructionSet)")
    let kernel =
      paths.contains(.lanes) && design.isKnownToKernels
      ? BlockKernel(design, samples, instructionSet, paths) : nil
    return AnyEngine(EpochEngine<Value, Counts>(design, configuration, kernel: kernel))
  }
}

/// The result of an epoch.
public struct EpochResult: Sendable {
  /// Counted from 1.
  public let epoch: Int
  /// The cycle in which the beat was taken, or passed where none was offered; counted from 0 in the cycle of `start`.
  public let cycle: Int
  /// Σ e² in LSBs of `loss`, with the parameters that entered the epoch.
  public let loss: Int128
  /// θ₀ … θ_D in LSBs of `theta`, after the update.
  public let theta: InlineArray<4, Int128>
  public let converged: Bool
  public let stalled: Bool
}

/// How a run ended and what it saw.
public struct RunResult: Sendable {
  /// From the cycle of `start` up to the first cycle of `done`.
  public let cycles: Int
  /// The cycles in which the source had nothing on offer while the machine was ready.
  public let inputStallCycles: Int
  /// The cycles in which a result waited for the sink.
  public let outputStallCycles: Int
  public let epochs: Int
  /// θ₀ … θ_D.
  public let theta: [Int128]
  public let loss: Int128
  public let converged: Bool
  public let stalled: Bool
  /// Whether the machine reached `done`; false if the run was abandoned.
  public let isDone: Bool
  /// The sticky bits, one a node at the node's position.
  public let overflow: UInt16
  /// What each node that casts in hardware has seen.
  public let statistics: NodeMap<NodeStatistics>
}

/// Something that looks at the machine in every cycle.
public protocol CycleObserver {
  /// Shows a cycle: the ports as they stand before the clock's edge.
  ///
  /// - Parameters:
  ///   - registers: gives the values of ``Design/registers``, in that order.
  mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128])
  /// Whether the run may be abandoned because nothing more is to be looked at.
  var hasSeenEnough: Bool { get }
}

extension CycleObserver {
  public var hasSeenEnough: Bool { false }
}
