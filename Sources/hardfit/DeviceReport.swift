import Cases
import Cosimulation
import Datapath
import Exploration
import FixedPoint
import Reports

/// What a design takes in a device and the clock it meets, for people and for programs.
struct DeviceReport {
  private let plan: Plan
  private let name: String
  private let device: Device
  private let mapped: Placement.Mapped
  private let estimate: Cost
  /// Of each seed, none where the design does not fit.
  private let outcomes: [Placement.Outcome]
  /// Of the seed whose clock is the median, or the next below.
  private let typical: (seed: Int, path: CriticalPath)?

  init(
    _ plan: Plan, _ name: String, _ placement: Placement, _ mapped: Placement.Mapped,
    _ outcomes: [Placement.Outcome]
  ) throws(ToolError) {
    (self.plan, self.name, self.mapped, self.outcomes) = (plan, name, mapped, outcomes)
    device = placement.device
    estimate = Cost(plan.design)
    let sorted = outcomes.sorted { $0.clock < $1.clock }
    typical =
      sorted.isEmpty
      ? nil
      : (
        sorted[(sorted.count - 1) / 2].seed,
        try placement.criticalPath(of: sorted[(sorted.count - 1) / 2], mapped)
      )
  }

  private var clocks: Clocks? { Clocks(outcomes.map(\.clock)) }

  /// Cycles of an epoch, and of a run with all its epochs.
  private var cycles: (epoch: Int, run: Int) {
    (
      plan.sampleCount + plan.design.overheadCycles,
      plan.design.cycles(samples: plan.sampleCount, epochs: plan.epochs)
    )
  }

  // MARK: For people

  func lines(width: Int) -> [String] {
    var lines = [
      "\(name) on \(device.name), \(device.title)", "\(mapped.synthesizer), \(mapped.placer)", "",
    ]
    lines += cells.lines(width: width)
    if mapped.wantedBlocks > mapped.cells.blocks {
      lines.append(
        "mapped without DSP blocks: the device has \(device.blocks), and \(mapped.wantedBlocks) were asked for"
      )
    }
    guard let clocks, let typical else { return lines }
    let range =
      outcomes.count == 1
      ? ", with seed \(typical.seed)"
      : ", the median of \(outcomes.count) seeds (\(Self.megahertz(clocks.least)) to \(Self.megahertz(clocks.greatest)))"
    lines += [
      "",
      "clock \(Self.megahertz(clocks.median))\(range), and as many samples a second: one a cycle",
      "an epoch of \(counted(plan.sampleCount, "sample")) takes \(NumberText.grouped(cycles.epoch)) cycles, \(Self.time(cycles.epoch, clocks)); a run of \(counted(plan.epochs, "epoch")) \(NumberText.grouped(cycles.run)) cycles, \(Self.time(cycles.run, clocks))",
      "",
    ]
    return lines + path(typical.seed, typical.path)
  }

  private var cells: TextTable {
    var table = TextTable([
      .init("cells"), .init("used", .right), .init("of", .right), .init("share", .right),
      .init("cost model", .right), .init("counted there"),
    ])
    func add(_ title: String, _ used: Int, of all: Int?, _ estimate: Int?, _ column: String) {
      table.addRow([
        title, NumberText.grouped(used), all.map { NumberText.grouped($0) } ?? "",
        all.map {
          $0 > 0 ? "\(NumberText.fixed(100 * Double(used) / Double($0), decimals: 1)) %" : ""
        } ?? "",
        estimate.map { NumberText.grouped($0) } ?? "", column,
      ])
    }
    let cells = mapped.cells
    add("LUTs", cells.luts, of: nil, nil, "")
    add("carry cells", cells.carryCells, of: nil, nil, "")
    add(
      "LUTs, those of carries too", cells.lutSites, of: device.luts,
      cells.blocks > 0 ? estimate.adderBits : estimate.logicCells,
      cells.blocks > 0 ? "adder_bits" : "logic_cells")
    add("flip-flops", cells.flipFlops, of: device.luts, estimate.registerBits, "register_bits")
    add(
      "DSP blocks", cells.blocks, of: device.blocks, device.blocks > 0 ? estimate.blocks18 : nil,
      device.blocks > 0 ? "dsp_18x18" : "")
    return table
  }

