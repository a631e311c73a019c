import Datapath

/// The bits of a design's registers and the flip-flops that they are in the RTL.
struct RegisterBits {
  /// A bit of the design's register list, by position; its low bit first.
  struct Bit: Hashable {
    let register: Int
    let bit: Int
  }

  let registers: [Register]
  /// In the order of the registers, each from its low bit up. Complete only without ``problems``.
  private(set) var bits: [(bit: Bit, net: Int, next: Netlist.Bit)] = []
  private(set) var flipFlopCount = 0
  /// Where the two differ.
  private(set) var problems: [String] = []

  init(_ design: Design, _ netlist: Netlist) {
    registers = design.registers
    var flipFlops: [Int: (next: Netlist.Bit, loadsAtRisingEdge: Bool)] = [:]
    let clock = netlist.ports["clk"]?.bits.first
    var memories: Set<String> = []
    for (name, cell) in netlist.sortedCells {
      if cell.isMemory { memories.insert(Self.memory(of: cell, name)) }
      if cell.isLatch {
        problems.append("\(Self.name(of: cell.connections["Q"] ?? [], netlist)): a latch")
      }
      guard cell.isFlipFlop, let q = cell.connections["Q"] else { continue }
      flipFlopCount += q.count
      let loadsAtRisingEdge =
        cell.type == "$dff" && cell.connections["CLK"]?.first == clock
        && cell.parameters["CLK_POLARITY"]?.last == "1"
      for (bit, next) in zip(q, cell.connections["D"] ?? []) {
        if let net = bit.net { flipFlops[net] = (next, loadsAtRisingEdge) }
      }
    }
    problems += memories.sorted().map { "\($0): a memory" }

    var owners: [Int: Int] = [:]
    for (index, (register, signal)) in zip(registers, design.rtlRegisters).enumerated() {
      let name = "\(register.scope).\(register.name)"
      guard let found = netlist.netnames[signal.path] else {
        problems.append("\(name): the RTL has no signal \(signal.path)")
        continue
      }
      guard
        signal.isWhole
          ? found.bits.count == signal.width
          : found.bits.count >= signal.lowBit + signal.width
      else {
        problems.append(
          "\(name): \(signal.path) has \(found.bits.count) bits in the RTL, \(signal.width) in the model"
        )
        continue
      }
      for bit in 0..<signal.width {
        guard let net = found.bits[signal.lowBit + bit].net, let flipFlop = flipFlops[net] else {
          problems.append("\(name): bit \(bit) of \(signal.text) is not a flip-flop in the RTL")
          break
        }
        if let other = owners.updateValue(index, forKey: net) {
          problems.append(
            "\(name): bit \(bit) is the same flip-flop as one of \(registers[other].scope).\(registers[other].name)"
          )
        }
        guard flipFlop.loadsAtRisingEdge else {
          problems.append(
            "\(name): \(signal.text) does not load at the rising edge of clk alone")
          break
        }
        bits.append((Bit(register: index, bit: bit), net, flipFlop.next))
      }
    }

    let extra = flipFlops.filter { owners[$0.key] == nil }.keys
    let named = Dictionary(grouping: extra) { Self.name(of: [.net($0)], netlist) }
    problems += named.sorted { $0.key < $1.key }.map { name, nets in
      "\(name): \(nets.count) flip-flop\(nets.count == 1 ? "" : "s") that the model does not have"
    }
  }

  /// The signal of some nets, as a person named it.
  private static func name(of bits: [Netlist.Bit], _ netlist: Netlist) -> String {
    let wanted = Set(bits)
    let signals = netlist.netnames.filter { !wanted.isDisjoint(with: $0.value.bits) }
    let named = signals.sorted { left, right in
      (left.value.hideName, left.key.utf8.count, left.key)
        < (right.value.hideName, right.key.utf8.count, right.key)
    }
    return named.first?.key ?? "without a name"
  }

  private static func memory(of cell: Netlist.Cell, _ name: String) -> String {
    cell.parameters["MEMID"].map { String($0.drop { $0 == "\\" }) } ?? name
  }
}
