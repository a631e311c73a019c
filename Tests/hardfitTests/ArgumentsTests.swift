import Cases
import FixedPoint
import Testing

@testable import hardfit

/// A command with a parameter of every sort.
private enum Toy {
  enum Loss: String, CaseIterable, Sendable { case sum, mean }

  static let file = Parameter<String>.argument(.file, "A file.")
  static let numbers = Parameter<[Double]>.arguments(.real(), "Numbers.")
  static let epochs = Parameter<Int>.option(
    "epochs", short: "e", .wholeNumber(in: 1...), default: 100, "Epochs.")
  static let tolerance = Parameter<Double?>.option("tolerance", .realAtLeastZero, "Tolerance.")
  static let loss = Parameter<Loss>.option("loss", .choice, default: .sum, shown: "sum", "Loss.")
  static let formats = Parameter<[String]>.options(
    "format", .text("NODE=FORMAT"), "Formats.")
  static let window = Parameter<ClosedRange<Int>?>.option("vcd-cycles", .window, "Cycles.")
  static let json = Parameter.flag("json", short: "j", "JSON.")

  static let command = Command(
    "toy", "Try things", arguments: [file, numbers],
    options: [ParameterGroup("All", [epochs, tolerance, loss, formats, window, json])],
    examples: [Example("hardfit toy -", "Nothing.")]
  ) { _, _ in }

  static let program = Program(
    name: "hardfit", version: "1.2.3", summary: "Tries things.", commands: [command])

  static func arguments(_ words: String...) throws -> Arguments {
    guard case .run(_, let arguments) = try program.invocation((["toy"] + words)[...]) else {
      throw Failure(.software, "not run")
    }
    return arguments
  }

  static func message(_ words: [String]) -> String? {
    do {
      _ = try program.invocation(words[...])
      return nil
    } catch {
      #expect(error.code == .usage)
      return error.message
    }
  }
}

@Suite struct ArgumentsTests {
  @Test func `an option takes the next word or what follows an equals sign`() throws {
    for words in [["--epochs", "7"], ["--epochs=7"], ["-e", "7"], ["-e7"]] {
      guard case .run(_, let arguments) = try Toy.program.invocation((["toy", "f"] + words)[...])
      else { throw Failure(.software, "not run") }
      #expect(arguments[Toy.epochs] == 7, "\(words)")
      #expect(arguments.isGiven(Toy.epochs))
    }
  }

  @Test func `what is not given has its default`() throws {
    let arguments = try Toy.arguments("data.csv")
    #expect(arguments[Toy.file] == "data.csv")
    #expect(arguments[Toy.numbers] == [])
    #expect(arguments[Toy.epochs] == 100)
    #expect(arguments[Toy.tolerance] == nil)
    #expect(arguments[Toy.loss] == .sum)
    #expect(arguments[Toy.formats].isEmpty)
    #expect(!arguments[Toy.json])
    #expect(!arguments.isGiven(Toy.epochs))
  }

  @Test func `a repeated option keeps all its values in order, a single one the last`() throws {
    let arguments = try Toy.arguments(
      "f", "--format", "theta=sfix24_En18", "--epochs", "1", "--format=x=(1,3,12)", "--epochs=2")
    #expect(arguments[Toy.formats] == ["theta=sfix24_En18", "x=(1,3,12)"])
    #expect(arguments[Toy.epochs] == 2)
  }

