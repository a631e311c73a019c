import Datapath
import FixedPoint

/// Writes the ports and registers of a run as a value change dump (IEEE 1364-2005, 18), for GTKWave and
/// the like.
///
/// A cycle lasts ten nanoseconds: the clock rises at its begin, values are those after that edge.
/// Each scope of ``Design/registers`` is a scope of the dump. Only changes are written, and
/// only in the window asked for.
public struct WaveformWriter<Sink: ByteSink>: CycleObserver {
  public static var isWatching: Bool { true }

  /// What stopped the writing; the run itself is not disturbed by it.
  public private(set) var failure: (any Error)?
  private var sink: Sink
  private let design: Design
  private let configuration: Configuration
  private let window: ClosedRange<Int>
  private var signals: [Signal] = []
  private var buffer: [UInt8] = []
  private var hasHeader = false
  private var lastCycle: Int?

  private static var flushSize: Int { 1 << 16 }

  /// A variable of the dump: some values, concatenated.
  private struct Signal {
    let code: [UInt8]
    let widths: [Int]
    /// The values last written; none before the first cycle of the window.
    var values: [Int128]?
  }

  /// - Parameter window: the cycles to write, the first cycle being 0.
  public init(
    to sink: Sink, design: Design, configuration: Configuration, window: ClosedRange<Int>
  ) {
    self.sink = sink
    self.design = design
    self.configuration = configuration
    self.window = window
  }

  public mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    guard failure == nil, window.contains(cycle) else { return }
    if !hasHeader { writeHeader() }
    let values = design.portValues(inputs, outputs, configuration) + registers()
    text("#\(cycle * 10)\n1!\n")
    var position = 0
    for index in signals.indices {
      let end = position + signals[index].widths.count
      let current = Array(values[position..<end])
      position = end
      guard signals[index].values != current else { continue }
      signals[index].values = current
      writeChange(signals[index], current)
    }
    text("#\(cycle * 10 + 5)\n0!\n")
    lastCycle = cycle
    if buffer.count >= Self.flushSize { flush() }
  }

  /// Writes what is left and gives the sink back.
  ///
  /// - Throws: whatever stopped the writing, now or before.
  public mutating func finish() throws -> Sink {
    if !hasHeader { writeHeader() }
    if let lastCycle { text("#\((lastCycle + 1) * 10)\n") }
    flush()
    if let failure { throw failure }
    return sink
  }

  private mutating func flush() {
    do { try sink.write(buffer) } catch { failure = error }
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func text(_ text: String) { buffer.append(contentsOf: text.utf8) }

  private mutating func writeHeader() {
    hasHeader = true
    text("$version hardfit $end\n$timescale 1ns $end\n$scope module hardfit $end\n")
    text("$var wire 1 ! clk $end\n")
    for port in design.ports { declare(port.name, "wire", port.fields.map(\.width)) }
    var scope = ""
    for register in design.registers {
      if register.scope != scope {
        if !scope.isEmpty { text("$upscope $end\n") }
        scope = register.scope
        text("$scope module \(scope) $end\n")
      }
      declare(register.name, "reg", [register.width])
    }
    text("$upscope $end\n$upscope $end\n$enddefinitions $end\n")
  }

  private mutating func declare(_ name: String, _ kind: String, _ widths: [Int]) {
    // '!' is the clock; the codes after it are numbers to the base of the 94 printable characters.
    var number = signals.count + 1
    var code: [UInt8] = []
    repeat {
      code.append(UInt8(33 + number % 94))
      number /= 94
    } while number > 0
    let width = widths.reduce(0, +)
    let range = width > 1 ? " [\(width - 1):0]" : ""
    text("$var \(kind) \(width) \(String(decoding: code, as: UTF8.self)) \(name)\(range) $end\n")
    signals.append(Signal(code: code, widths: widths, values: nil))
  }

  private mutating func writeChange(_ signal: Signal, _ values: [Int128]) {
    let isScalar = signal.widths == [1]
    if !isScalar { buffer.append(UInt8(ascii: "b")) }
    for (value, width) in zip(values, signal.widths) {
      for bit in stride(from: width - 1, through: 0, by: -1) {
        buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: (value >> Int128(bit)) & 1))
      }
    }
    if !isScalar { buffer.append(UInt8(ascii: " ")) }
    buffer.append(contentsOf: signal.code)
    buffer.append(UInt8(ascii: "\n"))
  }
}
