import Columns
import FixedPoint
import Testing

@testable import Samples

/// Samples in files are read, summed up and quantised as those on the heap.
@Suite struct MappedTests {
  /// Rows of all kinds of numbers, those among them that only their texts tell apart.
  private static func text(rows: Int, _ random: inout SplitMix64) -> String {
    var text = "x,y\n"
    for row in 0..<rows {
      let whole = Int.random(in: -40...40, using: &random)
      let digits = UInt64.random(in: 0...999_999, using: &random)
      let tail = row % 5 == 0 ? ".50000000000000000000000\(row % 3)" : ".\(digits)"
      text += "\(whole)\(tail),\(Double(digits) / 1000 - 500)e-\(row % 3)\n"
    }
    return text
  }

  @Test("a file's samples are the same in files and on the heap", arguments: [1, 20, 30_000])
  func same(rows: Int) throws {
    var random = SplitMix64(seed: seed)
    let text = Self.text(rows: rows, &random)
    let heap = try columns(text)
    let mapped = try LongMemory.$threshold.withValue(0) { try columns(text) }
    #expect(!heap.x.isMapped && mapped.x.isMapped && mapped.y.isMapped)
    #expect(mapped.x == heap.x, "seed \(seed)")
    #expect(mapped.y == heap.y, "seed \(seed)")
    let x = try Format(width: 12, integerBits: 8, quantization: .rnd)
    let y = try Format(width: 9, integerBits: 9, quantization: .trn, overflow: .wrap)
    for scaling in Scaling.allCases {
      let scales = try SampleScales(scaling, x: ColumnSummary(heap.x), y: ColumnSummary(heap.y))
      #expect(
        try SampleScales(scaling, x: ColumnSummary(mapped.x), y: ColumnSummary(mapped.y)) == scales)
      let near = try heap.quantized(scales: scales, x: x, y: y)
      let far = try LongMemory.$threshold.withValue(0) {
        try mapped.quantized(scales: scales, x: x, y: y)
      }
      #expect(far.samples.isMapped && !near.samples.isMapped)
      #expect((near.x, near.y) == (far.x, far.y), "seed \(seed)")
      #expect(
        (near.samples.xRange, near.samples.yRange) == (far.samples.xRange, far.samples.yRange))
      for row in 0..<rows {
        #expect(near.samples.x.load(row, as: Int.self) == far.samples.x.load(row, as: Int.self))
        #expect(near.samples.y.load(row, as: Int.self) == far.samples.y.load(row, as: Int.self))
      }
    }
  }
}
