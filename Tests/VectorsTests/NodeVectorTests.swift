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

    func cast(_ format: Format) -> Number {
      Number(
        raw: format.cast(raw, fractionBits: fraction).raw, fraction: format.fractionBits)
    }
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
    let files = try Files(run)
    let (nodes, epochs, result) = (files.nodes, files.epochs, files.result)
    let count = run.samples.count
    #expect(nodes.count == count * result.epochs, "seed \(seed)")

    func cast(_ node: Node, _ number: Number) -> Number { number.cast(design.formats[node]) }
    func check(_ row: [String: Number], _ name: String, _ expected: Number) {
      #expect(row[name]?.raw == expected.raw, "seed \(seed), \(name)")
    }
    var theta = files.theta
    var weight = theta.map { cast(.weight, $0) }
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
      files.checkUpdate(epoch, gradient, &theta, &weight, seed)
    }
    check(epochs.last!, "overflow", Number(raw: Int128(result.overflow), fraction: 0))
  }

  @Test(arguments: 1...45 as ClosedRange<UInt64>)
  func `every node of moments follows from those before it`(seed: UInt64) throws {
    let run = RandomRun(
      seed: seed, style: DesignStyle(isTight: seed % 3 == 0), architecture: .moments)
    let design = run.design
    let degree = design.degree
    let files = try Files(run)
    #expect(files.nodes.count == run.samples.count, "seed \(seed)")
    func cast(_ node: Node, _ number: Number) -> Number { number.cast(design.formats[node]) }
    func check(_ row: [String: Number], _ name: String, _ expected: Number) {
      #expect(row[name]?.raw == expected.raw, "seed \(seed), \(name)")
    }
    let zero = Number(raw: 0, fraction: 0)
    var moment = (0...2 * degree).map { _ in cast(.moment, zero) }
    var cross = (0...degree).map { _ in cast(.cross, zero) }
    var energy = cast(.energy, zero)
    for (sample, row) in files.nodes.enumerated() {
      let (x, y) = (row["x"]!, row["y"]!)
      #expect(x.raw == run.samples.x.load(sample, as: Int128.self))
      #expect(y.raw == run.samples.y.load(sample, as: Int128.self))
      var power = Number(raw: 1, fraction: 0)
      for m in 0...2 * degree {
        if m > 0 { power = m == 1 ? x : cast(.power, power * x) }
        if m > 1 { check(row, "power_\(m)", power) }
        moment[m] = cast(.moment, moment[m] + power)
        check(row, "moment_\(m)", moment[m])
        guard m <= degree else { continue }
        cross[m] = cast(.cross, cross[m] + (m == 0 ? y : y * power))
        check(row, "cross_\(m)", cross[m])
      }
      energy = cast(.energy, energy + y * y)
      check(row, "energy", energy)
    }
    var theta = files.theta
    var weight = theta.map { cast(.weight, $0) }
    for epoch in 0..<files.result.epochs {
      var (gradient, loss) = ([Number](), energy)
      for k in 0...degree {
        var rest = cross[k]
        for j in 0...degree { rest = rest + -(weight[j] * moment[j + k]) }
        gradient.append(cast(.gradient, rest))
        check(files.updates[epoch], "gradient_\(k)", gradient[k])
        loss = loss + -(weight[k] * (cross[k] + gradient[k]))
      }
      check(files.updates[epoch], "loss", cast(.loss, loss))
      check(files.epochs[epoch], "loss", cast(.loss, loss))
      files.checkUpdate(epoch, gradient, &theta, &weight, seed)
    }
    check(
      files.epochs.last!, "overflow", Number(raw: Int128(files.result.overflow), fraction: 0))
  }

  /// What is written of a run.
  private struct Files {
    let run: RandomRun
    let nodes, updates, epochs: [[String: Number]]
    let result: RunResult

    init(_ run: RandomRun) throws {
      self.run = run
      let design = run.design
      var simulation = run.simulation
      simulation.stalls = run.stalls
      var nodeWriter = NodeVectorWriter(nodes: ByteBuffer(), updates: ByteBuffer(), design: design)
      result = simulation.run(observer: &nodeWriter)
      var epochWriter = EpochVectorWriter(to: ByteBuffer(), design: design)
      _ = simulation.run(observer: &epochWriter)
      let files = try nodeWriter.finish()
      nodes = Table(files.nodes.text, design.nodeLine, design).rows
      updates = Table(files.updates.text, design.updateLine, design).rows
      epochs = Table(try epochWriter.finish().text, design.epochLine, design).rows
      #expect(updates.count == result.epochs && epochs.count == result.epochs)
    }

    var theta: [Number] {
      run.configuration.initialTheta.map {
        Number(raw: $0, fraction: run.design.formats[.theta].fractionBits)
      }
    }

    /// What follows from the gradients, the same in every architecture.
    func checkUpdate(
      _ epoch: Int, _ gradient: [Number], _ theta: inout [Number], _ weight: inout [Number],
      _ seed: UInt64
    ) {
      let (formats, updates, results) = (run.design.formats, updates[epoch], epochs[epoch])
      let step = Number(raw: run.configuration.step, fraction: formats[.step].fractionBits)
      func check(_ row: [String: Number], _ name: String, _ expected: Number) {
        #expect(row[name]?.raw == expected.raw, "seed \(seed), \(name)")
      }
      for k in theta.indices {
        let update = (step * gradient[k]).cast(formats[.update])
        check(updates, "update_\(k)", update)
        theta[k] = (theta[k] + update).cast(formats[.theta])
        check(updates, "theta_\(k)", theta[k])
        check(results, "theta_\(k)", theta[k])
        weight[k] = theta[k].cast(formats[.weight])
        check(updates, "weight_\(k)", weight[k])
      }
      let isLast = epoch == result.epochs - 1
      check(results, "stalled", Number(raw: isLast && result.stalled ? 1 : 0, fraction: 0))
      check(results, "converged", Number(raw: isLast && result.converged ? 1 : 0, fraction: 0))
    }
  }
}
