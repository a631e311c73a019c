/// Which characters a terminal picture may be drawn with.
public enum Charset: Hashable, Sendable {
  /// Box rules, Braille dots and shades.
  case unicode
  /// The 95 printable characters of ASCII alone.
  case ascii
}
