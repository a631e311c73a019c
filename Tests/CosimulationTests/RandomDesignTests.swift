import Datapath
import Foundation
import Testing

@testable import Cosimulation

/// The RTL equals the model on every port in every cycle, whatever the design.
///
/// `HARDFIT_RANDOM_DESIGNS` asks for more designs than CI has time for, above all in Verilator, which compiles each of
/// them; `HARDFIT_RANDOM_SEED` for others.
@Suite(.serialized) struct RandomDesignTests {
  static let count = environment("HARDFIT_RANDOM_DESIGNS")
  static let seed = environment("HARDFIT_RANDOM_SEED") ?? 1

  @Test(arguments: Architecture.allCases, Simulator.allCases)
  func `random designs equal the model on every port in every cycle`(
    _ architecture: Architecture, _ simulator: Simulator
  ) throws {
    let rtl = try RTLSource(folder: repositoryPath("rtl"), top: architecture.module)
    var verification = try RandomVerification(simulator.find(), rtl)
    verification.architecture = architecture
    // Verilator compiles each design.
    let count = Self.count ?? (simulator == .icarus ? 200 : 40)
    let seeds = Self.seed..<Self.seed + count
    let result = try verification.run(seeds: seeds)
    #expect(result.failures.isEmpty, "seeds \(result.failures)")
    #expect(result.designs == seeds.count)
    #expect(result.cycles >= 300 * seeds.count)
    // 200 designs, which pages recommend, leave nothing out that a pass would not show.
    guard Self.seed == 1, count >= 200 else { return }
    #expect(result.unseen.gaps(of: .random(designs: Int(count))) == [])
  }

  @Test func `random designs equal the model in a newer Verilator too`() throws {
    let rtl = try RTLSource(folder: repositoryPath("rtl"))
    let result = try RandomVerification(.newerVerilator(), rtl).run(seeds: 1..<9)
    #expect(result.failures.isEmpty, "seeds \(result.failures)")
    #expect(result.designs == 8)
  }

  /// What formats drawn apart from one another met seldom or never, each a slip of one rule.
  @Test(arguments: [
    (
      "hardfit_adder.v", "|| B_SIGNED != 0 || SUBTRACT != 0 ? 1 : 0", "|| B_SIGNED != 0 ? 1 : 0"
    ),
    ("hardfit_term.v", "(SQUARE != 0 && A_SIGNED != 0 ? 1 : 0)", "(SQUARE != 0 ? 1 : 0)"),
    (
      "hardfit_controller.v", "{loss_previous_sign, loss_previous} - {loss_sign, loss}",
      "{1'b0, loss_previous} - {1'b0, loss}"
    ),
  ])
  func `random designs find a sign and a width that few designs depend on`(
    file: String, original: String, slip: String
  ) throws {
    let (folder, rtl) = try BrokenRTLTests.broken(
      BrokenRTLTests.Slip(
        name: "", file: file, original: original, slip: slip, seed: 0, signal: "", hypothesis: ""))
    defer { withExtendedLifetime(folder) {} }
    // Of 200 designs those that are drawn for this: the others would only take time.
    let seeds = (1..<201).filter { DesignStyle(draw: $0).isClose }
    #expect(seeds.count == 50)
    try Self.expectTwoFailures(rtl, of: seeds)
  }

  @Test(arguments: [
    ("epochs_left  <= cfg_max_epochs;", "epochs_left  <= {16'd0, cfg_max_epochs[15:0]};"),
    ("~rest[LOSS_WIDTH+1];", "~rest[LOSS_WIDTH+1] & |rest;"),
    (
      "{tolerance[LOSS_WIDTH], tolerance}", "{cfg_tolerance[LOSS_WIDTH], cfg_tolerance}"
    ),
  ])
  func `a few random designs find what one bit of the controller decides`(
    original: String, slip: String
  ) throws {
    let (folder, rtl) = try BrokenRTLTests.broken(
      BrokenRTLTests.Slip(
        name: "", file: "hardfit_controller.v", original: original, slip: slip, seed: 0,
        signal: "", hypothesis: ""))
    defer { withExtendedLifetime(folder) {} }
    try Self.expectTwoFailures(rtl, of: Array(1..<31))
  }

  /// Takes ten designs after the other until two fail.
  static func expectTwoFailures(
    _ rtl: RTLSource, of seeds: [UInt64], architecture: Architecture = .stream
  ) throws {
    var verification = RandomVerification(try Simulator.icarus.find(), rtl)
    verification.architecture = architecture
    var failures = 0
    for first in stride(from: 0, to: seeds.count, by: 10) where failures < 2 {
      failures += try verification.run(seeds: seeds.dropFirst(first).prefix(10)).failures.count
    }
    #expect(failures >= 2)
  }
}
