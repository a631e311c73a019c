import Foundation
import Testing

/// The report of a sweep in a real browser: what is drawn where, beside the table.
@Suite struct SweepReportTests {
  @Test func `what the pictures show is what the table says, and no script fails`() throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      """
      hardfit sweep vectors/norris --vary theta.fraction=8...16:2 --vary x.width,y.width=8...17:3 \
        --vary theta.overflow=SAT,WRAP --vary gradient.width=28,90,128 --epochs 8 \
        -o table.csv --report report.html --plots plots -q
      """, in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    let rows = try Table(#require(folder["table.csv"])).rows
    let fields = ["theta.fraction", "x.width,y.width", "theta.overflow", "gradient.width"]
    let page = folder.url.appending(path: "report.html")
    let browser = try Browser()
    for isPhone in [false, true] {
      try browser.show(page, width: isPhone ? 360 : 1000, height: 800, isPhone: isPhone)
      let shown = isPhone ? "narrow" : "wide"
      try checkLayout(browser, shown, width: isPhone ? 360 : 1000)
      for (name, cost) in [("front-cost", "logic_cells"), ("front-bits", "register_bits")] {
        let picture = try Picture(browser, name, shown)
        try checkFront(picture, rows, cost)
      }
      for field in fields {
        let picture = try Picture(
          browser, "error-\(field.replacing(",", with: "+"))", shown)
        checkCurves(picture, rows, field)
      }
      let map = try Picture(browser, "map-theta.fraction-x.width+y.width", shown)
      checkMap(map, rows, across: "theta.fraction", up: "x.width")
      try checkPointing(browser, rows, shown, isPhone: isPhone)
    }
    try checkChoice(browser)
    #expect(browser.errors.isEmpty, "\(browser.errors)")
    // The files are the same pictures.
    let names = try browser.value(
      "[...document.querySelectorAll('figure')].map(f => f.id)", as: [String].self)
    #expect(names.count == 12)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("plots"))
    #expect(Set(files) == Set(names.map { "\($0).svg" }))
    for name in names {
      try browser.show(
        folder.url.appending(path: "plots/\(name).svg"), width: 700, height: 500, isPhone: false)
      let marks = try browser.value(
        "document.querySelectorAll('.mark, .cell').length", as: Int.self)
      #expect(marks > 0, "\(name)")
    }
    #expect(browser.errors.isEmpty, "\(browser.errors)")
  }

  /// What a picture has drawn: its marks and cells, and the numbers at its axes.
  private struct Picture: Decodable {
    struct Mark: Decodable {
      let x: Double
      let y: Double
      let fill: String
      let data: [String: String]
    }
    struct Label: Decodable {
      let x: Double
      let y: Double
      let anchor: String
      let text: String
    }
    let marks: [Mark]
    let cells: [Mark]
    let labels: [Label]

    init(_ browser: Browser, _ name: String, _ shown: String) throws {
      self = try browser.value(
        """
        (() => {
          const svg = document.getElementById('\(name)').querySelector('svg.\(shown)');
          const number = (e, a) => Number(e.getAttribute(a));
          return {
            marks: [...svg.querySelectorAll('circle.mark')].map(e => ({
              x: number(e, 'cx'), y: number(e, 'cy'), fill: e.getAttribute('fill'), data: {...e.dataset}})),
            cells: [...svg.querySelectorAll('rect.cell')].map(e => ({
              x: number(e, 'x') + number(e, 'width') / 2, y: number(e, 'y') + number(e, 'height') / 2,
              fill: e.getAttribute('fill'), data: {...e.dataset}})),
            labels: [...svg.children].filter(e => e.tagName === 'text').map(e => ({
              x: number(e, 'x'), y: number(e, 'y'), anchor: e.getAttribute('text-anchor') || '',
              text: e.textContent}))
          };
        })()
        """)
    }

    /// The numbers along an axis with their places in pixels.
    func ticks(isVertical: Bool) -> [(place: Double, value: Double)] {
      labels.filter { $0.anchor == (isVertical ? "end" : "middle") }.compactMap { label in
        Self.number(label.text).map { (isVertical ? label.y - 4.5 : label.x, $0) }
      }
    }

    /// Where a value has to be drawn, from the first and the last tick.
    func place(_ value: Double, isVertical: Bool, isLogarithmic: Bool) -> Double {
      let ticks = ticks(isVertical: isVertical)
      guard let first = ticks.first, let last = ticks.last, first.value != last.value else {
        return .nan
      }
      func onScale(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }
      let share =
        (onScale(value) - onScale(first.value)) / (onScale(last.value) - onScale(first.value))
      return first.place + share * (last.place - first.place)
    }

