import FixedPoint
import Foundation
import Samples
import Testing

/// Whole runs against `Oracle/recompute.py`, which has Eq. 3, the casts and the fit once more in exact
/// arithmetic, from the definitions alone.
@Suite struct RecomputationTests {
  private static let oracle = Repository.root.appending(
    path: "Tests/hardfitTests/Oracle/recompute.py")

  struct NoPython: Error, CustomStringConvertible {
    let description = "python3 is missing: apt-get install python3"
  }

  /// Runs a case and the oracle on its JSON.
  private func recompute(
    _ samples: String, _ options: String, initial: String = "", edit: String = "cat",
    in folder: URL
  ) throws -> Executable {
    guard try Executable.shell("command -v python3").code == 0 else { throw NoPython() }
    return try Executable.shell(
      """
      hardfit simulate \(options) --json > run.json 2> warnings.txt || exit 9
      \(edit) run.json | python3 '\(Self.oracle.path)' '\(samples)' \(initial)
      """, in: folder)
  }

  @Test(arguments: [
    ("norris", ""), ("anscombe1", "--epochs 60"), ("anscombe2", "--epochs 40"),
    ("anscombe3", "--epochs 40"), ("anscombe4", "--epochs 40"), ("cars", ""),
    ("noisy-quadratic", "--epochs 10"), ("pontius", "--epochs 25"),
    ("norris", "--scale none --learning-rate 1e-7 --epochs 20"),
    ("cars", "--scale pow2 --degree 3 --epochs 12 --stall-input 0.3 --stall-output 0.4"),
    ("pontius", "--scale minmax --loss mean --epochs 12"),
    ("norris", "--tolerance 0.001"), ("cars", "--format theta.width=12 --format step.width=4"),
  ])
  func `a committed case comes out the same from exact fractions`(name: String, options: String)
    throws
  {
    let folder = try TemporaryFolder.withCases()
    let run = try recompute(
      "vectors/\(name)/samples.csv", "vectors/\(name) \(options)", in: folder.url)
    #expect(run.code == 0, "\(name) \(options): \(run.output)\(run.error)")
    #expect(run.output.hasSuffix(" epochs\n"))
  }

  @Test(arguments: 1...24 as ClosedRange<UInt64>)
  func `a design of small words in any mode comes out the same from exact fractions`(seed: UInt64)
    throws
  {
    var random = SplitMix64(seed: seed)
    let degree = Int.random(in: 1...3, using: &random)
    var options = [
      "in.csv", "--degree \(degree)", "--epochs \(Int.random(in: 1...6, using: &random))",
    ]
    for node in [
      "x", "y", "theta", "weight", "power", "estimate", "error", "product", "gradient", "square",
      "loss", "update",
    ] where Int.random(in: 0...3, using: &random) > 0 {
      options.append("--format '\(node)=\(Self.format(using: &random))'")
    }
    options.append(
      "--scale \(["none", "standardize", "minmax", "pow2"].randomElement(using: &random)!)")
    options.append("--loss \(["sum", "mean"].randomElement(using: &random)!)")
    options.append("--learning-rate 0.0\(Int.random(in: 1...9, using: &random))")
    // One that is beyond the range of a narrow loss would be refused.
    if !options.contains(where: { $0.contains("'loss=") }) {
      options.append("--tolerance 0.\(Int.random(in: 0...99, using: &random))")
    }
    if Bool.random(using: &random) {
      options.append("--stall-input 0.4 --stall-output 0.3 --seed \(seed)")
    }
    var initial = ""
    if Bool.random(using: &random) {
      initial = (0...degree).map { _ in "\(Int.random(in: -9...9, using: &random))e-1" }
        .joined(separator: ",")
      options.append("--theta-init=\(initial)")
    }
    let samples = try SyntheticSamples(
      coefficients: [0.5, -1, 0.7], from: -2, to: 2, count: Int.random(in: 5...12, using: &random),
      sigma: 0.4, spacing: .uniform, decimals: 3, seed: seed)
    var text = Array("x,y\n".utf8)
    for sample in samples { samples.append(sample, to: &text) }
    let folder = try TemporaryFolder()
    folder["in.csv"] = String(decoding: text, as: UTF8.self)
    let run = try recompute(
      "in.csv", options.joined(separator: " "), initial: initial.isEmpty ? "" : "'\(initial)'",
      in: folder.url)
    #expect(
      run.code == 0,
      "seed \(seed): hardfit simulate \(options.joined(separator: " ")): \(run.output)\(run.error)\(folder["warnings.txt"] ?? "")"
    )
    #expect(run.output.hasSuffix(" epochs\n"))
  }

  /// A small format in AMD's notation.
  private static func format(using random: inout SplitMix64) -> String {
    let width = Int.random(in: 1...14, using: &random)
    let isSigned = Int.random(in: 0...4, using: &random) > 0
    let rounding = Quantization.allCases.randomElement(using: &random)!.description
    var overflow = ["SAT", "SAT_ZERO", "SAT_SYM", "WRAP", "WRAP_SM"].randomElement(using: &random)!
    if overflow == "WRAP_SM", !isSigned { overflow = "WRAP" }
    if overflow.hasPrefix("WRAP"), Bool.random(using: &random) {
      overflow += ",\(Int.random(in: 0...width, using: &random))"
    }
    return
      "ap_\(isSigned ? "" : "u")fixed<\(width),\(Int.random(in: -1...5, using: &random)),AP_\(rounding),AP_\(overflow)>"
  }

  @Test(arguments: [
    "sed 's/\"raw\": -2,/\"raw\": -3,/'", "sed 's/\"loss_raw\": 2/\"loss_raw\": 3/'",
    "sed 's/\"inexact\": 2816/\"inexact\": 2817/'", "sed 's/AP_RND_CONV/AP_RND/'",
    "sed 's/\"cycles\": 9704/\"cycles\": 9705/'", "sed 's/\"epochs\": 100/\"epochs\": 99/'",
    "sed 's/-0.2573545/-0.2573546/'", "sed 's/26.617398/26.617399/'",
    "sed 's/\"max_raw\": 27688/\"max_raw\": 27689/'",
  ])
  func `the oracle sees a single digit that is wrong`(edit: String) throws {
    let folder = try TemporaryFolder.withCases()
    let run = try recompute(
      "vectors/norris/samples.csv", "vectors/norris", edit: edit, in: folder.url)
    #expect(
      run.code == 1 && run.output.contains(" is told, "), "\(edit): \(run.output)\(run.error)")
    let changed = try Executable.shell("\(edit) run.json | cmp -s - run.json", in: folder.url)
    #expect(changed.code == 1, "\(edit) changes nothing")
  }
}
