import Datapath
import FixedPoint
import Foundation

/// A variable of the dump. It stands apart from the writer, whose type of sink is no part of it.
private struct Signal {
  let code: [UInt8]
  let content: WaveVariable.Content
  /// The places of its values.
  let places: Range<Int>

  func differs(_ values: [Int128], _ known: [Int128]) -> Bool {
    for place in places where values[place] != known[place] { return true }
    return false
  }
}

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
  /// The bits of each value of a cycle: the fields of the ports, the registers, then the numbers of the epoch and the
  /// sample.
  private let valueWidths: [Int]
  /// The values of the last cycle in the window; none before the first.
  private var known: [Int128] = []
  private var position: RunPosition
  /// The register of the state, where a result that ends an epoch is not offered; nil where each is.
  private let state: Int?
  private var hasHeader = false
  private var lastCycle: Int?

  private static var flushSize: Int { 1 << 16 }

  /// - Parameter window: the cycles to write, the first cycle being 0.
  public init(
    to sink: Sink, design: Design, configuration: Configuration, window: ClosedRange<Int>
  ) {
    self.sink = sink
    self.design = design
    self.configuration = configuration
    self.window = window
    position = RunPosition(design)
    state =
      design.mode.results == .every ? nil : design.registers.firstIndex { $0.name == "state" }
    variables = design.waveVariables
    valueWidths =
      design.ports.flatMap { $0.fields.map(\.width) } + design.registers.map(\.width)
      + [32, 32]
  }

  public mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    position.advance(
      inputs, outputs,
      isInResult: state.map { registers()[$0] == State.result.rawValue } ?? outputs.resultValid)
    guard failure == nil, window.contains(cycle) else { return }
    if !hasHeader { writeHeader() }
    var values = design.portValues(inputs, outputs, configuration)
    values += registers()
    values += [Int128(position.epoch), Int128(position.sample)]
    text("#\(cycle * 10)\n1!\n")
    for signal in signals where known.isEmpty || signal.differs(values, known) {
      writeChange(signal, values)
    }
    known = values
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
        Signal(code: code, content: variable.content, places: places(variable.content)))
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

  private func places(_ content: WaveVariable.Content) -> Range<Int> {
    switch content {
    case .clock: 0..<0
    case .bits(let range): range
    case .number(let place, _, _, _), .state(let place): place..<place + 1
    case .epoch: valueWidths.count - 2..<valueWidths.count - 1
    case .sample: valueWidths.count - 1..<valueWidths.count
    }
  }

  private mutating func writeChange(_ signal: Signal, _ values: [Int128]) {
    switch signal.content {
    case .clock: return
    case .bits, .epoch, .sample:
      let isScalar = signal.places.count == 1 && valueWidths[signal.places.lowerBound] == 1
      if !isScalar { buffer.append(UInt8(ascii: "b")) }
      for place in signal.places { bits(values[place], valueWidths[place]) }
      if !isScalar { buffer.append(UInt8(ascii: " ")) }
    case .number(let place, let isSigned, let width, let fractionBits):
      let unused = Int128(Int128.bitWidth - width)
      let word = values[place] << unused
      text("r\(Self.number(word, isSigned: isSigned, unused, fractionBits)) ")
    case .state(let place):
      text("s\(State(rawValue: Int(values[place]))!) ")
    }
    buffer.append(contentsOf: signal.code)
    buffer.append(UInt8(ascii: "\n"))
  }

  /// The value of a word that stands in the highest bits.
  private static func number(
    _ word: Int128, isSigned: Bool, _ unused: Int128, _ fractionBits: Int
  ) -> Double {
    let raw =
      isSigned ? word >> unused : Int128(bitPattern: UInt128(bitPattern: word) >> UInt128(unused))
    // A word of 64 bits is converted by an instruction, one of 128 by a function; both round alike.
    return scalbn(Int64(exactly: raw).map { Double($0) } ?? Double(raw), -fractionBits)
  }

  private mutating func bits(_ value: Int128, _ width: Int) {
    let start = buffer.count
    var (low, high) = (UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64))
    buffer.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width))
    for place in stride(from: start + width - 1, through: start, by: -1) {
      buffer[place] |= UInt8(truncatingIfNeeded: low & 1)
      low = low >> 1 | high << 63
      high >>= 1
    }
  }
}
