import FixedPoint
import Samples
import Testing

@testable import Datapath

/// What a source, a sink and a machine whose samples keep coming did at the ports.
private struct Play {
  struct Accepted {
    let cycle: Int
    let x, y: Int128
    let isLast: Bool
  }

  struct Beat: Equatable {
    let offered, taken: Int
    let epoch: ForNextLoop.Epoch
  }

  let configuration: Configuration
  private(set) var accepted: [Accepted] = []
  private(set) var beats: [Beat] = []
  /// The cycles in which a sample was refused.
  private(set) var refused = 0

  /// - Parameter lengths: of the streams.
  init(_ run: RandomRun, _ design: Design, seed: UInt64, lengths: ClosedRange<Int>, cycles: Int) {
    configuration = run.configuration
    var random = SplitMix64(seed: seed)
    let valid = [1, 0.8, 0.2].randomElement(using: &random)!
    let ready = [1, 0.5, 0.02].randomElement(using: &random)!
    let (x, y) = (design.formats[.x], design.formats[.y])
    var machine = PortDriver(design)
    var (left, offered) = (0, Int?.none)
    for cycle in 0..<cycles {
      if left == 0 { left = Int.random(in: lengths, using: &random) }
      let inputs = Inputs<Int128>(
        start: cycle == 0, sampleValid: Double.random(in: 0..<1, using: &random) < valid,
        sampleLast: left == 1, x: Int128.random(in: x.leastRaw...x.greatestRaw, using: &random),
        y: Int128.random(in: y.leastRaw...y.greatestRaw, using: &random),
        resultReady: Double.random(in: 0..<1, using: &random) < ready)
      let outputs = machine.outputs
      if cycle > 0, !outputs.sampleReady { refused += 1 }
      if inputs.sampleValid, outputs.sampleReady {
        accepted.append(
          Accepted(cycle: cycle, x: inputs.x, y: inputs.y, isLast: inputs.sampleLast))
        left -= 1
      }
      if outputs.resultValid {
        offered = offered ?? cycle
        if inputs.resultReady {
          beats.append(
            Beat(
              offered: offered!, taken: cycle,
              epoch: ForNextLoop.Epoch(
                loss: outputs.loss, theta: (0...design.degree).map { outputs.theta[$0] },
                converged: outputs.converged, stalled: outputs.stalled)))
          offered = nil
        }
      }
      machine.tick(inputs, configuration)
    }
  }

  /// The complete streams, by their places in `accepted`.
  var streams: [Range<Int>] {
    var (streams, first) = ([Range<Int>](), 0)
    for index in accepted.indices where accepted[index].isLast {
      streams.append(first..<index + 1)
      first = index + 1
    }
    return streams
  }
}

