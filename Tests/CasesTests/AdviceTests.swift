import Datapath
import FixedPoint
import Samples
import Testing

@testable import Cases

/// What a report says of a design: each sentence in a run in which it is true, and in one in which it is not.
@Suite struct AdviceTests {
  private func advice(
    _ columns: SampleColumns, _ words: String..., change: (inout Settings) -> Void = { _ in }
  ) throws -> [String] {
    var settings = Settings()
    settings.epochs = 50
    for word in words { try settings.setFormat(word) }
    change(&settings)
    return try Plan(settings, columns: columns).advice.map(\.text)
  }

  /// The format that a sentence advises, as `--format` takes it.
  private func format(in text: String) throws -> String {
    String(try #require(text.firstMatch(of: /--format ([a-z.]+=[A-Za-z0-9_]+)/)).output.1)
  }

  private static let line: SampleColumns = {
    let x = (0..<50).map { Double($0) / 7 + 0.1 }
    return SampleColumns(x: x, y: x.map { 2 - 3 * $0 })
  }()

  // MARK: Words that are too few

  @Test(arguments: ["x", "y"], ["sfix8_En0", "sfix6_En1", "sfix24_En0,TRN,WRAP"])
  func `samples that collapse are told of, and the advice keeps them apart`(
    node: String, format: String
  ) throws {
    let few = try advice(Self.line, "\(node)=\(format)") { $0.scale = .standardize }
    let text = try #require(few.first { $0.hasPrefix("\(node) becomes ") })
    #expect(try !advice(Self.line).contains { $0.contains("becomes") })
    let wider = try self.settings(try self.format(in: text)).over(
      try self.settings("\(node)=\(format)"))
    let better = try Plan(wider, columns: Self.line).advice.map(\.text)
    #expect(!better.contains { $0.contains("becomes") }, "\(text): \(better)")
  }

  @Test func `values that are few themselves do not collapse`() throws {
    let binary = SampleColumns(
      x: (0..<20).map { Double($0) }, y: (0..<20).map { Double($0 % 2) })
    #expect(try !advice(binary).contains { $0.contains("becomes") })
  }

  @Test func `a column that lies far from 0 collapses without a scale, and standardize fixes it`()
    throws
  {
    let x = (0..<50).map { 1e6 + Double($0) / 7 }
    let columns = SampleColumns(x: (0..<50).map { Double($0) / 50 }, y: x)
    let text = try #require(
      try advice(columns) { $0.scale = Scaling.none }.first { $0.hasPrefix("y becomes ") })
    #expect(text.contains("or --scale standardize"))
    #expect(try !advice(columns) { $0.scale = .standardize }.contains { $0.contains("becomes") })
  }

