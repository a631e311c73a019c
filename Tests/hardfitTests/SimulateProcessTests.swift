import Foundation
import Testing

/// `hardfit simulate` from outside, on everything that can be wrong.
@Suite struct SimulateProcessTests {
  typealias Bad = BadScript

  // MARK: The samples

  @Test(arguments: [
    Bad("hardfit simulate missing.csv", 66, "missing.csv: no such file; check the path"),
    Bad("hardfit simulate missing/deep.csv", 66, "missing/deep.csv: no such file; check"),
    Bad("hardfit simulate good.csv/x", 66, "good.csv/x: no such file; check the path"),
    Bad("hardfit simulate loop.csv", 66, "loop.csv: cannot be opened (too many levels"),
    Bad("hardfit simulate empty", 66, "empty: this folder has no samples.csv; name a case"),
    Bad("hardfit simulate dir.csv", 66, "dir.csv: this folder has no samples.csv; name a"),
    Bad("hardfit simulate /proc/self/mem", 74, "/proc/self/mem: reading stopped after 0 bytes"),
    Bad("hardfit simulate - <&-", 74, "standard input: reading stopped"),
    Bad("hardfit simulate - </dev/null", 65, "standard input: there are no rows; give at least"),
    Bad("hardfit simulate /dev/null", 65, "/dev/null: there are no rows; give at least one"),
    Bad("hardfit simulate ''", 64, "CASE: the file name is empty; give a file"),
    Bad(
      "hardfit simulate broken", 65, "broken/design.json:3: 'epohcs' is not a key of a design; did"),
    Bad("hardfit simulate /bin/sh", 65, "/bin/sh:1: a NUL byte: this is no text"),
  ])
  func `input that is not there, or is none, is named`(bad: Bad) throws { try bad.check() }

  @Test(arguments: [
    ("", "there are no rows; give at least one with x and y"),
    ("\\n\\n# only a comment\\n", "there are no rows"),
    ("x,y\\n", "there is a header but no row below it; give at least one with x and y"),
    ("x,y\\n1,2\\n", "1 sample; degree 1 needs 2 different x"),
    ("1,2\\n1,3\\n1,4\\n", "all 3 samples have the same x = 1.0; degree 1 needs 2 different ones"),
    ("x,y\\n1,2\\n2,nan\\n", ":3, column 2: 'nan' is a missing value; fill it in, or skip"),
    ("x,y\\n1,2\\n-Inf,3\\n", ":3, column 1: '-Inf' is not a finite number"),
    (
      "x,y\\n1,2\\n2,abc\\n",
      ":3, column 2: 'abc' is not a number; fix it, or skip such rows (--na abc)"
    ),
    (
      "x,y\\n1,2\\n2,1_000\\n",
      ":3, column 2: '1_000' is not a number as it stands; say what its marks are (--thousands"
    ),
    (
      "x,y\\n1,2\\n2,\\n",
      ":3, column 2: an empty field; fill it in, or skip such rows (--missing skip)"
    ),
    ("x,y\\n1,2\\n3\\n", ":3: 1 field where 2 are needed; complete the row"),
    ("1,2\\n2,3,5\\n3,4\\n", ":2: 3 fields where the first row has 2; fix the row"),
    ("x,y\\n1,2\\n2,3,5\\n", ":3: 3 fields where the first row has 2; fix the row"),
    ("x,y,z\\n1,2,3\\n3,4\\n", ":3: 2 fields where the first row has 3; complete the row"),
    (
      "x,y\\n4,2,3\\n2,3,5\\n",
      ":1: this row has 2 fields, the rows of numbers from line 2 on have 3"
    ),
    ("x,y\\n1,2\\n2,1e309\\n", ":3, column 2: '1e309' is beyond the range of a Double"),
    ("x;y\\n1,234;2\\n2,345;3\\n", ":2, column 1: '1,234' is not a number as it stands; say what"),
    ("x,y\\n1,2\\n2,\"3\\n", ":3, column 2: the quote that opens '3' is not closed on its line"),
    ("x,y\\n1,2\\n2,\\0003\\n", ":3: a NUL byte: this is no text"),
    ("\\377\\376x\\000", ": there is a header but no row below it"),
    ("1,-1.7e308\\n2,1.7e308\\n3,1.7e308\\n", "too far to be scaled; use a larger unit"),
  ])
  func `bad samples are named by line and column`(text: String, message: String) throws {
    try Bad("printf '\(text)' | hardfit simulate -", 65, message).check()
  }

