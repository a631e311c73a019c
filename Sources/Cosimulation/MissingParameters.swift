import Foundation

extension WorkingFolder {
  /// Takes the parameters that a module has not out of the instances in this folder's files, so that a module of somebody's
  /// own may have any of `hardfit`'s parameters or none. Icarus sets those that are there by itself; Verilator refuses.
  ///
  /// - Parameter messages: what Verilator said; it names some of them at a time.
  /// - Returns: whether there was one to take out.
  func leaveOut(parametersMissingIn messages: [Substring]) throws(ToolError) -> Bool {
    // "Parameter pin not found: 'DEGREE'"; of a localparam "attempts to override 'DEGREE' as a parameter".
    let missing =
      /%Error.*(?:Parameter (?:pin )?not found|non-parameter|attempts to override)[^']*'(\w+)'/
    let names = Set(
      messages.compactMap { line in
        line.contains(path) ? try? missing.firstMatch(in: line)?.output.1 : nil
      })
    guard !names.isEmpty else { return false }
    var isChanged = false
    for file in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where file.hasSuffix(".v") || file.hasSuffix(".vh") {
      guard let text = try? String(contentsOfFile: path(file), encoding: .utf8) else { continue }
      let others = text.replacing(/,?\s*\.(\w+)\([^()]*\)/) { match in
        names.contains(match.output.1) ? "" : String(match.output.0)
      }.replacing(/(#\(|^)\s*,/) { String($0.output.1) }
      guard others != text else { continue }
      try write(others, to: file)
      isChanged = true
    }
    return isChanged
  }
}
