/// A time of day, with or without its date: what loggers write in their first column.
///
/// Read are ISO 8601 (`2026-03-01T10:00:00.5Z`, also with a blank or without the separators), dates with the year at
/// the end where their order is known, `24-Mar-2026`, and clocks (`10:00:00.5`, `10:00`, `0:30.5`, `9:05:00 PM`).
struct ClockTime: Hashable {
  /// What all times of a column have in common.
  struct Shape: Hashable {
    let hasDate: Bool
    let hasZone: Bool
    let order: DateOrder?
  }

  let shape: Shape
  /// Whole seconds since 1970, or since midnight.
  let seconds: Int
  /// `fraction · 10^(−places)` of a second.
  let fraction: Int128
  let places: Int

  /// Why a text is no time.
  enum Refusal: Error {
    case notATime
    /// Day and month could be in either order.
    case ambiguous
  }

  init(_ bytes: [UInt8], order: DateOrder?) throws(Refusal) {
    // The shortest is 0:00; times have no letters but those of a zone, a month or a half of the day.
    guard bytes.count >= 4, bytes.count <= 48, bytes.contains(where: { (0x30...0x39).contains($0) })
    else { throw .notATime }
    var text = Scanner(bytes)
    let date = try Self.date(&text, order)
    if date != nil, text.isAtEnd {
      shape = Shape(hasDate: true, hasZone: false, order: date!.order)
      (seconds, fraction, places) = (date!.day * 86400, 0, 0)
      return
    }
    if date != nil {
      guard text.skip("T") || text.skip("t") || text.skipBlanks() else { throw .notATime }
    }
    let clock = try Self.clock(&text, isCompact: date?.isCompact == true)
    _ = text.skipBlanks()
    var hours = clock.hours
    if let half = text.word(among: ["AM", "PM", "am", "pm"]) {
      guard (1...12).contains(hours) else { throw .notATime }
      hours = hours % 12 + (half.lowercased() == "pm" ? 12 : 0)
      _ = text.skipBlanks()
    }
    guard hours < (date == nil ? 1_000_000 : 24) else { throw .notATime }
    let zone = try Self.zone(&text)
    guard text.isAtEnd else { throw .notATime }
    shape = Shape(hasDate: date != nil, hasZone: zone != nil, order: date?.order)
    seconds =
      (date?.day ?? 0) * 86400 + hours * 3600 + clock.minutes * 60 + clock.seconds - (zone ?? 0)
    (fraction, places) = (clock.fraction, clock.places)
  }

  /// The exact seconds since another time.
  func since(_ other: ClockTime) -> (significand: Int128, exponent: Int) {
    let places = max(places, other.places)
    func scaled(_ time: ClockTime) -> Int128 {
      Int128(time.seconds) * Int128(tenToThe: places) + time.fraction
        * Int128(tenToThe: places - time.places)
    }
    return (scaled(self) - scaled(other), -places)
  }

  // MARK: Parts

  private static func date(
    _ text: inout Scanner, _ order: DateOrder?
  ) throws(Refusal) -> (day: Int, order: DateOrder, isCompact: Bool)? {
    let start = text
    guard let first = text.number(upTo: 8) else { throw .notATime }
    if first.digits == 8, !text.isAtEnd {
      let (year, rest) = first.value.quotientAndRemainder(dividingBy: 10000)
      return (try day(year, rest / 100, rest % 100), .ymd, true)
    }
    guard let separator = text.separator("-/. "), let second = text.monthOrNumber(),
      text.skip(separator), let third = text.number(upTo: 4)
    else {
      text = start
      return nil
    }
    if first.digits == 4 {
      return (try day(first.value, second.value, third.value), .ymd, false)
    }
    guard third.digits == 4 || third.digits == 2 else { throw .notATime }
    let year = third.digits == 2 ? 2000 + third.value : third.value
    if second.isName { return (try day(year, second.value, first.value), .dmy, false) }
    let known =
      order ?? (separator == "." || first.value > 12 ? .dmy : second.value > 12 ? .mdy : nil)
    switch known {
    case .dmy: return (try day(year, second.value, first.value), .dmy, false)
    case .mdy: return (try day(year, first.value, second.value), .mdy, false)
    case .ymd, nil: throw .ambiguous
    }
  }

