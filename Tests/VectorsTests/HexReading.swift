import Datapath
import Vectors

/// Bytes in memory.
struct ByteBuffer: ByteSink {
  var bytes: [UInt8] = []
  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func write(_ bytes: [UInt8]) { self.bytes += bytes }
}

/// Keeps every cycle.
struct CycleRecorder: CycleObserver {
  var cycles: [(inputs: Inputs<Int128>, outputs: Outputs)] = []

  mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    cycles.append((inputs, outputs))
  }
}

/// A file of hexadecimal words as text, taken apart without any arithmetic.
struct HexReading {
  /// The words of the columns, a line each.
  let lines: [[Substring]]

  init(_ text: String) {
    lines = text.split(separator: "\n").map { $0.split(separator: "_") }
  }

  /// The bits of a column, the highest first.
  func bits(line: Int, column: Int) -> String {
    lines[line][column].map { digit in
      let bits = String(digit.hexDigitValue!, radix: 2)
      return String(repeating: "0", count: 4 - bits.count) + bits
    }.joined()
  }

  /// The two's complement of a value, bit by bit, by halving toward minus infinity.
  static func bits(of value: Int128, width: Int) -> String {
    var value = value
    var bits: [Character] = []
    for _ in 0..<width {
      let isOdd = value % 2 != 0
      bits.append(isOdd ? "1" : "0")
      value = (value - (isOdd ? 1 : 0)) / 2
    }
    return String(bits.reversed())
  }
}
