import Cases
import Cosimulation
import Datapath

extension JSON {
  /// A certificate, for programs.
  init(_ certificate: Certificate, _ growth: VerifySynthesis.Growth, _ name: String) {
    let problems = certificate.problems + growth.problems
    self = [
      "case": .string(name), "synthesizer": .string(certificate.tool),
      "passed": .bool(problems.isEmpty), "problems": .array(problems.map { .string($0) }),
      "register_bits": JSON(certificate.design.registerBits),
      "flip_flops": JSON(certificate.flipFlops),
      "flip_flops_synthesized": certificate.synthesized.map { JSON($0) } ?? .null,
      "netlist_sha256": .string(certificate.netlistDigest),
      "registers": .array(
        certificate.design.registers.map { register in
          let spared = certificate.spared.filter { $0.register == register }
          return [
            "scope": .string(register.scope), "name": .string(register.name),
            "bits": JSON(register.width), "spared": .array(spared.map { JSON($0) }),
          ]
        }),
      "multipliers": .array(
        certificate.multipliers.map { found in
          [
            "name": .string(found.multiplier.name), "instance": .string(found.instance),
            "left_bits": JSON(found.left),
            "right_bits": JSON(found.right), "product_bits": JSON(found.product),
          ]
        }),
      "samples": JSON(growth.samples), "more_samples": JSON(growth.larger),
      "more_capacity": growth.capacity.map { JSON($0) } ?? .null,
      "same_netlist": growth.isSame.map { .bool($0) } ?? .null,
      "wider_with_capacity": .array(
        growth.wider(than: certificate.design).map { wider in
          ["name": .string(wider.register.name), "bits_more": JSON(wider.bits)]
        }),
    ]
  }

  private init(_ spared: Certificate.Spared) {
    self = ["low_bit": JSON(spared.bits.lowerBound), "high_bit": JSON(spared.bits.upperBound)]
    switch spared.fate {
    case .constant(let value):
      append("always", JSON(value ? 1 : 0))
    case .parallel(let register, let lowBit):
      append("equal_to", .string("\(register.scope).\(register.name)"))
      append("from_bit", JSON(lowBit))
    case .copies(let register, let bit):
      append("equal_to", .string("\(register.scope).\(register.name)"))
      append("bit", JSON(bit))
    case .unread:
      append("read", false)
    }
    append("reason", spared.reason.map { .string($0) } ?? .null)
  }
}
