import Datapath
import FixedPoint
import Reference
import Samples
import Testing

@testable import Cases

/// A case in which everything is resolved: the same bits anywhere, whatever else is said.
@Suite struct ResolvedCaseTests {
  /// What a plan saves, read again.
  private func saved(_ plan: Plan) throws -> (settings: Settings, columns: SampleColumns) {
    let resolved = ResolvedCase(plan)
    var bytes: [UInt8] = []
    resolved.writeSamples { bytes += $0 }
    let settings = try design(resolved.design)
    let columns = try SampleColumns.read(
      ByteSource(bytes: bytes, name: "samples.csv"),
      options: CSVOptions(x: ColumnChoice(settings.xColumn!), y: ColumnChoice(settings.yColumn!)))
    return (settings, columns)
  }

  /// Whether two plans are one run: theta, loss, flags and cycles of every epoch.
  private func expectSame(_ one: Plan, _ other: Plan, _ note: String) {
    #expect(one.design == other.design, "\(note)")
    #expect(one.configuration == other.configuration, "\(note)")
    #expect(one.scales == other.scales, "\(note)")
    #expect(one.stalls == other.stalls, "\(note)")
    let (first, second) = (one.quantized.samples, other.quantized.samples)
    #expect(
      first.count == second.count
        && (0..<first.count).allSatisfy {
          first.x.load($0, as: Int128.self) == second.x.load($0, as: Int128.self)
            && first.y.load($0, as: Int128.self) == second.y.load($0, as: Int128.self)
        }, "\(note)")
    let (fit, again) = (Fit(one), Fit(other))
    #expect(fit.history.map { "\($0)" } == again.history.map { "\($0)" }, "\(note)")
    #expect(fit.run.cycles == again.run.cycles, "\(note)")
    #expect(fit.referenceTheta == again.referenceTheta, "\(note)")
  }

  /// Settings that leave a random part to be chosen.
  private func randomSettings(_ random: inout some RandomNumberGenerator) throws -> Settings {
    func maybe<Value>(_ values: [Value]) -> Value? {
      Bool.random(using: &random) ? values.randomElement(using: &random) : nil
    }
    var settings = Settings()
    settings.degree = maybe([1, 2, 3])
    settings.scale = maybe(Scaling.allCases)
    settings.loss = maybe([.sum, .mean])
    settings.learningRate = maybe([1e-4, 0.001, 0.0123])
    settings.epochs = maybe([1, 7, 30]) ?? 12
    settings.tolerance = maybe([.none, .value(0), .value(0.0317), .value(-1e-3)])
    settings.capacity = maybe([1, 300, 4096])
    if let theta = maybe(["0.1", "-1.25e-1", ".5", "0x1.8p-3"]) {
      settings.initialTheta = Array(
        repeating: WrittenNumber(theta)!, count: (settings.degree ?? 1) + 1)
    }
    for format in [
      "y.width=12", "theta.fraction=14", "error=sfix12_En8,RND,WRAP_SM", "step.width=9",
    ]
    where Bool.random(using: &random) { try settings.setFormat(format) }
    if Bool.random(using: &random) { try settings.setFormat("gradient.n_bits=3") }
    if let stall = maybe([0.2, 0.5]) { (settings.stallInput, settings.seed) = (stall, 77) }
    if let response = maybe(["silent", "theta=error"]) {
      try settings.setOverflowResponse(response)
    }
    return settings
  }

  /// Texts with digits that no `Double` has.
  private func randomSamples(_ random: inout some RandomNumberGenerator) throws -> SampleColumns {
    let names = ["adc,temp", "\"a \"\"b\"\"; c\",y", "2019,2020", "y,x", "#x,y"].randomElement(
      using: &random)!
    var text = names + "\n"
    for index in 0..<Int.random(in: 8...40, using: &random) {
      let x = Double(index) * 0.25 + Double.random(in: -0.1...0.1, using: &random)
      let y = 3 - x / 4 + Double.random(in: -0.1...0.1, using: &random)
      text += "\(x)0000000000000001,\(Bool.random(using: &random) ? "\(y)" : "\(y)00e0")\n"
    }
    return try SampleColumns.read(
      ByteSource(bytes: Array(text.utf8), name: "random"),
      options: CSVOptions(hasHeader: true, x: .number(1), y: .number(2)))
  }

  @Test func `a saved case gives the same bits under every option that does not name them`() throws
  {
    var random = SplitMix64(seed: seed)
    var planned = 0
    for turn in 0..<60 {
      let columns = try randomSamples(&random)
      let settings = try randomSettings(&random)
      guard let plan = try? Plan(settings, columns: columns) else { continue }
      planned += 1
      let note = "seed \(seed), turn \(turn): \(settings)"
      let (read, samples) = try saved(plan)
      expectSame(plan, try Plan(read, columns: samples), note)
      #expect(ResolvedCase(try Plan(read, columns: samples)).design == ResolvedCase(plan).design)

      var option = Settings()
      option.capacity = Int.random(in: 1...100_000, using: &random)
      option.degree = plan.degree
      option.scale = plan.scaling
      option.loss = plan.rate.objective
      option.onOverflow[.theta] = .silent
      expectSame(plan, try Plan(option.over(read), columns: samples), "\(note), option \(option)")

      // What an option names changes, and no other format.
      let node = Node.allCases.filter { $0 != .step }.randomElement(using: &random)!
      let width = plan.design.formats[node].width
      option = Settings()
      try option.setFormat("\(node.name).width=\(max(2, width - 1))")
      option.epochs = 3
      option.learningRate = plan.rate.eta / 2
      let changed = try Plan(option.over(read), columns: samples)
      for other in Node.allCases where other != node {
        #expect(changed.design.formats[other] == plan.design.formats[other], "\(note), \(other)")
      }
      #expect(changed.design.formats[node].width == max(2, width - 1), "\(note)")
      #expect(changed.scales == plan.scales && changed.epochs == 3)
      #expect(changed.rate.step == plan.rate.step / 2)
    }
    #expect(planned > 20, "seed \(seed): only \(planned) of the random settings could be planned")
  }

  @Test func `what would make another case of a resolved one is refused`() throws {
    let columns = SampleColumns(x: [0, 1, 2, 4, 5], y: [1, 2, 2, 5, 7])
    let (read, samples) = try saved(Plan(Settings(), columns: columns))
    for (option, message) in [
      (try design("{\"degree\": 2, \"theta_init\": [0, 0, 0]}"), "degree is 2, but"),
      (try design("{\"scale\": \"pow2\"}"), "scale is pow2, but"),
      (try design("{\"loss\": \"mean\"}"), "loss is mean, but"),
    ] {
      #expect {
        _ = try Plan(option.over(read), columns: samples)
      } throws: { error in
        "\(error)".hasPrefix(message) && "\(error)".contains("leave ")
      }
    }
  }

  @Test func `the mean's step is for its number of samples`() throws {
    let columns = SampleColumns(x: [0, 1, 2, 4, 5], y: [1, 2, 2, 5, 7])
    let more = SampleColumns(x: [0, 1, 2, 4, 5, 6], y: [1, 2, 2, 5, 7, 7])
    for objective in [Objective.sum, .mean] {
      var settings = Settings()
      settings.loss = objective
      settings.learningRate = 0.3
      let plan = try Plan(settings, columns: columns)
      let (read, _) = try saved(plan)
      var error: PlanError?
      do throws(PlanError) {
        let again = try Plan(read, columns: more)
        #expect(again.configuration.step == plan.configuration.step)
        #expect(again.scales == plan.scales)
      } catch let thrown { error = thrown }
      #expect((error == nil) == (objective == .sum))
      guard let error else { continue }
      #expect("\(error)".contains("resolved for 5 samples, and there are 6"), "\(error)")
      // The advice works.
      var option = Settings()
      option.learningRate = Double("\(error)".split(separator: " ").last!)
      let again = try Plan(option.over(read), columns: more)
      #expect(abs(again.configuration.step - plan.configuration.step) <= 1)
    }
  }

  @Test func `a resolved design with a fault is refused in its line`() throws {
    let columns = SampleColumns(x: [0, 1, 2, 4, 5], y: [1, 2, 2, 5, 7])
    let text = ResolvedCase(try Plan(settings("theta=sfix16_En12"), columns: columns)).design
    let step = try #require(text.firstMatch(of: /"step": "(0x[0-9a-f]+)"/)).output.1
    for (old, new, message) in [
      ("\"capacity\": 16777216,", "", "leaves nothing open, but capacity is missing"),
      (
        "\"theta\": \"ap_fixed<16,4,AP_RND_CONV,AP_SAT>\"", "\"theta\": \"sfix16_En12\"",
        "the format of node theta is not given in full"
      ),
      (
        "\"samples\": 5", "\"sample\": 5",
        "'sample' is not a key of resolved; did you mean 'samples'?"
      ),
      ("\"samples\": 5", "\"samples\": 0", "resolved.samples is 0"),
      (
        "\"offset\":", "\"ofset\":",
        "'ofset' is not a key of resolved.scaling.x; did you mean 'offset'?"
      ),
      ("\"unit\": ", "\"unit\": -", "give a unit above 0"),
      (
        "\"scale\": \"standardize\"", "\"scale\": \"pow2\"",
        "resolved.scaling is none that scale pow2 makes"
      ),
      (String(step), "7", "resolved.words.step is '7'; give its 18 bits in hexadecimal"),
      (
        String(step), "0x7ffff",
        "resolved.words.step is 0x7ffff, a word of 19 bits; its format has 18"
      ),
      (
        String(step), "0x00001",
        "resolved.words.step is not the word of learning_rate, which is \"\(step)\""
      ),
      (
        "[\"0x0000\", \"0x0000\"]", "[\"0x0000\"]",
        "resolved.words.theta_init is not the word of theta_init"
      ),
      (
        "[\"0x0000\", \"0x0000\"]", "\"0x0000\"", "resolved.words.theta_init is a text; give a list"
      ),
      (
        "\"tolerance\": null", "\"tolerance\": 0.5",
        "resolved.words.tolerance is not the word of tolerance"
      ),
      ("\"words\": {", "\"wordss\": {", "'wordss' is not a key of resolved; did you mean 'words'?"),
    ] {
      #expect(text.contains(old), "\(old) in \(text)")
      let changed = text.replacing(old, with: new, maxReplacements: 1)
      do throws(DesignFile.ReadingError) {
        _ = try DesignFile.read(Array(changed.utf8))
        Issue.record("\(old) → \(new) was taken")
      } catch {
        #expect(error.message.contains(message), "\(error.message) for \(new)")
        let lines = changed.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.indices.contains(error.line - 1))
      }
    }
  }
}
