import Foundation
import Testing

/// `hardfit sweep --synthesize`: the front on real figures, and the folder that runs share.
@Suite struct SweepSynthesisTests {
  private static let sweep =
    "hardfit sweep \(Repository.root.path)/vectors/anscombe1 --format error=sfix8_En5 --format step.width=6 "
    + "--capacity 64 --vary x.width,y.width=4,6 --vary theta.width=5,9 --epochs 40 -q"
  private static let options = "--synthesize ecp5-25k --seeds 1 --synthesis-cache cache"

  private func json(_ run: Executable) throws -> [String: Any] {
    #expect(run.code == 0, "\(run.error)")
    return try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.output)")
  }

  private func cacheFiles(_ scene: VerifyScene, _ kind: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scene.folder.path("cache"))
      .filter { $0.contains(kind) }.sorted()
  }

  @Test func `the front has the figures of each design alone, and is not synthesised again`() throws
  {
    let scene = try VerifyScene()
    let run = try scene.run("\(Self.sweep) \(Self.options) --json")
    let synthesis = try #require(json(run)["synthesis"] as? [String: Any])
    let front = try #require(synthesis["front"] as? [[String: Any]])
    #expect(front.count >= 2)
    let measured = try #require(synthesis["synthesized"] as? Int)
    #expect(measured >= front.count && measured <= 4)
    #expect(try cacheFiles(scene, ".cells.json").count == measured)
    #expect(try cacheFiles(scene, ".clock-").count == front.count)
    let tools = try #require(synthesis["tools"] as? [String])
    #expect(tools[0].hasPrefix("Yosys 0.") && tools[1].hasPrefix("nextpnr-ecp5 0."))
    // Each design of the front by itself: the command that simulates it, which says every format.
    let first = try #require(front.last)
    let command = try #require((first["commands"] as? [String])?.first)
    let alone = try json(
      scene.run(
        command.replacingOccurrences(of: "hardfit simulate", with: "hardfit synthesize")
          + " --seeds 1 --json"))
    for key in ["lut_sites", "flip_flops", "dsp_blocks"] {
      #expect(alone[key] as? Int == first[key] as? Int, "\(key)")
    }
    func median(_ figures: [String: Any]) throws -> Double {
      try #require((figures["clock_mhz"] as? [String: Any])?["median"] as? Double)
    }
    #expect(try median(alone) == median(first))
    // Nothing on the front is beaten by another.
    let points = try front.map { row in
      try ["worst_ls_fit_error", "lut_sites", "dsp_blocks"].map {
        try #require(row[$0] as? Double)
      }
    }
    for (index, point) in points.enumerated() {
      #expect(
        !points.enumerated().contains {
          $0.offset != index && zip($0.element, point).allSatisfy { $0 <= $1 }
        })
    }
    let page = try scene.run("\(Self.sweep) \(Self.options)")
    #expect(page.output.contains("\nPareto front on ecp5-25k: worst_ls_fit_error against LUTs"))
    #expect(page.output.contains("\n\(measured) of 4 designs synthesized"), "\(page.output)")
    #expect(
      page.output.contains("rank correlation of the cost model (Spearman): adder_bits with LUTs "))

    // With tools that tell their versions and do nothing else, all of it comes from the folder, in parts too.
    let yosys = try #require(Executable.shell("command -v yosys").outputLines.first)
    try scene.fake(
      "yosys", "[ \"$1\" = -V ] && exec \(yosys) -V; echo 'ERROR: asked again'; exit 1")
    #expect(try scene.run("\(Self.sweep) \(Self.options)").output == page.output)
    let merged = try scene.run(
      "for i in 1 2; do \(Self.sweep) \(Self.options) --shard $i/2 -o $i.csv || exit; done; "
        + "hardfit merge 1.csv 2.csv \(Self.options)")
    // A part may ask for designs that the whole does not.
    if merged.code == 0 {
      #expect(merged.output == page.output)
    } else {
      #expect(merged.error == "hardfit: yosys failed: ERROR: asked again\n")
    }
    try FileManager.default.removeItem(at: scene.folder.url.appending(path: "bin/yosys"))
    let again = try scene.run(
      "for i in 1 2; do \(Self.sweep) \(Self.options) --shard $i/2 -o $i.csv || exit; done; "
        + "hardfit merge 1.csv 2.csv \(Self.options)")
    #expect(again.output == page.output, "\(again.error)")
    // A file that is damaged counts as none.
    scene.folder["cache/\(try cacheFiles(scene, ".cells.json")[0])"] = "{"
    #expect(try scene.run("\(Self.sweep) \(Self.options)").output == page.output)
    #expect(scene.leftovers.isEmpty)
  }

  @Test func `what cannot be synthesised is told in one line, and the sweep goes on where it was`()
    throws
  {
    let scene = try VerifyScene()
    let bare = "PATH=$(dirname $(command -v hardfit)); "
    for (script, code, text) in [
      (
        bare + "\(Self.sweep) --synthesize ecp5-25k --synthesis-cache cache", 69,
        "yosys is not installed"
      ),
      ("\(Self.sweep) --synthesize ecp5", 64, "did you mean 'ecp5-25k'?"),
      ("\(Self.sweep) --seeds 3", 64, "--seeds: has no effect without --synthesize; leave it out"),
      (
        "\(Self.sweep) \(Repository.root.path)/vectors/corners/stalled --synthesize ecp5-25k", 64,
        "--synthesize: a design has other formats on each case; sweep one case"
      ),
      (
        "\(Self.sweep) --synthesize ecp5-25k --synthesis-cache /proc/x", 74, "/proc/x: cannot write"
      ),
    ] as [(String, Int32, String)] {
      let run = try scene.run(script)
      #expect(run.code == code, "\(script): \(run.error)")
      #expect(run.errorLines.count == 1 && run.error.contains(text), "\(script): \(run.error)")
      #expect(run.output.isEmpty)
    }
    let yosys = try #require(Executable.shell("command -v yosys").outputLines.first)
    try scene.fake("yosys", "[ \"$1\" = -V ] && exec \(yosys) -V; kill -SEGV $$")
    let crashed = try scene.run("\(Self.sweep) \(Self.options) -o t.csv")
    #expect(
      crashed.code == 69
        && crashed.error == "hardfit: yosys crashed: segmentation fault (signal 11)\n")
    #expect(
      scene.folder.contents.contains("t.csv.journal") && !scene.folder.contents.contains("t.csv"))
    #expect(scene.leftovers.isEmpty)
  }
}
