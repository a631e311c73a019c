import Datapath
import Exploration
import FixedPoint
import Testing

@Suite struct CostTests {
  /// Covers the signed a × b product of limbs by blocks, limb by limb.
  private func tiled(_ a: Int, _ b: Int, _ block: (Int, Int)) -> Int {
    func limbs(_ width: Int, _ block: Int) -> Int {
      var (rest, count) = (width, 1)
      while rest > block {
        rest -= block - 1
        count += 1
      }
      return count
    }
    return min(
      limbs(a, block.0) * limbs(b, block.1), limbs(a, block.1) * limbs(b, block.0))
  }

  @Test func `blocks are counted as cutting off limbs one by one counts them`() {
    for a in 1...130 {
      for b in 1...130 {
        #expect(Cost.blocks(a, b, of: (18, 18)) == tiled(a, b, (18, 18)), "\(a) × \(b)")
        #expect(Cost.blocks(a, b, of: (27, 18)) == tiled(a, b, (27, 18)), "\(a) × \(b)")
      }
    }
    #expect(Cost.blocks(18, 18, of: (18, 18)) == 1)
    #expect(Cost.blocks(19, 18, of: (18, 18)) == 2)
    #expect(Cost.blocks(18, 27, of: (27, 18)) == 1)
  }

  @Test(arguments: Design.degrees)
  func `every multiplier feeds the register of its exact product`(degree: Int) throws {
    let design = try Design(
      degree: degree,
      formats: NodeMap { node in
        try Format(
          width: 10 + node.rawValue, integerBits: 3, isSigned: ![.step, .square].contains(node))
      })
    let registers = Dictionary(
      design.registers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    // The update has none: it adds.
    #expect(design.multipliers.count == 3 * degree)
    for multiplier in design.multipliers {
      let exact =
        ["squared", "raise_2"].contains(multiplier.name)
        ? multiplier.left.squared : multiplier.left * multiplier.right
      let register = try #require(registers[multiplier.name])
      #expect(register.width == exact.width, "\(multiplier.name)")
      #expect(register.fractionBits == exact.fractionBits, "\(multiplier.name)")
    }
    let cost = Cost(design)
    #expect(cost.registerBits == design.registerBits)
    #expect(cost.logicCells == cost.multiplierBits + cost.adderBits)
  }
}
