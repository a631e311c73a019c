import Cases
import Reference

/// A comparison as one HTML page that needs nothing else.
extension ComparisonReport {
  public var html: String {
    let heading = "\(name): Eq. 3 in hardware and the algorithms that need memory"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escaped(heading))</title>
      <style>
      \(String(decoding: PackageResources.sweep_css, as: UTF8.self))\(String(decoding: PackageResources.comparison_css, as: UTF8.self))</style>
      </head>
      <body>
      <h1>\(escaped(heading))</h1>
      \(title.map { "<p>\(escaped($0))</p>" }.joined(separator: "\n"))
      \(section("Where each algorithm ended", parameterTable, id: "parameters"))
      \(pictures.prefix(2).map(figure).joined())
      \(section("What it holds", storageTable, id: "storage-table"))
      \(pictures.dropFirst(2).map(figure).joined())
      \(section("What it computes", operationTable, id: "operations"))
      <h2>Derivatives by rule</h2>
      <p>\(escaped(derivation[0].capitalizedFirst)).</p>
      <ul class="formulas">
      \(derivation.dropFirst().map { "<li>\(escaped(String($0.drop(while: \.isWhitespace))))</li>\n" }.joined())</ul>
      \(comparison.tape.isEmpty ? "" : section("Where the tape has x and y", tapeTable, id: "tape"))
      \(comparison.conditioning.isEmpty ? "" : section("Why Eq. 2′ is ill-posed", historyTable, id: "history"))
      <h2>The algorithms</h2>
      <dl class="ways">
      \(FittingAlgorithm.allCases.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.explanation))</dd>\n" }.joined())</dl>
      </body>
      </html>

      """
  }

  private func figure(_ picture: SweepPicture) -> String {
    """
    <figure id="\(escapedAttribute(picture.name))">
    <h3>\(escaped(picture.title.capitalizedFirst))</h3>
    \(picture.html())<figcaption>\(escaped(picture.caption))</figcaption>
    </figure>

    """
  }

  private func section(_ heading: String, _ table: ReportTable, id: String) -> String {
    func cell(_ text: String, _ column: TextTable.Column, _ name: String) -> String {
      let kind = column.alignment == .left ? "" : " class=\"number\""
      return "<\(name)\(kind)>\(escaped(typographicNumber(text)))</\(name)>"
    }
    let head = table.columns.map { cell($0.title, $0, "th") }.joined()
    let rows = table.rows.map { row in
      "<tr><th scope=\"row\">\(escaped(row[0]))</th>"
        + zip(row, table.columns).dropFirst().map { cell($0, $1, "td") }.joined() + "</tr>\n"
    }
    return """
      <h2>\(escaped(heading))</h2>
      <p>\(escaped(table.title.capitalizedFirst)).</p>
      <div class="wide-table" id="\(id)"><table><thead><tr>\(head)</tr></thead><tbody>
      \(rows.joined())</tbody></table></div>
      <p class="note">\(table.notes.map { escaped($0.capitalizedFirst) + "." }.joined(separator: " "))</p>

      """
  }

  /// A minus sign before digits instead of a hyphen.
  private func typographicNumber(_ text: String) -> String {
    Double(text) == nil ? text : typographic(text)
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
