import Foundation
import Testing

/// `--save-case` and the case in an export, as users have them.
@Suite struct SavedCaseTests {
  private static let data = """
    printf 'time;adc count;"temp, °C"\\n' > sensor.csv
    for i in 0 1 2 3 4 5 6 7 8 9; do echo "$i;$((i * 300 + i * i));2$i,50000000000000000001" >> sensor.csv; done

    """
  private static let read = "sensor.csv --x 2 --y 3 --delimiter semicolon --decimal comma"
  private static let design =
    "--format theta.width=14 --format y.width=12 --capacity 512 --epochs 20 --theta-init .5,0x1p-2 --tolerance 1e-9"

  @Test func `a saved case gives the same bits, and again when it is saved twice`() throws {
    let scene = try VerifyScene()
    var run = try scene.run(
      Self.data + """
        hardfit simulate \(Self.read) \(Self.design) --save-case saved --csv one.csv --json > one.json || exit 1
        hardfit simulate saved --csv two.csv --json --capacity 7 --on-overflow silent > two.json || exit 2
        cmp one.csv two.csv || exit 3
        for key in '"theta"' '"cycles"' '"loss_raw"' '"largest_stable' '"format"'; do
          grep "$key" one.json > one; grep "$key" two.json > two; cmp one two || exit 4
        done
        cp -r saved once
        hardfit simulate \(Self.read) \(Self.design) --save-case saved > /dev/null || exit 5
        diff -r once saved || exit 6
        hardfit simulate saved --save-case saved > /dev/null || exit 7
        diff -r once saved || exit 8
        head -2 saved/samples.csv
        """)
    #expect(run.code == 0, "\(run.code): \(run.output)\(run.error)")
    #expect(
      run.output.hasSuffix(
        "\"adc count\",\"temp, °C\"\n0,20.50000000000000000001\n"), "\(run.output)")
    let told = "hardfit: saved: the case that was saved there is replaced"
    #expect(run.errorLines.count { $0 == told } == 2, "\(run.error)")
    for (option, message) in [
      (
        "--degree 2",
        "degree is 2, but the formats, scales and words of this case are resolved for 1"
      ),
      ("--scale pow2", "scale is pow2, but"), ("--loss mean", "loss is mean, but"),
    ] {
      run = try scene.run("hardfit simulate saved \(option)")
      #expect(run.code != 0 && run.errorLines.count == 1, "\(run.error)")
      #expect(run.error.contains(message), "\(run.error)")
    }
  }

  @Test func `a case is not saved over somebody else's files`() throws {
    let scene = try VerifyScene()
    var run = try scene.run(
      Self.data + """
        mkdir mine && printf 'x,y\\n1,2\\n2,3\\n' > mine/samples.csv && cp -r mine kept
        hardfit simulate \(Self.read) --save-case mine
        """)
    #expect(run.code != 0 && run.errorLines.count == 1, "\(run.error)")
    #expect(run.error.contains("or of a case saved before"), "\(run.error)")
    run = try scene.run("diff -r mine kept && ls -A mine")
    #expect(run.output == "samples.csv\n", "\(run.output)")
    // Nothing is left of a run that fails at another output.
    run = try scene.run("hardfit simulate \(Self.read) --save-case new --csv no/folder.csv; ls -A")
    #expect(!run.output.contains("new") && !run.output.contains("partial"), "\(run.output)")
    run = try scene.run("hardfit simulate \(Self.read) --save-case new --csv new/samples.csv")
    #expect(run.code == 64 && run.error.contains("is the same file as --save-case"), "\(run.error)")
  }

  @Test func `an exported folder is verified alone, wherever it is`() throws {
    let scene = try VerifyScene()
    var run = try scene.run(
      Self.data + """
        hardfit export \(Self.read) \(Self.design) --stall-input 0.2 --cycles 40 -o out > /dev/null || exit 1
        mkdir far && mv out far/away && rm sensor.csv && hardfit verify far/away || exit 2
        hardfit verify far/away --latency any --epochs 2 || exit 3
        cp -r far/away once
        hardfit export far/away --stall-input 0.2 --cycles 40 -o far/away > /dev/null || exit 4
        diff -rq once far/away
        """)
    #expect(run.output.hasPrefix("away: PASS, 40 cycles"), "\(run.code) \(run.output)\(run.error)")
    #expect(
      run.output.hasSuffix(
        "Files once/README.md and far/away/README.md differ\nFiles once/manifest.json and far/away/manifest.json differ\n"
      ),
      "the command alone is another: \(run.output)\(run.error)")
    run = try scene.run("hardfit export far --all > /dev/null; hardfit verify far --all")
    #expect(run.code == 0 && run.output.hasPrefix("away: PASS"), "\(run.output)\(run.error)")
    run = try scene.run("sed -i '3s/0/1/' far/away/samples.csv; hardfit verify far/away")
    #expect(
      run.code == 65 && run.error.contains("far/away/samples.csv: the file has"), "\(run.error)")
  }

  @Test func `a scenario goes with its case`() throws {
    let scene = try VerifyScene()
    let vectors = Repository.root.appending(path: "vectors").path
    for name in ["norris", "corners/stalled"] {
      let run = try scene.run(
        "rm -rf out; hardfit export \(vectors)/\(name) -o out > /dev/null && hardfit verify out")
      #expect(run.output.hasPrefix("out: PASS"), "\(run.output)\(run.error)")
    }
    let run = try scene.run(
      "rm -rf out; hardfit export \(vectors)/cars --epochs 3 -o out > /dev/null && hardfit verify out && hardfit verify out --epochs 2"
    )
    #expect(run.code == 0, "\(run.output)\(run.error)")
  }
}
