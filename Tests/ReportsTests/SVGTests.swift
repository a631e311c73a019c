import Foundation
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Collects what a foreign XML parser sees.
private final class Reading: NSObject, XMLParserDelegate {
  var elements: [String: Int] = [:]
  var texts: [String] = []
  private var text: String?

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    elements[name, default: 0] += 1
    if name == "text" { text = "" }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text?.append(string) }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "text", let text { texts.append(text) }
    if name == "text" { text = nil }
  }

  static func of(_ svg: String) throws -> Reading {
    let reading = Reading()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reading
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    return reading
  }
}

@Suite struct SVGTests {
  @Test("Files are well-formed, hold their texts as text, and are the same every time")
  func wellFormed() throws {
    let losses = (0..<100).map { 36 * Double(1 << 20) / Double(1 << min($0, 40)) }
    let name = "a < b & \"c\" \u{1B}> 日本"
    let plot = ConvergencePlot(
      title: name, series: [.init("fixed point", losses), .init("Double", losses)],
      lossTitle: "loss", epochScale: .linear)
    let reading = try Reading.of(plot.svg())
    let printed = "a < b & \"c\" \u{FFFD}> 日本"
    for text in [printed, "fixed point", "Double", "loss", "epoch", "20", "100", "10⁻⁴"] {
      #expect(reading.texts.contains(text), "\(text) of \(reading.texts)")
    }
    #expect(plot.svg() == plot.svg())

    let fit = FitPlot(
      title: name, x: [1, 2, 3, -4], y: [1, 2, 4, 3],
      curves: [.init(name, [1, 1]), .init("least squares", [1, 1.1])])
    let seen = try Reading.of(fit.svg())
    #expect(seen.elements["circle"] == 4 + 1)  // and one in the legend
    #expect(seen.texts.contains("−4") && seen.texts.contains(printed))
  }

  @Test("A file's size depends on its pixels, not on samples or epochs")
  func size() throws {
    var random = Seeded(4)
    let many = (0..<100_000).map { _ in Double.random(in: 0...1, using: &random) }
    let curve = ConvergencePlot(series: [.init("a", many)]).svg()
    #expect(curve.utf8.count < 60_000)
    _ = try Reading.of(curve)
    let fit = FitPlot(x: many, y: many.reversed(), curves: [.init("c", [0, 1])]).svg()
    #expect(fit.utf8.count < 200_000)
    _ = try Reading.of(fit)
  }

  @Test("Strange numbers give a picture, without a number that is none")
  func strange() throws {
    let columns: [[Double]] = [
      [], [5], [0, 0], [1, .nan, .infinity], [.leastNonzeroMagnitude, 1.7e308],
      [-1.7e308, 1.7e308],
      Array(repeating: 2, count: 1500),
    ]
    for column in columns {
      for svg in [
        ConvergencePlot(series: [.init("a", column), .init("b", column)]).svg(width: 0, height: 0),
        FitPlot(x: column, y: column, curves: [.init("c", [1e300, -1e300, 1e300])]).svg(),
        FitPlot(x: column, y: column, curves: [.init("c", [.nan]), .init("d", [])]).svg(),
      ] {
        let reading = try Reading.of(svg)
        #expect(reading.elements["svg"] == 1)
        #expect(!svg.contains("nan") && !svg.contains("inf"))
      }
    }
  }
}
