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
    var flipFlops: [Int: (next: Netlist.Bit, place: String?)] = [:]
    let clock = netlist.ports["clk"]?.bits.first
    for (name, cell) in netlist.sortedCells {
      let place = cell.place ?? name
      if cell.isMemory { problems.append("\(place): a memory, \(Self.memory(of: cell, name))") }
      if cell.isLatch {
        problems.append("\(place): a latch, \(Self.names(cell.connections["Q"] ?? [], netlist))")
      }
      guard cell.isFlipFlop, let q = cell.connections["Q"] else { continue }
      flipFlopCount += q.count
      if cell.type != "$dff" || cell.connections["CLK"]?.first != clock
        || cell.parameters["CLK_POLARITY"]?.last != "1"
      {
        problems.append(
          "\(place): \(Self.names(q, netlist)) does not load at the rising edge of clk alone")
      }
      for (bit, next) in zip(q, cell.connections["D"] ?? []) {
        if case .net(let net) = bit { flipFlops[net] = (next, cell.place) }
      }
    }

    var owners: [Int: Int] = [:]
    for (index, (register, signal)) in zip(registers, design.rtlRegisters).enumerated() {
      let name = "\(register.scope).\(register.name)"
      guard let found = netlist.netnames[signal.path] else {
        problems.append("\(name): the RTL has no signal \(signal.path)")
        continue
      }
      guard signal.isWhole ? found.bits.count == signal.width
        : found.bits.count >= signal.lowBit + signal.width
      else {
        problems.append(
          "\(name): \(signal.path) has \(found.bits.count) bits in the RTL, \(signal.width) in the model"
        )
        continue
      }
      for bit in 0..<signal.width {
        guard case .net(let net) = found.bits[signal.lowBit + bit], let flipFlop = flipFlops[net]
        else {
          problems.append("\(name): bit \(bit) of \(signal.text) is no flip-flop in the RTL")
          break
        }
        if let other = owners.updateValue(index, forKey: net) {
          problems.append(
            "\(name): bit \(bit) is the same flip-flop as one of \(registers[other].scope).\(registers[other].name)"
          )
        }
        bits.append((Bit(register: index, bit: bit), net, flipFlop.next))
      }
    }

    let extra = flipFlops.keys.filter { owners[$0] == nil }.sorted()
    for (place, nets) in Dictionary(grouping: extra, by: { flipFlops[$0]?.place ?? "the RTL" })
      .sorted(by: { $0.key < $1.key })
    {
      problems.append(
        "\(place): \(nets.count) flip-flop\(nets.count == 1 ? "" : "s") that the model does not have, \(Self.names(nets.map { .net($0) }, netlist))"
      )
    }
  }

  /// The signals of some nets, as a person named them.
  private static func names(_ bits: [Netlist.Bit], _ netlist: Netlist) -> String {
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
