import Datapath
import FixedPoint
import Foundation
import Testing

@testable import Vectors

/// `stimulus.hex` and `expected.hex`, read back by a reader of its own.
@Suite struct PortVectorTests {
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `every port of every cycle reads back from the hexadecimal`(seed: UInt64) throws {
    let run = RandomRun(seed: seed, style: DesignStyle(isWide: seed % 3 == 0))
    let design = run.design
    var recorder = CycleRecorder()
    var simulation = run.simulation
    simulation.stalls = run.stalls
    _ = simulation.run(observer: &recorder)
    var writer = PortVectorWriter(
      stimulus: ByteBuffer(), expected: ByteBuffer(), design: design,
      configuration: run.configuration)
    _ = simulation.run(observer: &writer)
    let files = try writer.finish()

    let stimulus = HexReading(files.stimulus.text)
    let expected = HexReading(files.expected.text)
    #expect(stimulus.lines.count == recorder.cycles.count, "seed \(seed)")
    #expect(expected.lines.count == recorder.cycles.count, "seed \(seed)")
    for (cycle, (inputs, outputs)) in recorder.cycles.enumerated() {
      let all = design.portValues(inputs, outputs, run.configuration)
      var values: [String: [Int128]] = [:]
      var position = 0
      for port in design.ports {
        values[port.name] = Array(all[position..<position + port.fields.count])
        position += port.fields.count
      }
      for (line, reading) in [(design.stimulusLine, stimulus), (design.expectedLine, expected)] {
        for (index, column) in line.columns.enumerated() {
          // What nobody may look at is anything.
          let isFree =
            column.name.hasPrefix("cfg_")
            ? !inputs.start
            : ["s_axis_tdata", "s_axis_tlast"].contains(column.name) && !inputs.sampleValid
          guard !isFree else { continue }
          let bits = zip(column.fields, values[column.name]!).map { field, value in
            HexReading.bits(of: value, width: field.width)
          }.joined()
          #expect(
            reading.bits(line: cycle, column: index).suffix(column.width) == bits,
            "seed \(seed), cycle \(cycle), \(column.name)")
        }
      }
    }
  }

  @Test func `a line has the length that its layout says, and is a word of its width`() throws {
    for seed in 1...50 as ClosedRange<UInt64> {
      let run = RandomRun(seed: seed, style: DesignStyle(isWide: true))
      var writer = PortVectorWriter(
        stimulus: ByteBuffer(), expected: ByteBuffer(), design: run.design,
        configuration: run.configuration, window: 0...4)
      _ = run.simulation.run(observer: &writer)
      let files = try writer.finish()
      for (file, line) in [
        (files.stimulus, run.design.stimulusLine), (files.expected, run.design.expectedLine),
      ] {
        let lines = file.text.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines.allSatisfy { $0.utf8.count == line.byteCount - 1 })
        #expect(
          lines.allSatisfy { $0.count(where: { $0 != "_" }) * 4 == line.width }, "seed \(seed)")
      }
    }
  }

  @Test func `what nobody may look at is random, and the same again`() throws {
    let run = RandomRun(seed: 3)
    func stimulus(seed: UInt64) throws -> String {
      var writer = PortVectorWriter(
        stimulus: ByteBuffer(), expected: ByteBuffer(), design: run.design,
        configuration: run.configuration, seed: seed)
      _ = run.simulation.run(observer: &writer)
      return try writer.finish().stimulus.text
    }
    #expect(try stimulus(seed: 1) == stimulus(seed: 1))
    #expect(try stimulus(seed: 1) != stimulus(seed: 2))
    let steps = HexReading(try stimulus(seed: 1)).lines.map { $0[6] }
    #expect(Set(steps).count > steps.count / 2)
  }
}
