import Cosimulation
import Datapath
import Reports

/// A certificate as a person reads it.
struct SynthesisReport {
  private let certificate: Certificate
  private let growth: VerifySynthesis.Growth
  private let name: String

  init(_ certificate: Certificate, _ growth: VerifySynthesis.Growth, _ name: String) {
    self.certificate = certificate
    self.growth = growth
    self.name = name
  }

  func lines(width: Int) -> [String] {
    let problems = certificate.problems + growth.problems
    guard problems.isEmpty else {
      return ["\(name): FAIL in \(certificate.tool)", ""] + problems
    }
    let design = certificate.design
    let bits = design.registerBits
    var lines = [
      "\(name): PASS, \(bits) register bits in the model, \(certificate.flipFlops) flip-flops in \(certificate.tool)",
      "",
      "each register of the model is flip-flops of the RTL, bit for bit, and nothing else is stored:",
      "\(design.registers.count) registers, no memory, no latch; one clock, and every flip-flop is 0 after rst",
    ]
    lines += ["", "multipliers"] + multipliers.lines(width: width)
    let left = certificate.synthesized ?? bits
    lines.append("")
    if certificate.spared.isEmpty {
      lines.append("\(left) flip-flops after synthesis: all of them")
    } else {
      lines.append(
        "\(left) flip-flops after synthesis; \(bits - left) were spared, each proved to be superfluous by induction:"
      )
      lines += spared.lines(width: width)
    }
    return lines + [""] + samples
  }

  private var multipliers: TextTable {
    var table = TextTable([
      .init("register"), .init("factors", .right), .init("bits", .right), .init("in the RTL"),
    ])
    for found in certificate.multipliers {
      table.addRow([
        found.multiplier.name, "\(found.left) × \(found.right)", "\(found.product)",
        found.instance,
      ])
    }
    return table
  }

  private var spared: TextTable {
    var table = TextTable([
      .init("register"), .init("bits", .right), .init("what it is"), .init("because"),
    ])
    for spared in certificate.spared {
      table.addRow([
        name(of: spared.register), spared.bits.text, text(of: spared.fate), spared.reason ?? "",
      ])
    }
    return table
  }

  /// Without the part of the machine, where the name alone tells which register it is.
  private func name(of register: Register) -> String {
    let names = certificate.design.registers.map(\.name)
    return names.count { $0 == register.name } == 1
      ? register.name : "\(register.scope).\(register.name)"
  }

  private func text(of fate: Certificate.Fate) -> String {
    switch fate {
    case .constant(let value): "always \(value ? 1 : 0)"
    case .parallel(let register, let lowBit): "\(name(of: register))[\(lowBit)] and up"
    case .copies(let register, let bit): "\(name(of: register))[\(bit)]"
    case .unread: "read by nothing"
    }
  }

  private var samples: [String] {
    var lines = [
      "for \(growth.larger) samples instead of \(growth.samples) and a capacity of \(growth.capacity ?? 0), at these formats, the same netlist:",
      "SHA-256 \(certificate.netlistDigest)",
    ]
    let wider = growth.wider(than: certificate.design)
    if growth.free == nil {
      lines.append("formats that follow such a capacity would be wider than they may be")
    } else if wider.isEmpty {
      lines.append("no format follows the capacity")
    } else {
      let counts = Dictionary(grouping: wider, by: \.bits).sorted { $0.key < $1.key }
      lines += counts.map { bits, registers in
        "formats that follow such a capacity: \(bits) bits more in \(registers.map(\.register.name).joined(separator: ", "))"
      }
    }
    return lines
  }
}

extension ClosedRange<Int> {
  /// "11…0", or a single bit.
  fileprivate var text: String { count == 1 ? "\(lowerBound)" : "\(upperBound)…\(lowerBound)" }
}
