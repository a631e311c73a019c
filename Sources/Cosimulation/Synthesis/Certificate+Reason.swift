import Datapath
import FixedPoint

extension Certificate.Spared {
  /// What makes the bits superfluous, where the formats alone tell; that they are is proved in any case.
  func reason(in design: Design) -> String? {
    let (name, k) = Design.split(register.name)
    let reachesTop = bits.upperBound == register.width - 1
    switch fate {
    case .constant(false) where register.name.hasPrefix("overflow_"):
      return "\(register.name.dropFirst(9)) cannot overflow"
    case .constant(false) where isSquare(name, k) && bits == 1...1:
      return "a square is 0 or 1 modulo 4"
    case .copies(_, _) where isSquare(name, k) && bits == 0...0:
      return "a square is odd as its root is"
    case .constant(false) where name == "square" && castBits(in: design).contains(bits),
      .copies where name == "square" && castBits(in: design).contains(bits):
      return "the bit of squared"
    case .copies(register, bits.lowerBound - 1) where reachesTop:
      return "copies of the sign"
    case .constant(false), .copies(register, _):
      if let (source, places) = finerPlaces(in: design), bits.upperBound < places {
        return "\(places) place\(places == 1 ? "" : "s") finer than \(source)"
      }
      return fate == .constant(false) && reachesTop ? "no value is so great" : nil
    case .unread: return unreadReason(in: design)
    case .constant, .copies, .parallel: return nil
    }
  }

  /// The two bits of `square` that are the low bits of `squared`.
  private func castBits(in design: Design) -> ClosedRange<Int> {
    let low = design.formats[.square].fractionBits - 2 * design.formats[.error].fractionBits
    return low...low + 1
  }

  private func isSquare(_ name: String, _ k: Int) -> Bool {
    name == "squared" || (name == "raise" && k == 2)
  }

  /// What is cast or summed into the register where that has fewer fraction bits, and by how many.
  private func finerPlaces(in design: Design) -> (source: String, places: Int)? {
    let (name, k) = Design.split(register.name)
    let formats = design.formats
    let source: (String, Int)
    switch name {
    case "weight": source = ("theta", formats[.theta].fractionBits)
    case "power":
      let base = k == 2 ? formats[.x] : formats[.power]
      source = (k == 2 ? "x²" : "power·x", base.fractionBits + formats[.x].fractionBits)
    case "error":
      source = ("y − estimate", max(formats[.y].fractionBits, formats[.estimate].fractionBits))
    case "product": source = partial(k, in: design)
    case "square": source = ("error²", 2 * formats[.error].fractionBits)
    case "gradient":
      // A sum has no other places than what is summed.
      let exact = partial(k, in: design)
      let product = ("product", formats[.product].fractionBits)
      source = exact.places < product.1 ? exact : product
    case "loss": source = ("square", formats[.square].fractionBits)
    default: return nil
    }
    guard let node = register.node else { return nil }
    let places = formats[node].fractionBits - source.1
    return places > 0 ? (source.0, places) : nil
  }

  /// The exact value that is cast into `product_k`.
  private func partial(_ k: Int, in design: Design) -> (name: String, places: Int) {
    let error = design.formats[.error].fractionBits
    return switch k {
    case 0: ("error", error)
    case 1: ("error·x", error + design.formats[.x].fractionBits)
    default: ("error·power", error + design.formats[.power].fractionBits)
    }
  }

  /// A cast that drops places may look at the first of them alone, or at none.
  private func unreadReason(in design: Design) -> String? {
    let (name, k) = Design.split(register.name)
    let node: Node
    switch name {
    case "horner": node = .estimate
    case "raise": node = .power
    case "partial": node = .product
    case "squared": node = .square
    case "scaled": node = .update
    case "theta": node = .weight
    default: return nil
    }
    guard let fraction = register.fractionBits, k <= design.degree else { return nil }
    let target = design.formats[node]
    let dropped = fraction - target.fractionBits
    switch target.quantization {
    case .trn where bits.upperBound < dropped:
      return "below \(node.name), which truncates"
    case .rnd where bits.upperBound < dropped - 1:
      return "below the place by which \(node.name) rounds"
    default: return nil
    }
  }
}
