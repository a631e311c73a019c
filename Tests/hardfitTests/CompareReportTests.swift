import Foundation
import Testing

/// The page of `hardfit compare` in a real browser: what is drawn where, beside the table of the curves.
@Suite struct CompareReportTests {
  private struct Mark: Decodable {
    let x: Double
    let y: Double
    let way: String
    let valueX: Double
    let valueY: Double
  }

  private struct Tick: Decodable {
    let place: Double
    let text: String

    var value: Double? {
      let digits: [Character: Character] = [
        "⁻": "-", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7",
        "⁸": "8", "⁹": "9",
      ]
      guard text.hasPrefix("10"), text.dropFirst(2).contains(where: { digits[$0] != nil }) else {
        return Double(text)
      }
      return Double("1e" + String(text.dropFirst(2).map { digits[$0] ?? $0 }))
    }
  }

  @Test func `what the pictures show is what the curves say, on a desk and on a phone`() throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      "hardfit compare vectors/noisy-quadratic --report page.html --csv losses.csv --plots plots -q",
      in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    let rows = try Table(#require(folder["losses.csv"])).rows
    let browser = try Browser()
    for isPhone in [false, true] {
      let width = isPhone ? 360 : 1000
      let shown = isPhone ? "narrow" : "wide"
      try browser.show(
        folder.url.appending(path: "page.html"), width: width, height: 800, isPhone: isPhone)
      #expect(try browser.value("document.documentElement.scrollWidth", as: Int.self) <= width)
      for name in ["loss", "error"] {
        let marks = try marks(browser, name, shown)
        #expect(Set(marks.map(\.way)).count > 3 || name == "loss")
        #expect(marks.count > 8, "\(marks)")
        for mark in marks where mark.way != "closed_form" {
          let row = try #require(rows.first { $0["epoch"] == "\(Int(mark.valueX))" })
          #expect(Double(row["\(mark.way)_\(name)"]!) == mark.valueY, "\(mark)")
        }
        try checkPlaces(browser, name, shown, marks)
      }
      let storage = try marks(browser, "storage", shown)
      #expect(storage.count > 6 && storage.allSatisfy { $0.valueX == 200 })
      try checkPlaces(browser, "storage", shown, storage)
      let text = try browser.value(
        """
        (() => { getSelection().selectAllChildren(document.querySelector('#storage svg.\(shown)'));
          const text = getSelection().toString(); getSelection().removeAllRanges(); return text; })()
        """, as: String.self)
      #expect(text.contains("Eq. 2, tape") && text.contains("samples N"), "\(text)")
    }
    let cells = try browser.value(
      "[...document.querySelectorAll('#parameters tbody tr')].map(r => r.children.length)",
      as: [Int].self)
    #expect(cells == Array(repeating: 7, count: 11))
    #expect(
      try browser.value("document.querySelectorAll('[src], [href]').length", as: Int.self) == 0)
    #expect(browser.errors.isEmpty, "\(browser.errors)")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("plots"))
    #expect(files.sorted() == ["error.svg", "loss.svg", "storage.svg"])
    for file in files {
      try browser.show(
        folder.url.appending(path: "plots/\(file)"), width: 700, height: 600, isPhone: false)
      #expect(
        try browser.value("document.querySelectorAll('.mark').length", as: Int.self) > 3, "\(file)")
    }
    #expect(browser.errors.isEmpty, "\(browser.errors)")
  }

  private func marks(_ browser: Browser, _ name: String, _ shown: String) throws -> [Mark] {
    try browser.value(
      """
      [...document.querySelectorAll('#\(name) svg.\(shown) .mark')].map(e => {
        const place = e.getAttribute('transform').match(/[-0-9.]+/g).map(Number);
        return {x: place[0], y: place[1], way: e.dataset.way, valueX: Number(e.dataset.x),
          valueY: Number(e.dataset.y)};
      })
      """)
  }

  /// Every mark stands where the ticks say that its figures are; both axes are logarithmic.
  private func checkPlaces(
    _ browser: Browser, _ name: String, _ shown: String, _ marks: [Mark]
  ) throws {
    for isVertical in [false, true] {
      let ticks = try browser.value(
        """
        [...document.querySelector('#\(name) svg.\(shown)').children]
          .filter(e => e.tagName === 'text' && e.getAttribute('text-anchor') === '\(isVertical ? "end" : "middle")')
          .map(e => ({place: Number(e.getAttribute('\(isVertical ? "y" : "x")')) - \(isVertical ? 4.5 : 0), text: e.textContent}))
        """, as: [Tick].self
      ).compactMap { tick in tick.value.map { (tick.place, $0) } }
      let (first, last) = (try #require(ticks.first), try #require(ticks.last))
      #expect(first.1 != last.1)
      for mark in marks {
        let value = isVertical ? mark.valueY : mark.valueX
        let share = (log10(value) - log10(first.1)) / (log10(last.1) - log10(first.1))
        let place = first.0 + share * (last.0 - first.0)
        #expect(abs((isVertical ? mark.y : mark.x) - place) < 0.1, "\(name): \(mark)")
      }
    }
  }
}
