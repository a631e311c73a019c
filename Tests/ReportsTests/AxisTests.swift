import Testing

@testable import Reports

@Suite struct AxisTests {
  private func labels(_ axis: Axis) -> [String] { axis.ticks.textLabels }

  @Test("Linear ticks are multiples of 1, 2 or 5 times a power of ten, labelled exactly")
  func linear() {
    #expect(labels(.linear(0...1, ticks: 6)) == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
    #expect(labels(.linear(-0.3...0.3, ticks: 3)) == ["-0.2", "0", "0.2"])
    #expect(labels(.linear(0...996, ticks: 5)) == ["0", "200", "400", "600", "800"])
    #expect(labels(.linear(1...3, ticks: 9, integers: true)) == ["1", "2", "3"])
    #expect(labels(.linear(0...3e9, ticks: 4)) == ["0", "1e9", "2e9", "3e9"])
    #expect(labels(.linear(0...2.5e-7, ticks: 3)) == ["0", "1e-7", "2e-7"])
    #expect(labels(.linear(-1.5e8 ... -1.4e8, ticks: 3)) == ["-1.5e8", "-1.45e8", "-1.4e8"])
  }

  @Test("Logarithmic ticks are decades, with 2 and 5 between where decades are few")
  func logarithmic() {
    #expect(
      labels(.logarithmic(0.02...36, ticks: 8, roundsOut: true)) == [
        "0.01", "0.1", "1", "10", "100",
      ])
    #expect(
      labels(.logarithmic(3...40, ticks: 8, roundsOut: false)) == ["5", "10", "20"])
    #expect(
      labels(.logarithmic(1e-9...1, ticks: 5, roundsOut: true)) == [
        "1e-8", "1e-6", "1e-4", "1e-2", "1e0",
      ])
    #expect(
      labels(.logarithmic(.leastNonzeroMagnitude...1e308, ticks: 8, roundsOut: true)).count > 5)
  }

  @Test("Ticks lie where their labels say, in order, and never more than asked")
  func positions() throws {
    var random = Seeded(8)
    for _ in 0..<2000 {
      let a =
        Double.random(in: -1...1, using: &random) * pow10(.random(in: -30...30, using: &random))
      let b =
        Double.random(in: -1...1, using: &random) * pow10(.random(in: -30...30, using: &random))
      let most = Int.random(in: 2...12, using: &random)
      let axes: [Axis] = [
        .linear(min(a, b)...max(a, b), ticks: most),
        .linear(min(a, b)...max(a, b), margin: 0.05, ticks: most),
        .logarithmic(min(abs(a), abs(b))...max(abs(a), abs(b)), ticks: most, roundsOut: true),
      ]
      for axis in axes {
        #expect(axis.ticks.count <= most, "seed 8")
        #expect(axis.ticks.map(\.position) == axis.ticks.map(\.position).sorted(), "seed 8")
        for (tick, label) in zip(axis.ticks, labels(axis)) {
          #expect((0...1).contains(tick.position), "seed 8")
          let value = try #require(Double(label))
          let place = try #require(axis.position(of: value))
          #expect(abs(place - tick.position) < 1e-6, "seed 8: \(label) of \(a), \(b)")
        }
        #expect(Set(labels(axis)).count == axis.ticks.count, "seed 8")
      }
    }
  }

  private func pow10(_ exponent: Int) -> Double { Double("1e\(exponent)")! }

  @Test("A place's value has that place")
  func inverse() throws {
    for axis in [
      Axis.linear(-3...8, ticks: 5), .logarithmic(0.01...1e6, ticks: 5, roundsOut: false),
    ] {
      for position in [0, 0.25, 0.5, 1] {
        let found = try #require(axis.position(of: axis.value(at: position)))
        #expect(abs(found - position) < 1e-12)
      }
      #expect(axis.position(of: .nan) == nil)
    }
  }

  @Test(
    "Axes, labels and numbers of any magnitude end, with no more ticks than asked",
    .timeLimit(.minutes(20)))
  func extremes() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Seeded(seed)
    func number() -> Double {
      Double(
        sign: Bool.random(using: &random) ? .plus : .minus,
        exponent: Int.random(in: -1074...1023, using: &random),
        significand: .random(in: 1..<2, using: &random))
    }
    for round in 0..<5000 {
      let first = number()
      let second = [first, first.nextUp, number(), 0, -first][round % 5]
      guard second.isFinite else { continue }
      let range = min(first, second)...max(first, second)
      let most = Int.random(in: 2...12, using: &random)
      for axis in [
        Axis.linear(range, margin: 0.05, ticks: most),
        .logarithmic(range, ticks: most, roundsOut: round.isMultiple(of: 2)),
      ] {
        #expect(axis.ticks.count <= max(3 * most, 60), "\(range) seed \(seed)")
        #expect(axis.ticks.textLabels.allSatisfy { $0.count < 30 }, "\(range) seed \(seed)")
        for value in [first, second] {
          _ = axis.position(of: value).map { #expect(!$0.isNaN, "\(range)") }
        }
      }
      for text in [
        NumberText.significant(first, digits: 17),
        NumberText.shortest(first), NumberText.places(first),
      ] {
        #expect(text.count < 40 && text.contains { $0.isNumber }, "\(first)")
      }
    }
  }
}