    /// The place of a label's text.
    func label(_ text: String, isVertical: Bool) -> Double {
      labels.first { $0.anchor == (isVertical ? "end" : "middle") && $0.text == text }
        .map { isVertical ? $0.y - 4.5 : $0.x } ?? .nan
    }

    /// 0.001, −5, or 10⁻⁵.
    private static func number(_ text: String) -> Double? {
      let digits: [Character: Character] = [
        "⁻": "-", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7",
        "⁸": "8", "⁹": "9", "−": "-",
      ]
      let plain = String(text.map { digits[$0] ?? $0 })
      guard plain.hasPrefix("10"), text.contains(where: { "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".contains($0) }) else {
        return Double(plain)
      }
      return Double("1e" + plain.dropFirst(2))
    }
  }

  /// The error that the pictures show: the settled one, where the design is settled.
  private func error(_ row: [String: String]) -> Double? {
    ["stalled", "cycle"].contains(row["settles"]) ? Double(row["worst_ls_fit_error"]!) : nil
  }

  /// Every mark is a design of the front, at its cost and error; none is missing.
  private func checkFront(_ picture: Picture, _ rows: [[String: String]], _ cost: String) throws {
    let word = cost == "register_bits" ? "bits" : "cost"
    let front = rows.filter { $0["pareto"]!.contains(word) }
    let points = Set(front.map { [$0[cost]!, $0["worst_ls_fit_error"]!] })
    #expect(picture.marks.count == points.count && points.count > 1)
    for mark in picture.marks {
      let row = try #require(front.first { $0["design"] == mark.data["design"] })
      let x = picture.place(Double(row[cost]!)!, isVertical: false, isLogarithmic: false)
      let y = picture.place(error(row)!, isVertical: true, isLogarithmic: true)
      #expect(abs(mark.x - x) < 0.1 && abs(mark.y - y) < 0.1, "\(mark) is not at \(x), \(y)")
    }
  }

  /// The marks are at the least, mean and greatest error of the rows with the value.
  private func checkCurves(_ picture: Picture, _ rows: [[String: String]], _ field: String) {
    let column = field.split(separator: ",")[0]
    let values = Set(rows.map { $0[String(column)]! })
    let built = Set(rows.filter { error($0) != nil }.map { $0[String(column)]! })
    #expect(picture.marks.count == 3 * built.count && built.count > 1)
    for mark in picture.marks {
      let value = mark.data["value"]!
      let errors = rows.filter { $0[String(column)] == value }.compactMap { error($0) }
      let expected =
        switch mark.data["series"] {
        case "best": errors.min()!
        case "worst": errors.max()!
        default: pow(10, errors.map { log10($0) }.reduce(0, +) / Double(errors.count))
        }
      let y = picture.place(expected, isVertical: true, isLogarithmic: true)
      let isNumber = values.allSatisfy { Double($0) != nil }
      let x =
        isNumber
        ? picture.place(Double(value)!, isVertical: false, isLogarithmic: false)
        : picture.label(value, isVertical: false)
      #expect(abs(mark.x - x) < 0.1 && abs(mark.y - y) < 0.1, "\(field): \(mark), not \(x), \(y)")
    }
  }

  /// Each cell has the least error of its pair of values, at their labels, and the smaller, the darker.
  private func checkMap(
    _ picture: Picture, _ rows: [[String: String]], across: String, up: String
  ) {
    #expect(picture.cells.count == 20)
    var shades: [(error: Double, light: Int)] = []
    for cell in picture.cells {
      let errors = rows.filter { $0[across] == cell.data["across"] && $0[up] == cell.data["up"] }
        .compactMap { error($0) }
      #expect(cell.data["error"].flatMap(Double.init) == errors.min(), "\(cell)")
      let x = picture.label(cell.data["across"]!, isVertical: false)
      let y = picture.label(cell.data["up"]!, isVertical: true)
      #expect(abs(cell.x - x) < 0.1 && abs(cell.y - y) < 0.1, "\(cell), not at \(x), \(y)")
      let parts = cell.fill.dropFirst()
      let light = stride(from: 0, to: 6, by: 2).reduce(0) { sum, place in
        let start = parts.index(parts.startIndex, offsetBy: place)
        return sum + Int(parts[start..<parts.index(start, offsetBy: 2)], radix: 16)!
      }
      shades.append((errors.min()!, light))
    }
    shades.sort { $0.error < $1.error }
    #expect(zip(shades, shades.dropFirst()).allSatisfy { $0.light <= $1.light }, "\(shades)")
  }

