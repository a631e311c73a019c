import Datapath
import Foundation
import Samples
import Testing

@testable import Benchmark

@Suite struct MeasurementTests {
  @Test func `the median is the middle, or between the two in the middle`() {
    #expect(Figures([3, 1, 2]).median == 2)
    #expect(Figures([4, 1, 2, 9]).median == 3)
    #expect(Figures([5]).median == 5)
    #expect(Figures([3, 1, 2]).least == 1 && Figures([3, 1, 2]).greatest == 3)
  }

  @Test func `every plain read sums all bytes, whatever their number and place`() {
    var random = SplitMix64(seed: 7)
    let bytes = (0..<5000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    bytes.withUnsafeBytes { all in
      for count in [0, 1, 7, 8, 9, 63, 64, 511, 512, 513, 1024, 4100, 4999] {
        for start in [0, 1] {
          let part = UnsafeRawBufferPointer(rebasing: all[start..<start + count])
          var expected: UInt64 = 0
          for (index, byte) in part.enumerated() {
            expected &+= UInt64(byte) << UInt64(index % 8 * 8)
          }
          let base = all.baseAddress! + start
          for ahead in [0, 1024] {
            for set in InstructionSet.available {
              let sum = set.read(base, byteCount: count, ahead: ahead)
              #expect(sum == expected, "\(count) bytes, \(set)")
            }
          }
        }
      }
    }
  }

  @Test func `a process is measured with its memory, and one that fails is an error`() throws {
    let shell = "x=a; while [ ${#x} -lt 60000000 ]; do x=$x$x; done"
    let hungry = try ProcessFigures(["/bin/sh", "-c", shell], times: 1) { _ in }
    #expect(hungry.peakMemory > 60_000_000)
    #expect(hungry.time.least > 0)
    #expect(throws: BenchmarkError.self) {
      try ProcessFigures(["/bin/false"], times: 1) { _ in }
    }
    #expect(throws: BenchmarkError.self) {
      try ProcessFigures(["/nonexistent/program"], times: 1) { _ in }
    }
  }
}
