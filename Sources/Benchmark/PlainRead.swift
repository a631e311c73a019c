import CPlainRead
import Samples

/// Reading and summing the bytes of the samples, as fast as this processor can: the limit of every engine that reads
/// them once an epoch.
enum PlainRead {
  /// A way to read: a width of vectors, and how far ahead memory is asked for.
  private struct Way: Sendable {
    let title: String
    let ahead: Int
    let sum: @Sendable (UnsafeRawPointer, Int, Int) -> UInt64
  }

  private static var ways: [Way] {
    var ways: [Way] = []
    func add(
      _ title: String, _ sum: @escaping @Sendable (UnsafeRawPointer, Int, Int) -> UInt64
    ) {
      for ahead in [0, 1024, 4096] { ways.append(Way(title: title, ahead: ahead, sum: sum)) }
    }
    add("portable") { hardfit_read_portable($0, $1, $2) }
    if hardfit_read_has_avx2() != 0 { add("avx2") { hardfit_read_avx2($0, $1, $2) } }
    if hardfit_read_has_avx512() != 0 { add("avx512") { hardfit_read_avx512($0, $1, $2) } }
    return ways
  }

  /// The fastest way on this machine, for so many bytes.
  static func contender(_ workload: Workload) throws(BenchmarkError) -> Contender {
    let samples = workload.samples
    var best: (way: Way, time: Duration)?
    let passes = max(1, (1 << 22) / workload.bytes)
    var sums: Set<UInt64> = []
    for _ in 0..<3 {
      for way in ways {
        var sum: UInt64 = 0
        let time = ContinuousClock().measure {
          for _ in 0..<passes { sum &+= total(samples, way) }
        }
        sums.insert(sum)
        if time < best?.time ?? .seconds(1 << 40) { best = (way, time) }
      }
    }
    guard let way = best?.way, sums.count == 1 else {
      throw .failed("the plain read's sums differ")
    }
    let title = "plain read, \(way.title)" + (way.ahead > 0 ? ", \(way.ahead) B ahead" : "")
    let one = total(samples, way)
    return Contender(.read, title) { epochs, runs throws(BenchmarkError) in
      var sum: UInt64 = 0
      let time = ContinuousClock().measure {
        for _ in 0..<epochs * runs { sum &+= total(samples, way) }
      }
      guard sum == one &* UInt64(epochs * runs) else {
        throw .failed("the plain read's sums differ")
      }
      return Measurement(time: time, outcomes: [])
    }
  }

  private static func total(_ samples: PackedSamples, _ way: Way) -> UInt64 {
    func sum(_ lane: Lane) -> UInt64 {
      way.sum(lane.address(of: 0), samples.count * lane.width.rawValue, way.ahead)
    }
    return sum(samples.x) &+ sum(samples.y)
  }
}
