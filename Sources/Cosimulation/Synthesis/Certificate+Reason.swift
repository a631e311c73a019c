import Datapath
import FixedPoint

extension Certificate.Spared {
  /// What makes the bits superfluous, where the formats alone tell; that they are is proved in any case.
  func reason(in design: Design) -> String? {
    let (name, k) = Design.split(register.name)
    if register.name.hasPrefix("overflow_"), fate == .constant(false) {
      return "no exact value is out of the range of \(register.name.dropFirst(9))"
    }
    switch fate {
    case .unread: return unreadReason(in: design)
    case .constant(false):
      if isSquare(name, k), bits == 1...1 { return "a square leaves 0 or 1 when divided by 4" }
      if let (node, places) = finerPlaces(in: design), bits.upperBound < places {
        return "\(register.node!.name) has \(places) places more than \(node)"
      }
      return bits.upperBound == register.width - 1 ? "no value is so great" : nil
    case .constant(true): return nil
    case .copies(let other, let bit):
      if other == register {
        if bits.upperBound == register.width - 1, bit == bits.lowerBound - 1 {
          return "copies of the sign: no value is so great"
        }
        if let (node, places) = finerPlaces(in: design), bits.upperBound < places {
          return "always 0: \(register.node!.name) has \(places) places more than \(node)"
        }
      }
      return isSquare(name, k) && bits == 0...0 ? "a square is odd if its root is" : nil
    case .parallel: return nil
    }
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
    case "product" where k == 0: source = ("error", formats[.error].fractionBits)
    case "product":
      source = (
        k == 1 ? "error·x" : "error·power",
        formats[.error].fractionBits + formats[k == 1 ? .x : .power].fractionBits
      )
    case "square": source = ("error²", 2 * formats[.error].fractionBits)
    case "gradient": source = ("product", formats[.product].fractionBits)
    case "loss": source = ("square", formats[.square].fractionBits)
    default: return nil
    }
    guard let node = register.node else { return nil }
    let places = formats[node].fractionBits - source.1
    return places > 0 ? (source.0, places) : nil
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
      return "\(node.name) truncates: its cast reads no place that it drops"
    case .rnd where bits.upperBound < dropped - 1:
      return "\(node.name) rounds by RND: its cast reads the first place that it drops alone"
    default: return nil
    }
  }
}
