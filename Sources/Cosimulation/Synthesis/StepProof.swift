import Datapath

/// The proof of what synthesis claims, by induction over the cycles, in Yosys' SAT solver.
///
/// The flip-flops of the netlist that was read are cut: what they hold becomes an input, what they would load an output.
/// That leaves one step of the machine, a function without memory. Three things are proved of it:
///
/// 1. with `rst`, every flip-flop loads 0, whatever it held: each claim holds after a reset;
/// 2. where the claims hold before a step, they hold after it;
/// 3. where they hold, no output and no flip-flop that is kept depends on one that is claimed to be unread: a second
///    copy of the step, in which these are 0, gives the same for every input and state.
///
/// That the claims hold is put into the netlist itself: a constant takes the place of the input, one input that of two.
struct StepProof {
  private typealias Bit = Netlist.Bit

  /// What has to be equal, for one register.
  private struct Obligation {
    let name: String
    var left: [Bit] = []
    var right: [Bit] = []
  }

  private let claims: Claims
  private let state: RegisterBits
  private let read: Netlist
  private let netOfBit: [Claims.Bit: Int]
  private let nextOfBit: [Claims.Bit: Bit]
  /// By the net of a flip-flop that is spared, what stands in its place.
  private var substitutes: [Int: Bit] = [:]
  private var unread: Set<Int> = []
  /// The nets that a step begins with.
  private let inputs: Set<Int>
  /// What is added to a net's number in the second copy.
  private let copyOffset: Int

  init(_ claims: Claims) {
    self.claims = claims
    state = claims.state
    read = claims.read
    netOfBit = Dictionary(uniqueKeysWithValues: state.bits.map { ($0.bit, $0.net) })
    nextOfBit = Dictionary(uniqueKeysWithValues: state.bits.map { ($0.bit, $0.next) })
    for ((_, net, _), claim) in zip(state.bits, claims.claims) {
      switch claim {
      case .kept: break
      case .constant(let value): substitutes[net] = .constant(value ? "1" : "0")
      case .equal(let other): substitutes[net] = .net(netOfBit[other]!)
      case .unread: unread.insert(net)
      }
    }
    let ports = read.ports.values.filter { $0.direction == "input" }.flatMap(\.bits)
    inputs = Set(state.bits.map(\.net)).union(ports.compactMap(\.net))
    let nets =
      read.cells.values.flatMap { $0.connections.values.joined() }
      + read.ports.values.flatMap(\.bits)
    copyOffset = 1 + (nets.compactMap(\.net).max() ?? 0)
  }

  /// Runs the proofs and tells what could not be proved.
  func failures(_ yosys: Synthesis) throws(ToolError) -> [String] {
    try yosys.folder.write(resetStep.json(module: "reset"), to: "reset.json")
    let obligations = obligations
    try yosys.folder.write(step(obligations).json(module: "step"), to: "step.json")
    var script = ["read_json reset.json", "sat -set rst 1 -prove next 0", "design -reset"]
    if !obligations.isEmpty {
      script += Self.reading + ["sat -prove left right"]
    }
    let verdicts = Self.verdicts(try yosys.run(script, named: "proof"))
    guard verdicts.count == (obligations.isEmpty ? 1 : 2) else {
      throw .failed(name: "Yosys", line: "its command sat gave no verdict")
    }
    var failures: [String] = []
    if !verdicts[0] { failures.append("not every register is 0 after rst") }
    if verdicts.last == false, !obligations.isEmpty {
      let single = obligations.indices.map { "sat -prove left\($0) right\($0)" }
      let results = Self.verdicts(try yosys.run(Self.reading + single, named: "proofs"))
      for (obligation, isProved) in zip(obligations, results) where !isProved {
        failures.append("what synthesis did with \(obligation.name) could not be proved")
      }
    }
    return failures
  }

