/// What happens at the ports where that is more than one well-behaved run: runs one after another, each
/// with another configuration, resets and starts at any moment, gaps and back-pressure.
///
/// All of it is drawn from a seed, so a scenario is a few numbers and gives the same cycles every time.
public struct Scenario: Hashable, Sendable {
  /// Where words come from.
  public enum Words: String, CaseIterable, Sendable {
    /// From the case: its samples in their order, its configuration.
    case given = "case"
    /// Drawn from the whole range of the port's format, its ends and its middle preferred.
    case random
    /// Powers of two, one more and one less, of either sign, and the ends of the port's format: what
    /// a single bit decides. The epochs of a run are one more than a power of two.
    case corners
  }

  /// How long it lasts.
  public var cycles: Int
  public var seed: UInt64 = 1
  public var samples = Words.given
  public var configuration = Words.given
  /// The samples of an epoch, drawn for each.
  public var epochSamples = 1...8
  /// The most epochs of a run whose configuration is random.
  public var epochs = 1...4
  /// The cycles between the acceptance of a sample and the offer of the next.
  public var gap = 0...0
  /// The cycles for which a result waits.
  public var wait = 0...0
  /// The share of cycles with `rst`.
  public var reset = 0.0
  /// The share of cycles with `start`, whether a run is under way or not.
  public var start = 0.25

  public init(cycles: Int) { self.cycles = cycles }
}
