import Datapath
import FixedPoint
import Foundation
import Samples
import Testing

@testable import Cases

/// The printed formulas, computed as they stand: they give the very words, and the coefficients.
@Suite struct ScalingFormulaTests {
  /// The value of a formula in IEEE 754 binary64.
  private struct Formula {
    private var rest: Substring
    private let values: [String: Double]

    static func value(_ text: some StringProtocol, _ values: [String: Double]) -> Double {
      var formula = Formula(rest: Substring(text), values: values)
      let value = formula.sum()
      precondition(formula.rest.isEmpty, "left over: \(formula.rest)")
      return value
    }

    private mutating func take(_ word: String) -> Bool {
      guard rest.hasPrefix(word) else { return false }
      rest = rest.dropFirst(word.count)
      return true
    }

    private mutating func sum() -> Double {
      var value = product()
      while true {
        if take(" + ") {
          value += product()
        } else if take(" - ") {
          value -= product()
        } else {
          return value
        }
      }
    }

    private mutating func product() -> Double {
      var value = power()
      while true {
        if take(" * ") {
          value *= power()
        } else if take(" / ") {
          value /= power()
        } else {
          return value
        }
      }
    }

    private mutating func power() -> Double {
      let base = atom()
      return take("^") ? pow(base, atom()) : base
    }

    private mutating func atom() -> Double {
      if take("(") {
        let value = sum()
        precondition(take(")"), "a bracket stays open")
        return value
      }
      if let name = rest.prefixMatch(of: /[a-z]\w*/) {
        rest = rest[name.range.upperBound...]
        return values[String(name.output)]!
      }
      let number = rest.prefixMatch(of: /-?[0-9.]+(e-?[0-9]+)?/)!
      rest = rest[number.range.upperBound...]
      return Double(number.output.0)!
    }
  }

  /// The word of a reading by the text of its formula alone: `RND((x - 3) / 2 * 2^13), SAT, sfix16_En13`.
  private func word(_ text: String, _ reading: [String: Double]) throws -> Int128 {
    let parts = try #require(text.wholeMatch(of: /([A-Z_]+)\((.*)\), (.*), (\w+)/)).output
    let word = try FormatNotation.parse(String(parts.4))
    let whole = try Format(
      width: word.width, integerBits: word.width, isSigned: word.isSigned,
      quantization: Quantization(parsing: String(parts.1)),
      overflow: Overflow(parsing: String(parts.3)))
    return try whole.cast(Formula.value(parts.2, reading)).raw
  }

  @Test func `the formulas give the words, and the coefficients`() throws {
    var random = SplitMix64(seed: seed)
    var (words, changed) = (0, 0)
    for turn in 0..<60 {
      let degree = turn % 3 + 1
      let columns = randomColumns(degree: degree, count: 30, using: &random)
      var settings = Settings()
      settings.degree = degree
      settings.scale = Scaling.allCases[turn / 3 % 4]
      settings.epochs = 5
      if Bool.random(using: &random) { try settings.setFormat("x.width=9") }
      if Bool.random(using: &random) { try settings.setFormat("y=sfix8_En7,TRN_ZERO,SAT_SYM") }
      guard let plan = try? Plan(settings, columns: columns) else { continue }
      let note = "seed \(seed), turn \(turn), \(plan.scaling)"
      let lines = ScalingFormulas(plan.design, plan.scales).lines
      let text = Dictionary(uniqueKeysWithValues: lines.map { ($0.name, $0.text) })
      let samples = plan.quantized.samples
      for index in 0..<samples.count {
        let reading = ["x": columns.x[index], "y": columns.y[index]]
        #expect(
          try word(text["x_word"]!, reading) == samples.x.load(index, as: Int128.self), "\(note)")
        #expect(
          try word(text["y_word"]!, reading) == samples.y.load(index, as: Int128.self), "\(note)")
        words += 1
        // A sign that is wrong is seen.
        guard plan.scales.x.offset != 0 else { continue }
        let other = text["x_word"]!.replacing(
          plan.scales.x.offset < 0 ? " + " : " - ", with: plan.scales.x.offset < 0 ? " - " : " + ",
          maxReplacements: 1)
        if try word(other, reading) != samples.x.load(index, as: Int128.self) { changed += 1 }
      }

      let fit = Fit(plan)
      var values: [String: Double] = [:]
      for k in 0...degree {
        values["theta_\(k)"] = Formula.value(
          text["theta_k"]!, ["theta_k_word": Double(fit.run.theta[k])])
      }
      #expect((0...degree).map { values["theta_\($0)"]! } == fit.theta, "\(note)")
      if let a = text["a"] { values["a"] = Formula.value(a, [:]) }
      let size = fit.theta.map(abs).reduce(0, +) * plan.scales.y.unit + abs(plan.scales.y.offset)
      let coefficients = (0...degree).map { Formula.value(text["c_\($0)"]!, values) }
      for index in 0..<3 {
        values["x"] = columns.x[index]
        if let z = text["z"] { values["z"] = Formula.value(z, values) }
        let reading = Formula.value(text["y"]!, values)
        for polynomial in [coefficients, fit.coefficients] {
          let value = polynomial.reversed().reduce(0) { $0 * columns.x[index] + $1 }
          #expect(abs(value - reading) <= 1e-9 * size, "\(note): \(value), \(reading)")
        }
      }
      for (mine, right) in zip(coefficients, fit.coefficients) {
        #expect(abs(mine - right) <= 1e-6 * abs(right) + 1e-300, "\(note): \(mine), \(right)")
      }
    }
    #expect(words > 500 && changed > 200, "seed \(seed)")
  }

  @Test func `an ADC's words stay what they are under pow2`() throws {
    let x = (0..<40).map { Double($0 * 105) }
    let columns = SampleColumns(x: x, y: x.map { 3 + $0 / 50 })
    var settings = try settings("x=ufix12_En12")
    settings.scale = .pow2
    let plan = try Plan(settings, columns: columns)
    let line = ScalingFormulas(plan.design, plan.scales).lines[0]
    #expect(line.text == "RND_CONV(x), SAT, ufix12_En12")
    for index in x.indices {
      #expect(plan.quantized.samples.x.load(index, as: Int128.self) == Int128(x[index]))
    }
  }
}
