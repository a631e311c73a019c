import Datapath
import Foundation
import Testing
import Vectors

@testable import Cosimulation

/// The waves of a simulator beside those of the model.
@Suite struct WaveTests {
  private struct Sink: ByteSink {
    var bytes: [UInt8] = []
    mutating func write(_ bytes: [UInt8]) { self.bytes += bytes }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 8, 11, 13])
  func `the dump of Icarus and that of the model have the same ports and registers`(
    seed: UInt64
  ) throws {
    let run = RandomRun(seed: seed, style: DesignStyle(draw: seed))
    let design = run.design
    let folder = try WorkingFolder()
    // The bench that goes with the vectors, and its own waves.
    let plan = VectorPlan(
      caseName: "random", command: "", design: design, configuration: run.configuration,
      samples: run.samples)
    let rtl = try RTLSource(folder: repositoryPath("rtl"))
    let outcome = try CaseVerification(plan, rtl).run(.icarus, in: folder).outcome
    guard case .passed(let cycles) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    let dumped = try Tool("vvp", package: "iverilog").run(
      ["-n", "hardfit_bench.vvp", "+vcd=icarus.vcd"], in: folder.path)
    #expect(dumped.isSuccess)
    let signals = design.outputFields.map(\.signal)
    var rtlRows: [[LogicWord]] = []
    // The first edge is that of the reset.
    try WaveReader(path: folder.path("icarus.vcd")).sample(signals + design.rtlRegisters) {
      edge, words in
      if edge > 0 { rtlRows.append(words) }
      return true
    }
    #expect(rtlRows.count == cycles)

    // The model's dump, read by the same reader from the model's own names.
    var writer = WaveformWriter(
      to: Sink(), design: design, configuration: run.configuration, window: 0...Int.max)
    _ = run.simulation.run(observer: &writer)
    try folder.write(writer.finish().bytes, to: "model.vcd")
    let own = design.registers.map {
      RTLSignal(path: "\($0.scope).\($0.name)", width: $0.width)
    }
    var (rows, differences) = (0, 0)
    // The model's clock rises as a cycle begins: before that edge stands the cycle before it.
    try WaveReader(path: folder.path("model.vcd"), scope: "hardfit").sample(signals + own) {
      edge, words in
      guard edge > 0 else { return true }
      differences += zip(words, rtlRows[edge - 1]).count { $0 != $1 }
      rows += 1
      return true
    }
    #expect(differences == 0)
    #expect(rows == cycles - 1)
  }

  @Test func `a dump's words are extended, cut and unknown as IEEE 1364 has them`() throws {
    let folder = try WorkingFolder()
    try folder.write(
      """
      $timescale 1ns $end
      $scope module top $end $scope module dut $end
      $var wire 1 ! clk $end $var reg 8 " word [7:0] $end
      $upscope $end $upscope $end $enddefinitions $end
      #0 $dumpvars 0! bx " $end
      #5 1! b101 "
      #10 0!
      #15 1! bx1 "
      #20 0! bz0001 "
      #25 1!
      """, to: "a.vcd")
    var words: [String] = []
    let whole = RTLSignal(path: "word", width: 8)
    let part = RTLSignal(path: "word", lowBit: 2, width: 2)
    try WaveReader(path: folder.path("a.vcd")).sample([whole, part]) { _, row in
      words.append("\(row[0].binary(width: 8)) \(row[1].binary(width: 2))")
      return true
    }
    #expect(words == ["xxxxxxxx xx", "00000101 01", "xxxx0001 00"])
    #expect(throws: WaveReader.Failure.missing(["nothing"])) {
      try WaveReader(path: folder.path("a.vcd")).sample([RTLSignal(path: "nothing", width: 1)]) {
        _, _ in true
      }
    }
  }
}
