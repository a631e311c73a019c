import Datapath
import FixedPoint
import Foundation
import Testing

@testable import Vectors

/// The waves, read back by a reader of their own and by GTKWave's.
@Suite struct WaveformTests {
  private func dump(_ run: RandomRun, window: ClosedRange<Int> = 0...Int.max) throws -> String {
    var writer = WaveformWriter(
      to: ByteBuffer(), design: run.design, configuration: run.configuration, window: window)
    var simulation = run.simulation
    simulation.stalls = run.stalls
    _ = simulation.run(observer: &writer)
    return try writer.finish().text
  }

  private func cycles(_ run: RandomRun) -> [StateRecorder.Cycle] {
    var recorder = StateRecorder()
    var simulation = run.simulation
    simulation.stalls = run.stalls
    _ = simulation.run(observer: &recorder)
    return recorder.cycles
  }

  @Test(arguments: 1...24 as ClosedRange<UInt64>)
  func `every port and register of every cycle reads back from the waves`(seed: UInt64) throws {
    let run = RandomRun(
      seed: seed, style: DesignStyle(isWide: seed % 3 == 0, isExtreme: seed % 4 == 1))
    let design = run.design
    let cycles = cycles(run)
    let dump = try ValueChangeDump(dump(run))
    #expect(dump.timescale == "1ns")
    // A rise and a fall each cycle, and the end.
    #expect(dump.moments.map(\.time) == Array(stride(from: 0, through: cycles.count * 10, by: 5)))
    let codes = dump.codes
    let clock = try #require(codes[["hardfit", "clk"]])
    for (cycle, expected) in cycles.enumerated() {
      for (half, level) in [(0, "1"), (1, "0")] {
        let values = dump.moments[2 * cycle + half].values
        #expect(values[clock] == level)
        for (path, bits) in expected.bits(design, run.configuration) {
          let value = codes[["hardfit"] + path].flatMap { values[$0] }
          guard value != bits else { continue }
          Issue.record("seed \(seed), cycle \(cycle), \(path): \(value ?? "none"), not \(bits)")
        }
      }
    }
  }

  @Test func `the hierarchy is that of the registers, with the ports at the top`() throws {
    for seed in 1...30 as ClosedRange<UInt64> {
      let run = RandomRun(seed: seed)
      let dump = try ValueChangeDump(dump(run, window: 0...0))
      let ports = ["clk"] + run.design.ports.map(\.name)
      let names =
        ports.map { ["hardfit", $0] }
        + run.design.registers.map { ["hardfit", $0.scope, $0.name] }
      #expect(dump.variables.map(\.path) == names, "seed \(seed)")
      #expect(dump.variables.prefix(ports.count).allSatisfy { $0.kind == "wire" })
      #expect(dump.variables.dropFirst(ports.count).allSatisfy { $0.kind == "reg" })
      #expect(Set(dump.variables.map(\.code)).count == names.count, "a code stands for two")
      #expect(Set(names).count == names.count, "a name stands for two")
      #expect(
        dump.variables.dropFirst(ports.count).map(\.width) == run.design.registers.map(\.width))
    }
  }

  @Test(arguments: [0...0, 3...3, 7...30, 20...Int.max])
  func `a window has its cycles, whole from its first, and nothing else`(
    window: ClosedRange<Int>
  ) throws {
    let run = RandomRun(seed: 2)
    let all = try ValueChangeDump(dump(run))
    let part = try ValueChangeDump(dump(run, window: window))
    let cycles = (all.moments.count - 1) / 2
    let last = min(window.upperBound, cycles - 1)
    #expect(cycles > 40 && part.variables == all.variables)
    #expect(
      part.moments.map(\.time)
        == Array(stride(from: window.lowerBound * 10, through: (last + 1) * 10, by: 5)))
    for (moment, (time, values)) in part.moments.dropLast().enumerated() {
      let whole = all.moments[2 * window.lowerBound + moment]
      #expect(whole.time == time && whole.values == values)
    }
  }

  @Test func `a window behind the end has names and no cycle`() throws {
    let run = RandomRun(seed: 2)
    let dump = try ValueChangeDump(dump(run, window: 1_000_000...1_000_001))
    #expect(dump.moments.isEmpty && !dump.variables.isEmpty)
  }

  @Test func `only what changes is written`() throws {
    let run = RandomRun(seed: 5)
    let dump = try ValueChangeDump(dump(run))
    var (changes, before) = (0, [String: String]())
    for moment in dump.moments {
      changes += moment.values.count { before[$0.key] != $0.value }
      before = moment.values
    }
    #expect(dump.changes == changes)
  }

  @Test func `a sink that fails stops the writing, not the run, and is told at the end`() throws {
    let run = RandomRun(seed: 3)
    for room in [0, 100, 70_000] {
      var writer = WaveformWriter(
        to: FullSink(room: room), design: run.design, configuration: run.configuration,
        window: 0...Int.max)
      var simulation = run.simulation
      simulation.stalls = StallPattern(input: 0.998, output: 0.9, seed: 1)!
      let observed = simulation.run(observer: &writer)
      #expect(observed.theta == simulation.run().theta && observed.isDone)
      #expect(throws: FullSink.Full.self) { try writer.finish() }
      #expect(writer.failure is FullSink.Full)
    }
  }

  @Test func `GTKWave's converter reads the waves and gives the same back`() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let run = RandomRun(seed: seed, style: DesignStyle(isWide: seed == 3))
      let text = try dump(run)
      let folder = try BenchFolder()
      folder["waves.vcd"] = text
      let conversion = try ToolRun(
        "vcd2fst waves.vcd waves.fst && fst2vcd -f waves.fst -o back.vcd", in: folder.url,
        package: "gtkwave")
      #expect(conversion.code == 0, "\(conversion.output)")
      let back = try ValueChangeDump(
        #require(folder["back.vcd"]))
      let (mine, theirs) = (try ValueChangeDump(text), back)
      #expect(theirs.moments.count >= mine.moments.count - 1 && mine.moments.count > 20)
      #expect(theirs.variables.map(\.path) == mine.variables.map(\.path))
      for (variable, other) in zip(mine.variables, theirs.variables) {
        for (moment, again) in zip(mine.moments, theirs.moments) {
          guard
            moment.time != again.time || moment.values[variable.code] != again.values[other.code]
          else { continue }
          Issue.record("seed \(seed), time \(moment.time), \(variable.path)")
        }
      }
    }
  }
}

