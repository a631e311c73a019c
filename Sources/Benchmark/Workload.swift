import Cases
import Datapath
import FixedPoint
import Samples

/// What is measured: a line of the default widths on samples made from a seed.
///
/// y = 0.25 + 0.75 x and noise, x evenly distributed in ±1.7, which makes 16-bit words of 14 fraction bits. The design
/// is one for all numbers of samples up to its capacity, so that a simulator compiles it once; only the word of μ is
/// smaller for more samples.
///
/// A run begins near the line, where errors are hardly more than the noise, as they are in all but the first epochs of
/// most runs. How fast a clock ticks does not depend on it, but the epoch engine has narrower lanes for small errors.
/// (Where the samples are more than a cache holds it looks for them after some epochs only, more than are run here.)
package struct Workload: Sendable {
  /// What a run computes, and where theta begins.
  package enum Start: Hashable, Sendable {
    /// At 0.96 of the line's parameters.
    case near
    /// Near zero, where errors are as large as y.
    case zero
    /// Near the line, a polynomial of this degree.
    case degree(Int)
    /// Near the line, with an error so fine that sums have more than 64 bits.
    case wide
    /// Near the line, with an x of six bits.
    case fewWords

    /// Whether it is of the design that the simulators have.
    var isLine: Bool { self == .near || self == .zero }
  }

  package let design: Design
  package let samples: PackedSamples
  /// The same samples with an x of six bits; nil of very many.
  private let coarse: PackedSamples?
  /// The epochs of a run: eighty, fewer of many samples.
  package let epochs: Int
  private let settings: Settings

  /// The samples that a sum has to have room for by default.
  private static let capacity = 1 << 24
  private static let learningRate = 0.02
  /// The number of samples that the step's format is made for.
  private static let usualCount = 1024
  /// The samples that the other default formats are made for.
  private static let plannedCount = 256

  /// Makes the samples.
  ///
  /// - Throws: ``BenchmarkError`` where no design has room for so many.
  package init(count: Int, seed: UInt64 = 1) throws(BenchmarkError) {
    var settings = Settings()
    settings.scale = Scaling.none
    settings.loss = .mean
    settings.learningRate = Self.learningRate * Double(Self.plannedCount) / Double(Self.usualCount)
    settings.epochs = 100
    settings.capacity = max(Self.capacity, count)
    self.settings = settings
    do { design = try Self.design(settings) } catch {
      throw .failed("\(count) samples: \(error)")
    }
    precondition(
      design.formats[.x].lsb == SampleWords.place
        && design.formats[.y].lsb == SampleWords.place)
    epochs = max(4, min(80, (1 << 20) / count))
    var words = SampleWords(seed: seed)
    samples = PackedSamples(
      count: count, xFormat: design.formats[.x], yFormat: design.formats[.y]
    ) { _ in words.next() }
    guard count <= Self.greatestVariedCount else {
      coarse = nil
      return
    }
    let (formats, samples) = (Self.variant(settings, .fewWords).formats, samples)
    let dropped = Int128(design.formats[.x].fractionBits - formats[.x].fractionBits)
    coarse = PackedSamples(count: count, xFormat: formats[.x], yFormat: formats[.y]) { index in
      (
        samples.x.load(index, as: Int128.self) >> dropped, samples.y.load(index, as: Int128.self)
      )
    }
  }

  /// The most samples that other designs than the line are run on.
  static let greatestVariedCount = 1 << 17

  /// The bytes of the samples.
  package var bytes: Int { samples.byteCount }

  /// The clock cycles of an epoch.
  package var cyclesPerEpoch: Int { samples.count + design.overheadCycles }

  /// A run of so many epochs.
  package func simulation(epochs: Int, from start: Start = .near) -> Simulation {
    simulation(
      of: start.isLine ? design : Self.variant(settings, start), epochs: epochs, from: start)
  }

  /// A run of another design on the same samples.
  func simulation(of design: Design, epochs: Int, from start: Start = .near) -> Simulation {
    Simulation(
      design: design,
      configuration: Self.configuration(
        design, samples: samples.count, epochs: epochs, from: start),
      samples: start == .fewWords ? coarse! : samples)
  }

  /// Different designs for the same samples, as a sweep has them: widths of theta and of error vary, and how error rounds.
  func designs(_ count: Int) -> [Design] {
    (0..<count).map { index in
      var settings = settings
      settings.formats[.theta] = FormatChoice(fraction: 21 - index % 8)
      var error = FormatChoice(fraction: 15 - index / 8 % 4)
      error.quantization = index / 32 % 2 == 0 ? .rndConv : .trn
      settings.formats[.error] = error
      // The same formats as of `design` but for these, narrower, so nothing is left that could fail.
      return try! Self.design(settings)
    }
  }

  /// The default formats, from the first samples.
  private static func design(_ settings: Settings) throws(PlanError) -> Design {
    var words = SampleWords(seed: 1)
    var (x, y) = ([Double](), [Double]())
    for _ in 0..<plannedCount {
      let word = words.next()
      x.append(Double(word.x) * SampleWords.place)
      y.append(Double(word.y) * SampleWords.place)
    }
    return try Plan(settings, columns: SampleColumns(x: x, y: y)).design
  }

  /// The design of what is no line of the default widths.
  private static func variant(_ settings: Settings, _ start: Start) -> Design {
    var settings = settings
    switch start {
    case .near, .zero: break
    case .degree(let degree): settings.degree = degree
    case .wide:
      settings.formats[.estimate] = FormatChoice(fraction: 40)
      settings.formats[.error] = FormatChoice(fraction: 40)
    case .fewWords: settings.formats[.x] = FormatChoice(fraction: 4)
    }
    // Formats that are known to fit, whatever the number of samples.
    return try! design(settings)
  }

  /// μ = 2η/N, at least an LSB. Theta begins where the first epoch already rounds, so that a single one tells wrong
  /// rounding; nothing but the epochs ends a run.
  private static func configuration(
    _ design: Design, samples count: Int, epochs: Int, from start: Start
  ) -> Configuration {
    let step = design.formats[.step]
    let word = 2 * learningRate / Double(count) / step.lsb
    let line = start == .zero ? [0.0059, -0.0165] : [0.2401, 0.7203]
    let theta = line + Array(repeating: 0, count: design.degree - 1)
    let place = design.formats[.theta].lsb
    return Configuration(
      step: min(max(Int128(word.rounded()), 1), step.greatestRaw),
      initialTheta: theta.map { Int128(($0 / place).rounded()) },
      tolerance: design.neverConverges, maximumEpochs: UInt32(epochs))
  }
}

/// The samples as words, from a seed.
struct SampleWords {
  private var random: SplitMix64
  /// The value of an LSB.
  static let place = 0x1p-14

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// One draw a sample: 32 bits for x, four bytes whose sum is nearly normal for the noise.
  @inline(__always)
  mutating func next() -> (x: Int128, y: Int128) {
    let bits = random.next()
    let x = Int(((bits >> 32) &* 55705) >> 32) &- 27852
    let bytes = UInt32(truncatingIfNeeded: bits)
    let pairs = (bytes & 0x00FF_00FF) &+ (bytes >> 8 & 0x00FF_00FF)
    let noise = Int((pairs & 0xFFFF) &+ (pairs >> 16)) &- 510
    let y = 4096 &+ (3 &* x &+ 11 &* noise) >> 2
    return (Int128(x), Int128(y))
  }
}

extension FormatChoice {
  fileprivate init(fraction: Int) {
    self.init()
    fractionBits = fraction
  }
}
