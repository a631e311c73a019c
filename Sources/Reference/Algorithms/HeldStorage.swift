/// How many bits an object holds, found by looking at it: nothing is counted by hand and nothing forgotten.

/// A word of storage.
protocol StoredWord {
  static var bits: Int { get }
}

extension Double: StoredWord { static var bits: Int { 64 } }
extension Float: StoredWord { static var bits: Int { 32 } }
/// A place in a list, or a count.
extension Int: StoredWord { static var bits: Int { 64 } }

/// An array of words, with what tells its memory apart.
private protocol StoredColumn {
  var column: (start: UnsafeRawPointer?, bits: Int) { get }
}

extension Array: StoredColumn where Element: StoredWord {
  fileprivate var column: (start: UnsafeRawPointer?, bits: Int) {
    withUnsafeBytes { ($0.baseAddress, count * Element.bits) }
  }
}

/// The words reachable from some values, through every stored property.
///
/// An array whose memory several of them share counts once: a tape that refers to the samples holds them, but no
/// second copy. Choices that a circuit would have as wires (enumerations without values) have no bits.
struct HeldStorage {
  private(set) var bits = 0
  private var seen: Set<UnsafeRawPointer> = []

  init(of values: Any...) { for value in values { add(value) } }

  mutating func add(_ value: Any) {
    if let column = (value as? any StoredColumn)?.column {
      guard let start = column.start, column.bits > 0, seen.insert(start).inserted else { return }
      bits += column.bits
    } else if let word = value as? any StoredWord {
      bits += type(of: word).bits
    } else {
      for child in Mirror(reflecting: value).children { add(child.value) }
    }
  }
}

/// The most that an algorithm has held at any moment looked at.
public struct StorageMeter: Sendable {
  /// Bits.
  public private(set) var peak = 0
  /// Whether to look; looking costs more than a small epoch.
  var isWatching = true

  public init() {}

  /// Looks at all that is held now.
  mutating func observe(_ values: @autoclosure () -> [Any]) {
    guard isWatching else { return }
    var held = HeldStorage()
    for value in values() { held.add(value) }
    peak = max(peak, held.bits)
  }
}
