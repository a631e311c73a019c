import Datapath
import Vectors

/// What a synthesiser says of the RTL of a design: its flip-flops are the model's registers, bit for bit.
///
/// Two netlists are looked at. In the one that Yosys reads from the Verilog before it optimises anything, every bit of
/// ``Design/registers`` has to be a flip-flop of its own, and nothing else may be one. In the one that comes out of
/// synthesis some of them may be missing; each has to be accounted for by a proof (``Claims``).
package struct Certificate: Sendable {
  package let design: Design
  /// "Yosys 0.23".
  package let tool: String
  /// What does not hold; empty if the certificate is given.
  package internal(set) var problems: [String] = []

  /// The flip-flops of the RTL.
  package internal(set) var flipFlops = 0
  /// Those that are left after synthesis.
  package internal(set) var synthesized: Int?
  /// What became of the others; in the order of the registers.
  package internal(set) var spared: [Spared] = []
  package internal(set) var multipliers: [FoundMultiplier] = []
  /// The SHA-256 of the netlist that was read.
  package internal(set) var netlistDigest = ""

  package var isGiven: Bool { problems.isEmpty }

  /// A multiplier of the model and the `$mul` that it is in the RTL.
  package struct FoundMultiplier: Hashable, Sendable {
    package let multiplier: Multiplier
    /// The bits of the factors and of the product in the RTL.
    package let left, right, product: Int
    /// "products[1].product.multiplier".
    package let instance: String
  }

  /// Bits of a register, one above the other, that synthesis spared, and why it could.
  package struct Spared: Hashable, Sendable {
    package let register: Register
    package internal(set) var bits: ClosedRange<Int>
    package internal(set) var fate: Fate
    /// What makes it so, where the formats alone tell.
    package internal(set) var reason: String?
  }

  /// What a flip-flop came to.
  package enum Fate: Hashable, Sendable {
    /// It never has another value.
    case constant(Bool)
    /// Always the value of the bit of another register, or of this one. For a range, bits in parallel.
    case parallel(Register, lowBit: Int)
    /// Always the value of that one bit, all of a range.
    case copies(Register, bit: Int)
    /// No output and no other register depends on it.
    case unread
  }
}

/// A run of Yosys that ends with a ``Certificate``.
package struct Certification: Sendable {
  package let design: Design
  package let rtl: RTLSource
  package var timeLimit = Duration.seconds(600)

  package init(_ design: Design, _ rtl: RTLSource) {
    self.design = design
    self.rtl = rtl
  }

  /// What is done at the moment.
  package enum Step: String, Sendable {
    case reading, synthesizing, proving
  }

  /// Reads, compares, synthesises and proves.
  ///
  /// - Parameters:
  ///   - folder: for Yosys' scripts, logs and netlists.
  ///   - progress: is told the step and the bytes of Yosys' log so far.
  /// - Throws: ``ToolError`` if Yosys is missing, takes too long or refuses the RTL.
  package func run(
    in folder: WorkingFolder, progress: (Step, Int) -> Void = { _, _ in }
  ) throws(ToolError) -> Certificate {
    let tool = try Synthesis.tool()
    return try withoutActuallyEscaping(progress) { progress throws(ToolError) in
      func synthesis(_ step: Step) -> Synthesis {
        Synthesis(
          tool: tool, rtl: rtl, design: design, folder: folder, timeLimit: timeLimit,
          progress: { progress(step, $0) })
      }
      let read = try synthesis(.reading).elaborate()
      var certificate = Certificate(design: design, tool: read.version)
      certificate.problems += read.problems
      let state = RegisterBits(design, read.netlist)
      certificate.flipFlops = state.flipFlopCount
      certificate.problems += state.problems
      certificate.compareMultipliers(read.netlist)
      certificate.netlistDigest = read.netlist.digest
      // Without the registers, what became of them is no question.
      guard certificate.isGiven else { return certificate }

      let made = try synthesis(.synthesizing).synthesize()
      certificate.problems += made.problems
      let claims = Claims(state, read.netlist, made.netlist)
      certificate.synthesized = claims.flipFlopCount
      certificate.problems += claims.problems
      certificate.spared = claims.spared(design)
      guard certificate.isGiven else { return certificate }
      certificate.problems += try claims.prove(synthesis(.proving))
      return certificate
    }
  }

  /// The SHA-256 of the netlist that Yosys reads for this design.
  package func netlistDigest(in folder: WorkingFolder) throws(ToolError) -> String {
    try Synthesis(
      tool: Synthesis.tool(), rtl: rtl, design: design, folder: folder, timeLimit: timeLimit,
      progress: { _ in }
    ).elaborate(to: "again").netlist.digest
  }
}

extension Certificate {
  /// Finds each multiplier of the model among the `$mul`, by its widths.
  mutating func compareMultipliers(_ netlist: Netlist) {
    var found = netlist.sortedCells.filter { $0.cell.type == "$mul" }
    for multiplier in design.multipliers {
      // An unsigned factor has a zero before it, since the multiplication is signed.
      let widths = [multiplier.left.signedWidth, multiplier.right.signedWidth]
      let product = design.registers.first { $0.name == multiplier.name }!.width
      let index = found.firstIndex { _, cell in
        let (a, b) = (cell.number("A_WIDTH") ?? 0, cell.number("B_WIDTH") ?? 0)
        return ([a, b] == widths || [b, a] == widths) && cell.number("Y_WIDTH") == product
      }
      guard let index else {
        problems.append(
          "multiplier \(multiplier.name): the RTL has none of \(widths[0]) by \(widths[1]) bits with a product of \(product)"
        )
        continue
      }
      let (name, cell) = found.remove(at: index)
      multipliers.append(
        FoundMultiplier(
          multiplier: multiplier, left: cell.number("A_WIDTH") ?? 0,
          right: cell.number("B_WIDTH") ?? 0, product: cell.number("Y_WIDTH") ?? 0,
          instance: Netlist.instance(ofCell: name)))
    }
    for (name, cell) in found {
      problems.append(
        "\(Netlist.instance(ofCell: name)): a multiplier of \(cell.number("A_WIDTH") ?? 0) by \(cell.number("B_WIDTH") ?? 0) bits that the model does not have"
      )
    }
  }
}

extension Netlist {
  /// The SHA-256 of its text, which has the same order each time.
  var digest: String { SHA256.digest(of: json(module: "")) }
}