  private func path(_ seed: Int, _ path: CriticalPath) -> [String] {
    func nanoseconds(_ value: Double) -> String { NumberText.fixed(value, decimals: 1) }
    let instances = path.instances.filter { !$0.path.isEmpty }.map {
      "\($0.path) \(nanoseconds($0.logic))"
    }
    return [
      "critical path, seed \(seed): \(nanoseconds(path.delay)) ns, \(nanoseconds(path.logic)) in \(counted(path.levels, "cell")) and their flip-flops, \(nanoseconds(path.routing)) between them",
      "  from  \(Self.text(path.start))", "  to    \(Self.text(path.end))",
      "  in    \(instances.isEmpty ? "the top module" : instances.joined(separator: ", ")) ns",
    ]
  }

  private static func text(_ end: CriticalPath.End) -> String {
    let source = end.source.map { ", \($0)" } ?? ""
    switch end.owner {
    case .register(let register):
      let node = register.node.map { ", node \($0.name)" } ?? ""
      return "\(register.scope).\(register.name)\(node): \(end.signal)\(source)"
    case .port(let port): return "port \(port)"
    case .other: return "\(end.signal)\(source)"
    }
  }

  static func megahertz(_ clock: Double) -> String {
    "\(NumberText.fixed(clock / 1e6, decimals: 1)) MHz"
  }

  private static func time(_ cycles: Int, _ clocks: Clocks) -> String {
    let seconds = Double(cycles) / clocks.median
    let (unit, scale) = seconds < 1e-3 ? ("µs", 1e6) : seconds < 1 ? ("ms", 1e3) : ("s", 1)
    return "\(NumberText.significant(seconds * scale, digits: 3)) \(unit)"
  }

  // MARK: For programs

  var json: JSON {
    let cells = mapped.cells
    return [
      "case": .string(name), "target": .string(device.name), "device": .string(device.title),
      "synthesizer": .string(mapped.synthesizer), "placer": .string(mapped.placer),
      "fits": .bool(cells.fit(device)),
      "luts": JSON(cells.luts), "carry_cells": JSON(cells.carryCells),
      "lut_sites": JSON(cells.lutSites), "flip_flops": JSON(cells.flipFlops),
      "dsp_blocks": JSON(cells.blocks), "dsp_blocks_wanted": JSON(mapped.wantedBlocks),
      "available": ["lut_sites": JSON(device.luts), "dsp_blocks": JSON(device.blocks)],
      "clock_mhz": clocks.map { clocks in
        [
          "median": JSON(clocks.median / 1e6), "least": JSON(clocks.least / 1e6),
          "greatest": JSON(clocks.greatest / 1e6),
          "seeds": JSON(outcomes.map { $0.clock / 1e6 }),
        ]
      } ?? .null,
      "samples_per_second": JSON(clocks?.median),
      "epoch_cycles": JSON(cycles.epoch),
      "epoch_seconds": JSON(clocks.map { Double(cycles.epoch) / $0.median }),
      "run_cycles": JSON(cycles.run),
      "run_seconds": JSON(clocks.map { Double(cycles.run) / $0.median }),
      "critical_path": typical.map { JSON($0.path, seed: $0.seed) } ?? .null,
      "estimate": JSON(estimate),
    ]
  }
}

extension JSON {
  /// What the cost model counts, under the names of the columns of a sweep.
  init(_ cost: Cost) {
    self = [
      "register_bits": JSON(cost.registerBits), "adder_bits": JSON(cost.adderBits),
      "multiplier_bits": JSON(cost.multiplierBits), "logic_cells": JSON(cost.logicCells),
      "dsp_18x18": JSON(cost.blocks18),
    ]
  }

  fileprivate init(_ path: CriticalPath, seed: Int) {
    self = [
      "seed": JSON(seed), "nanoseconds": JSON(path.delay),
      "logic_nanoseconds": JSON(path.logic), "routing_nanoseconds": JSON(path.routing),
      "levels": JSON(path.levels), "from": JSON(path.start), "to": JSON(path.end),
      "instances": .array(
        path.instances.map { ["path": .string($0.path), "logic_nanoseconds": JSON($0.logic)] }),
    ]
  }

  private init(_ end: CriticalPath.End) {
    self = [:]
    switch end.owner {
    case .register(let register):
      append("scope", .string(register.scope))
      append("register", .string(register.name))
      append("node", register.node.map { .string($0.name) } ?? .null)
    case .port(let port): append("port", .string(port))
    case .other: break
    }
    append("signal", .string(end.signal))
    append("source", end.source.map { .string($0) } ?? .null)
  }
}
