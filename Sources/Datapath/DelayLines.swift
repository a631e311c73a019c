/// Where the words of a description's pipeline stand: each delay line in a row that is a place longer than the line, so that
/// in a cycle all that only goes along moves on by one place.
///
/// The rows of the bits that move in every cycle stand first, then those of the data, then every other word.
struct DelayLines {
  /// A word that goes on into the next place of its row where the `valid` of its stage is 1.
  struct Copy: BitwiseCopyable {
    let source: Int
    let valid: Int
  }

  /// The places by the positions of the registers.
  private(set) var address: [Int: Int] = [:]
  /// The stages of the pipeline, each with a `valid`.
  let depth: Int
  /// How many places the rows of bits have.
  let bits: Int
  /// How many all rows have.
  let rows: Int
  /// The words that go along in rows of data, each behind the one that it gives way to.
  let copies: [Copy]
  /// The registers that only take what goes along.
  let delayed: Set<Int>
  private let isInRow: Set<Int>

  /// - Parameter entry: the registers that load from ports.
  init(_ description: Description, entry: [Transfer.Port: Int]) {
    var next: [Int: Int] = [:]
    func row(_ first: Int) -> [Int] { Array(sequence(first: first) { next[$0] }) }
    for case (.always, .copy, .register(let source), let target) in description.transfers.lazy.map({
      ($0.event, $0.operation, $0.operands.first, $0.target)
    }) {
      next[source] = target
    }
    let bitRows = [.accept, .acceptLast, .swap].compactMap { entry[$0] }.map(row)

    depth = bitRows[0].count

    // The `valid` of the stage that a register is in, of those that load nowhere else.
    var valid = [entry[.x]!: entry[.accept]!, entry[.y]!: entry[.accept]!]
    for (target, loads) in Dictionary(grouping: description.transfers, by: \.target) {
      if case .valid(let gate) = loads[0].event, loads.count == 1, bitRows[0].contains(gate) {
        valid[target] = next[gate]
      }
    }
    var sources: [Int] = []
    for transfer in description.transfers where transfer.operation == .copy {
      if case .register(let source) = transfer.operands[0], valid[source] != nil,
        valid[transfer.target] != nil
      {
        next[source] = transfer.target
        sources.append(source)
      }
    }
    let dataRows = sources.filter { !next.values.contains($0) }.map(row)

    var end = 0
    func place(_ rows: [[Int]]) -> [Int: Int] {
      var address: [Int: Int] = [:]
      for row in rows {
        for register in row {
          address[register] = end
          end += 1
        }
        end += 1
      }
      return address
    }
    let bitAddress = place(bitRows)
    bits = end
    let address = bitAddress.merging(place(dataRows)) { $1 }
    rows = end
    copies = dataRows.flatMap { row in
      row.reversed().map { Copy(source: address[$0]!, valid: address[valid[$0]!]!) }
    }
    (self.address, isInRow) = (address, Set(address.keys))
    delayed = Set(dataRows.flatMap { $0.dropFirst() })
  }

  /// How many places there are.
  var count: Int { rows + address.count - isInRow.count }

  /// Gives a place to a register that is in no row.
  mutating func add(_ register: Int) {
    if address[register] == nil { address[register] = count }
  }

  /// Where the word that a register had is found once the rows have moved; nil for one that has no place.
  func moved(_ register: Int) -> Int? {
    address[register].map { isInRow.contains(register) ? $0 + 1 : $0 }
  }
}
