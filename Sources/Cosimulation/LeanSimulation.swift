import Datapath
import FixedPoint
import Foundation
import Samples
import Vectors

/// The RTL run by a simulator as fast as it can: samples from memory, no waves, no comparison in every cycle.
///
/// It is compiled once for a design, a configuration and samples, and run as often as one likes. Verilator's program is
/// made with the settings that proved the fastest of those tried (Verilator 5.006, g++ 12): `-O3`, no assertions, no
/// random values, one evaluation a cycle, and the C++ compiler's optimisation by a profile of a run, which its manual
/// recommends. `-march=native` made it no faster.
package struct LeanSimulation: Sendable {
  package let simulator: Simulator
  /// "Verilator 5.006".
  package let title: String
  private let design: Design
  private let program: SimulationProgram
  private let folder: WorkingFolder
  private let timeLimit: Duration

  /// What the last of some runs came to.
  package struct Result: Sendable {
    /// θ₀ … θ_D in LSBs of `theta`.
    package let theta: [Int128]
    /// In LSBs of `loss`.
    package let loss: Int128
    /// From the cycle of `start` to the first of `done`.
    package let cycles: Int
    package let converged: Bool
    package let stalled: Bool
    /// The sticky bits, one a node at the node's position.
    package let overflow: UInt16
    /// What all runs took.
    package let time: Duration
  }

  /// Compiles.
  ///
  /// - Parameter isProfiled: whether Verilator's program is compiled a second time with the profile of a run, which takes
  ///   seconds and makes it faster by a tenth.
  /// - Precondition: a line whose samples fill 32 bits and whose parameters fill 64, as with the default widths.
  /// - Throws: ``ToolError``, where a tool is missing with what to install.
  package init(
    _ simulator: Simulator, design: Design, configuration: Configuration, samples: PackedSamples,
    rtl: RTLSource, isProfiled: Bool = true, timeLimit: Duration = .seconds(600)
  ) throws(ToolError) {
    precondition(Self.canRun(design), "the lean benches are made for the default widths")
    self.simulator = simulator
    self.design = design
    self.timeLimit = timeLimit
    let tools = try simulator.find()
    folder = try WorkingFolder()
    title =
      try tools.version(timeLimit: timeLimit).map { "\(simulator.shortTitle) \($0)" }
      ?? simulator.title
    try folder.write(Self.hex(samples), to: "samples.hex")
    switch simulator {
    case .icarus:
      try folder.write(design.verilogParameters, to: "design.vh")
      try folder.write(Self.header(design, configuration, samples), to: "run.vh")
      try folder.write(design.verilogOverrides, to: "overrides.vh")
      try rtl.write(PackageResources.hardfit_lean_bench_v, to: "\(Self.bench).v", in: folder)
      program = try tools.compile(
        Simulator.Job(files: [folder.path("\(Self.bench).v")] + rtl.files, top: Self.bench),
        in: folder, timeLimit: timeLimit)
    case .verilator:
      try folder.write(Self.cHeader(design, configuration, samples), to: "run.h")
      try folder.write(PackageResources.hardfit_lean_main_cpp, to: "main.cpp")
      program = try tools.compileFast(
        design, rtl, in: folder, isProfiled: isProfiled, timeLimit: timeLimit)
    }
  }

  private static let bench = "hardfit_lean_bench"

  /// Whether the lean benches are made for a design.
  package static func canRun(_ design: Design) -> Bool {
    let formats = design.formats
    return design.degree == 1 && (9...16).contains(formats[.x].width)
      && (9...16).contains(formats[.y].width) && 2 * formats[.theta].width <= 64
      && (33..<64).contains(formats[.loss].width)
  }

  /// Runs, one run after the other.
  package func run(epochs: Int, runs: Int) throws(ToolError) -> Result {
    switch simulator {
    case .verilator:
      let output = try program.run(["\(epochs)", "\(runs)"], timeLimit: timeLimit)
      let seconds = output.split(separator: "\n").last { $0.hasPrefix("SECONDS ") }
      guard let seconds, let number = Double(seconds.dropFirst(8)) else {
        throw .failed(name: title, line: "it does not say how long it took")
      }
      return try result(output, runs: runs, time: .seconds(number))
    case .icarus:
      // The language has no clock; the time of a process that runs nothing is that of its start.
      let clock = ContinuousClock()
      let start = clock.now
      _ = try program.run(timeLimit: timeLimit)
      let middle = clock.now
      let output = try program.run(["+epochs=\(epochs)", "+runs=\(runs)"], timeLimit: timeLimit)
      let end = clock.now
      return try result(output, runs: runs, time: (end - middle) - (middle - start))
    }
  }

  private func result(
    _ output: String, runs: Int, time: Duration
  ) throws(ToolError) -> Result {
    let lines = output.split(separator: "\n").filter { $0.hasPrefix("RESULT ") }
    let words = lines.last?.split(separator: " ") ?? []
    guard lines.count == runs, Set(lines).count == 1, words.count == 6,
      let beat = UInt128(words[1], radix: 16), let cycles = Int(words[2]),
      let overflow = UInt16(words[5], radix: 16)
    else {
      throw .failed(
        name: title, line: "not \(runs) equal results; the last: \(lines.last ?? "(none)")")
    }
    let (theta, loss) = (design.formats[.theta], design.formats[.loss])
    let field = (theta.width + 7) / 8 * 8
    return Result(
      theta: (0...1).map {
        theta.word(fromBits: Int128(truncatingIfNeeded: beat >> UInt128($0 * field)))
      },
      loss: loss.word(fromBits: Int128(truncatingIfNeeded: beat >> UInt128(2 * field))),
      cycles: cycles, converged: words[3] == "1", stalled: words[4] == "1", overflow: overflow,
      time: time)
  }
}

