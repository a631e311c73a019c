import Datapath
import FixedPoint

/// A plan as settings in which nothing is left to a default: whole formats, the rate, the epochs, the first parameters.
extension Plan {
  /// Settings that make the same design and configuration, also on other samples of the same scaling.
  package var pinned: Settings {
    var pinned = settings
    pinned.degree = degree
    pinned.scale = scaling
    pinned.learningRate = rate.eta
    pinned.loss = rate.objective
    pinned.epochs = epochs
    pinned.tolerance = tolerance
    pinned.capacity = settings.capacity ?? Self.defaultCapacity
    pinned.initialTheta =
      settings.initialTheta ?? initialTheta.map { WrittenNumber($0) }
    for node in design.nodes { pinned.formats[node] = FormatChoice(design.formats[node]) }
    return pinned
  }
}

extension FormatChoice {
  /// The choice that is this very format.
  package init(_ format: Format) {
    self.init()
    width = format.width
    integerBits = format.integerBits
    isSigned = format.isSigned
    quantization = format.quantization
    overflow = format.overflow
  }

  /// The format, where every part of it is said.
  package var whole: Format? {
    isWhole ? try? format(default: Format(width: 1, integerBits: 1)) : nil
  }
}
