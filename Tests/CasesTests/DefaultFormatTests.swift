import Datapath
import FixedPoint
import Samples
import Testing

@testable import Cases

/// What the default formats promise: where they are lossless, and what they have room for.
@Suite struct DefaultFormatTests {
  /// A plan of random samples, everything else chosen.
  private func plan(_ seed: UInt64, _ change: (inout Settings) -> Void = { _ in }) throws -> Plan {
    var random = SplitMix64(seed: seed)
    var settings = Settings()
    settings.degree = Int.random(in: 1...3, using: &random)
    settings.scale = Scaling.allCases.randomElement(using: &random)
    settings.epochs = 10
    settings.capacity = Int.random(in: 1...5000, using: &random)
    change(&settings)
    let columns = randomColumns(
      degree: settings.degree!, count: Int.random(in: 6...60, using: &random), using: &random)
    return try Plan(settings, columns: columns)
  }

  /// The ends of a format as exact numbers: raw words and the fraction bits.
  private func ends(_ format: Format) -> [Int128] { [format.leastRaw, format.greatestRaw] }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `product and square hold every product exactly, and no bit more`(seed: UInt64) throws {
    let formats = try plan(seed).design.formats
    let degree = try plan(seed).degree
    for (node, factors) in [
      (Node.product, [nil, Node.x] + (degree > 1 ? [.power] : [])), (.square, [.error]),
    ] {
      let target = formats[node]
      var needed = 0
      for factor in factors {
        let other = factor.map { formats[$0] }
        let fraction = formats[.error].fractionBits + (other?.fractionBits ?? 0)
        #expect(target.fractionBits >= fraction, "seed \(seed), \(node)")
        for a in ends(formats[.error]) {
          for b in other.map(ends) ?? [1] where node != .square || a == b {
            let product = a * b << Int128(target.fractionBits - fraction)
            #expect((target.leastRaw...target.greatestRaw).contains(product), "seed \(seed)")
            let magnitude = product < 0 ? ~product : product
            needed = max(needed, 128 - magnitude.leadingZeroBitCount + (target.isSigned ? 1 : 0))
          }
        }
      }
      #expect(target.width == needed, "seed \(seed), \(node)")
    }
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `the accumulators have as many guard bits as the capacity asks for, and no more`(
    seed: UInt64
  ) throws {
    for capacity in [1, 2, 3, 4, 5, 255, 256, 257, 1 << 20, (1 << 20) + 1] {
      let formats = try plan(seed) { $0.capacity = capacity }.design.formats
      var guardBits = 0
      while 1 << guardBits < capacity { guardBits += 1 }
      for (sum, term) in [(Node.gradient, Node.product), (.loss, .square)] {
        #expect(formats[sum].width == formats[term].width + guardBits, "seed \(seed)")
        #expect(formats[sum].fractionBits == formats[term].fractionBits)
        #expect(formats[sum].isSigned == formats[term].isSigned)
        // The worst case: the extreme term as many times as the capacity says.
        for end in ends(formats[term]) {
          #expect(
            (formats[sum].leastRaw...formats[sum].greatestRaw).contains(end * Int128(capacity)))
        }
      }
    }
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `no lossless node rounds or overflows, and on a line no node at all overflows`(
    seed: UInt64
  ) throws {
    let fit = Fit(
      try plan(seed) {
        $0.capacity = 64
        if seed.isMultiple(of: 2) { $0.degree = 1 }
      })
    let giveAway: Set<Node> = [.x, .y, .theta, .power, .estimate, .error, .step, .update]
    for node in Node.allCases {
      let seen = fit.statistics[node]
      if !giveAway.contains(node) {
        #expect(seen.inexact == 0 && seen.overflows == 0, "seed \(seed), \(node)")
      }
      // A steeper polynomial may swing past its fit on the way there.
      #expect(fit.plan.degree > 1 || seen.overflows == 0, "seed \(seed), \(node)")
    }
    // weight is theta's own format, so that its truncation never cuts.
    #expect(fit.plan.design.formats[.weight].width == fit.plan.design.formats[.theta].width)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `x and y have the integer bits that the samples need, and one less would overflow`(
    seed: UInt64
  ) throws {
    let wide = try plan(seed)
    for node in [Node.x, .y] {
      let format = wide.design.formats[node]
      #expect(format.width == 16)
      let samples = node == .x ? wide.scaled.x : wide.scaled.y
      #expect(try samples.allSatisfy { try !format.cast($0).isOverflow }, "seed \(seed), \(node)")
      let narrow = try Format(
        width: 16, integerBits: format.integerBits - 1, quantization: format.quantization,
        overflow: format.overflow)
      #expect(try samples.contains { try narrow.cast($0).isOverflow }, "seed \(seed), \(node)")
    }
    let theta = wide.design.formats[.theta]
    let greatest = wide.scaledLeastSquares.map(abs).max() ?? 0
    #expect(theta.value(ofRaw: theta.greatestRaw) >= 4 * greatest * (1 - 0x1p-20))
    let step = wide.design.formats[.step]
    #expect(!step.isSigned && step.width == 18)
    #expect(wide.configuration.step > step.greatestRaw / 2, "a leading bit of step lies idle")
    #expect(wide.configuration.step <= step.greatestRaw)
  }

  @Test func `a default follows the choice that it depends on`() throws {
    let columns = SampleColumns(x: [0, 1, 2, 4, 5], y: [1, 2, 2, 5, 7])
    func formats(_ words: String...) throws -> NodeMap<Format> {
      var settings = Settings()
      settings.capacity = 8
      for word in words { try settings.setFormat(word) }
      return try Plan(settings, columns: columns).design.formats
    }
    let base = try formats()
    let wider = try formats("y.width=20")
    for (node, more) in [
      (Node.x, 0), (.y, 4), (.theta, 4), (.weight, 4), (.estimate, 4), (.error, 4), (.product, 4),
      (.gradient, 4), (.square, 8), (.loss, 8), (.update, 4), (.step, 0), (.power, 0),
    ] {
      #expect(wider[node].width == base[node].width + more, "\(node)")
    }
    // A node that follows one of the greatest width is no wider.
    #expect(try formats("x.width=64")[.power].width == 64)
    let widest = try formats("y.width=62", "error.width=40")
    #expect(widest[.theta].width == 64 && widest[.estimate].width == 64)
    #expect(widest[.update].width == 64 && widest[.error].width == 40)
    #expect(try formats("y.width=54", "loss.width=127")[.error].width == 56)
    let narrow = try formats("error.width=9")
    #expect(narrow[.product].width == 9 + 16 && narrow[.gradient].width == 9 + 16 + 3)
    #expect(narrow[.square].width == 17 && narrow[.loss].width == 20)
    #expect(narrow[.theta] == base[.theta] && narrow[.estimate] == base[.estimate])
    let weight = try formats("theta=sfix40_En30")[.weight]
    #expect(weight.width == 40 && weight.fractionBits == 30 && weight.quantization == .trn)
  }

  @Test func `a run that begins elsewhere has room for its first epoch`() throws {
    let columns = SampleColumns(x: [0, 1, 2, 4, 5], y: [1, 2, 2, 5, 7])
    for (degree, start) in [(1, [20.0, -30]), (2, [1, -9, 20]), (3, [0, 0, 0, 5])] {
      var settings = Settings()
      (settings.degree, settings.initialTheta, settings.epochs) = (
        degree, start.map { WrittenNumber($0) }, 1
      )
      settings.learningRate = 1e-4
      let fit = Fit(try Plan(settings, columns: columns))
      #expect(fit.statistics[.estimate].overflows == 0 && fit.statistics[.error].overflows == 0)
      #expect(fit.statistics[.theta].overflows == 0, "degree \(degree)")
    }
  }

  @Test func `a default that cannot be lossless says what to narrow`() throws {
    func message(_ words: String...) -> String? {
      var settings = Settings()
      do {
        for word in words { try settings.setFormat(word) }
        _ = try Plan(settings, columns: SampleColumns(x: [0, 1, 2], y: [1, 2, 2]))
        return nil
      } catch { return "\(error)" }
    }
    #expect(message("error=sfix65_En60") == "node error has 65 bits; make it 64 or fewer")
    #expect(
      message("error.width=64")
        == "node loss: to lose nothing it would have 151 bits, and 127 are the most; narrow error or square, lower the capacity (--capacity), or give it a format"
    )
    #expect(
      message("gradient.width=127")
        == "node update is cast from the exact product step·gradient, which has 145 bits, more than 127; make its factors narrower"
    )
  }
}
