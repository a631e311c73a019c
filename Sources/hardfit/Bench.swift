import Benchmark
import Cases
import Cosimulation
import Foundation

/// `hardfit bench`: measures the engines on this machine, beside what others do with the same design and data.
enum BenchCommand {
  static let quick = Parameter<Bool>.flag(
    "quick", "Seconds instead of minutes: short runs, fewer samples and designs.")
  static let only = Parameter<Set<Subject>?>.option(
    "only", .subjects, shown: "all",
    "What to measure: \(Subject.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  static let noPeers = Parameter<Bool>.flag("no-peers", "Leave out the other programs.")
  static let samples = Parameter<[Int]?>.option(
    "samples", .counts, shown: "1024,65536,67108864", "The numbers of samples.")
  static let `repeat` = Parameter<Int?>.option(
    "repeat", .wholeNumber(in: 1...1000), shown: "7, quick 3",
    "How often each is measured; the median counts.")
  static let threads = Parameter<Int?>.option(
    "threads", .wholeNumber(in: 1...1024), shown: "as many as processors",
    "The threads beside a single one, for many designs.")
  static let python = Parameter<String?>.option(
    "python", .file.named("PATH"), shown: "python3",
    "The interpreter for NumPy and APyTypes, such as VENV/bin/python.")
  static let rtl = Parameter<String?>.option(
    "rtl", .folder, shown: "rtl, here or beside the program", "The folder of the Verilog.")
  static let json = Parameter<Bool>.flag("json", "Print every measurement as JSON.")

  static let command = Command(
    "bench", "Measure the engines on this machine, beside other simulators",
    discussion: """
      A line of the default widths (16-bit samples, 24-bit theta) on samples from a seed, by the machine that ticks, the epoch \
      engine on one design and on 64, counting overflows, and whatever of Verilator, Icarus, NumPy and APyTypes is installed; and as the limit of all, a \
      plain read that sums the same bytes as fast as the processor can. Other designs show what each path of the engine gains: \
      with it and without it. All of them take turns, so that a change of the machine's pace \
      meets all alike; the median counts, the spread stands beside it.

      Every run has to end with the bits of the machine that ticks cycle by cycle: parameters and loss, and where they are told \
      epochs, cycles and flags. What differs has no ratio, and the command fails (exit code 1).
      """,
    options: [
      ParameterGroup("What", [quick, only, noPeers, samples, `repeat`, threads]),
      ParameterGroup("Others", [python, rtl]),
      ParameterGroup("Output", [json]),
    ],
    examples: [
      Example("hardfit bench --quick --no-peers --samples 1024", "The engines, in seconds."),
      Example(
        "hardfit bench --quick --only read,cycle,icarus --samples 256",
        "The machine that ticks against Icarus Verilog."),
      Example(
        "hardfit bench --quick --only read,epoch --samples 512 --repeat 9 --json",
        "Every measurement, for a program."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    let options = try options(arguments)
    if Benchmark.isDebugBuild {
      console.warn(
        "this program is built without optimisation: its times mean nothing; swift build -c release"
      )
    }
    var (label, line) = ("", nil as ProgressLine?)
    let benchmark: Benchmark
    do throws(BenchmarkError) {
      benchmark = try Benchmark(options) { what, done, total in
        if what != label {
          line?.finish()
          (label, line) = (what, console.progress(what, of: total, unit: "runs"))
        }
        line?.advance(to: done)
      }
    } catch {
      line?.finish()
      throw Failure(.unavailable, error.description)
    }
    line?.finish()
    if arguments[json] {
      try console.output.write(JSON(benchmark).text())
    } else {
      try console.print(BenchTables(benchmark).lines(width: console.terminal.width))
    }
    if let (title, difference) = benchmark.disagreements.first {
      throw .check("the bits are wrong: \(difference)", about: title)
    }
  }

  private static func options(_ arguments: Arguments) throws(Failure) -> Benchmark.Options {
    var options = Benchmark.Options()
    if let only = arguments[only] { options.subjects = only }
    if arguments[noPeers] {
      options.subjects = options.subjects.filter { !$0.isPeer }
      guard !options.subjects.isEmpty else {
        throw .usage("leaves nothing of --only", about: "--no-peers", fix: "leave one out")
      }
    }
    options.isQuick = arguments[quick]
    if options.isQuick {
      options.counts = [1 << 10, 1 << 14]
      options.rounds = 3
      options.duration = .milliseconds(2)
    }
    if let counts = arguments[samples] { options.counts = counts }
    if let rounds = arguments[`repeat`] { options.rounds = rounds }
    if let threads = arguments[threads] { options.threads = threads }
    if let python = arguments[python] {
      guard SystemCall.status(of: python) != nil else {
        throw Failure(.noInput, "there is no such program", about: "--python \(python)")
      }
      options.python = python
    }
    do throws(RTLError) {
      options.rtl =
        if let folder = arguments[rtl] {
          try RTLSource(folder: folder)
        } else { try RTLSource.shipped() }
    } catch {
      if arguments.isGiven(rtl) { throw Failure(.noInput, "\(error)", about: "--rtl") }
      // Those who need it say that it is missing.
    }
    options.program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    options.norris = RTLSource.shippedFolder("vectors/norris", with: ["samples.csv"])
    return options
  }
}

extension ValueKind where Value == Set<Subject> {
  static let subjects = ValueKind(
    "NAME,…", completion: .words(Subject.allCases.map(\.rawValue))
  ) { word throws(Misreading) in
    let names = Subject.allCases.map(\.rawValue)
    var subjects: Set<Subject> = []
    for name in word.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let subject = Subject(rawValue: name) else {
        throw Misreading(
          "\(name.quoted) cannot be measured",
          fix: NearMiss.suggestion(for: name, in: names, or: "give \(names.formattedAsChoice)"))
      }
      subjects.insert(subject)
    }
    return subjects
  }
}

extension ValueKind where Value == [Int] {
  /// Numbers of samples: two, which a line needs, up to half a gigabyte.
  static let counts = ValueKind("N,N,…") { word throws(Misreading) in
    var counts: [Int] = []
    for text in word.split(separator: ",", omittingEmptySubsequences: false) {
      counts.append(try ValueKind<Int>.wholeNumber(in: 2...1 << 27).read(String(text)))
    }
    return counts
  }
}