  /// Equal cells of the two copies become one, so that only what depends on an unread bit is left to prove.
  private static let reading = [
    "read_json step.json", "opt_expr", "opt_clean", "opt_merge -share_all", "opt_clean",
  ]

  private static func verdicts(_ log: String) -> [Bool] {
    log.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("SAT proof finished - ") else { return nil }
      return line.hasSuffix("no model found: SUCCESS!")
    }
  }

  // MARK: What is to be proved

  private var obligations: [Obligation] {
    var list: [Obligation] = []
    for ((bit, _, next), claim) in zip(state.bits, claims.claims) {
      let expected: Bit
      switch claim {
      case .constant(let value): expected = .constant(value ? "1" : "0")
      case .equal(let other): expected = substituted(nextOfBit[other]!)
      case .kept, .unread: continue
      }
      let register = state.registers[bit.register]
      let name = "\(register.scope).\(register.name)"
      if list.last?.name != name { list.append(Obligation(name: name)) }
      list[list.count - 1].left.append(substituted(next))
      list[list.count - 1].right.append(expected)
    }
    guard !unread.isEmpty else { return list }
    var independence = Obligation(name: "the bits that nothing reads")
    var seen = read.ports.sorted { $0.key < $1.key }.filter { $0.value.direction == "output" }
      .flatMap(\.value.bits)
    for ((_, _, next), claim) in zip(state.bits, claims.claims) where claim != .unread {
      seen.append(next)
    }
    independence.left = seen.map(substituted)
    independence.right = seen.map(copied)
    return list + [independence]
  }

  private func substituted(_ bit: Bit) -> Bit {
    bit.net.flatMap { substitutes[$0] } ?? bit
  }

  /// The bit in the second copy, which has the inputs and the flip-flops of the first, but 0 for what is unread.
  private func copied(_ bit: Bit) -> Bit {
    guard let net = substituted(bit).net else { return substituted(bit) }
    if unread.contains(net) { return .constant("0") }
    return inputs.contains(net) ? .net(net) : .net(net + copyOffset)
  }

  // MARK: Netlists

  /// The step as it is, with every flip-flop's next value.
  private var resetStep: Netlist {
    Netlist(
      ports: inputPorts.merging(
        ["next": .init(direction: "output", bits: state.bits.map(\.next))]
      ) { $1 },
      cells: logic, netnames: [:])
  }

  /// The step under the claims, once for each side of the obligations.
  private func step(_ obligations: [Obligation]) -> Netlist {
    var ports = inputPorts
    let sides = [("left", \Obligation.left), ("right", \Obligation.right)]
    for (name, side) in sides {
      ports[name] = .init(direction: "output", bits: obligations.flatMap { $0[keyPath: side] })
      for (index, obligation) in obligations.enumerated() {
        ports["\(name)\(index)"] = .init(direction: "output", bits: obligation[keyPath: side])
      }
    }
    var cells = logic.mapValues { $0.mappingNets(substituted) }
    if !unread.isEmpty {
      for (name, cell) in logic { cells["\(name)$copy"] = cell.mappingNets(copied) }
    }
    return Netlist(ports: ports, cells: cells, netnames: [:])
  }

  private var logic: [String: Netlist.Cell] { read.cells.filter { !$0.value.isFlipFlop } }

  /// The design's own inputs and what the flip-flops hold.
  private var inputPorts: [String: Netlist.Port] {
    var ports = read.ports.filter { $0.value.direction == "input" && $0.key != "clk" }
    ports["state"] = .init(direction: "input", bits: state.bits.map { .net($0.net) })
    return ports
  }
}

extension Netlist.Cell {
  fileprivate func mappingNets(_ change: (Netlist.Bit) -> Netlist.Bit) -> Self {
    var cell = self
    cell.connections = connections.mapValues { $0.map(change) }
    return cell
  }
}

extension Claims {
  /// Proves them; what could not be proved is in the result.
  func prove(_ yosys: Synthesis) throws(ToolError) -> [String] {
    try StepProof(self).failures(yosys)
  }
}
