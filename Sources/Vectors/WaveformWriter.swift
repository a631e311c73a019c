import Datapath
import FixedPoint
import Foundation

/// Writes the ports and registers of a run as a value change dump (IEEE 1364-2005, 18), for GTKWave and
/// the like.
///
/// A cycle lasts ten nanoseconds: the clock rises at its begin, values are those after that edge.
/// ``Design/waveVariables`` has what is written. Only changes are, and only in the window asked for.
public struct WaveformWriter<Sink: ByteSink>: CycleObserver {
  /// What stopped the writing; the run itself is not disturbed by it.
  public private(set) var failure: (any Error)?
  private var sink: Sink
  private let design: Design
  private let configuration: Configuration
  private let window: ClosedRange<Int>
  private var signals: [Signal] = []
  private var buffer: [UInt8] = []
  private let variables: [WaveVariable]
  /// The bits of each value of a cycle: the fields of the ports, then the registers.
  private let valueWidths: [Int]
  private var position = RunPosition()
  private var hasHeader = false
  private var lastCycle: Int?

  private static var flushSize: Int { 1 << 16 }

  /// A variable of the dump and what was last written of it.
  private struct Signal {
    let code: [UInt8]
    let content: WaveVariable.Content
    /// Those of the values, where they are written as bits.
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
    variables = design.waveVariables
    valueWidths = design.ports.flatMap { $0.fields.map(\.width) } + design.registers.map(\.width)
  }

  public mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    position.advance(inputs, outputs)
    guard failure == nil, window.contains(cycle) else { return }
    if !hasHeader { writeHeader() }
    let values = design.portValues(inputs, outputs, configuration) + registers()
    text("#\(cycle * 10)\n1!\n")
    for index in signals.indices {
      let current: [Int128] =
        switch signals[index].content {
        case .clock: []
        case .bits(let range): Array(values[range])
        case .number(let place, _, _, _), .state(let place): [values[place]]
        case .epoch: [Int128(position.epoch)]
        case .sample: [Int128(position.sample)]
        }
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
    text("$version hardfit $end\n$timescale 1ns $end\n")
    var scopes: [String] = []
    func enter(_ new: [String]) {
      let shared = zip(scopes, new).prefix { $0 == $1 }.count
      for _ in shared..<scopes.count { text("$upscope $end\n") }
      for name in new[shared...] { text("$scope module \(name) $end\n") }
      scopes = new
    }
    for (number, variable) in variables.enumerated() {
      enter(variable.scopes)
      let code = Self.code(number)
      let name = variable.name + (variable.range.map { " \($0)" } ?? "")
      text(
        "$var \(variable.kind) \(variable.width) \(String(decoding: code, as: UTF8.self)) \(name) $end\n"
      )
      signals.append(
        Signal(code: code, content: variable.content, widths: widths(variable.content)))
    }
    enter([])
    text("$enddefinitions $end\n")
  }

  /// A number to the base of the 94 printable characters; '!' is 0, the clock.
  private static func code(_ number: Int) -> [UInt8] {
    var (number, code) = (number, [UInt8]())
    repeat {
      code.append(UInt8(33 + number % 94))
      number /= 94
    } while number > 0
    return code
  }

  private func widths(_ content: WaveVariable.Content) -> [Int] {
    if case .bits(let range) = content { Array(valueWidths[range]) } else { [] }
  }

  private mutating func writeChange(_ signal: Signal, _ values: [Int128]) {
    switch signal.content {
    case .clock: return
    case .bits:
      let isScalar = signal.widths == [1]
      if !isScalar { buffer.append(UInt8(ascii: "b")) }
      for (value, width) in zip(values, signal.widths) { bits(value, width) }
      if !isScalar { buffer.append(UInt8(ascii: " ")) }
    case .number(_, let isSigned, let width, let fractionBits):
      let unused = Int128(Int128.bitWidth - width)
      let word = values[0] << unused
      let number =
        isSigned ? Double(word >> unused) : Double(UInt128(bitPattern: word) >> UInt128(unused))
      text("r\(scalbn(number, -fractionBits)) ")
    case .state:
      text("s\(State(rawValue: Int(values[0]))!) ")
    case .epoch, .sample:
      text("b")
      bits(values[0], 32)
      text(" ")
    }
    buffer.append(contentsOf: signal.code)
    buffer.append(UInt8(ascii: "\n"))
  }

  private mutating func bits(_ value: Int128, _ width: Int) {
    for bit in stride(from: width - 1, through: 0, by: -1) {
      buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: (value >> Int128(bit)) & 1))
    }
  }
}
