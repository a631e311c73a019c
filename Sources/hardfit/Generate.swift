import Cases
import Samples

/// `hardfit generate`: writes samples of a polynomial with noise.
enum GenerateCommand {
  static let coefficients = Parameter<[Double]>.argument(
    ValueKind.numbers.named("C0,C1,…"), "The coefficients of the polynomial, low to high.")

  static let count = Parameter<Int>.option(
    "count", short: "n", .wholeNumber(in: 1...), default: 100, "How many samples.")
  static let from = Parameter<Double>.option(
    "from", .real(), default: -1, shown: "-1", "The least x.")
  static let to = Parameter<Double>.option(
    "to", .real(), default: 1, shown: "1", "The greatest x.")
  static let spacing = Parameter<SyntheticSamples.Spacing>.option(
    "spacing", .choice, default: .even, shown: "even",
    "How x is spread: evenly, or uniformly at random.")
  static let sigma = Parameter<Double>.option(
    "sigma", .realAtLeastZero, default: 0, shown: "0",
    "The standard deviation of the Gaussian noise on y.")
  static let decimals = Parameter<Int>.option(
    "decimals", .wholeNumber(in: 0...15), default: 6, "The digits after the point.")
  static let seed = Parameter<UInt64>.option("seed", .seed, default: 1, "The seed of the noise.")
  static let output = Parameter<String>.option(
    "output", short: "o", .file, default: "-", shown: "standard output", "The CSV file.")

  static let command = Command(
    "generate", "Write samples of a polynomial with noise",
    discussion:
      "The same options give the same bytes on every machine.",
    arguments: [coefficients],
    options: [
      ParameterGroup("Samples", [count, from, to, spacing, sigma, decimals, seed]),
      ParameterGroup("Output", [output]),
    ],
    examples: [
      Example(
        "hardfit generate 1,2,1.5 --count 200 --from -2 --to 2 --sigma 0.5 --seed 1",
        "A noisy parabola, as in vectors/noisy-quadratic."),
      Example(
        "hardfit generate 3,0.5 --count 100000 --from 0 --to 20 --spacing uniform --sigma 1 | hardfit simulate -",
        "A hundred thousand samples straight into the datapath."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    let samples = try failing(.usage) { () throws(SyntheticError) in
      try SyntheticSamples(
        coefficients: arguments[coefficients], from: arguments[from], to: arguments[to],
        count: arguments[count], sigma: arguments[sigma], spacing: arguments[spacing],
        decimals: arguments[decimals], seed: arguments[seed])
    }
    let file = try console.open(arguments[output])
    let progress = console.progress("generating", of: samples.count, unit: "samples")
    defer { progress.finish() }
    try file.write("x,y\n")
    var line: [UInt8] = []
    var done = 0
    for sample in samples {
      samples.append(sample, to: &line)
      done += 1
      if line.count >= 1 << 15 {
        try write(&line, to: file)
        progress.advance(to: done)
      }
    }
    try write(&line, to: file)
    try file.commit()
  }

  private static func write(_ bytes: inout [UInt8], to file: Output) throws(Failure) {
    var failure: Failure?
    bytes.withUnsafeBytes { bytes in
      do throws(Failure) { try file.write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
    bytes.removeAll(keepingCapacity: true)
  }
}