/// Samples that keep coming while the epochs of `moments` run.
@Suite struct RunningMomentsTests {
  @Test(arguments: [RunMode.Running.kept, .loaded])
  func `every run is a for-next loop on the stream that the rule of the page names`(
    running: RunMode.Running
  ) throws {
    var (runs, replaced, single, waited) = (0, 0, 0, 0)
    for seed in UInt64(0)..<24 {
      let style = [DesignStyle(), DesignStyle(isTight: true), DesignStyle(isClose: true)][
        Int(seed % 3)]
      let run = RandomRun(seed: seed, style: style, architecture: .moments)
      var mode = RunMode()
      mode.running = running
      let design = try Design(
        .moments, mode, degree: run.design.degree, formats: run.design.formats)
      let (degree, epoch) = (design.degree, design.overheadCycles)
      let lengths = [1...1, 1...4, 20...20, 10...2 * epoch][Int(seed / 3 % 4)]
      let play = Play(run, design, seed: seed, lengths: lengths, cycles: 9 * epoch)
      #expect(play.refused == 0, "seed \(seed)")
      let streams = play.streams

      // The first cycle in which a run may begin, the streams before it that are gone, and theta.
      let reload = running == .loaded ? degree + 3 : 0
      var free = running == .loaded ? degree + 4 : degree + 3
      var (next, theta) = (0, run.configuration.initialTheta)
      var expected: [Play.Beat] = []
      var isOpen = true
      while isOpen {
        // The first stream that is complete, and of which the next one has not begun.
        let taken = streams.indices.dropFirst(next).first { index in
          let begins = max(free, play.accepted[streams[index].last!].cycle + 1)
          let after = streams[index].upperBound
          return after >= play.accepted.count || play.accepted[after].cycle >= begins
        }
        guard let taken else { break }
        replaced += taken - next
        single += streams[taken].count == 1 ? 1 : 0
        let complete = play.accepted[streams[taken].last!].cycle + 1
        waited += complete < free ? 1 : 0
        let swap = max(free, complete)
        let first = streams[taken].lowerBound
        var configuration = run.configuration
        configuration.initialTheta = theta
        let loop = MomentsLoop(
          design, configuration,
          PackedSamples(
            count: streams[taken].count, xFormat: design.formats[.x],
            yFormat: design.formats[.y]
          ) { (play.accepted[first + $0].x, play.accepted[first + $0].y) })
        var offered = swap + 4 * degree + epoch - 1
        for result in loop.epochs {
          guard expected.count < play.beats.count else {
            isOpen = false
            break
          }
          // The sink's own pauses are its affair.
          let end = play.beats[expected.count].taken
          expected.append(.init(offered: offered, taken: end, epoch: result))
          offered = end + epoch
          free = end + 1 + reload
        }
        if running == .kept { theta = loop.epochs.last!.theta }
        next = taken + 1
        runs += isOpen ? 1 : 0
      }
      #expect(play.beats == expected, "seed \(seed)")
    }
    #expect(
      runs > 20 && replaced > 50 && single > 2 && waited > 0,
      "\(runs) \(replaced) \(single) \(waited)")
  }

  @Test(arguments: RunMode.Running.allCases)
  func `every run of a case is shown, and the first takes as many cycles as the page says`(
    running: RunMode.Running
  ) throws {
    for seed in UInt64(0)..<12 {
      let run = RandomRun(seed: seed, architecture: .moments)
      var mode = RunMode()
      (mode.results, mode.running) = (seed % 2 == 0 ? .every : .last, running)
      let design = run.design.running(as: mode)
      var simulation = Simulation(
        design: design, configuration: run.configuration, samples: run.samples)
      let first = simulation.run()
      #expect(first.isDone)
      #expect(
        first.cycles == design.cycles(samples: run.samples.count, epochs: first.epochs),
        "seed \(seed)")
      let plain = MomentsLoop(run)
      #expect(first.theta == plain.epochs.last?.theta && first.loss == plain.epochs.last?.loss)
      guard design.isRunning else { continue }
      simulation.runs = 3
      var (ends, wasDone) = ([[Int128]](), false)
      var onlooker = Onlooker()
      onlooker.body = { cycle, _, outputs, _ in
        if outputs.done, !wasDone {
          ends.append((0...design.degree).map { outputs.theta[$0] })
        }
        wasDone = outputs.done
      }
      let last = simulation.run(observer: &onlooker)
      // The same stream from the same parameters, or from where the run before ended.
      var configuration = run.configuration
      for end in ends {
        let loop = MomentsLoop(design, configuration, run.samples)
        #expect(end == loop.epochs.last!.theta, "seed \(seed)")
        if running == .kept { configuration.initialTheta = end }
      }
      #expect(ends.count == 3 && last.theta == ends[2], "seed \(seed)")
    }
  }

  @Test func `a register's value fits its width, and the registers are the whole state`() {
    for seed in UInt64(0)..<4 {
      let run = RandomRun(seed: seed, architecture: .moments)
      var mode = RunMode()
      mode.running = seed % 2 == 0 ? .kept : .loaded
      let design = run.design.running(as: mode)
      let names = design.registers.map { "\($0.scope).\($0.name)" }
      #expect(Set(names).count == names.count)
      let fresh = Machine<Int128, OverflowTally>(design, run.configuration)
      var (twin, replaced) = (fresh.copy(), fresh.copy())
      for cycle in 0..<300 {
        let inputs = Inputs<Int128>(
          start: cycle == 0, sampleValid: !run.stalls.stallsInput(cycle),
          sampleLast: cycle % 7 == 0, x: run.samples.x.load(0, as: Int128.self),
          y: run.samples.y.load(0, as: Int128.self), resultReady: true)
        let values = replaced.registers
        replaced = fresh.copy()
        replaced.registers = values
        twin.tick(inputs)
        replaced.tick(inputs)
        guard twin.registers == replaced.registers else {
          Issue.record("seed \(seed), cycle \(cycle)")
          break
        }
        for (register, value) in zip(design.registers, twin.registers) where register.width < 127 {
          let bits = Int128(register.isSigned ? register.width - 1 : register.width)
          #expect(value >> bits == 0 || register.isSigned && value >> bits == -1)
        }
      }
    }
  }
}