  /// The days since 1 January 1970 in the Gregorian calendar, counted in eras of 400 years from a 1 March.
  private static func day(_ year: Int, _ month: Int, _ day: Int) throws(Refusal) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...lengths[month - 1]).contains(day)
    else { throw .notATime }
    let shifted = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }

  private static func clock(
    _ text: inout Scanner, isCompact: Bool
  ) throws(Refusal) -> (hours: Int, minutes: Int, seconds: Int, fraction: Int128, places: Int) {
    guard let first = text.number(upTo: 6) else { throw .notATime }
    var parts = [first.value]
    if isCompact, first.digits >= 4 {
      parts =
        first.digits == 4
        ? [first.value / 100, first.value % 100]
        : [first.value / 10000, first.value / 100 % 100, first.value % 100]
    }
    while parts.count < 3, text.skip(":") {
      guard let next = text.number(upTo: 2), next.digits == 2 else { throw .notATime }
      parts.append(next.value)
    }
    guard parts.count >= 2 else { throw .notATime }
    var (fraction, places) = (Int128(0), 0)
    if text.skip(".") || (parts.count == 3 && text.skip(",")) {
      let digits = text.digits()
      guard (1...18).contains(digits.count) else { throw .notATime }
      places = digits.count
      fraction = digits.reduce(0) { $0 * 10 + Int128($1 - 0x30) }
      // Minutes and seconds: hours and minutes have no fraction.
      if parts.count == 2 { parts.insert(0, at: 0) }
    }
    let (minutes, seconds) = (parts[1], parts.count > 2 ? parts[2] : 0)
    // A leap second has the number 60.
    guard minutes < 60, seconds <= 60 else { throw .notATime }
    return (parts[0], minutes, seconds, fraction, places)
  }

  /// The seconds that a zone is ahead of UTC; nil where none is named.
  private static func zone(_ text: inout Scanner) throws(Refusal) -> Int? {
    if text.isAtEnd { return nil }
    if text.word(among: ["Z", "z", "UTC", "GMT"]) != nil { return 0 }
    let isWest = text.skip("-")
    guard isWest || text.skip("+"), let hours = text.number(upTo: 4) else { throw .notATime }
    var (hour, minute) = (hours.value, 0)
    if hours.digits == 4 {
      (hour, minute) = hours.value.quotientAndRemainder(dividingBy: 100)
    } else if text.skip(":") {
      guard let minutes = text.number(upTo: 2) else { throw .notATime }
      minute = minutes.value
    }
    guard hour <= 14, minute < 60 else { throw .notATime }
    return (isWest ? -1 : 1) * (hour * 3600 + minute * 60)
  }

  /// A text that is taken from its front.
  private struct Scanner {
    private let bytes: [UInt8]
    private var next = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { next == bytes.count }

    mutating func digits() -> ArraySlice<UInt8> {
      let start = next
      while next < bytes.count, (0x30...0x39).contains(bytes[next]) { next += 1 }
      return bytes[start..<next]
    }

    mutating func number(upTo most: Int) -> (value: Int, digits: Int)? {
      let digits = digits()
      guard (1...most).contains(digits.count) else { return nil }
      return (digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }, digits.count)
    }

    mutating func monthOrNumber() -> (value: Int, isName: Bool)? {
      let names = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
      ]
      let name = String(decoding: bytes[next...].prefix(3), as: UTF8.self).lowercased()
      if let index = names.firstIndex(of: name) {
        next += 3
        return (index + 1, true)
      }
      return number(upTo: 2).map { ($0.value, false) }
    }

    mutating func separator(_ among: String) -> Character? {
      guard next < bytes.count else { return nil }
      let character = Character(Unicode.Scalar(bytes[next]))
      guard among.contains(character) else { return nil }
      next += 1
      return character
    }

    mutating func skip(_ character: Character) -> Bool { separator(String(character)) != nil }

    mutating func skipBlanks() -> Bool {
      let start = next
      while next < bytes.count, bytes[next] == 0x20 { next += 1 }
      return next > start
    }

    mutating func word(among words: [String]) -> String? {
      let word = words.first { bytes[next...].starts(with: $0.utf8) }
      next += word?.utf8.count ?? 0
      return word
    }
  }
}
