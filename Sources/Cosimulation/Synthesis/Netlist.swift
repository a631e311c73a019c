import Foundation

/// A module as Yosys' `write_json` tells it: its ports, its cells, and the nets that its signals are made of.
struct Netlist: Codable, Sendable {
  var ports: [String: Port]
  var cells: [String: Cell]
  var netnames: [String: Signal]

  /// A net by its number, or a constant bit.
  enum Bit: Hashable, Sendable {
    case net(Int)
    /// `0`, `1`, `x` or `z`.
    case constant(Character)

    /// The number of a net.
    var net: Int? { if case .net(let number) = self { number } else { nil } }
  }

  struct Port: Codable, Sendable {
    var direction: String
    var bits: [Bit]
  }

  struct Cell: Codable, Sendable {
    var type: String
    var parameters: [String: String]
    var attributes: [String: String]
    var portDirections: [String: String]
    var connections: [String: [Bit]]

    enum CodingKeys: String, CodingKey {
      case type, parameters, attributes, connections
      case portDirections = "port_directions"
    }
  }

  /// A wire or register of the Verilog, by its path below the top module.
  struct Signal: Codable, Sendable {
    /// 1 for a name that Yosys made.
    var hideName: Int
    var bits: [Bit]
    var attributes: [String: String]

    enum CodingKeys: String, CodingKey {
      case bits, attributes
      case hideName = "hide_name"
    }
  }
}

extension Netlist.Bit: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .net(number)
    } else {
      self = .constant(try container.decode(String.self).first ?? "x")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .net(let number): try container.encode(number)
    case .constant(let value): try container.encode(String(value))
    }
  }
}

// MARK: Files

extension Netlist {
  private struct File: Codable {
    var modules: [String: Netlist]
  }

  /// Reads a module from a file of Yosys.
  ///
  /// - Throws: ``ToolError/failed(name:line:)`` where the file is not what Yosys writes.
  init(path: String, module: String) throws(ToolError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .failed(name: "Yosys", line: "it wrote no netlist")
    }
    let file: File
    do { file = try JSONDecoder().decode(File.self, from: data) } catch {
      throw .failed(name: "Yosys", line: "its netlist cannot be read: \(error)")
    }
    guard let netlist = file.modules[module] else {
      throw .failed(name: "Yosys", line: "its netlist has no module \(module)")
    }
    self = netlist
  }

  /// The text that Yosys' `read_json` takes.
  func json(module: String) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Nothing in it can fail to be encoded.
    return Array(try! encoder.encode(File(modules: [module: self])))
  }
}

// MARK: What is remembered

extension Netlist.Cell {
  /// Whether it is a flip-flop, of the coarse netlist (`$dff`, `$sdffe`) or of the fine one (`$_SDFFE_PP0P_`).
  var isFlipFlop: Bool {
    let name = type.lowercased()
    return connections["Q"] != nil && !isLatch
      && (name.contains("dff") || name.contains("_ff_") || name == "$ff")
  }

  var isLatch: Bool {
    let name = type.lowercased()
    return name.contains("latch") || name == "$sr" || name.hasPrefix("$_sr_")
  }

  var isMemory: Bool { type.hasPrefix("$mem") }

  /// A parameter that is a number, written as bits.
  func number(_ parameter: String) -> Int? { parameters[parameter].flatMap { Int($0, radix: 2) } }
}

extension Netlist {
  /// "products[1].product.multiplier": the instance that has a cell, by the name that flattening gave the cell.
  static func instance(ofCell name: String) -> String {
    guard name.hasPrefix("$flatten") else { return "" }
    let path = name.dropFirst(8).filter { $0 != "\\" }
    return path.range(of: ".$").map { String(path[..<$0.lowerBound]) } ?? String(path)
  }

  /// The cells in the order of their names, so that a report is the same each time.
  var sortedCells: [(name: String, cell: Cell)] {
    cells.sorted { $0.key < $1.key }.map { (name: $0.key, cell: $0.value) }
  }

  /// Each net's names, the ones that a person gave first, and the shortest of them.
  func names() -> [Int: [(name: String, index: Int)]] {
    var names: [Int: [(name: String, index: Int)]] = [:]
    let signals = netnames.sorted { left, right in
      (left.value.hideName, left.key.utf8.count, left.key)
        < (right.value.hideName, right.key.utf8.count, right.key)
    }
    for (name, signal) in signals {
      for (index, bit) in signal.bits.enumerated() {
        if case .net(let net) = bit { names[net, default: []].append((name, index)) }
      }
    }
    return names
  }
}
