/// How far a word is from the number that it was made of.

extension Format {
  /// The value of a raw word minus a number in decimal or C hexadecimal notation, to more digits than those of
  /// a `Double`, however much of the two takes each other away.
  ///
  /// Both are looked at through a window of 128 bits that holds them whole; while their difference is small
  /// in it, the window moves 60 places down. What lies above it then is the same in both, and what lies
  /// below is too little to be seen.
  ///
  /// - Throws: ``NumberError`` for a text that is no number.
  public func difference(ofRaw raw: Int128, from text: String) throws(NumberError) -> WideNumber {
    var text = text
    guard let difference = text.withUTF8({ difference(ofRaw: raw, UnsafeRawBufferPointer($0)) })
    else { throw NumberError(text: text) }
    return difference
  }

  private func difference(ofRaw raw: Int128, _ bytes: UnsafeRawBufferPointer) -> WideNumber? {
    var start = bytes.firstIndex { !$0.isBlank } ?? bytes.endIndex
    guard let number = NumberText(scanning: bytes, at: &start),
      bytes[start...].allSatisfy(\.isBlank)
    else { return nil }
    let given = WideNumber(number)
    // A word's bits lie within Format.maximumFractionBits; of what is far beyond them it takes nothing away.
    let far = 2 * Self.maximumFractionBits
    if !given.isZero, given.leadingPlace > far || raw == 0 && given.leadingPlace < -far {
      return -given
    }
    // Both magnitudes are below 2^top.
    let top = max(
      given.isZero ? -far : max(given.leadingPlace, -far) + 2,
      128 - raw.magnitude.leadingZeroBitCount - fractionBits)
    var places = 125 - top
    while true {
      let shift = places - fractionBits
      let word = shift >= 0 ? raw << Int128(min(shift, 128)) : raw >> Int128(min(-shift, 127))
      let exact = ScaledValue(number, target: places)
      let difference = word &- exact.floorBits
      let isExact = shift >= 0 && !exact.guardBit && !exact.sticky
      if difference.magnitude >= 1 << 60 || isExact {
        return WideNumber(difference, exponent: -places)
      }
      // Here they agree to 10^−1200, and no word has a decimal place below 10^−1000.
      if places > 5 * Self.maximumFractionBits, !number.isHexadecimal {
        return -WideNumber(number, behind: Self.maximumFractionBits)
      }
      places += 60
    }
  }
}
