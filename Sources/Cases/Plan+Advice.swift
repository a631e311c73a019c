import Datapath
import FixedPoint
import Foundation
import Reference
import Samples

/// What would make a better design of the same samples, worked out where somebody reads it.
extension Plan {
  /// What a report says beyond the ``notes`` of every plan.
  public var advice: [Note] {
    [collapse(.x), collapse(.y), integers, oversize].compactMap(\.self)
  }

  // MARK: Words that are too few

  /// A word count up to which samples are said to collapse.
  private static let fewWords = 8

  /// A warning where a column's values become a few words, and the format that keeps them apart.
  private func collapse(_ node: Node) -> Note? {
    let isX = node == .x
    let (values, format) = (isX ? columns.x : columns.y, design.formats[node])
    let lane = isX ? quantized.samples.x : quantized.samples.y
    let words = Self.distinct(0..<sampleCount, upTo: Self.fewWords + 1) {
      lane.load($0, as: Int128.self)
    }
    guard words <= Self.fewWords else { return nil }
    let different = Self.distinct(values, upTo: 2 * words) { $0 }
    guard different >= 2 * words else { return nil }
    return Note(
      .warning,
      "\(node.name) becomes \(counted(words, "word")) in \(format.shortDescription), though the data have \(different) different values or more; \(remedy(of: node, words))"
    )
  }

  /// What keeps more of the values apart.
  private func remedy(of node: Node, _ words: Int) -> String {
    let format = design.formats[node]
    let casts = node == .x ? quantized.x : quantized.y
    if 2 * (casts.wraps + casts.saturations) > casts.count {
      return "give it more integer bits, or another --scale"
    }
    let scaled = (node == .x ? scaled.x : scaled.y).prefix(4096)
    let isDefault = settings.formats[node] == nil
    let standard =
      isDefault && settings.resolution == nil && scaling != .standardize
      ? "--scale standardize" : nil
    let most = min(Self.fewWords + 1, Self.distinct(scaled, upTo: Self.fewWords + 1) { $0 })
    for bits in 1...64 where format.width + bits <= node.maximumWidth {
      guard
        let wider = try? Format(
          width: format.width + bits, integerBits: format.integerBits, isSigned: format.isSigned,
          quantization: format.quantization, overflow: format.overflow)
      else { break }
      let found = Self.distinct(scaled, upTo: most) { (try? wider.cast($0))?.raw ?? 0 }
      guard found == most, found > words else { continue }
      return
        "give it \(counted(bits, "fraction bit")) more (--format \(node.name).fraction=\(wider.fractionBits))"
        + (standard.map { ", or \($0)" } ?? "")
    }
    return standard.map { "try \($0)" } ?? "subtract an offset from the data"
  }

  /// How many different values there are, counted no further than a limit.
  private static func distinct<Elements: Sequence, Value: Equatable>(
    _ elements: Elements, upTo limit: Int, _ value: (Elements.Element) -> Value
  ) -> Int {
    var seen: [Value] = []
    for element in elements {
      let value = value(element)
      if seen.contains(value) { continue }
      seen.append(value)
      if seen.count >= limit { break }
    }
    return seen.count
  }

  // MARK: Integers

  /// That integers are words already, where the fit bears the scale that keeps them.
  private var integers: Note? {
    let x = columns.x
    let greatest = x.reduce(0) { max($0, abs($1)) }
    guard settings.resolution == nil, scaling == .standardize || scaling == .minmax,
      greatest > 0, greatest < 0x1p53, x.allSatisfy({ $0 == $0.rounded() })
    else { return nil }
    let bits = Int(greatest.exponent) + 1
    let isSigned = x.contains { $0 < 0 }
    let format = "\(isSigned ? "s" : "u")fix\(bits + (isSigned ? 1 : 0))_En\(bits)"
    let unit = 2 * greatest.binade
    let stability = Stability(
      moments: Stability(x: x, degree: degree).moments.enumerated().map {
        $1 / pow(unit, Double($0))
      })
    let given = settings.learningRate.flatMap {
      $0 < stability.learningRateLimit(rate.objective) ? $0 : nil
    }
    let other = LearningRate(
      given: given, objective: rate.objective, stability: stability, epochs: epochs,
      bits: max(8, design.formats[.theta].fractionBits + 1))
    guard let needed = other.epochsNeeded, needed <= Self.greatestDefaultEpochs else { return nil }
    let options =
      (settings.learningRate == given ? "" : " --learning-rate \(shortest(other.eta))")
      + (settings.epochs ?? .max < needed ? " --epochs \(needed)" : "")
    let now = rate.epochsNeeded.map { " instead of \($0)" } ?? ""
    return Note(
      .information,
      "x is made of integers: --scale pow2 --format x=\(format)\(options) keeps an ADC's own words, a shift and no arithmetic before the hardware (y gets a shift too, and keeps its default format); it needs about \(counted(needed, "epoch"))\(now)"
    )
  }

  // MARK: Guard bits

  /// What a capacity beyond the samples costs.
  private var oversize: Note? {
    let capacity = settings.capacity ?? Self.defaultCapacity
    guard settings.resolution == nil, capacity > sampleCount else { return nil }
    var settings = self.settings
    settings.capacity = sampleCount
    let quantized = self.quantized
    guard
      let least = try? Plan(settings, problem: problem, quantize: { _, _ in quantized }),
      least.design.registerBits < design.registerBits
    else { return nil }
    return Note(
      .information,
      "a capacity of \(capacity) samples an epoch costs \(design.registerBits - least.design.registerBits) register bits more than the \(sampleCount) here need (--capacity \(sampleCount))"
    )
  }
}
