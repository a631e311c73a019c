import Foundation

/// Reads a value change dump (IEEE 1364-2005, 18): the values of some signals just before each rising edge of a
/// clock.
struct WaveReader {
  /// What a dump cannot be used for.
  enum Failure: Error, Hashable {
    case unreadable(String)
    /// Signals that were asked for and are not there, or of another width, by their paths below the scope.
    case missing([String])
  }

  private let bytes: Data
  private let scope: String

  /// - Parameter scope: the instance below which paths are counted, wherever in the hierarchy it is.
  init(path: String, scope: String = "dut") throws(Failure) {
    guard let bytes = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) else {
      throw .unreadable(path)
    }
    self.bytes = bytes
    self.scope = scope
  }

  /// Samples signals.
  ///
  /// - Parameters:
  ///   - clock: the path of the clock.
  ///   - body: called for each rising edge with its number, from 0, and the words of the signals, in
  ///     their order; the rest is left out when it returns false.
  /// - Throws: ``Failure/missing(_:)`` if the dump does not have them all.
  func sample(
    _ signals: [RTLSignal], clock: String = "clk",
    _ body: (Int, [LogicWord]) throws -> Bool
  ) throws {
    try bytes.withUnsafeBytes { bytes in
      var tokens = Tokens(bytes: bytes)
      let codes = header(&tokens)
      let missing =
        signals.filter { signal in
          guard let variable = codes[signal.path] else { return true }
          return signal.isWhole && variable.width != signal.width
        }.map(\.path) + (codes[clock] == nil ? [clock] : [])
      guard missing.isEmpty else {
        throw Failure.missing(Array(Set(missing)).sorted())
      }
      var readers: [UInt64: [Int]] = [:]
      for (index, signal) in signals.enumerated() {
        readers[codes[signal.path]!.code, default: []].append(index)
      }
      let clockCode = codes[clock]!.code
      var words = signals.map { LogicWord(bits: 0, unknown: .mask($0.width)) }
      // What changes at the time of an edge changes because of it, and is not what stood before.
      var changes: [(index: Int, word: LogicWord)] = []
      var (edges, clockIsHigh, rises) = (0, false, false)
      var isOver = false
      func endTime() throws {
        if rises {
          isOver = try !body(edges, words)
          edges += 1
          rises = false
        }
        for change in changes { words[change.index] = change.word }
        changes.removeAll(keepingCapacity: true)
      }
      while !isOver, let token = tokens.next() {
        switch token.first {
        case UInt8(ascii: "#"): try endTime()
        case UInt8(ascii: "0"), UInt8(ascii: "1"), UInt8(ascii: "x"), UInt8(ascii: "z"):
          let code = Tokens.code(token.dropFirst())
          if code == clockCode {
            let isHigh = token.first == UInt8(ascii: "1")
            rises = rises || (isHigh && !clockIsHigh)
            clockIsHigh = isHigh
          }
          for index in readers[code] ?? [] {
            changes.append((index, Self.word(token.prefix(1), signals[index])))
          }
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
          guard let name = tokens.next() else { break }
          for index in readers[Tokens.code(name)] ?? [] {
            changes.append((index, Self.word(token.dropFirst(), signals[index])))
          }
        default: break  // $dumpvars and the like
        }
      }
      if !isOver { try endTime() }
    }
  }

  /// The codes and widths of the signals below the scope, by their paths.
  private func header(_ tokens: inout Tokens) -> [String: (code: UInt64, width: Int)] {
    var codes: [String: (code: UInt64, width: Int)] = [:]
    var scopes: [String] = []
    while let token = tokens.next() {
      switch String(decoding: token, as: UTF8.self) {
      case "$scope":
        _ = tokens.next()
        scopes.append(tokens.text())
      case "$upscope": scopes.removeLast()
      case "$var":
        _ = tokens.next()
        let width = Int(tokens.text()) ?? 0
        let code = tokens.next().map { Tokens.code($0) } ?? 0
        let name = tokens.text()
        if let start = scopes.firstIndex(of: scope) {
          codes[(scopes[(start + 1)...] + [name]).joined(separator: ".")] = (code, width)
        }
      case "$enddefinitions": return codes
      default: break
      }
    }
    return codes
  }

  /// The bits of a signal from the digits of a value, which leaves zeros, X and Z out at the left.
  private static func word(_ digits: Slice<UnsafeRawBufferPointer>, _ signal: RTLSignal)
    -> LogicWord
  {
    var word = LogicWord(bits: 0)
    let fill = digits.first.map { $0 == UInt8(ascii: "1") ? UInt8(ascii: "0") : $0 } ?? 0x30
    for bit in 0..<signal.width {
      let position = signal.lowBit + bit
      let digit = position < digits.count ? digits[digits.endIndex - 1 - position] : fill
      switch digit {
      case UInt8(ascii: "0"): break
      case UInt8(ascii: "1"): word.bits |= 1 << UInt128(bit)
      default: word.unknown |= 1 << UInt128(bit)
      }
    }
    return word
  }
}

/// The words of a text between blanks.
private struct Tokens {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  mutating func next() -> Slice<UnsafeRawBufferPointer>? {
    while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    guard position < bytes.count else { return nil }
    let start = position
    while position < bytes.count, bytes[position] > 0x20 { position += 1 }
    return bytes[start..<position]
  }

  mutating func text() -> String {
    next().map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// An identifier of up to eight characters as a number.
  static func code(_ token: some Sequence<UInt8>) -> UInt64 {
    token.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
