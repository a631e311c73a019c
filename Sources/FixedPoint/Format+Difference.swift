/// How far a word is from the number that it was made of.

extension Format {
  /// The value of a raw word minus a number in decimal or C hexadecimal notation, to nearly all digits of a
  /// `Double`, however much of the two takes each other away.
  ///
  /// Both are looked at through a window of 128 bits that holds them whole; while their difference is small
  /// in it, the window moves 60 places down. What lies above it then is the same in both, and what lies
  /// below is too little to be seen.
  ///
  /// - Returns: infinite where the number is beyond a `Double`.
  /// - Throws: ``NumberError`` for a text that is no number.
  public func difference(ofRaw raw: Int128, from text: String) throws(NumberError) -> Double {
    var text = text
    guard let difference = text.withUTF8({ difference(ofRaw: raw, UnsafeRawBufferPointer($0)) })
    else { throw NumberError(text: text) }
    return difference
  }

  private func difference(ofRaw raw: Int128, _ bytes: UnsafeRawBufferPointer) -> Double? {
    var start = bytes.firstIndex { !$0.isBlank } ?? bytes.endIndex
    guard let number = NumberText(scanning: bytes, at: &start),
      bytes[start...].allSatisfy(\.isBlank),
      let nearest = Double(String(decoding: bytes, as: UTF8.self).withoutBlanksAround)
    else { return nil }
    guard nearest.isFinite else { return -nearest }
    // Both magnitudes are below 2^top.
    let top = max(
      nearest == 0 ? -1074 : Int(nearest.exponent) + 2,
      128 - raw.magnitude.leadingZeroBitCount - fractionBits)
    var places = 125 - top
    while true {
      let shift = places - fractionBits
      let word = shift >= 0 ? raw << Int128(min(shift, 128)) : raw >> Int128(min(-shift, 127))
      let difference = word &- ScaledValue(number, target: places).floorBits
      if difference.magnitude >= 1 << 60 || places > Self.leastDoublePlace + 60 {
        return Double(sign: .plus, exponent: -places, significand: Double(difference))
      }
      places += 60
    }
  }

  /// The last binary place of any `Double`.
  private static let leastDoublePlace = 1074
}
