import Foundation
import Testing

/// The vectors that a case folder holds: whether they are what the case gives, and whether all of them were played.
@Suite struct WrittenVectorsTests {
  @Test func `vectors in the case are checked and used`() throws {
    let scene = try VerifyScene()
    let export =
      "cp -r \(Repository.root.path)/vectors/norris case; hardfit export case -o case --epochs 2 --level port,epoch >/dev/null; "
    var run = try scene.run(export + "hardfit verify case")
    #expect(
      run.output.hasPrefix("case: PASS, 199 cycles, every output port equal in Icarus Verilog\n"))
    run = try scene.run("sed -i '3s/0/1/' case/stimulus.hex; hardfit verify case")
    #expect(run.code == 65)
    #expect(run.error.contains("case/stimulus.hex: the file has another SHA-256 than when written"))
  }

  @Test func `a manifest that says otherwise than the case is refused with its line`() throws {
    let scene = try VerifyScene()
    let copy = "rm -rf c; cp -r \(Repository.root.path)/vectors/corners/stalled c; "
    func edit(_ expression: String) -> String { "sed -i '\(expression)' c/manifest.json; " }
    for (change, message, code) in [
      (
        edit("s/\"bits\": 13,/\"bits\": 14,/"),
        "c/manifest.json:81: files.expected.hex.columns.overflow.bits is 14 instead of 13", 65
      ),
      (
        edit("s/\"theta\": \"ap_fixed<[^>]*>\"/\"theta\": \"ap_fixed<9,3>\"/"),
        "c/manifest.json:9: formats.theta is \"ap_fixed<9,3>\" instead of ", 65
      ),
      (
        edit("s/\"cfg_step\": \"[^\"]*\"/\"cfg_step\": \"7\"/"),
        "c/manifest.json:28: configuration.cfg_step is \"7\" instead of \"08\"", 65
      ),
      (
        edit("s/\"lines\": [0-9]*/\"lines\": 7/"), "c/manifest.json:36: files.stimulus.hex.lines",
        65
      ),
      (edit("/\"degree\"/d"), "c/manifest.json:1: degree is missing", 65),
      (
        "echo 0 > c/nodes.hex; sed -i 's/nodes.hex/updates.hex/' c/manifest.json; ",
        "c/nodes.hex: the file is not in the manifest", 65
      ),
      ("rm c/manifest.json; ", "c: this folder has no manifest.json", 66),
    ] {
      let run = try scene.run(copy + change + "hardfit verify c")
      #expect(run.code == Int32(code), "\(run.output)\(run.error)")
      #expect(
        run.errorLines.count == 1 && run.error.hasPrefix("hardfit: \(message)"), "\(run.error)")
    }
    // Who wrote it, and of which case, is nobody's business.
    let run = try scene.run(
      copy + edit("s/\"case\": \"[^\"]*\"/\"case\": \"x\"/") + "hardfit verify c")
    #expect(run.code == 0, "\(run.error)")
  }

  @Test func `a simulator that stops early has not verified`() throws {
    let scene = try VerifyScene()
    let run = try scene.run(
      "mkdir bin; printf '#!/bin/sh\\necho PASS 12 cycles\\n' > bin/vvp; chmod +x bin/vvp; PATH=$PWD/bin:$PATH hardfit verify \(Repository.root.path)/vectors/corners/stalled"
    )
    #expect(run.code == 65 && run.output.isEmpty)
    #expect(run.error.contains("the bench compared 12 cycles instead of 306"), "\(run.error)")
  }

  @Test func `vectors that are not what the case gives today are refused, whatever looks at them`()
    throws
  {
    let scene = try VerifyScene()
    let copy = "rm -rf c; cp -r \(Repository.root.path)/vectors/norris c; "
    let stale =
      "hardfit: c: samples.csv, design.json and scenario.json are not what the vectors were written from: "
    let fix = "would be another; write them again: hardfit export c --all\n"
    let others = "printf 'x,y\\n1,2\\n2,3\\n3,9\\n' > c/samples.csv; "
    for (change, command) in [
      (others, "verify c"), (others, "verify c --all"), (others, "coverage c"),
      (others, "verify c --latency any"),
      ("sed -i 's/\"epochs\": 6/\"epochs\": 5/' c/scenario.json; ", "verify c"),
      ("echo '{\"formats\": {\"theta.fraction\": 20}}' > c/design.json; ", "verify c"),
    ] {
      let run = try scene.run(copy + change + "hardfit \(command)")
      #expect(run.code == 65, "\(command) after \(change): \(run.output)\(run.error)")
      #expect(run.output.isEmpty && run.errorLines.count == 1)
      #expect(run.error.hasPrefix(stale) && run.error.hasSuffix(fix), "\(change): \(run.error)")
    }
    // What changes no word leaves the vectors good, and an option asks for others.
    var run = try scene.run(copy + "echo >> c/samples.csv; hardfit verify c")
    #expect(run.code == 0, "\(run.error)")
    run = try scene.run(others + "hardfit verify c --epochs 2")
    #expect(run.code == 0, "\(run.error)")
    // Vectors exported with options are compared with what these give.
    let export =
      "hardfit export c -o c --format theta=sfix24_En19,RND,SAT --stall-input 0.3 --cycles 90"
    run = try scene.run(copy + export + " >/dev/null; hardfit verify c")
    #expect(run.output.hasPrefix("c: PASS, 90 cycles"), "\(run.error)")
    run = try scene.run(others + "hardfit verify c")
    #expect(run.code == 65 && run.error.hasSuffix("write them again, as with: \(export)\n"))
    // Words that another model wrote, with a manifest that is right.
    run = try scene.run(
      copy
        + "sed -i '20s/0/1/' c/expected.hex; hash=$(sha256sum c/expected.hex | cut -d' ' -f1); "
        + "sed -i '/\"name\": \"expected.hex\"/,/sha256/s/\"sha256\": \".*\"/\"sha256\": \"'$hash'\"/' "
        + "c/manifest.json; hardfit verify c")
    #expect(
      run.code == 65
        && run.error.hasPrefix(
          "hardfit: c/expected.hex: the model gives other words for the same stimulus"),
      "\(run.error)")
  }
}
