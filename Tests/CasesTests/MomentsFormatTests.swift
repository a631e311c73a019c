import Datapath
import Samples
import Testing

@testable import Cases

/// The default formats of the architecture `moments`.
@Suite struct MomentsFormatTests {
  private static func plan(degree: Int, width: Int) throws -> Plan {
    let x = (0..<200).map { Double($0) / 40 - 1 }
    var settings = Settings()
    settings.architecture = .moments
    settings.degree = degree
    settings.epochs = 20
    for node in [Node.x, .y] { try settings.setFormat("\(node.name).width=\(width)") }
    return try Plan(
      settings,
      columns: SampleColumns(x: x, y: x.map { 3 - $0 + 0.5 * $0 * $0 - 0.1 * $0 * $0 * $0 }))
  }

  @Test(arguments: [(1, 16), (2, 16), (1, 24), (1, 8), (3, 10)])
  func `where it fits, nothing is lost before the update`(degree: Int, width: Int) throws {
    let fit = Fit(try Self.plan(degree: degree, width: width))
    for node in [Node.power, .moment, .cross, .energy, .gradient] {
      let seen = fit.statistics[node]
      // A gradient of samples wider than 16 bits, or of a higher degree, is rounded so that the loss fits.
      let isRounded = node == .gradient && (degree > 1 || width > 16)
      #expect(seen.casts > 0 && seen.overflows == 0, "\(node)")
      #expect(isRounded || seen.inexact == 0, "\(node)")
    }
    #expect(fit.overflowed(.warning).isEmpty)
  }

  @Test func `there is a default design for samples of any usual width`() throws {
    for degree in 1...3 {
      for width in Array(4...24) + [28, 32, 40] {
        let plan = try Self.plan(degree: degree, width: width)
        #expect(plan.design.architecture == .moments && plan.design.formats[.x].width == width)
      }
    }
  }
}
