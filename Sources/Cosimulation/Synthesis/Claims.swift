import Datapath

/// What synthesis claims of the flip-flops that it spared: always 0, always equal to another one, or read by nobody.
///
/// The claims are read off the names that the netlist still has for a register; that they hold is then proved on the
/// netlist from before the optimisation (``StepProof``).
struct Claims {
  typealias Bit = RegisterBits.Bit

  enum Claim: Hashable {
    case kept
    case constant(Bool)
    case equal(Bit)
    case unread
  }

  let state: RegisterBits
  let read: Netlist
  /// One for each bit of ``RegisterBits/bits``.
  var claims: [Claim] = []
  private(set) var flipFlopCount = 0
  private(set) var problems: [String] = []

  init(_ state: RegisterBits, _ read: Netlist, _ made: Netlist) {
    self.state = state
    self.read = read
    var left: Set<Int> = []
    for (name, cell) in made.sortedCells {
      if cell.isLatch { problems.append("\(name): synthesis made a latch") }
      if cell.isMemory { problems.append("\(name): synthesis made a memory") }
      guard cell.isFlipFlop else { continue }
      for case .net(let net) in cell.connections["Q"] ?? [] { left.insert(net) }
    }
    flipFlopCount = left.count

    // A bit may be cut off the end of a wire and still stand in another that carries it on, so all names count.
    let names = read.names()
    var owners: [Int: Bit] = [:]
    for (bit, net, _) in state.bits {
      var claim = Claim.unread
      for (name, index) in names[net] ?? [] {
        guard let signal = made.netnames[name], index < signal.bits.count else { continue }
        switch signal.bits[index] {
        case .constant(let value) where value == "0" || value == "1":
          claim = .constant(value == "1")
        case .net(let net) where left.contains(net):
          claim = owners[net].map { .equal($0) } ?? .kept
          if claim == .kept { owners[net] = bit }
        default: continue
        }
        break
      }
      claims.append(claim)
    }
    let unknown = left.count - owners.count
    if unknown > 0 {
      problems.append("synthesis made \(unknown) flip-flops that are no bit of a register")
    }
  }

  /// The bits that are gone, bits of one fate together.
  func spared(_ design: Design) -> [Certificate.Spared] {
    var list: [Certificate.Spared] = []
    for ((bit, _, _), claim) in zip(state.bits, claims) {
      let register = state.registers[bit.register]
      let fate: Certificate.Fate
      switch claim {
      case .kept: continue
      case .constant(let value): fate = .constant(value)
      case .unread: fate = .unread
      case .equal(let other):
        fate = .copies(state.registers[other.register], bit: other.bit)
      }
      if var last = list.last, last.register == register, last.bits.upperBound == bit.bit - 1,
        let joint = Self.joint(last, fate)
      {
        last.fate = joint
        last.bits = last.bits.lowerBound...bit.bit
        list[list.count - 1] = last
      } else {
        list.append(.init(register: register, bits: bit.bit...bit.bit, fate: fate))
      }
    }
    let places = UsedPlaces(design)
    for index in list.indices { list[index].reason = list[index].reason(in: places) }
    return list
  }

  /// What the bits so far and one more have in common.
  private static func joint(
    _ spared: Certificate.Spared, _ next: Certificate.Fate
  ) -> Certificate.Fate? {
    guard case .copies(let register, let bit) = next else {
      return spared.fate == next ? next : nil
    }
    switch spared.fate {
    case .copies(register, bit): return next
    case .copies(register, let low) where spared.bits.count == 1 && bit == low + 1:
      return .parallel(register, lowBit: low)
    case .parallel(register, let low) where bit == low + spared.bits.count: return spared.fate
    default: return nil
    }
  }
}
