import FixedPoint

/// The casts of the sample path, prepared for the kernels, which know it by the names of its registers.
struct SampleArithmetic<Value: Word>: Sendable {
  /// horner_1 + weight, and horner_h + weight for the later steps.
  let firstEstimate: SumCaster<Value>
  let nextEstimate: SumCaster<Value>
  /// x·x, and power·x for the higher powers.
  let firstPower: Caster<Value>
  let nextPower: Caster<Value>
  let error: SumCaster<Value>
  /// error, error·x, and error·power for the higher powers.
  let constantProduct: Caster<Value>
  let linearProduct: Caster<Value>
  let powerProduct: Caster<Value>
  let square: Caster<Value>
  let gradient: SumCaster<Value>
  let loss: SumCaster<Value>

  init(_ design: Design) {
    let description = design.valueDescription
    /// The first transfer that casts into a register; what a degree has no use for is given the place of another.
    func operands(_ name: String, or other: String) -> (node: Node, shapes: [Exact]) {
      let casts = design.castsOfPath
      let transfer = description.transfers[casts[name] ?? casts[other]!]
      return (
        transfer.operation.node!,
        transfer.operands.map { design.shape(of: description.content(of: $0), in: description) }
      )
    }
    func sum(_ name: String, or other: String = "") -> SumCaster<Value> {
      let (node, shapes) = operands(name, or: other)
      return SumCaster(node, shapes[0], shapes[1], to: design.formats[node])
    }
    func cast(_ name: String, or other: String = "") -> Caster<Value> {
      let (node, shapes) = operands(name, or: other)
      return Caster(node, from: shapes[0], to: design.formats[node])
    }
    firstEstimate = sum("estimate_1")
    nextEstimate = sum("estimate_2", or: "estimate_1")
    error = sum("error")
    constantProduct = cast("product_0")
    linearProduct = cast("product_1")
    powerProduct = cast("product_2", or: "product_1")
    firstPower = cast("power_2", or: "product_1")
    nextPower = cast("power_3", or: "product_1")
    square = cast("square")
    gradient = sum("gradient_0")
    loss = sum("loss")
  }
}

extension Design {
  private static let castsOfPaths = degrees.map { degree in
    let transfers = Description.stream(degree: degree, isAsBuilt: false).transfers.enumerated()
    let registers = Description.stream(degree: degree, isAsBuilt: false).registers
    return Dictionary(
      transfers.filter { $1.event.isOfPipeline && $1.operation.node != nil }
        .map { (registers[$1.target].name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The transfers of the pipeline that cast, by the names of the registers that they load.
  fileprivate var castsOfPath: [String: Int] { Self.castsOfPaths[degree - 1] }

  private static let knownToKernels = degrees.map { isKnownToKernels(degree: $0) }

  /// Whether the sample path is the one that the kernels compute.
  var isKnownToKernels: Bool {
    architecture == .stream && Self.knownToKernels[degree - 1]
  }

  private static func isKnownToKernels(degree: Int) -> Bool {
    let description = Description.stream(degree: degree, isAsBuilt: false)
    let path = description.transfers.filter { $0.event.isOfPipeline && $0.operation != .copy }
      .map { transfer in
        let names = transfer.operands.map { description.name(of: $0) }
        let target = description.registers[transfer.target].name
        return "\(target) = \(transfer.operation.node?.name ?? "") \(names.joined(separator: " "))"
      }
    var known: [String] = []
    for h in 1...degree {
      known.append("horner_\(h) =  \(h == 1 ? "weight_\(degree)" : "estimate_\(h - 1)") x")
      known.append("estimate_\(h) = estimate horner_\(h) weight_\(degree - h)")
    }
    for k in 1...degree where k > 1 {
      known.append("raise_\(k) =  \(k == 2 ? "x" : "power_\(k - 1)") x")
      known.append("power_\(k) = power raise_\(k)")
    }
    known += [
      "error = error y estimate_\(degree)", "squared =  error error", "square = square squared",
    ]
    known += ["product_0 = product error", "loss = loss loss square"]
    for k in 0...degree {
      known.append("gradient_\(k) = gradient gradient_\(k) product_\(k)")
      guard k > 0 else { continue }
      known.append("partial_\(k) =  error \(k == 1 ? "x" : "power_\(k)")")
      known.append("product_\(k) = product partial_\(k)")
    }
    return Set(path) == Set(known)
  }
}