  @Test(arguments: [
    Bad("hardfit simulate good.csv --x z", 65, "good.csv:1: no column 'z'; there are 'x', 'y'"),
    Bad("hardfit simulate good.csv --x velocity", 65, "no column 'velocity'; there are 'x', 'y'"),
    Bad("hardfit simulate good.csv --x 3", 65, "no column 3; there are 2, counted from 1"),
    Bad("hardfit simulate good.csv --y 0", 65, "no column 0; there are 2, counted from 1"),
    Bad("hardfit simulate good.csv --header no", 65, "good.csv:1, column 1: 'x' is not a number"),
    Bad("hardfit simulate good.csv --header maybe", 64, "--header: 'maybe' is not a choice; give"),
    Bad(
      "hardfit simulate good.csv --delimiter tab", 65,
      "only one column has samples; set the delimiter"),
    Bad(
      "hardfit simulate good.csv --delimiter comma --decimal comma", 64,
      "the comma cannot be both delimiter and decimal mark; change one"),
  ])
  func `columns that are not there are named`(bad: Bad) throws { try bad.check() }

  // MARK: The options

  @Test(arguments: [
    Bad("hardfit simulate", 64, "CASE is missing; usage: hardfit simulate CASE [options]"),
    Bad("hardfit simulate good.csv case", 64, "'case' is an extra argument"),
    Bad("hardfit simulate good.csv --epohcs 3", 64, "did you mean '--epochs'?"),
    Bad("hardfit simulate good.csv --epochs 0", 64, "--epochs: '0' is out of range; give 1 to"),
    Bad("hardfit simulate good.csv --epochs 4294967296", 64, "out of range; give 1 to 4294967295"),
    Bad("hardfit simulate good.csv --epochs 1e3", 64, "'1e3' is not a whole number"),
    Bad("hardfit simulate good.csv --degree 4", 64, "--degree: '4' is out of range; give 1 to 3"),
    Bad("hardfit simulate good.csv --learning-rate 0", 64, "give a number greater than 0"),
    Bad("hardfit simulate good.csv --learning-rate nan", 64, "give a number greater than 0"),
    Bad(
      "hardfit simulate good.csv --learning-rate 1e-300", 64, "which no word can hold; stay near"),
    Bad("hardfit simulate good.csv --learning-rate 1e200", 64, "far above the largest stable one"),
    Bad("hardfit simulate good.csv --tolerance inf", 64, "give a finite number, or none"),
    Bad("hardfit simulate good.csv --tolerance 1e30", 64, "beyond the range of node loss"),
    Bad("hardfit simulate good.csv --tolerance -1e30", 64, "give one nearer to 0, or none"),
    Bad("hardfit simulate good.csv --capacity 0", 64, "--capacity: '0' is out of range"),
    Bad("hardfit simulate good.csv --scale nomr", 64, "--scale: 'nomr' is not a choice; give none"),
    Bad("hardfit simulate good.csv --loss maen", 64, "did you mean 'mean'?"),
    Bad("hardfit simulate good.csv --theta-init 1", 64, "theta_init (--theta-init) has 1 value;"),
    Bad("hardfit simulate good.csv --theta-init 1,x", 64, "'x' is not a number; give numbers with"),
    Bad("hardfit simulate good.csv --theta-init 1e300,0", 64, "theta_init begins at 1e300"),
    Bad("hardfit simulate good.csv --stall-input 1", 64, "give a share from 0 up to, but not, 1"),
    Bad("hardfit simulate good.csv --stall-output -0.1", 64, "--stall-output: '-0.1' is out of"),
    Bad("hardfit simulate good.csv --seed -1", 64, "--seed: '-1' is not a seed; give 0 to"),
    Bad("hardfit simulate good.csv --max-error -1", 64, "give a number of 0 or more"),
    Bad("hardfit simulate good.csv --max-error nan", 64, "--max-error: 'nan' is out of range"),
    Bad("hardfit simulate good.csv --statistics some", 64, "'some' is not a choice"),
    Bad("hardfit simulate good.csv --vcd", 64, "--vcd: needs a value; write --vcd FILE"),
    Bad(
      "hardfit simulate good.csv --on-overflow thta=error", 64, "not a node; did you mean 'theta'?"),
    Bad(
      "hardfit simulate good.csv --on-overflow banana", 64,
      "--on-overflow: 'banana' is not a response to an overflow, nor NODE=RESPONSE; the choices are silent, warning, error"
    ),
    Bad("hardfit simulate good.csv --on-overflow theta=eror", 64, "did you mean 'error'?"),
  ])
  func `an option that cannot be is named with the fix`(bad: Bad) throws { try bad.check() }