  /// Nothing is wider than the window, the drawings are not shrunk, and their text can be selected.
  private func checkLayout(_ browser: Browser, _ shown: String, width: Int) throws {
    #expect(try browser.value("document.documentElement.scrollWidth", as: Int.self) <= width)
    let scales = try browser.value(
      """
      [...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width > 0)
        .map(s => [s.classList[0], s.getBoundingClientRect().width / s.viewBox.baseVal.width])
      """, as: [Scale].self)
    #expect(scales.count == 7 && scales.allSatisfy { $0.name == shown }, "\(scales)")
    #expect(scales.allSatisfy { $0.factor > 0.95 }, "\(scales)")
    let selected = try browser.value(
      """
      (() => { getSelection().selectAllChildren(document.querySelector('svg.\(shown)'));
        const text = getSelection().toString(); getSelection().removeAllRanges(); return text; })()
      """, as: String.self)
    #expect(selected.contains("logic_cells") && selected.contains("ls_fit_error"), "\(selected)")
  }

  private struct Scale: Decodable {
    let name: String
    let factor: Double

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      name = try list.decode(String.self)
      factor = try list.decode(Double.self)
    }
  }

  /// The design under the pointer or finger, and the one that the keys lead to.
  private func checkPointing(
    _ browser: Browser, _ rows: [[String: String]], _ shown: String, isPhone: Bool
  ) throws {
    func detail() throws -> [String: String] {
      let terms = try browser.value(
        "[...document.querySelectorAll('#front-bits dt')].map(e => [e.textContent, e.nextSibling.textContent])",
        as: [[String]].self)
      return Dictionary(terms.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    }
    let marks = "document.querySelectorAll('#front-bits svg.\(shown) .mark')"
    #expect(try detail().isEmpty)
    let count = try browser.value("\(marks).length", as: Int.self)
    for index in [count - 1, 0] {
      let place = try browser.value(
        """
        (() => { const mark = \(marks)[\(index)]; mark.scrollIntoView({block: 'center'});
          const box = mark.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2]; })()
        """, as: [Double].self)
      if isPhone {
        try browser.command(
          "Input.dispatchTouchEvent",
          ["type": "touchStart", "touchPoints": [["x": place[0] + 1, "y": place[1] + 1]]])
        try browser.command("Input.dispatchTouchEvent", ["type": "touchEnd", "touchPoints": []])
      } else {
        try browser.command(
          "Input.dispatchMouseEvent", ["type": "mouseMoved", "x": place[0] + 1, "y": place[1] - 1])
      }
      // Where marks nearly touch, a browser may take the neighbour for what the finger means.
      let found = try #require(Int(try detail()["design"] ?? ""))
      let distance = try browser.value(
        """
        (() => { const box = [...\(marks)].find(m => m.dataset.design == \(found))
            .getBoundingClientRect();
          return Math.hypot(box.x + box.width / 2 - \(place[0]), box.y + box.height / 2 - \(place[1])); })()
        """, as: Double.self)
      #expect(distance < 10, "design \(found) is \(distance) away")
      try check(detail(), rows[found - 1])
    }
    #expect(try browser.value("(\(marks)[0].focus(), 0)", as: Int.self) == 0)
    try browser.press("ArrowRight", code: 39)
    let second = try browser.value("Number(\(marks)[1].dataset.design)", as: Int.self)
    try check(detail(), rows[second - 1])
    #expect(try browser.value("document.activeElement === \(marks)[1]", as: Bool.self))
  }

  private func check(_ detail: [String: String], _ row: [String: String]) throws {
    #expect(detail.count > 10)
    for (name, value) in detail where name != "simulate with" {
      #expect(row[name] == value, "design \(row["design"]!): \(name)")
    }
    #expect(
      detail["simulate with"]?.contains("--format theta.fraction=\(row["theta.fraction"]!)") == true
    )
  }

  /// The list of maps shows the one that is chosen.
  private func checkChoice(_ browser: Browser) throws {
    let shown =
      "[...document.querySelectorAll('#maps > figure')].filter(f => !f.hidden).map(f => f.id)"
    let first = try browser.value(shown, as: [String].self)
    let other = try browser.value(
      "(() => { const c = document.getElementById('choose-map'); c.selectedIndex = 3; c.dispatchEvent(new Event('change')); return c.value; })()",
      as: String.self)
    #expect(first.count == 1 && first != [other])
    #expect(try browser.value(shown, as: [String].self) == [other])
  }
}
