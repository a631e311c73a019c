import Datapath
import FixedPoint

// Other modes of quantisation and overflow.

extension HypothesisSearch {
  /// Another mode at the register's cast: in the whole machine if that makes it the same, otherwise in this place.
  mutating func tryModes(_ place: Int) {
    let rule = rules[place].rule
    guard let node = rule.operation.node ?? rule.operation.roundedNode, let format = rule.format
    else { return }
    for other in format.otherModes {
      guard let fit = fit(altered(like: place) { $0.rule.format = other }) else { continue }
      if let whole = wholeMachine(node, format, other) {
        add(whole.change, whole.evidence)
      } else {
        add(
          "\(Format.change(of: node, format, to: other)), in this place alone",
          fit.text(isBit: false))
      }
    }
  }

  /// The machine with another mode at the node, at every node of its mode, or with the two modes exchanged.
  private func wholeMachine(_ node: Node, _ format: Format, _ other: Format) -> Hypothesis? {
    let (old, new) = (format.mode(otherThanIn: other), other.mode(otherThanIn: format))
    let scopes: [(change: String, formats: (Node) -> Format?)] = [
      (Format.change(of: node, format, to: other), { $0 == node ? other : nil }),
      ("every \(old) were \(new)", { replaced($0, format, other) }),
      (
        "\(old) and \(new) were exchanged",
        { replaced($0, format, other) ?? replaced($0, other, format) }
      ),
    ]
    for (change, formats) in scopes {
      let book = trial.right.replacing(formats)
      if let fit = trial.fit(book, diagnosis.registers.indices), fit.telling > 0 {
        return Hypothesis(
          change: change,
          evidence: "every register in \(fit.text(isBit: false))")
      }
    }
    return nil
  }

  /// The format of a node with the mode of one instead of that of another.
  private func replaced(_ node: Node, _ old: Format, _ new: Format) -> Format? {
    let format = diagnosis.design.formats[node]
    if old.quantization != new.quantization {
      return format.quantization == old.quantization
        ? format.with(quantization: new.quantization) : nil
    }
    return format.overflow == old.overflow ? format.with(overflow: new.overflow) : nil
  }
}

extension Design {
  /// Every other mode of one node that is cast in hardware, in words too.
  var modeChanges: [(node: Node, format: Format, change: String)] {
    castNodes.flatMap { node in
      formats[node].otherModes.map { other in
        (node, other, Format.change(of: node, formats[node], to: other))
      }
    }
  }
}

extension RuleBook {
  /// With other formats of some nodes.
  func replacing(_ formats: (Node) -> Format?) -> RuleBook {
    var book = self
    for node in Node.every {
      guard let format = formats(node) else { continue }
      for register in rules.indices {
        for place in rules[register].indices
        where rules[register][place].rule.operation.formatNode == node {
          book.rules[register][place].rule.format = format
        }
      }
    }
    return book
  }
}

extension Format {
  /// The format under every other mode, one mode at a time.
  var otherModes: [Format] {
    let counts = Set(
      Array(0...4) + [overflow.saturatedBits - 1, overflow.saturatedBits + 1, width - 1]
    ).filter { $0 >= 0 && $0 < width }.sorted()
    var overflows: [Overflow] = [.sat, .satZero, .satSym]
    overflows += counts.map { .wrap(saturatedBits: $0) } + counts.map { .wrapSM(saturatedBits: $0) }
    return Quantization.allCases.filter { $0 != quantization }.compactMap { with(quantization: $0) }
      + overflows.filter { $0 != overflow }.compactMap { with(overflow: $0) }
  }

  func with(quantization: Quantization? = nil, overflow: Overflow? = nil) -> Format? {
    try? Format(
      width: width, integerBits: integerBits, isSigned: isSigned,
      quantization: quantization ?? self.quantization, overflow: overflow ?? self.overflow)
  }

  /// "the quantisation of estimate were TRN instead of RND".
  fileprivate static func change(of node: Node, _ format: Format, to other: Format) -> String {
    let what = format.quantization != other.quantization ? "quantisation" : "overflow mode"
    return
      "the \(what) of \(node.name) were \(other.mode(otherThanIn: format)) instead of \(format.mode(otherThanIn: other))"
  }

  /// The mode in which it differs from another one.
  fileprivate func mode(otherThanIn other: Format) -> String {
    quantization != other.quantization ? "\(quantization)" : "\(overflow)"
  }
}
