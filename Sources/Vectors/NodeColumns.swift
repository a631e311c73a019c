import Datapath
import FixedPoint

extension Design {
  /// The columns of `nodes.hex`: every node's word, a sample a line, in the order of the pipeline; the
  /// accumulators are those after the sample.
  public var nodeLine: HexLine {
    HexLine(numbers((description.samplePath + description.accumulators).map(column)))
  }

  /// The columns of `updates.hex`: the words that are cast once an epoch, an epoch a line; the weights are those of the
  /// next epoch.
  public var updateLine: HexLine {
    let moves = description.moves.map { ("update_\($0.parameter)", Node.update) }
    let (theta, weight) = (description.words(of: .theta), description.words(of: .weight))
    return HexLine(
      numbers(description.residuals.map(column) + moves + (theta + weight).map(column)))
  }

  private func column(_ register: Int) -> (String, Node) {
    (description.registers[register].name, description.node(of: register)!)
  }
}

extension Description {
  /// The registers of the pipeline that take a word of a sample or of a cast, node by node.
  fileprivate var samplePath: [Int] {
    transfers.filter { transfer in
      switch transfer.event {
      case .accept: true
      case .valid: transfer.operation.node != nil && !transfer.isAccumulation
      default: false
      }
    }.map(\.target).sorted { order($0) < order($1) }
  }

  /// The sums over all samples, node by node.
  fileprivate var accumulators: [Int] {
    transfers.filter(\.isAccumulation).map(\.target).sorted { order($0) < order($1) }
  }

  private func order(_ register: Int) -> (Int, Int) { (node(of: register)!.rawValue, register) }

  /// What an epoch casts ahead of the update, node by node, the last first.
  fileprivate var residuals: [Int] {
    let isOfUpdate = { [Node.update, .theta, .weight].contains($0) }
    return transfers.filter { !$0.event.isOfPipeline && $0.operation.node.map(isOfUpdate) == false }
      .map(\.target).sorted { order($1).0 == order($0).0 ? $0 > $1 : order($0).0 < order($1).0 }
  }

  /// The registers of the parameters that hold words of a node, or those outside of them, the last first.
  fileprivate func words(of node: Node) -> [Int] {
    let all = Array(registers.indices.filter { self.node(of: $0) == node }.reversed())
    let parameters = all.filter { registers[$0].scope == "parameters" }
    return parameters.isEmpty ? all : parameters
  }

  /// A cycle in which a parameter moves, and the register whose word it moves by.
  struct Move {
    let parameter: Int
    let state: State
    let index: Int
    let register: Int
  }

  /// How the parameters move, the last first.
  fileprivate var moves: [Move] {
    let (theta, update) = (words(of: .theta), words(of: .update)[0])
    return theta.enumerated().flatMap { place, parameter in
      transfers.compactMap { transfer in
        guard transfer.target == parameter, case .state(let state, let index) = transfer.event
        else { return nil }
        return Move(
          parameter: theta.count - 1 - place, state: state, index: index, register: update)
      }
    }
  }
}

/// Where the words of `nodes.hex` and `updates.hex` are among ``Design/registers``.
struct NodeColumns {
  typealias Place = (column: Int, register: Int)
  /// What is read of the sample in each stage, and when it has left the last.
  let stages: [[Place]]
  /// The valid bit of each stage.
  let valid: [Int]
  let residuals: [Int]
  let theta: [Int]
  let weight: [Int]
  let moves: [Description.Move]
  let state: Int
  let index: Int

  init(_ description: Description) {
    let path = description.samplePath
    valid = description.pipelineValids
    let accumulators = description.accumulators
    stages = (0...valid.count).map { [valid] stage in
      let loaded = description.transfers.filter { transfer in
        switch transfer.event {
        case .accept: stage == 0
        case .valid(let before): stage > 0 && before == valid[stage - 1]
        default: false
        }
      }.map(\.target)
      return (path + accumulators).enumerated().filter { loaded.contains($1) }.map { ($0, $1) }
    }
    residuals = description.residuals
    (theta, weight) = (description.words(of: .theta), description.words(of: .weight))
    moves = description.moves
    (state, index) = (description.position("state")!, description.position("index")!)
  }
}
