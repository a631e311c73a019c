import FixedPoint

/// What a format makes of one number: the word, and how far off its value is.
struct CastReport {
  /// The number as it was written.
  let text: String
  let format: Format
  let cast: Cast
  /// The value represented minus the value given, with the relative error of a `Double`. Infinite
  /// where the value given is beyond a `Double`.
  let error: Double

  init(_ text: String, in format: Format) throws(NumberError) {
    self.text = text
    self.format = format
    cast = try format.cast(parsing: text)
    error = Self.error(of: cast, from: text, in: format)
  }

  /// The error in units of the last place.
  var errorInLastPlaces: Double { error / format.leastPlace }

  /// "inexact", "overflow", both or nothing.
  var flags: [String] {
    (cast.isInexact ? ["inexact"] : []) + (cast.isOverflow ? ["overflow"] : [])
  }

  private static func error(of cast: Cast, from text: String, in format: Format) -> Double {
    guard cast.isInexact || cast.isOverflow else { return 0 }
    let given = Double(text.filter { !$0.isWhitespace }) ?? .nan
    // What became of nothing, or is beyond the range, is far off: a Double tells by how much.
    // Everything else is less than one last place off, and a word with up to 100 bits more below that
    // place, whatever it loses above, tells it however many bits the format has.
    let more = min(100, Format.maximumFractionBits - format.fractionBits)
    if cast.raw != 0, !cast.isOverflow, more > 0,
      let fine = try? Format(
        width: Format.maximumWidth,
        integerBits: Format.maximumWidth - format.fractionBits - more),
      let exact = try? fine.cast(parsing: text)
    {
      return fine.value(ofRaw: fine.word(fromBits: cast.raw << Int128(more) &- exact.raw))
    }
    return format.value(ofRaw: cast.raw) - given
  }
}
