import Datapath
import FixedPoint
import Foundation
import Testing

@testable import Vectors

/// The waves, read back by a reader of their own and by GTKWave's.
@Suite struct WaveformTests {
  private func dump(
    _ run: RandomRun, window: ClosedRange<Int> = 0...Int.max, stalls: StallPattern? = nil
  ) throws -> String {
    var writer = WaveformWriter(
      to: ByteBuffer(), design: run.design, configuration: run.configuration, window: window)
    var simulation = run.simulation
    simulation.stalls = stalls ?? run.stalls
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
      let words = dump.variables.prefix(names.count)
      #expect(words.map(\.path) == names, "seed \(seed)")
      #expect(words.prefix(ports.count).allSatisfy { $0.kind == "wire" })
      #expect(words.dropFirst(ports.count).allSatisfy { $0.kind == "reg" })
      #expect(words.dropFirst(ports.count).map(\.width) == run.design.registers.map(\.width))
      let readable = dump.variables.dropFirst(names.count)
      #expect(readable.allSatisfy { $0.path[0] == "values" })
      #expect(readable.prefix(3).map(\.name) == ["values.state", "values.epoch", "values.sample"])
      #expect(
        Set(dump.variables.map(\.code)).count == dump.variables.count, "a code stands for two")
      #expect(
        Set(dump.variables.map(\.path)).count == dump.variables.count, "a name stands for two")
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `what is a number stands in the waves as a number too`(seed: UInt64) throws {
    let run = RandomRun(
      seed: seed, style: DesignStyle(isWide: seed % 3 == 0, isExtreme: seed % 4 == 1))
    let dump = try ValueChangeDump(dump(run, window: 0...300))
    let codes = dump.codes
    let states = ["idle", "load", "run", "drain", "update", "result"]
    let numbers = run.design.registers.filter { $0.fractionBits != nil }
    #expect(numbers.count > 20)
    for moment in dump.moments.dropLast() {
      func value(_ path: String...) throws -> String {
        try #require(codes[path].flatMap { moment.values[$0] }, "\(path)")
      }
      let state = try value("hardfit", "controller", "state")
      #expect(try value("values", "state") == states[Int(state, radix: 2)!])
      for register in numbers {
        let bits = try value("hardfit", register.scope, register.name)
        let magnitude = UInt128(bits, radix: 2)!
        let weight =
          register.isSigned && bits.first == "1" ? UInt128(1) << UInt128(register.width) : 0
        let word = weight == 0 ? Double(magnitude) : -Double(weight - magnitude)
        let number = word * pow(2, -Double(register.fractionBits!))
        #expect(
          try Double(value("values", register.scope, register.name)) == number,
          "\(register.scope).\(register.name)")
      }
      let tdata = try value("hardfit", "s_axis_tdata")
      let x = run.design.formats[.x]
      let word = Int128(tdata.suffix(x.width), radix: 2)!
      let signed =
        x.isSigned && tdata.suffix(x.width).first == "1" ? word - (1 << Int128(x.width)) : word
      #expect(try Double(value("values", "s_axis_tdata", "x")) == x.value(ofRaw: signed))
    }
  }

  @Test func `epochs and samples are counted in the waves, from 1`() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let run = RandomRun(seed: seed)
      let dump = try ValueChangeDump(dump(run, stalls: StallPattern.none))
      let (epoch, sample) = (dump.codes[["values", "epoch"]]!, dump.codes[["values", "sample"]]!)
      let count = run.samples.count
      // The cycles of a run without gaps, as the microarchitecture page has them.
      let (degree, bits) = (run.design.degree, run.design.formats[.step].width)
      let (before, length) = (degree + 3, count + (degree + 1) * (bits + 11) + 3)
      #expect(dump.moments.count > 20)
      for (number, moment) in dump.moments.dropLast(3).enumerated() where number > 1 {
        let cycle = number / 2 - before
        let epochs = max(0, cycle) / length + 1
        let samples = cycle < 0 ? 0 : min(count, cycle % length + 1)
        #expect(Int(moment.values[epoch]!, radix: 2) == epochs, "seed \(seed), cycle \(number / 2)")
        #expect(
          Int(moment.values[sample]!, radix: 2) == samples, "seed \(seed), cycle \(number / 2)")
      }
    }
  }

  @Test
  func
    `a layout for GTKWave shows every variable of the waves once, in closed groups and open ones`()
    throws
  {
    for seed in 1...10 as ClosedRange<UInt64> {
      let run = RandomRun(seed: seed)
      let dump = try ValueChangeDump(dump(run, window: 0...0))
      let lines = run.design.waveLayout(ofDump: "waves.vcd").split(separator: "\n").map(String.init)
      #expect(lines.contains("[dumpfile] \"./waves.vcd\""))
      let shown = lines.filter { !"[@-*".contains($0.first!) }
      #expect(shown.sorted() == dump.variables.map(\.name).sorted())
      let (begins, ends) = (["@800200", "@c00200"], ["@1000200", "@1401200"])
      #expect(
        lines.count { begins.contains($0) } == lines.count { ends.contains($0) }
          && lines.contains("-run"))
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
          let (value, same) = (moment.values[variable.code], again.values[other.code])
          // It writes a number with 16 digits, which are too few for some.
          let isSame =
            variable.kind == "real"
            ? abs(Double(value ?? "")! - Double(same ?? "")!) <= 1e-15 * abs(Double(value!)!)
            : value == same
          guard moment.time != again.time || !isSame else { continue }
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
