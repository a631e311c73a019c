import Datapath
import Samples

/// Reading and summing the bytes of the samples, as fast as this processor can: the limit of every engine that reads
/// them once an epoch.
enum PlainRead {
  /// A way to read: the vectors, and how far ahead memory is asked for.
  private struct Algorithm: Sendable {
    let vectors: InstructionSet
    let ahead: Int
  }

  private static let ways = InstructionSet.available.flatMap { set in
    [0, 1024, 4096].map { Algorithm(vectors: set, ahead: $0) }
  }

  /// The fastest way on this machine, for so many bytes.
  static func contender(_ workload: Workload) throws(BenchmarkError) -> Contender {
    let samples = workload.samples
    var best: (way: Algorithm, time: Duration)?
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
    let title = "plain read, \(way.vectors)" + (way.ahead > 0 ? ", \(way.ahead) B ahead" : "")
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

  private static func total(_ samples: PackedSamples, _ way: Algorithm) -> UInt64 {
    func sum(_ lane: Lane) -> UInt64 {
      way.vectors.read(
        lane.address(of: 0), byteCount: samples.count * lane.width.rawValue, ahead: way.ahead)
    }
    return sum(samples.x) &+ sum(samples.y)
  }
}
