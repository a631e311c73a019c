import Foundation
import Testing

/// `hardfit compare`: its figures against those of others, and what it does with bad input.
@Suite struct CompareTests {
  private static let oracle = Repository.root.appending(
    path: "Tests/hardfitTests/Oracle/tensorflow_program.py")

  private struct Result: Decodable {
    struct Way: Decodable {
      struct Storage: Decodable {
        let formula: String
        let bits: Int
        let countedBits: Int?
      }
      struct Operations: Decodable {
        struct Counts: Decodable, Equatable {
          let multiplications: Int
          let additions: Int
          let divisions: Int
        }
        let here: Counts
        let counted: Counts?
        let forAMillionSamples: Counts
      }
      let way: String
      let storage: Storage
      let operationsAnEpoch: Operations
      let operationsOnce: Operations?
      let passes: Int
      let passesEach: String
      let coefficients: [Double?]?
      let error: Double?
      let epochs: Int?
      let epochsToReach: Int?
      let stop: String?
      let neededBytes: Int?
    }
    let samples: Int
    let ways: [Way]

    subscript(name: String) -> Way { ways.first { $0.way == name }! }
  }

  private static let decoder = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }()

  private func compare(_ arguments: String, in folder: URL = Repository.root) throws -> Result {
    let run = try Executable.shell("hardfit compare \(arguments) --json", in: folder)
    try #require(run.code == 0, "\(run.error)")
    return try Self.decoder.decode(Result.self, from: Data(run.output.utf8))
  }

  @Test(arguments: [
    "vectors/norris", "vectors/norris --epochs 3", "vectors/noisy-quadratic",
    "vectors/noisy-quadratic --epochs 9", "vectors/cars --degree 3 --loss mean --epochs 150",
    "vectors/pontius --epochs 60", "vectors/anscombe2 --degree 1 --theta-init 0.5,-1",
  ])
  func `the tape's parameters are those of the TensorFlow program in float64 and float32`(
    arguments: String
  ) throws {
    let python = try Python.having("numpy")
    let samples = arguments.split(separator: " ")[0] + "/samples.csv"
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      "hardfit compare \(arguments) --json > c.json && \(python) '\(Self.oracle.path)' \(samples) < c.json",
      in: folder.url)
    #expect(run.code == 0, "\(run.output)\(run.error)")
    #expect(run.output.split(separator: "\n").count == 2)
  }

  @Test(arguments: [
    "sed 's/\"learning_rate\": 0.01/\"learning_rate\": 0.0001/'",
    "sed 's/\"theta\": \\[-[0-9.e-]*, 0.99/\"theta\": [0.00001, 0.99/'",
    "sed 's/\"epochs\": 100/\"epochs\": 5/'",
    "sed 's/\"loss_kind\": \"sum\"/\"loss_kind\": \"mean\"/'",
  ])
  func `the TensorFlow program sees what differs`(edit: String) throws {
    let python = try Python.having("numpy")
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      """
      hardfit compare vectors/norris --json > a.json && \(edit) a.json > b.json && ! cmp -s a.json b.json &&
        \(python) '\(Self.oracle.path)' vectors/norris/samples.csv < b.json
      """, in: folder.url)
    #expect(
      run.code == 1 && run.output.contains(" off after "), "\(edit): \(run.output)\(run.error)")
  }

  @Test(arguments: 1...3, ["stream", "moments"])
  func `every figure is counted, and is what its formula says`(
    degree: Int, architecture: String
  ) throws {
    let result = try compare(
      "vectors/cars --degree \(degree) --epochs 25 --learning-rate 0.002 --architecture \(architecture)"
    )
    #expect(result.ways.count == 10)
    for way in result.ways {
      #expect(way.storage.countedBits == way.storage.bits, "\(way.way)")
      #expect(way.operationsAnEpoch.counted == way.operationsAnEpoch.here, "\(way.way)")
    }
    let moments = result["moments"]
    let once = try #require(moments.operationsOnce)
    #expect(once.counted == once.here && result.ways.count { $0.operationsOnce != nil } == 1)
    #expect(once.here.multiplications == 3 * degree * result.samples)
    #expect(once.here.additions == (3 * degree + 3) * result.samples)
    let epoch = moments.operationsAnEpoch
    #expect(epoch.here == epoch.forAMillionSamples)
    #expect(epoch.here.multiplications == (degree + 1) * (degree + 3))
    #expect(epoch.here.additions == (degree + 1) * (degree + 4))
    #expect(moments.passes == 1 && moments.passesEach == "run")
    #expect(result.ways.filter { $0.passesEach == "run" }.map(\.way) == ["moments", "closed_form"])
    #expect(result["tape"].storage.bits > 4 * 64 * result.samples)
    #expect(result["central"].passes == 2 * (degree + 1) + 1)
  }

  @Test func `the datapath's figures are those of simulate, the loop's those of its reference`()
    throws
  {
    struct Simulation: Decodable {
      struct Reference: Decodable { let coefficients: [Double] }
      let coefficients: [Double]
      let reference: Reference
      let registerBits: Int
      let epochs: Int
    }
    let options = "vectors/noisy-quadratic --format theta.fraction=14 --epochs 20"
    let result = try compare(options)
    let ofMoments = try compare("\(options) --architecture moments")
    for (architecture, way) in [("moments", "moments"), ("stream", "datapath")] {
      let run = try Executable.shell(
        "hardfit simulate \(options) --architecture \(architecture) --json", in: Repository.root)
      let simulation = try Self.decoder.decode(Simulation.self, from: Data(run.output.utf8))
      for result in [result, ofMoments] {
        #expect(result[way].coefficients == simulation.coefficients)
        #expect(result[way].storage.bits == simulation.registerBits)
        #expect(result[way].epochs == simulation.epochs)
      }
    }
    let run = try Executable.shell("hardfit simulate \(options) --json", in: Repository.root)
    let simulation = try Self.decoder.decode(Simulation.self, from: Data(run.output.utf8))
    for way in ["loop", "tape", "symbolic", "central"] {
      for (mine, other) in zip(result[way].coefficients!, simulation.reference.coefficients) {
        #expect(abs(mine! - other) < 1e-8, "\(way)")
      }
    }
  }

  @Test func `an algorithm arrives at the epoch that the curves tell`() throws {
    let folder = try TemporaryFolder.withCases()
    let result = try compare(
      "vectors/norris --reach 1e-3 --csv losses.csv", in: folder.url)
    let rows = try Table(#require(folder["losses.csv"])).rows
    #expect(rows.count == 100)
    for way in result.ways where way.way != "closed_form" {
      let errors = rows.compactMap { Double($0["\(way.way)_error"]!) }
      #expect(errors.count == way.epochs, "\(way.way)")
      let last = errors.lastIndex { $0 > 1e-3 }.map { $0 + 2 } ?? 1
      #expect(way.epochsToReach == (last > errors.count ? nil : last), "\(way.way)")
      #expect(errors.last == way.error)
    }
    #expect(result["history"].epochsToReach == nil && result["tape"].epochsToReach != nil)
    // Double's loss is the counted loop's, but for the order of its sums.
    #expect(rows.allSatisfy { abs(Double($0["loop_loss"]!)! - Double($0["tape_loss"]!)!) < 1e-12 })
  }

  @Test func `a tape or a history beyond the memory allowed is not run, and that is told`() throws {
    let folder = try TemporaryFolder()
    let made = try Executable.shell(
      "hardfit generate 1,2 --count 40000 --from 0 --to 1 --output many.csv", in: folder.url)
    #expect(made.code == 0)
    let run = try Executable.shell(
      "hardfit compare many.csv --epochs 3 --memory 1 --report page.html", in: folder.url)
    #expect(run.code == 0)
    #expect(
      run.errorLines.contains {
        $0.hasPrefix("hardfit: warning: Eq. 2, tape was not run: it would hold 1,280,1")
      }, "\(run.error)")
    #expect(run.output.contains("not run") && folder["page.html"]?.contains("not run") == true)
    let result = try compare("many.csv --epochs 3 --memory 1", in: folder.url)
    #expect(result["tape"].neededBytes! > 1 << 20 && result["tape"].coefficients == nil)
    #expect(result["loop"].coefficients != nil)
    #expect(try compare("many.csv --epochs 3 --memory 2", in: folder.url)["tape"].error != nil)
  }

  @Test
  func `curves beyond the memory are refused with their bytes, and what is said to fit does`()
    throws
  {
    let command = "ulimit -v 300000; hardfit compare vectors/norris --learning-rate 0.02"
    let long = try Executable.shell("\(command) --epochs 90000000", in: Repository.root)
    #expect(long.code == 64 && long.output.isEmpty && long.errorLines.count == 1, "\(long.error)")
    let most = try #require(long.error.firstMatch(of: /give (\d+) or fewer/)?.output.1)
    let fitting = try Executable.shell(
      "\(command) --epochs \(most) --csv - | wc -l", in: Repository.root)
    #expect(fitting.code == 0 && fitting.error.isEmpty, "\(fitting.error)")
  }

  @Test func `bad input ends in one line and the right code, and leaves no file`() throws {
    for (script, code, words) in [
      ("compare vectors/nothing", 66, "vectors/nothing"),
      ("compare vectors/norris --degree 4", 64, "--degree"),
      ("compare vectors/norris --reach 0", 64, "--reach"),
      ("compare vectors/norris --stall-input 0.5", 64, "--stall-input"),
      ("compare vectors/norris --memory 0", 64, "--memory"),
      ("compare vectors/norris --csv a --report a", 64, "is the same file as --csv"),
      ("compare vectors/norris --csv - --json", 64, "is the same file as --json"),
      ("compare vectors/norris --report vectors/norris/samples.csv", 64, "the input"),
      ("compare vectors/norris --report nowhere/page.html", 73, "nowhere/page.html"),
      ("compare vectors/norris --plots vectors/norris/samples.csv", 73, "is not a folder"),
      ("compare vectors/norris --step 1", 64, "--step"),
    ] {
      let folder = try TemporaryFolder.withCases()
      let run = try Executable.shell("hardfit \(script)", in: folder.url)
      #expect(run.code == code && run.output.isEmpty, "\(script): \(run.code)")
      #expect(run.errorLines.count == 1 && run.error.contains(words), "\(script): \(run.error)")
      #expect(folder.contents == ["vectors"], "\(script)")
    }
  }

  @Test
  func `the report is ASCII alone where that is asked for, and no picture is too wide`()
    throws
  {
    let run = try Executable.shell(
      "hardfit compare vectors/norris --ascii", in: Repository.root, environment: ["COLUMNS": "60"])
    #expect(run.code == 0)
    #expect(run.output.utf8.allSatisfy { $0 < 128 })
    let pictures = run.output.split(separator: "\n").filter {
      $0.contains("|") && $0.contains("  ")
    }
    #expect(pictures.count > 20 && pictures.allSatisfy { $0.contains("max |") || $0.count <= 60 })
  }

  @Test(arguments: ["vectors/cars --degree 3", "vectors/noisy-quadratic", "vectors/norris"])
  func `every algorithm is named in full in every table, however narrow the terminal`(
    arguments: String
  )
    throws
  {
    let run = try Executable.shell(
      "hardfit compare \(arguments)", in: Repository.root, environment: ["COLUMNS": "40"])
    for name in [
      "Eq. 3, datapath", "Eq. 3, moments", "Eq. 3, Double", "Eq. 2, tape", "Eq. 2, forward diff.",
      "Eq. 2, central diff.", "Eq. 2′, history", "Eq. 2′, secants", "Eq. 2, symbolic",
      "closed form",
    ] {
      #expect(run.output.split(separator: "\n").count { $0.hasPrefix(name + " ") } >= 3, "\(name)")
    }
  }

  @Test func `what leaves the range of a Double is a word in the report and an empty cell in CSV`()
    throws
  {
    let folder = try TemporaryFolder()
    folder["few.csv"] = "x,y\n0,1\n1,3\n2,0\n5,7\n"
    let run = try Executable.shell(
      "hardfit compare few.csv --degree 3 --csv losses.csv --report page.html", in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    let page = try #require(folder["page.html"])
    let losses = try #require(folder["losses.csv"])
    for text in [run.output, page, losses] {
      #expect(!text.contains(/\b(nan|inf)\b/))
    }
    #expect(run.output.contains("\nbeyond: outside the range of a Double (1.8e308)\n"))
    #expect(run.output.contains(/Eq\. 2′, history +beyond +beyond +beyond +beyond +beyond +never/))
    #expect(page.contains("<td class=\"number\">beyond</td>"))
    // 64 (5 T + 15) bits.
    let note = try #require(
      run.output.firstMatch(
        of:
          /\nT: here the epochs that were run, (\d+) for Eq. 2′, history; for N = 10⁶ the 3,475 that may be\n/
      ))
    let epochs = try #require(Int(note.1))
    let bits = "\((64 * (5 * epochs + 15)) / 1000),"
    #expect(run.output.contains("Eq. 2′, history       \(bits)"), "\(note.1)")
    #expect(page.contains("T: here the epochs that were run, \(note.1) for Eq. 2′, history"))
    let last = try Table(losses).rows.last { $0["history_loss"] != "" }
    #expect(last?["history_loss"].flatMap(Double.init)?.isFinite == true)
  }

  @Test func `a residual beyond the range of a Double is told in words`() throws {
    let folder = try TemporaryFolder()
    folder["big.csv"] = "x,y\n0,1e308\n1,-1e308\n2,1e308\n5,-1e308\n"
    let run = try Executable.shell("hardfit simulate big.csv", in: folder.url)
    // Sxy²/(Sxx Syy) = 16/56, which no unit of y changes.
    #expect(
      run.output.contains(
        "\nleast squares: residual sum of squares beyond the range of a Double, R² 0.285714286\n"))
    #expect(!run.output.contains(/\b(nan|inf)\b/))
  }

  @Test(arguments: [
    ("moments", "Eq. 3, moments", "--architecture stream --format gradient.width=108"),
    ("datapath", "Eq. 3, datapath", "--architecture moments --format x.width=48,y.width=40"),
  ])
  func `an architecture that cannot be built is told in a line, and the others are compared`(
    way: String, name: String, options: String
  ) throws {
    let folder = try TemporaryFolder.withCases()
    let command =
      "hardfit compare vectors/cars --degree 3 --epochs 9 "
      + options.replacing(",", with: " --format ")
    let run = try Executable.shell(
      "\(command) --csv losses.csv --report page.html", in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    #expect(
      run.errorLines.count { $0.hasPrefix("hardfit: warning: \(name) was not run: ") } == 1,
      "\(run.error)")
    let losses = try #require(folder["losses.csv"])
    #expect(!losses.contains("\(way)_loss") && losses.contains("loop_loss"))
    #expect(folder["page.html"]?.contains("\(name) was not run") == true)
    let other = way == "moments" ? "stream" : "moments"
    let refused = try Executable.shell(
      command.replacing("--architecture \(other)", with: "")
        + " --architecture \(way == "moments" ? "moments" : "stream")", in: folder.url)
    #expect(refused.code == 64 && refused.errorLines.count == 1, "\(refused.error)")
  }

  @Test func `an overflow is told, and is a failure where it must not be`() throws {
    let tight = "vectors/norris --epochs 5 --format error=sfix8_En7"
    let told = try Executable.shell("hardfit compare \(tight)", in: Repository.root)
    #expect(told.code == 0 && told.error.contains("warning: node error overflowed"))
    let failed = try Executable.shell(
      "hardfit compare \(tight) --on-overflow error=error", in: Repository.root)
    #expect(failed.code == 1 && failed.output == told.output)
    #expect(failed.error.contains("node error: overflowed"))
  }

  @Test func `an unstable rate is a warning, and the algorithms that run away say so`() throws {
    let run = try Executable.shell(
      "hardfit compare vectors/norris --learning-rate 0.1 --epochs 400 --json", in: Repository.root)
    #expect(run.code == 0 && run.error.contains("warning: learning rate 0.1 is unstable"))
    let result = try Self.decoder.decode(Result.self, from: Data(run.output.utf8))
    for way in ["loop", "tape", "forward", "central", "symbolic"] {
      #expect(result[way].stop == "diverged", "\(way)")
    }
    #expect(result["closed_form"].stop == "solved" && result["closed_form"].error! < 1e-12)
  }
}
