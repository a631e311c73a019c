import Datapath
import FixedPoint
import Reference
import Samples
import Testing

@testable import Cases

/// What no run can be planned from, and what a plan has to say.
@Suite struct PlanTests {
  private static let good = SampleColumns(x: [0, 1, 2, 4, 5], y: [1, 2, 2, 5, 7])

  private func refusal(
    of columns: SampleColumns = good, _ change: (inout Settings) -> Void = { _ in }
  ) -> PlanError? {
    var settings = Settings()
    change(&settings)
    do throws(PlanError) {
      _ = try Plan(settings, columns: columns)
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    ([1.0], 1, "1 sample; degree 1 needs 2 different x"),
    ([2, 2, 2], 1, "all 3 samples have the same x = 2.0; degree 1 needs 2 different ones"),
    ([0.0, -0.0], 1, "all 2 samples have the same x = 0.0; degree 1 needs 2 different ones"),
    ([1, 2, 1, 2], 2, "4 samples with 2 different x; degree 2 needs 3 different x"),
    ([1, 2, 3], 3, "3 samples with 3 different x; degree 3 needs 4 different x"),
  ])
  func `too few different x are refused with their number`(
    x: [Double], degree: Int, message: String
  ) {
    let error = refusal(of: SampleColumns(x: x, y: x)) { $0.degree = degree }
    guard case .samples(message)? = error else {
      Issue.record("\(error?.description ?? "taken")")
      return
    }
  }

  @Test func `samples beyond the range of a Double are refused, whatever the scale`() {
    for scaling in Scaling.allCases {
      let wide = SampleColumns(x: [0, 1, 2], y: [-1.7e308, 1.7e308, 1.7e308])
      // Divided by half its span it can be fitted; as it is, it is no word's.
      let error = refusal(of: wide) { $0.scale = scaling }
      #expect((error == nil) == (scaling == .minmax), "\(scaling)")
      #expect(error?.description.contains("; ") ?? true)
    }
    for value in [Double.infinity, -.infinity, .nan] {
      let columns = SampleColumns(x: [0, 1, 2], y: [0, value, 1])
      guard case .samples? = refusal(of: columns) else {
        Issue.record("\(value) was taken")
        continue
      }
    }
  }

  @Test(.timeLimit(.minutes(20))) func `numbers of any size are planned or refused, and that ends`()
  {
    var random = SplitMix64(seed: seed)
    func number() -> Double {
      Double(
        sign: Bool.random(using: &random) ? .plus : .minus,
        exponent: Int.random(in: -1074...1023, using: &random),
        significand: .random(in: 1..<2, using: &random))
    }
    func column(_ count: Int) -> [Double] {
      let offset = number()
      let step = Bool.random(using: &random) ? offset.ulp : number()
      return (0..<count).map { _ in
        let value = offset + Double(Int.random(in: 0...50, using: &random)) * step
        return value.isFinite ? value : offset
      }
    }
    var (planned, refused) = (0, 0)
    for _ in 0..<400 {
      let count = Int.random(in: 1...9, using: &random)
      let columns = SampleColumns(x: column(count), y: column(count))
      for scaling in Scaling.allCases {
        let degree = Int.random(in: 1...3, using: &random)
        let error = refusal(of: columns) { ($0.scale, $0.degree) = (scaling, degree) }
        (planned, refused) = (planned + (error == nil ? 1 : 0), refused + (error == nil ? 0 : 1))
      }
    }
    #expect(planned > 20 && refused > 20, "seed \(seed): \(planned), \(refused)")
  }