  @Test func `negative numbers are values, by position and of options`() throws {
    let numbers = try Toy.arguments("f", "-1", "-.5", "-0x1p-3", "-1e-3", "--json")[Toy.numbers]
    #expect(numbers == [-1, -0.5, -0.125, -0.001])
    #expect(
      Toy.message(["toy", "f", "--tolerance", "-1"]) == """
        --tolerance: '-1' is out of range; give a number of 0 or more
        """)
    #expect(Toy.message(["toy", "f", "-inf"])?.contains("'-inf' is out of range") == true)
  }

  @Test func `two dashes end the options, one dash is a file`() throws {
    #expect(try Toy.arguments("--json", "--", "--epochs")[Toy.file] == "--epochs")
    #expect(try Toy.arguments("-")[Toy.file] == "-")
    #expect(try Toy.arguments("-j", "-")[Toy.json])
    #expect(try Toy.arguments("-je", "3", "f")[Toy.epochs] == 3)
  }

  @Test(arguments: [
    (["toy", "f", "--epochs", "ten"], "--epochs: 'ten' is not a whole number; give 1 or more"),
    (["toy", "f", "--epochs", "0"], "--epochs: '0' is out of range; give 1 or more"),
    (
      ["toy", "f", "--epochs", "99999999999999999999"],
      "--epochs: '99999999999999999999' is out of range; give 1 or more"
    ),
    (["toy", "f", "--epochs", ""], "--epochs: '' is not a whole number; give 1 or more"),
    (["toy", "f", "--epochs", "-"], "--epochs: '-' is not a whole number; give 1 or more"),
    (["toy", "f", "--epochs"], "--epochs: needs a value; write --epochs N"),
    (["toy", "f", "--epochs", "--json"], "--epochs: needs a value; write --epochs N"),
    (["toy", "f", "--json=yes"], "--json: takes no value, but has 'yes'"),
    (
      ["toy", "f", "--epcohs", "3"], "'--epcohs' is not an option of toy; did you mean '--epochs'?"
    ),
    (["toy", "f", "--EPOCHS=3"], "'--EPOCHS' is not an option of toy; did you mean '--epochs'?"),
    (["toy", "f", "--tol", "3"], "'--tol' is not an option of toy; did you mean '--tolerance'?"),
    (["toy", "f", "-epochs"], "'-epochs' is not an option of toy; did you mean '--epochs'?"),
    (["toy", "f", "--zzz"], "'--zzz' is not an option of toy; 'hardfit toy --help' lists them"),
    (["toy", "f", "--loss", "maen"], "--loss: 'maen' is not a choice; did you mean 'mean'?"),
    (["toy", "f", "--loss", "zzzzz"], "--loss: 'zzzzz' is not a choice; give sum or mean"),
    (
      ["toy", "f", "--vcd-cycles", "9...1"],
      "--vcd-cycles: '9...1' is not a window; write one as 1000...2000"
    ),
    (
      ["toy", "f", "--vcd-cycles", "1..9"],
      "--vcd-cycles: '1..9' is not a window; did you mean '1...9'?"
    ),
    (["toy", "f", "one"], "FILE: 'one'"),
    (["toy"], "FILE is missing; usage: hardfit toy FILE [X...] [options]"),
    (["toy", ""], "FILE: the file name is empty; give a file"),
    (["ty", "f"], "'ty' is not a command; did you mean 'toy'?"),
    (["help", "tyo"], "'tyo' is not a command; did you mean 'toy'?"),
    (["data.csv"], "'data.csv' is not a command; 'hardfit --help' lists them"),
    (["--vresion"], "'--vresion' comes before any command; did you mean '--version'?"),
    (["--json", "toy"], "'--json' comes before any command; write 'hardfit COMMAND --json'"),
    (
      ["toy", "f", "--epochs", "a\nb\u{1b}[2J"],
      #"--epochs: 'a\nb\u{1B}[2J' is not a whole number; give 1 or more"#
    ),
  ])
  func `a wrong command line is named with its fix in one line`(
    words: [String], expected: String
  ) {
    // The one that is no number has the fix of real numbers, told by its beginning alone.
    let expected = expected == "FILE: 'one'" ? "X: 'one' is not a number; give a number" : expected
    #expect(Toy.message(words) == expected)
  }

  @Test(arguments: [
    ["toy", "--help"], ["toy", "-h"], ["toy", "--epochs", "ten", "--help"], ["help", "toy"],
  ])
  func `help is given whatever else is wrong`(words: [String]) throws {
    guard case .help(let command?, isFull: false) = try Toy.program.invocation(words[...]) else {
      Issue.record("\(words) asks for no help")
      return
    }
    #expect(command.name == "toy")
  }

  @Test func `the version is given before and after a command`() throws {
    for words in [["--version"], ["toy", "--version"]] {
      guard case .version = try Toy.program.invocation(words[...]) else {
        Issue.record("\(words)")
        return
      }
    }
  }

  @Test func `help shows every option with its value, default and examples`() {
    let page = HelpPage(
      program: Toy.program, terminal: Terminal(isTerminal: false, columns: nil) { _ in nil })
    let text = page.text(for: Toy.command, isFull: true)
    for part in [
      "Usage: hardfit toy FILE [X...] [options]", "-e, --epochs N", "(default: 100)",
      "--loss sum|mean", "--format NODE=FORMAT", "May be given more than once.",
      "  hardfit toy -\n      Nothing.",
    ] { #expect(text.contains(part), "\(part) is missing in\n\(text)") }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(page.overview.contains("toy           Try things"))
  }

  @Test(arguments: Program.hardfit.commands.map(\.name))
  func `a command's short help fits a screen, and has one example and the name of every option`(
    name: String
  ) throws {
    let command = try Program.hardfit.command(name)
    let page = HelpPage(
      program: .hardfit, terminal: Terminal(isTerminal: false, columns: nil) { _ in nil })
    let text = page.text(for: command, isFull: false)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 60, "\(text)")
    for option in command.options { #expect(text.contains(option.row.key), "\(option.row.key)") }
    #expect(text.contains("Example:\n  \(command.examples[0].line)\n"))
    #expect(!text.contains(/Eq\.\n/), "\(text)")
    guard case .help(_, isFull: true) = try Program.hardfit.invocation([name, "--help-all"]) else {
      Issue.record("--help-all of \(name) is another thing")
      return
    }
  }

  @Test(
    arguments: [
      ("8..20", "8...20"), ("8-20", "8...20"), ("8:20", "8...20"), ("8....20:2", "8...20:2"),
      ("0.01..0.1:0.01", "0.01...0.1:0.01"), ("8..<20", "8...20"), ("8…20", "8...20"),
      ("8", nil), ("a..b", nil), ("8..", nil),
    ] as [(String, String?)])
  func `a range that is written otherwise finds the one that is meant`(
    word: String, expected: String?
  ) { #expect(nearestRange(to: word) == expected) }

  @Test func `seeds, windows and whole numbers are read to their ends`() throws {
    #expect(try ValueKind<UInt64>.seed.read("0xFFFFFFFFFFFFFFFF") == UInt64.max)
    #expect(try ValueKind<UInt64>.seed.read("18446744073709551615") == UInt64.max)
    #expect(throws: Misreading.self) { try ValueKind<UInt64>.seed.read("-1") }
    #expect(try ValueKind.window.read("3...9") == 3...9)
    #expect(try ValueKind.window.read("3") == 3...3)
    #expect(try ValueKind<Int>.wholeNumber(in: 0...).read("1_000_000") == 1_000_000)
    #expect(try ValueKind<Int>.wholeNumber(in: 0...).read("9223372036854775807") == Int.max)
    #expect(throws: Misreading.self) { try ValueKind.shareBelowOne.read("1") }
    #expect(throws: Misreading.self) { try ValueKind.positiveReal.read("nan") }
    #expect(throws: Misreading.self) { try ValueKind.positiveReal.read("1e999") }
  }

  @Test func `a number that no Double can hold is refused for that reason`() throws {
    for word in ["1e-400", "-1e-400", "0.0001e-321", "0x1p-2000", "0xap-1080"] {
      for kind in [ValueKind<Double>.real(), .positiveReal, .realAtLeastZero, .shareBelowOne] {
        let misreading = #expect(throws: Misreading.self) { try kind.read(word) }
        #expect(
          misreading?.problem == "'\(word)' is nearer to 0 than a Double can be (4.9e-324)")
      }
      #expect(throws: Misreading.self) { try ValueKind<[Double]>.numbers.read("1,\(word)") }
      #expect(throws: Misreading.self) { try ValueKind.writtenNumbers.read("1,\(word)") }
    }
    let misreading = #expect(throws: Misreading.self) {
      try ValueKind<Double>.real().read("-1e400")
    }
    #expect(misreading?.problem == "'-1e400' is farther from 0 than a Double can be (1.8e308)")
    for word in ["0", "-0.000e-999", "0x0p5", "0e5"] {
      #expect(try ValueKind<Double>.real().read(word) == 0)
    }
    #expect(try ValueKind.positiveReal.read("5e-324") == .leastNonzeroMagnitude)
  }
}