/// A disk that has no room behind some bytes.
private struct FullSink: ByteSink {
  struct Full: Error {}
  var room: Int

  mutating func write(_ bytes: [UInt8]) throws {
    guard bytes.count <= room else { throw Full() }
    room -= bytes.count
  }
}

/// Keeps the ports and registers of every cycle.
struct StateRecorder: CycleObserver {
  static var isWatching: Bool { true }

  struct Cycle {
    let inputs: Inputs<Int128>
    let outputs: Outputs
    let registers: [Int128]
  }

  private(set) var cycles: [Cycle] = []

  mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    cycles.append(Cycle(inputs: inputs, outputs: outputs, registers: registers()))
  }
}

extension StateRecorder.Cycle {
  /// The bits of every port and register by its path, as the microarchitecture page has them; written out
  /// here once more, so that nothing of the writer is taken for granted.
  fileprivate func bits(
    _ design: Design, _ configuration: Configuration
  ) -> [(path: [String], bits: String)] {
    func word(_ value: Int128, _ width: Int) -> String { HexReading.bits(of: value, width: width) }
    func bytes(_ node: Node, _ value: Int128) -> String {
      word(value, (design.formats[node].width + 7) / 8 * 8)
    }
    func flag(_ value: Bool) -> String { value ? "1" : "0" }
    let degrees = (0...design.degree).reversed()
    let thetas = degrees.map { word(configuration.initialTheta[$0], design.formats[.theta].width) }
    let results = degrees.map { bytes(.theta, outputs.theta[$0]) }
    let ports = [
      ("rst", flag(inputs.reset)), ("start", flag(inputs.start)),
      ("s_axis_tvalid", flag(inputs.sampleValid)), ("s_axis_tready", flag(outputs.sampleReady)),
      ("s_axis_tlast", flag(inputs.sampleLast)),
      ("s_axis_tdata", bytes(.y, inputs.y) + bytes(.x, inputs.x)),
      ("cfg_step", word(configuration.step, design.formats[.step].width)),
      ("cfg_theta_init", thetas.joined()),
      ("cfg_tolerance", word(configuration.tolerance, design.formats[.loss].width + 1)),
      ("cfg_max_epochs", word(Int128(configuration.maximumEpochs), 32)),
      ("m_axis_tvalid", flag(outputs.resultValid)), ("m_axis_tready", flag(inputs.resultReady)),
      ("m_axis_tdata", bytes(.loss, outputs.loss) + results.joined()),
      ("done", flag(outputs.done)), ("converged", flag(outputs.converged)),
      ("stalled", flag(outputs.stalled)), ("overflow", word(Int128(outputs.overflow), 13)),
    ]
    return ports.map { ([$0.0], $0.1) }
      + zip(design.registers, registers).map {
        ([$0.scope, $0.name], word($1, $0.width))
      }
  }
}
