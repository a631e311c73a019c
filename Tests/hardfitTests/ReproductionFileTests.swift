import Cases
import Datapath
import FixedPoint
import Testing

@testable import Cosimulation
@testable import hardfit

@Suite struct ReproductionFileTests {
  /// A run of a design whose theta and step are wider than a `Double`.
  private static func wideRun() throws -> Reproduction {
    var run = Reproduction(seed: 59)
    let formats = run.design.formats
    let design = try Design(
      degree: 1,
      formats: NodeMap { node in
        switch node {
        case .theta: try! Format(width: 64, integerBits: 20)
        case .step: try! Format(width: 60, integerBits: 2, isSigned: false)
        default: formats[node]
        }
      })
    run = Reproduction(
      design: design, configuration: run.configuration,
      samples: (0..<4).map { Reproduction.Sample(x: $0, y: $0) })
    run.configuration.initialTheta = [0x1234_5678_9ABC_DEF1, -0x7FFF_FFFF_FFFF_FFFF]
    run.configuration.step = (1 << 59) + 1
    run.configuration.tolerance = design.neverConverges
    run.configuration.maximumEpochs = 3
    return run
  }

  @Test func `a first parameter of more bits than a Double is written with all its digits`() throws
  {
    let run = try #require(try Self.wideRun().changed(by: []))
    #expect(run.configuration.step == 1 << 59, "what a Double must hold is rounded")
    #expect(try ReproductionFile(run).holdsRun())
    let text = try #require(ReproductionFile(run).texts.first { $0.name == "design.json" }).text
    let digits = run.design.formats[.theta].decimalString(ofRaw: 0x1234_5678_9ABC_DEF1)
    #expect(text.contains(digits), "\(text)")
  }

  @Test func `a step of more bits than a Double is no case's`() throws {
    #expect(try !ReproductionFile(Self.wideRun()).holdsRun())
  }

  @Test func `a run that is longer than what it has to show is cut`() throws {
    var run = try #require(try Self.wideRun().changed(by: []))
    run.configuration.maximumEpochs = (1 << 31) + 1
    run.cycles = 120
    let file = ReproductionFile(run)
    #expect(try file.holdsRun())
    #expect(file.texts.contains { $0.name == "scenario.json" && $0.text == "{\"cycles\": 120}\n" })
  }
}
