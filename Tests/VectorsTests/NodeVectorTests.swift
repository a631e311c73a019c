import Datapath
import FixedPoint
import Foundation
import Testing

@testable import Vectors

/// `nodes.hex`, `updates.hex` and `epochs.hex`, read back and computed once more word by word.
@Suite struct NodeVectorTests {
  /// A number with its binary point.
  private struct Number {
    var raw: Int128
    var fraction: Int

    static func * (a: Number, b: Number) -> Number {
      Number(raw: a.raw * b.raw, fraction: a.fraction + b.fraction)
    }
    static func + (a: Number, b: Number) -> Number {
      let fraction = max(a.fraction, b.fraction)
      return Number(
        raw: (a.raw << Int128(fraction - a.fraction)) + (b.raw << Int128(fraction - b.fraction)),
        fraction: fraction)
    }
    static prefix func - (a: Number) -> Number { Number(raw: -a.raw, fraction: a.fraction) }
  }

  /// The lines of a file by the names of the columns.
  private struct Table {
    let design: Design
    let rows: [[String: Number]]

    init(_ text: String, _ line: HexLine, _ design: Design) {
      self.design = design
      let reading = HexReading(text)
      rows = reading.lines.indices.map { index in
        var row: [String: Number] = [:]
        for (position, column) in line.columns.enumerated() {
          let bits = reading.bits(line: index, column: position).suffix(column.width)
          var raw: Int128 = 0
          for bit in bits { raw = raw * 2 + (bit == "1" ? 1 : 0) }
          let field = column.fields[0]
          if field.isSigned, bits.first == "1" { raw -= 1 << Int128(column.width) }
          row[column.name] = Number(raw: raw, fraction: field.fractionBits ?? 0)
        }
        return row
      }
    }
  }

  @Test(arguments: 1...45 as ClosedRange<UInt64>)
  func `every node follows from those before it`(seed: UInt64) throws {
    let run = RandomRun(seed: seed, style: DesignStyle(isTight: seed % 3 == 0))
    let design = run.design
    let degree = design.degree
    var simulation = run.simulation
    simulation.stalls = run.stalls
    var nodeWriter = NodeVectorWriter(nodes: ByteBuffer(), updates: ByteBuffer(), design: design)
    let result = simulation.run(observer: &nodeWriter)
    var epochWriter = EpochVectorWriter(to: ByteBuffer(), design: design)
    _ = simulation.run(observer: &epochWriter)
    let files = try nodeWriter.finish()
    let nodes = Table(files.nodes.text, design.nodeLine, design).rows
    let updates = Table(files.updates.text, design.updateLine, design).rows
    let epochs = Table(try epochWriter.finish().text, design.epochLine, design).rows
    let count = run.samples.count
    #expect(nodes.count == count * result.epochs, "seed \(seed)")
    #expect(updates.count == result.epochs && epochs.count == result.epochs, "seed \(seed)")

    func cast(_ node: Node, _ number: Number) -> Number {
      let format = design.formats[node]
      return Number(
        raw: format.cast(number.raw, fractionBits: number.fraction).raw,
        fraction: format.fractionBits)
    }
    func check(_ row: [String: Number], _ name: String, _ expected: Number) {
      #expect(row[name]?.raw == expected.raw, "seed \(seed), \(name)")
    }
    var theta = run.configuration.initialTheta.map {
      Number(raw: $0, fraction: design.formats[.theta].fractionBits)
    }
    var weight = theta.map { cast(.weight, $0) }
    let step = Number(
      raw: run.configuration.step, fraction: design.formats[.step].fractionBits)
    for epoch in 0..<result.epochs {
      var gradient = (0...degree).map { _ in
        Number(raw: 0, fraction: design.formats[.gradient].fractionBits)
      }
      var loss = Number(raw: 0, fraction: design.formats[.loss].fractionBits)
      for sample in 0..<count {
        let row = nodes[epoch * count + sample]
        let (x, y) = (row["x"]!, row["y"]!)
        #expect(x.raw == run.samples.x.load(sample, as: Int128.self))
        #expect(y.raw == run.samples.y.load(sample, as: Int128.self))
        var estimate = weight[degree]
        for h in 1...degree {
          estimate = cast(.estimate, estimate * x + weight[degree - h])
          check(row, "estimate_\(h)", estimate)
        }
        let error = cast(.error, y + -estimate)
        check(row, "error", error)
        var power = x
        for k in 0...degree {
          if k >= 2 {
            power = cast(.power, power * x)
            check(row, "power_\(k)", power)
          }
          let product = cast(.product, k == 0 ? error : error * power)
          check(row, "product_\(k)", product)
          gradient[k] = cast(.gradient, gradient[k] + product)
          check(row, "gradient_\(k)", gradient[k])
        }
        check(row, "square", cast(.square, error * error))
        loss = cast(.loss, loss + row["square"]!)
        check(row, "loss", loss)
      }
      check(epochs[epoch], "loss", loss)
      for k in 0...degree {
        let update = cast(.update, step * gradient[k])
        check(updates[epoch], "update_\(k)", update)
        theta[k] = cast(.theta, theta[k] + update)
        check(updates[epoch], "theta_\(k)", theta[k])
        check(epochs[epoch], "theta_\(k)", theta[k])
        weight[k] = cast(.weight, theta[k])
        check(updates[epoch], "weight_\(k)", weight[k])
      }
      let isLast = epoch == result.epochs - 1
      check(epochs[epoch], "stalled", Number(raw: isLast && result.stalled ? 1 : 0, fraction: 0))
      check(
        epochs[epoch], "converged", Number(raw: isLast && result.converged ? 1 : 0, fraction: 0))
    }
    check(epochs.last!, "overflow", Number(raw: Int128(result.overflow), fraction: 0))
  }
}
