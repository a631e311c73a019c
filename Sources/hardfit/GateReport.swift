import Cases
import Cosimulation
import Exploration
import Reports

/// The area of a design in standard cells, for people and for programs.
struct GateReport {
  let plan: Plan
  let name: String
  let library: CellLibrary
  let gates: GateMapping

  private var estimate: Cost { Cost(plan.design) }

  func lines(width: Int) -> [String] {
    var table = TextTable([
      .init("area"), .init("gate equivalents", .right), .init("cells", .right),
      .init("cost model", .right), .init("counted there"),
    ])
    func add(_ title: String, _ area: Double, _ cells: Int, _ estimate: Int, _ column: String) {
      table.addRow([
        title, NumberText.grouped(Int(area.rounded())), NumberText.grouped(cells),
        NumberText.grouped(estimate), column,
      ])
    }
    add(
      "logic", gates.area - gates.flipFlopArea, gates.cells - gates.flipFlops,
      estimate.logicCells, "logic_cells")
    add("flip-flops", gates.flipFlopArea, gates.flipFlops, estimate.registerBits, "register_bits")
    table.addRow([
      "together", NumberText.grouped(Int(gates.area.rounded())), NumberText.grouped(gates.cells),
    ])
    return [
      "\(name) in standard cells, \(library.path)",
      "\(gates.synthesizer); a gate equivalent is the area of the smallest NAND of two inputs", "",
    ] + table.lines(width: width)
  }

  var json: JSON {
    [
      "case": .string(name), "target": "gates", "library": .string(library.path),
      "synthesizer": .string(gates.synthesizer),
      "gate_equivalents": JSON(gates.area), "flip_flop_gate_equivalents": JSON(gates.flipFlopArea),
      "cells": JSON(gates.cells), "flip_flops": JSON(gates.flipFlops), "estimate": JSON(estimate),
    ]
  }
}