  @Test(arguments: [
    Bad("theta=Q3.4", 64, "has two readings: with ARM"),
    Bad(
      "theta=sfix24_En", 64, "has 'En' where an exponent such as _En12 belongs; write for example"),
    Bad("theta=", 64, "'' is not a format; write it as ap_fixed<16,4,AP_RND,AP_SAT>"),
    Bad("tehta=sfix24_En2", 64, "'tehta' is not a node; did you mean 'theta'?"),
    Bad("bias=sfix24_En2", 64, "'bias' is not a node; the nodes are x, y, theta,"),
    Bad("theta", 64, "'theta' has no '='; write it as in theta=sfix24_En18"),
    Bad("theta.frac=2", 64, "node theta has no field 'frac'; did you mean 'fraction'?"),
    Bad("theta.width=wide", 64, "node theta: width is 'wide'; give a whole number"),
    Bad("theta=sfix65_En2", 64, "node theta has 65 bits; make it 64 or fewer"),
    Bad("gradient.width=128", 64, "--format: node gradient has 128 bits; make it 127 or fewer"),
    Bad("theta.width=128", 64, "--format: node theta has 128 bits; make it 64 or fewer"),
    Bad("x.width=0", 64, "node x: a word of 0 bits does not exist here; a width is 1 to 64"),
    Bad(
      "theta.integer=40' --format 'theta.fraction=40", 64, "--format: node theta has 80 bits; make"),
    Bad("theta.fraction=9999999999", 64, "--format: node theta: fraction is 9999999999; stay"),
    Bad(
      "theta.width=24' --format 'theta.integer=30' --format 'theta.fraction=3", 64,
      "--format: node theta: 30 integer and 3 fraction bits are no 24 bits; leave one of the three out"
    ),
    Bad(
      "theta.fraction=3' --format 'theta=sfix24_En3' --format 'theta.width=9' --format 'theta.integer=7' --format 'theta.fraction=3",
      64, "--format: node theta: 7 integer and 3 fraction bits are no 9 bits"),
    Bad("x=ap_fixed<8,4,AP_RND,AP_SAT,3>", 64, "has n_bits, which only WRAP and WRAP_SM have"),
    Bad("step=sfix8_En6", 64, "node step is signed; μ is positive, so give it an unsigned format"),
    Bad("theta.n_bits=2", 64, "n_bits belongs to WRAP and WRAP_SM and overflow is SAT; set"),
    Bad("theta=ufix8_En2,TRN,WRAP_SM", 64, "WRAP_SM folds about the sign and an unsigned word"),
    Bad("step=ufix8_E4", 64, "becomes 0 in"),
    Bad("theta.quantization=RMD", 64, "RND"),
    Bad("theta.fraction=2000", 64, "node theta"),
  ])
  func `a format that is ambiguous, impossible or too wide is refused`(bad: Bad) throws {
    try Bad("hardfit simulate good.csv --format '\(bad.script)'", bad.code, bad.message).check()
  }

  @Test func `width, integer and fraction bits that agree are taken, and of two the later counts`()
    throws
  {
    let folder = try BadScript.folder()
    for words in [
      ["width=24", "integer=21", "fraction=3"],
      ["width=24", "integer=30", "width=33", "fraction=3"],
    ] {
      let run = try Executable.shell(
        "hardfit simulate good.csv --epochs 2 "
          + words.map { "--format theta.\($0)" }.joined(separator: " "), in: folder.url)
      #expect(run.code == 0, "\(words): \(run.error)")
    }
    let run = try Executable.shell(
      "hardfit simulate good.csv --json --epochs 2 --format theta=sfix16_En12 --format theta.fraction=10",
      in: folder.url)
    #expect(run.output.contains("\"format\": \"ap_fixed<14,4,"), "\(run.output)")
  }

