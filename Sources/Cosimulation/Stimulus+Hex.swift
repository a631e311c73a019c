import Datapath
import FixedPoint
import Vectors

extension Stimulus {
  /// Reads the first lines of a `stimulus.hex`: what a bench does, random words included.
  ///
  /// - Throws: ``LineError`` with the first line that is no word of the design's inputs.
  init(_ design: Design, hex text: String, upTo count: Int) throws(LineError) {
    let idle = Configuration(
      step: 0, initialTheta: Array(repeating: 0, count: design.degree + 1), tolerance: 0,
      maximumEpochs: 0)
    let columns = design.stimulusLine.columns
    var cycles: [Cycle] = []
    for line in text.split(whereSeparator: \.isNewline).prefix(count) {
      let words = line.split(separator: "_").map { HexWord($0) }
      guard words.count == columns.count, !words.contains(where: { $0 == nil }) else {
        throw LineError(line: cycles.count + 1)
      }
      var values: [String: Int128] = [:]
      var padding: UInt16 = 0
      for (column, word) in zip(columns, words) {
        var end = column.width
        for field in column.fields {
          end -= field.width
          let bits = word!.bits(from: end, count: field.wordLength)
          values[field.name] = LogicWord(bits: bits).value(
            width: field.wordLength, isSigned: field.isSigned)
          let others = UInt16(
            word!.bits(from: end + field.wordLength, count: field.width - field.wordLength) & 0xFF)
          if field.name == "x" { padding |= others }
          if field.name == "y" { padding |= others << 8 }
        }
      }
      func flag(_ name: String) -> Bool { values[name] == 1 }
      let inputs = Inputs<Int128>(
        reset: flag("rst"), start: flag("start"), sampleValid: flag("s_axis_tvalid"),
        sampleLast: flag("s_axis_tlast"), x: values["x"]!, y: values["y"]!,
        resultReady: flag("m_axis_tready"))
      let configuration = Configuration(
        step: values["cfg_step"]!,
        initialTheta: (0...design.degree).map { values["theta_\($0)"]! },
        tolerance: values["cfg_tolerance"]!,
        maximumEpochs: UInt32(truncatingIfNeeded: values["cfg_max_epochs"]!))
      // Nobody looks at a configuration that no start takes, so that any word may stand there.
      cycles.append(
        Cycle(inputs, design.accepts(configuration) ? configuration : idle, padding: padding))
    }
    self.init(design, cycles)
  }

  /// A line that is no word of the inputs, from 1.
  struct LineError: Error, Hashable {
    let line: Int
  }
}

/// A hexadecimal word of any length.
private struct HexWord: Hashable {
  /// Four bits each, the lowest first.
  private let digits: [UInt8]

  init?(_ text: Substring) {
    var digits: [UInt8] = []
    for character in text.utf8.reversed() {
      guard let digit = Character(Unicode.Scalar(character)).hexDigitValue else { return nil }
      digits.append(UInt8(digit))
    }
    self.digits = digits
  }

  func bits(from position: Int, count: Int) -> UInt128 {
    var result: UInt128 = 0
    for bit in 0..<count {
      let (digit, place) = ((position + bit) / 4, (position + bit) % 4)
      guard digit < digits.count else { break }
      result |= UInt128((digits[digit] >> UInt8(place)) & 1) << UInt128(bit)
    }
    return result
  }
}