  @Test func `words that are all at the end of their range ask for integer bits`() throws {
    let text = try #require(
      try advice(Self.line, "y=sfix8_En12").first { $0.hasPrefix("y becomes ") })
    #expect(text.contains("more integer bits"))
  }

  @Test func `a y of one value in Double is told of where Doubles are coarse`() throws {
    let x = (0..<10).map { Double($0) }
    func warns(_ value: Double) throws -> Bool {
      let columns = SampleColumns(x: x, y: x.map { _ in value })
      return try Plan(Settings(), columns: columns).notes.contains {
        $0.severity == .warning && $0.text.contains("y has one value in Double")
      }
    }
    #expect(try warns(1.7e18))
    #expect(try !warns(17))
  }

  // MARK: Integers

  @Test(arguments: [false, true])
  func `integers are told of, and the advice keeps them as words`(isSigned: Bool) throws {
    let x = (0..<60).map { Double($0 * 67 + (isSigned ? -2000 : 0)) }
    let columns = SampleColumns(x: x, y: x.map { 5 + $0 / 300 })
    let text = try #require(
      try advice(columns).first { $0.hasPrefix("x is made of integers: --scale pow2") })
    var settings = Settings()
    settings.scale = .pow2
    settings.epochs = 2000
    try settings.setFormat(try format(in: text))
    let plan = try Plan(settings, columns: columns)
    for index in x.indices {
      #expect(plan.quantized.samples.x.load(index, as: Int128.self) == Int128(x[index]))
    }
    #expect(plan.rate.isStable && plan.quantized.x.wraps + plan.quantized.x.saturations == 0)
    let needed = try #require(plan.rate.epochsNeeded)
    // Of the order: theta has other fraction bits there.
    let match = try #require(text.firstMatch(of: /about (\d+) epochs/))
    let said = try #require(Int(match.output.1))
    #expect(needed < 2 * said && said < 2 * needed, "\(text), \(needed)")
    // Not where it is so already, where one is no integer, and where the fit would take for ever.
    #expect(try !advice(columns) { $0.scale = .pow2 }.contains { $0.contains("integers") })
    let other = SampleColumns(x: [0.5] + x.dropFirst(), y: Array(columns.y))
    #expect(try !advice(other).contains { $0.contains("integers") })
    let far = SampleColumns(x: x.map { $0 + 100_000_000 }, y: Array(columns.y))
    #expect(try !advice(far).contains { $0.contains("integers") })
  }

  @Test func `a rate that would be unstable there is advised with it`() throws {
    let x = (0..<60).map { Double($0 * 68) }
    let columns = SampleColumns(x: x, y: x.map { 5 + $0 / 300 })
    let limit = try Plan(Settings(), columns: columns).rate.greatestStable
    let text = try #require(
      try advice(columns) { $0.learningRate = 0.99 * limit }.first { $0.contains("integers") })
    let rate = try #require(text.firstMatch(of: /--learning-rate ([0-9.e-]+)/)).output.1
    var settings = Settings()
    settings.scale = .pow2
    settings.learningRate = Double(rate)
    #expect(try Plan(settings, columns: columns).rate.isStable)
    settings.learningRate = 0.99 * limit
    #expect(try !Plan(settings, columns: columns).rate.isStable)
  }

  // MARK: Guard bits

  @Test func `an oversized capacity is told of with the bits it costs`() throws {
    for capacity in [nil, 4096, 64, 50, 10] as [Int?] {
      let text = try advice(Self.line) { $0.capacity = capacity }.first {
        $0.hasPrefix("a capacity of ")
      }
      var settings = Settings()
      settings.epochs = 50
      settings.capacity = capacity
      let bits = try Plan(settings, columns: Self.line).design.registerBits
      settings.capacity = 50
      let least = try Plan(settings, columns: Self.line).design.registerBits
      #expect((text != nil) == (bits > least), "\(capacity ?? 0)")
      #expect((text != nil) == (capacity ?? 1 << 24 > 64))
      if let text {
        #expect(text.contains(" costs \(bits - least) register bits more than the 50 here"))
      }
    }
    #expect(
      try !advice(Self.line, "gradient=sfix60_En20", "loss=ufix60_En20").contains {
        $0.contains("capacity")
      }, "where the formats are given it costs nothing")
  }

  // MARK: Theta

  @Test(arguments: [Scaling.none, .standardize, .pow2])
  func `a theta too coarse for its data is told of, and the advice ends it`(scale: Scaling) throws {
    let x = (0..<50).map { Double($0) * 5 }
    let columns = SampleColumns(
      x: x, y: x.map { 2 + 3 * $0 + 4 * ($0 / 5).remainder(dividingBy: 2) })
    func fit(_ words: [String]) throws -> Fit {
      var settings = Settings()
      (settings.scale, settings.epochs, settings.capacity) = (scale, 20, 64)
      for word in words { settings = try self.settings(word).over(settings) }
      return Fit(try Plan(settings, columns: columns))
    }
    for node in ["theta", "weight"] {
      let coarse = try fit(["\(node).fraction=1"])
      let text = try #require(coarse.diagnosis.first { $0.contains("is too coarse") }, "\(node)")
      #expect(text.contains("\(node) is too coarse for these data: one LSB of"))
      // What is said of one LSB: at the end of x, in the data's units.
      let reach = coarse.plan.scaled.x.map(abs).max()!
      let move = 0.5 * max(1, reach) * coarse.plan.scales.y.unit
      #expect(text.contains("moves ŷ by \(briefly(move, digits: 3))"), "\(text)")
      let better = try fit(["\(node).fraction=1", try format(in: text)])
      #expect(!better.diagnosis.contains { $0.contains("\(node) is too coarse") }, "\(text)")
    }
    #expect(try !fit([]).diagnosis.contains { $0.contains("coarse") })
  }

  private func settings(_ word: String) throws -> Settings {
    var settings = Settings()
    try settings.setFormat(word)
    return settings
  }

  // MARK: Epochs

  @Test func `what Double lacks too is counted as missing epochs, and never beside a standstill`()
    throws
  {
    var random = SplitMix64(seed: seed)
    var (missing, still, few, neither) = (0, 0, 0, 0)
    for turn in 0..<80 {
      let columns = randomColumns(degree: 1, count: 20, using: &random)
      var settings = Settings()
      settings.epochs = [2, 5, 40, 400].randomElement(using: &random)!
      settings.capacity = 32
      settings.learningRate = [0.0001, 0.002, 0.02].randomElement(using: &random)!
      let width = Int.random(in: 8...24, using: &random)
      try settings.setFormat("theta.width=\(width)")
      let fit = Fit(try Plan(settings, columns: columns))
      guard !fit.hasDiverged else { continue }
      let lines = fit.notes.map(\.text) + fit.diagnosis
      let note = "seed \(seed), turn \(turn): \(lines)"
      let lacks = lines.contains { $0.contains("missing epochs") || $0.contains("too few") }
      let stands = lines.contains {
        $0.contains("more epochs change nothing") || $0.contains("dead zone")
          || $0.contains("out of range")
      }
      #expect(!(lacks && stands), "\(note)")
      // The three distances, told apart by hand.
      let least = try #require(fit.quantizedLeastSquares)
      let place = fit.plan.design.formats[.theta].lsb
      let far = zip(fit.referenceTheta, fit.plan.scaledLeastSquares).map { $0 - $1 }
      let own = (0...1).map { k in
        abs(fit.theta[k] - least[k] - (fit.settled.holds(fit.run) ? 0 : far[k])) / place
      }.max()!
      let shown = own >= 100 ? "\(Int(own))" : "\((own * 100).rounded() / 100)"
      #expect(
        lines.contains {
          $0.hasPrefix("  \(shown) LSB is the datapath's")
            || $0.hasPrefix("  \(shown) LSB are the datapath's")
        }, "\(note), \(shown)")
      if lines.contains(where: { $0.contains("missing epochs") }) {
        missing += 1
        #expect(far.map { abs($0) / place }.max()! > 0.5)
      }
      if stands { still += 1 }
      if lines.contains(where: { $0.contains("too few") }) { few += 1 }
      if !lacks, !stands { neither += 1 }
    }
    #expect(missing > 3 && still > 3 && few > 3, "seed \(seed): \(missing), \(still), \(few)")
  }

  @Test func `a run that its tolerance ended is advised a smaller one`() throws {
    var settings = Settings()
    (settings.epochs, settings.capacity, settings.learningRate) = (1000, 64, 0.0002)
    settings.tolerance = .value(0.5)
    let fit = Fit(try Plan(settings, columns: Self.line))
    #expect(fit.stop == .converged)
    #expect(fit.diagnosis.contains { $0.hasSuffix("a smaller tolerance would bring both nearer") })
    settings.tolerance = Settings.Tolerance.none
    settings.epochs = 20
    let other = Fit(try Plan(settings, columns: Self.line))
    #expect(other.diagnosis.contains { $0.contains("missing epochs") })
    #expect(!other.diagnosis.contains { $0.contains("a smaller tolerance") })
  }
}