  @Test func `a design file whose formats cannot be is named with the line`() throws {
    let folder = try BadScript.folder()
    for (text, message) in [
      (#"{\n"formats": {\n"x.width": 200}}"#, "case/design.json:3: node x has 200 bits; make it"),
      (#"{"formats": {"x.width": 0}}"#, "case/design.json:1: node x: a word of 0 bits does not"),
      (#"{"formats": {"step": "sfix8_En6"}}"#, "case/design.json:1: node step is signed; μ is"),
      (
        #"{"learning_rate": 1e-300}"#,
        "case/design.json: learning rate 1e-300 makes the step μ = 2e-300, which no word can hold"
      ),
    ] {
      folder["case/design.json"] = text.replacingOccurrences(of: "\\n", with: "\n")
      let run = try Executable.shell("hardfit simulate case", in: folder.url)
      #expect(run.code == 65 && run.errorLines.count == 1, "\(run.error)")
      #expect(run.error.hasPrefix("hardfit: \(message)"), "\(run.error)")
    }
  }

  @Test func `a history beyond the memory is refused with its bytes, unless the run ends before`()
    throws
  {
    let folder = try BadScript.folder()
    let command = "ulimit -v 160000; hardfit simulate good.csv --epochs 100000000 --statistics none"
    // Too fast for the data: theta is thrown from end to end for ever.
    let endless = try Executable.shell(command + " --learning-rate 2 --csv h.csv", in: folder.url)
    #expect(endless.code == 64 && endless.output.isEmpty, "\(endless.error)")
    #expect(
      endless.errorLines.last?.hasPrefix(
        "hardfit: --epochs: the history of 100000000 epochs may take 44.0 GB, and "
      ) == true, "\(endless.error)")
    // As many as it says have a place indeed.
    let most = try #require(endless.error.firstMatch(of: /give (\d+) or fewer/)?.output.1)
    let fitting = try Executable.shell(
      "ulimit -v 160000; hardfit simulate good.csv --epochs \(most) --statistics none --learning-rate 2 --csv h.csv --json > /dev/null",
      in: folder.url)
    #expect(fitting.code == 0 && folder.contents.contains("h.csv"), "\(fitting.error)")
    let short = try Executable.shell(command, in: folder.url)
    #expect(short.code == 0 && short.output.contains("stalled"), "\(short.error)")
  }

  // MARK: The outputs

  @Test(arguments: [
    Bad("hardfit simulate good.csv --vcd missing/w.vcd", 73, "the folder missing/ does not exist"),
    Bad("hardfit simulate good.csv --csv dir.csv", 73, "dir.csv: is a folder; give the name of"),
    Bad("hardfit simulate good.csv --rows 500...600", 65, "found from line 500 on; check --skip"),
    Bad("hardfit simulate good.csv --skip 1000", 65, "found from line 1001 on; check --skip"),
    Bad("hardfit simulate good.csv --csv /proc/h.csv", 73, "/proc/h.csv: cannot create: "),
    Bad("hardfit simulate good.csv --plots no/p", 73, "no/p: cannot create: no such file or"),
    Bad(
      "hardfit simulate good.csv --plots good.csv", 73, "good.csv: is not a folder; give another"),
    Bad("hardfit simulate good.csv --vcd /dev/full", 74, "/dev/full: cannot write: no space left"),
    Bad("hardfit simulate good.csv --csv /dev/full", 74, "/dev/full: cannot write: no space left"),
    Bad("hardfit simulate good.csv > /dev/full", 74, "standard output: cannot write: no space"),
    Bad("hardfit simulate good.csv --json > /dev/full", 74, "standard output: cannot write: no"),
    Bad("hardfit simulate good.csv --registers > /dev/full", 74, "standard output: cannot write"),
    Bad("hardfit simulate good.csv >&-", 74, "standard output: cannot write: bad file descriptor"),
    Bad("hardfit simulate good.csv --vcd-cycles 1...2", 64, "--vcd-cycles: says which cycles to"),
    Bad(
      "hardfit simulate good.csv --vcd w --vcd-cycles 9...1", 64, "'9...1' is not a window; write"),
    Bad(
      "hardfit simulate good.csv --vcd a --csv a", 64, "--csv a: is the same file as --vcd; name"),
    Bad("hardfit simulate good.csv --vcd a --csv ./case/../a", 64, "is the same file as --vcd"),
    Bad("hardfit simulate good.csv --vcd - --csv -", 64, "--csv -: is the same file as --vcd"),
    Bad("hardfit simulate good.csv --json --csv -", 64, "--csv -: is the same file as --json"),
    Bad("hardfit simulate good.csv --csv good.csv", 64, "is the same file as the input; name"),
    Bad("hardfit simulate case --csv case/samples.csv", 64, "is the same file as the input; name"),
    Bad("hardfit simulate case --vcd case/design.json", 64, "is the same file as the input; name"),
    Bad("hardfit simulate good.csv --registers --vcd w", 64, "so --vcd has no effect; leave one"),
    Bad("hardfit simulate good.csv --registers --max-error 1", 64, "so --max-error has no effect"),
  ])
  func `an output that cannot be is named, and nothing of it is left`(bad: Bad) throws {
    try bad.check()
  }

  @Test func `a disk that fills up leaves no part of any file, and old ones as they were`() throws {
    let folder = try BadScript.folder()
    folder["w.vcd"] = "old"
    let before = folder.contents
    let run = try Executable.shell(
      "ulimit -f 64; hardfit simulate good.csv --epochs 3000 --vcd w.vcd --csv h.csv",
      in: folder.url)
    #expect(run.code == 74)
    #expect(run.errorLines.count == 1 && run.error.hasPrefix("hardfit: w.vcd: cannot write: "))
    #expect(run.output.isEmpty)
    #expect(folder.contents == before && folder["w.vcd"] == "old")
  }

  @Test(arguments: ["", " --json", " --registers", " --csv -", " --vcd -"])
  func `a reader that goes away ends the run quietly`(option: String) throws {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(
      """
      set -o pipefail
      printf 'x,y\\n1,2\\n2,3\\n3,5\\n' > in.csv
      hardfit simulate in.csv --epochs 5000\(option) | true
      echo ${PIPESTATUS[0]}
      """, in: folder.url, by: "/bin/bash")
    // Whether the reader goes before the writer is done is chance where little is written.
    #expect(["141\n", "0\n"].contains(run.output), "\(run.output)")
    #expect(option != " --vcd -" || run.output == "141\n")
    #expect(run.error.isEmpty, "\(run.error)")
  }

  @Test func `an output named by a dash takes the report's place`() throws {
    let folder = try BadScript.folder()
    let csv = try Executable.shell(
      "hardfit simulate good.csv --csv - | head -n 1; hardfit simulate good.csv --csv h.csv | wc -l",
      in: folder.url)
    #expect(csv.output.hasPrefix(try #require(folder["h.csv"]).prefix { $0 != "\n" }))
    let whole = try Executable.shell("hardfit simulate good.csv --csv -", in: folder.url)
    #expect(whole.output == folder["h.csv"])
    let vcd = try Executable.shell(
      "hardfit simulate good.csv --vcd - > a.vcd; hardfit simulate good.csv --vcd b.vcd > b.txt; mkfifo p; cat p > c.vcd & hardfit simulate good.csv --vcd p > c.txt; wait",
      in: folder.url)
    #expect(vcd.code == 0 && folder["a.vcd"] == folder["b.vcd"])
    #expect(folder["c.vcd"] == folder["b.vcd"] && folder["c.txt"] == folder["b.txt"])
  }

  @Test func `Ctrl-C ends a run of any length and leaves nothing`() throws {
    let folder = try BadScript.folder()
    let before = folder.contents
    let running = try Running(
      "exec hardfit simulate good.csv --epochs 4294967295 --tolerance -1 --stall-input 0.999 --vcd w.vcd --format theta.width=64",
      in: folder.url)
    for _ in 0..<1000 where folder.contents.count == before.count { usleep(10_000) }
    kill(running.process.processIdentifier, SIGINT)
    let run = running.result()
    #expect(run.code == -SIGINT, "the run was too short to be interrupted")
    #expect(run.output.isEmpty && run.error.isEmpty)
    #expect(folder.contents == before)
  }
}
