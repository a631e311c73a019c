import Datapath

/// From the names of cells and nets, as nextpnr's report has them, to the registers and ports of a design.
///
/// A net is found by the name that is left of it. A cell that nextpnr packed has a longer name than in the netlist that it read; its
/// flip-flop is the one of that name, or the one that loads what the cell of that name computes.
struct PlacedNames: Sendable {
  /// By the net of a flip-flop's output.
  private var ends: [Int: CriticalPath.End] = [:]
  /// By the name of a net.
  private var nets: [String: Int] = [:]
  /// By the name of a cell, what it drives.
  private var driven: [String: Int] = [:]
  /// By what a flip-flop loads, what it drives.
  private var loaded: [Int: Int] = [:]

  private static let inside = PinsModule.instance + "."

  /// - Parameters:
  ///   - read: the design as it was read, in which each register has its name and all others that it is known by; of
  ///     these, synthesis keeps one.
  ///   - mapped: what nextpnr gets.
  init(_ design: Design, read: Netlist, mapped: Netlist) {
    var known = Self.registers(of: design, in: read)
    for (signal, port) in PinsModule(design).portNames {
      for index in mapped.netnames[signal]?.bits.indices ?? 0..<0 {
        known[Self.bit(index, of: signal, mapped)] = CriticalPath.End(
          owner: .port(port), signal: signal, source: nil)
      }
    }
    for (name, signal) in mapped.netnames {
      for (index, bit) in signal.bits.enumerated() {
        guard let net = bit.net else { continue }
        let text = Self.bit(index, of: name, mapped)
        nets[text] = net
        if let end = known[text] { ends[net] = end }
      }
    }
    for (name, cell) in mapped.cells {
      // P0 is a multiplier block's.
      let outputs = ["Q", "O", "Z", "F", "P0"].compactMap { cell.connections[$0]?.first?.net }
      guard let output = outputs.first else { continue }
      driven[name] = output
      guard cell.connections["Q"] != nil else { continue }
      for input in ["D", "DI"] {
        if let net = cell.connections[input]?.first?.net { loaded[net] = output }
      }
    }
  }

  /// Each bit of a register, by every name that its net has.
  private static func registers(of design: Design, in read: Netlist) -> [String: CriticalPath.End] {
    var owners: [Int: CriticalPath.End] = [:]
    for (register, place) in zip(design.registers, design.rtlRegisters) {
      guard let signal = read.netnames[place.path] else { continue }
      let bits = signal.bits.enumerated().dropFirst(place.lowBit).prefix(place.width)
      for (index, bit) in bits {
        guard let net = bit.net else { continue }
        owners[net] = CriticalPath.End(
          owner: .register(register), signal: Self.bit(index, of: place.path, read),
          source: Self.source(signal))
      }
    }
    var known: [String: CriticalPath.End] = [:]
    for (name, signal) in read.netnames {
      for (index, bit) in signal.bits.enumerated() {
        if let owner = bit.net.flatMap({ owners[$0] }) {
          known[inside + Self.bit(index, of: name, read)] = owner
        }
      }
    }
    return known
  }

  /// "controller.index[2]", as nextpnr names it.
  private static func bit(_ index: Int, of name: String, _ netlist: Netlist) -> String {
    netlist.netnames[name]!.bits.count == 1 ? name : "\(name)[\(index)]"
  }

  /// "rtl/hardfit.v:356.5-360.4|rtl/hardfit_term.v:48.20-48.25", the instance first, is cut to the last file and line.
  private static func source(_ signal: Netlist.Signal) -> String? {
    signal.attributes["src"]?.matches(of: /([^\/|]+:\d+)[.-]/).last.map { String($0.output.1) }
  }

  func start(cell: String, net: String?) -> CriticalPath.End {
    net.flatMap { nets[$0] }.flatMap { ends[$0] } ?? end(cell: cell)
  }

  func end(cell: String) -> CriticalPath.End {
    var name = Substring(cell)
    while !name.isEmpty {
      if let net = driven[String(name)] {
        if let end = ends[net] ?? loaded[net].flatMap({ ends[$0] }) { return end }
        break
      }
      name = name[..<(name.lastIndex { $0 == "_" || $0 == "$" } ?? name.startIndex)]
    }
    return CriticalPath.End(owner: .other, signal: Self.inDesign(cell), source: nil)
  }

  /// The instance that has a cell, by the name that flattening gave the cell; the design itself is "".
  func instance(ofCell name: String) -> String {
    let path = Self.inDesign(name)
    return path.lastIndex(of: ".").map { String(path[..<$0]) } ?? ""
  }

  private static func inDesign(_ name: String) -> String {
    let path = name.filter { $0 != "\\" }
    return path.hasPrefix(inside) ? String(path.dropFirst(inside.count)) : path
  }
}