// MARK: - The files

extension LeanSimulation {
  /// A word {y, x} a line.
  private static func hex(_ samples: PackedSamples) -> String {
    var text = ""
    for index in 0..<samples.count {
      let x = UInt16(truncatingIfNeeded: samples.x.load(index, as: Int64.self))
      let y = UInt16(truncatingIfNeeded: samples.y.load(index, as: Int64.self))
      let digits = String(UInt32(y) << 16 | UInt32(x), radix: 16)
      text += String(repeating: "0", count: 8 - digits.count) + digits + "\n"
    }
    return text
  }

  /// The words of the configuration ports as bits: step, θ₁ above θ₀, tolerance.
  private static func words(
    _ design: Design, _ configuration: Configuration
  ) -> (step: UInt64, theta: UInt64, tolerance: UInt64) {
    let width = UInt64(design.formats[.theta].width)
    func bits(_ word: Int128, _ width: UInt64) -> UInt64 {
      UInt64(truncatingIfNeeded: word) & (~0 >> (64 - width))
    }
    return (
      UInt64(configuration.step),
      bits(configuration.initialTheta[1], width) << width
        | bits(configuration.initialTheta[0], width),
      bits(configuration.tolerance, UInt64(design.formats[.loss].width + 1))
    )
  }

  private static func header(
    _ design: Design, _ configuration: Configuration, _ samples: PackedSamples
  ) -> String {
    let words = words(design, configuration)
    let widths = (
      step: design.formats[.step].width, theta: 2 * design.formats[.theta].width,
      tolerance: design.formats[.loss].width + 1
    )
    func port(_ name: String, _ word: UInt64, _ width: Int) -> String {
      "localparam [\(width - 1):0] RUN_\(name) = \(width)'h\(String(word, radix: 16));\n"
    }
    return "localparam integer SAMPLES = \(samples.count);\n"
      + port("STEP", words.step, widths.step) + port("THETA_INIT", words.theta, widths.theta)
      + port("TOLERANCE", words.tolerance, widths.tolerance)
  }

  private static func cHeader(
    _ design: Design, _ configuration: Configuration, _ samples: PackedSamples
  ) -> String {
    let words = words(design, configuration)
    return """
      #define SAMPLES \(samples.count)u
      #define RUN_STEP \(words.step)u
      #define RUN_THETA_INIT \(words.theta)ull
      #define RUN_TOLERANCE \(words.tolerance)ull

      """
  }
}