  @Test func `settings that no hardware can have are refused by the node`() throws {
    for (words, message) in [
      (["theta.width=65"], "node theta has 65 bits; make it 64 or fewer"),
      (["gradient.width=128"], "node gradient has 128 bits; make it 127 or fewer"),
      (["step.signed=true"], "node step is signed; μ is positive"),
      (["step=ufix4_E6"], "node step: μ = "),
      (["theta.n_bits=1"], "node theta: n_bits belongs to WRAP and WRAP_SM"),
      (["x.signed=false", "x.overflow=WRAP_SM"], "node x: WRAP_SM folds about the sign"),
      (["x=sfix64_En60", "error=sfix64_En60"], "128 bits"),
    ] {
      var said = Settings()
      do throws(SettingError) {
        for word in words { try said.setFormat(word) }
      } catch {
        // What no format of the node can have is refused where it is said.
        #expect(error.description.contains(message), "\(words): \(error)")
        continue
      }
      let error = refusal { $0 = said }
      guard case .setting(let text)? = error else {
        Issue.record("\(words): \(error?.description ?? "taken")")
        continue
      }
      #expect(text.contains(message), "\(words): \(text)")
    }
  }

  @Test func `numbers that no word can hold are refused by the setting`() {
    for (change, message) in [
      ({ $0.learningRate = 1e-300 }, "learning rate 1e-300 makes the step μ = 2e-300"),
      ({ $0.learningRate = 1e200 }, "learning rate 1e200 is far above the largest stable one"),
      ({ $0.learningRate = -1 }, "learning_rate is -1.0; give a positive number"),
      ({ $0.initialTheta = [1e300, 0] }, "theta_init begins at 1e+300, far from any fit"),
      (
        { $0.initialTheta = [WrittenNumber(.nan), 0] },
        "theta_init (--theta-init) has a value that is not finite"
      ),
      (
        { $0.initialTheta = [1] },
        "theta_init (--theta-init) has 1 value; degree 1 has 2 parameters"
      ),
      ({ $0.tolerance = .value(1e30) }, "tolerance 1e+30 is beyond the range of node loss"),
      ({ $0.tolerance = .value(-1e30) }, "give one nearer to 0, or none"),
      ({ $0.tolerance = .value(.infinity) }, "tolerance is inf; give a finite number, or none"),
      ({ $0.epochs = 0 }, "epochs is 0; give 1 to 4294967295"),
      ({ $0.degree = 4 }, "degree is 4; give 1, 2 or 3"),
      ({ $0.capacity = 1 << 49 }, "capacity is"),
      ({ $0.stallInput = .nan }, "stall_input is nan; give a share of cycles"),
    ] as [((inout Settings) -> Void, String)] {
      guard case .setting(let text)? = refusal(change) else {
        Issue.record("taken, not '\(message)'")
        continue
      }
      #expect(text.contains(message), "\(text)")
    }
  }

  @Test func `a plan warns of what it does although it is doubtful`() throws {
    func warnings(_ change: (inout Settings) throws -> Void) throws -> [String] {
      var settings = Settings()
      (settings.epochs, settings.learningRate) = (200, 0.05)
      try change(&settings)
      return try Plan(settings, columns: Self.good).notes.filter { $0.severity == .warning }
        .map(\.text)
    }
    #expect(try warnings { _ in }.isEmpty)
    #expect(
      try warnings { $0.capacity = 4 }
        == [
          "5 samples are more than the 4 that the accumulators are sized for; they may overflow, which would be counted (--capacity 5)"
        ])
    #expect(try warnings { $0.capacity = 5 }.isEmpty)
    #expect(
      try warnings { try $0.setFormat("step=ufix8_En12") }.first?.hasPrefix(
        "node step: μ = 0.1 is out of range of ap_ufixed<8,-4,") == true)
    #expect(
      try warnings {
        $0.initialTheta = [9, 0]
        try $0.setFormat("theta=sfix16_En13")
      }.first?.hasPrefix("node theta: the initial θ0 = 9.0 is out of range of ap_fixed<16,3,")
        == true)
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func `tolerances become the greatest whole number of LSBs that is not above them`(
    seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    let value = Double.random(in: -1...1, using: &random) * 0.01
    var settings = Settings()
    settings.tolerance = .value(value)
    let plan = try Plan(settings, columns: Self.good)
    let place = plan.design.formats[.loss].lsb
    let word = Double(plan.configuration.tolerance)
    #expect(word * place <= value && (word + 1) * place > value, "seed \(seed)")
    settings.tolerance = Settings.Tolerance.none
    let never = try Plan(settings, columns: Self.good)
    #expect(never.configuration.tolerance == never.design.neverConverges)
  }
}
