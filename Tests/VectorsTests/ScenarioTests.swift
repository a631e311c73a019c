import Cases
import Datapath
import FixedPoint
import Foundation
import Testing

@testable import Vectors

@Suite struct ScenarioTests {
  private func play(
    _ run: RandomRun, cycles: Int = 3000, _ change: (inout Scenario) -> Void
  ) -> [PortCycle] {
    var scenario = Scenario(cycles: cycles)
    change(&scenario)
    return Array(
      ScenarioPlay(
        scenario, design: run.design, configuration: run.configuration, samples: run.samples))
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `the source holds what it offers until it is taken or the design is reset`(seed: UInt64) {
    let run = RandomRun(seed: seed)
    let cycles = play(run) {
      $0.seed = seed
      ($0.samples, $0.configuration) = (.random, .random)
      ($0.gap, $0.wait, $0.reset) = (0...2, 0...3, 0.02)
    }
    #expect(cycles.count == 3000)
    for (now, next) in zip(cycles, cycles.dropFirst())
    where now.inputs.sampleValid && !now.outputs.sampleReady && !now.inputs.reset {
      #expect(next.inputs.sampleValid, "seed \(seed)")
      #expect(
        next.inputs.x == now.inputs.x && next.inputs.y == now.inputs.y
          && next.inputs.sampleLast == now.inputs.sampleLast, "seed \(seed)")
    }
  }

  @Test func `every state is reset, and started, at some time`() {
    let run = RandomRun(seed: 4)
    let scenario = play(run, cycles: 20_000) {
      ($0.samples, $0.configuration) = (.random, .random)
      ($0.gap, $0.wait, $0.reset) = (0...2, 0...3, 0.02)
    }
    var driver = PortDriver(run.design)
    var (resets, starts) = (Set<Int128>(), Set<Int128>())
    for cycle in scenario {
      let state = driver.registers[0]
      if cycle.inputs.reset { resets.insert(state) }
      if cycle.inputs.start { starts.insert(state) }
      driver.tick(cycle.inputs, cycle.configuration)
    }
    #expect(resets == Set(0...5))
    #expect(starts == Set(0...5))
  }

  @Test func `the case's samples and configuration come as they are`() {
    let run = RandomRun(seed: 4)
    let cycles = play(run) {
      $0.epochSamples = run.samples.count...run.samples.count
      $0.wait = 0...0
    }
    let taken = cycles.filter { $0.inputs.sampleValid && $0.outputs.sampleReady }
    #expect(taken.count > 3 * run.samples.count)
    for (index, cycle) in taken.enumerated() {
      let position = index % run.samples.count
      #expect(cycle.inputs.x == run.samples.x.load(position, as: Int128.self))
      #expect(cycle.inputs.sampleLast == (position == run.samples.count - 1))
    }
    #expect(cycles.filter(\.inputs.start).allSatisfy { $0.configuration == run.configuration })
  }

  @Test func `corner words are an end, or a power of two give or take one, and all powers come`() {
    let run = RandomRun(seed: 4)
    let cycles = play(run, cycles: 30_000) {
      ($0.samples, $0.configuration) = (.corners, .corners)
      ($0.epochSamples, $0.reset, $0.start) = (1...1, 0.02, 0.5)
    }
    func isCorner(_ word: Int128, in range: ClosedRange<Int128>) -> Bool {
      word == range.lowerBound || word == range.upperBound
        || (-1...1).contains { (Int128(word.magnitude) + $0).nonzeroBitCount == 1 }
    }
    let started = cycles.filter(\.inputs.start).map(\.configuration)
    for configuration in started {
      #expect(isCorner(configuration.tolerance, in: run.design.tolerances))
      #expect((configuration.maximumEpochs &- 1).nonzeroBitCount <= 1)
    }
    let x = run.design.formats[.x]
    for cycle in cycles where cycle.inputs.sampleValid {
      #expect(isCorner(cycle.inputs.x, in: x.leastRaw...x.greatestRaw))
    }
    #expect(Set(started.map(\.maximumEpochs)).count == 33)
    #expect(Set(started.map(\.tolerance)).contains(run.design.tolerances.upperBound))
    #expect(Set(started.map(\.tolerance)).contains(run.design.tolerances.lowerBound))
  }

  @Test func `a result waits as long as the scenario says`() {
    let cycles = play(RandomRun(seed: 4)) {
      $0.wait = 3...3
      $0.configuration = .random
    }
    let waiting = cycles.map { $0.outputs.resultValid && !$0.inputs.resultReady }
    let taken = cycles.indices.filter {
      cycles[$0].outputs.resultValid && cycles[$0].inputs.resultReady
    }
    #expect(taken.count > 10)
    for index in taken { #expect(waiting[(index - 3)..<index].allSatisfy { $0 }) }
  }

  @Test(arguments: [
    (#"{ "cycles": 10, "play": { "gap": [0, 2], "reset": 0.1 } }"#, nil),
    (#"{ "levels": ["epoch", "node"], "epochs": 3 }"#, nil),
    (#"{ "cycles": 10, "play": { "samples": "corners", "configuration": "corners" } }"#, nil),
    (
      "{ \"cycles\": 5, \"play\": { \"samples\": \"corner\" } }",
      "1: samples is 'corner'; did you mean 'corners'?"
    ),
    ("{\n \"cycle\": 10 }", "2: 'cycle' is not a key of a scenario; did you mean 'cycles'?"),
    ("{ \"play\": { } }", "1: a play needs an end; give its number of cycles"),
    (
      "{ \"cycles\": 5, \"play\": {\n\"gap\": [3, 1] } }",
      "2: gap begins above its end; give [1, 3]"
    ),
    (
      "{ \"cycles\": 5, \"play\": { \"reset\": 2 } }",
      "1: reset is 2.0; give a share of cycles, 0 to 1"
    ),
    ("{ \"cycles\": 0 }", "1: cycles is 0; give 1 or more"),
    ("{ \"cycles\": 5, \"levels\": [\"ports\"] }", "1: levels is 'ports'; did you mean 'port'?"),
    (
      "{ \"cycles\": 5, \"epochs\": 3, \"play\": {} }",
      "1: a play has vectors of the ports alone, and cycles instead of epochs; give cycles"
    ),
    ("{ \"cycles\": 5, }", "1: "), ("[]", "1: a scenario is a list; give an object { … }"),
  ])
  func `a scenario file is read, or refused with the line and the fix`(
    text: String, message: String?
  ) throws {
    let folder = try BenchFolder()
    folder["scenario.json"] = text
    do throws(CaseError) {
      let file = try ScenarioFile.read(folder: folder.url.path)
      #expect(file != nil && message == nil)
    } catch {
      #expect("\(error)".contains("scenario.json:\(message ?? "none")"), "\(error)")
    }
  }
}

/// A file that is written at once.
final class FileSink: ByteSink {
  private let handle: FileHandle?

  init(_ url: URL) {
    _ = FileManager.default.createFile(atPath: url.path, contents: nil)
    handle = FileHandle(forWritingAtPath: url.path)
  }

  func write(_ bytes: [UInt8]) throws { try handle?.write(contentsOf: Data(bytes)) }
}
