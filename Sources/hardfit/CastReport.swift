import FixedPoint

/// What a format makes of one number: the word, and how far off its value is.
struct CastReport {
  /// The number as it was written.
  let text: String
  let format: Format
  let cast: Cast
  /// The value represented minus the value given.
  let error: WideNumber

  init(_ text: String, in format: Format) throws(NumberError) {
    self.text = text
    self.format = format
    cast = try format.cast(parsing: text)
    error =
      cast.isInexact || cast.isOverflow
      ? try format.difference(ofRaw: cast.raw, from: text) : .zero
  }

  /// The error in units of the LSB.
  var errorInLSBs: WideNumber { error.scaled(byPowerOfTwo: format.fractionBits) }

  /// "inexact", "overflow", both or nothing.
  var flags: [String] {
    (cast.isInexact ? ["inexact"] : []) + (cast.isOverflow ? ["overflow"] : [])
  }
}
