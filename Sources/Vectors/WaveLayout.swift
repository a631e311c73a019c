import Datapath

extension Design {
  /// The text of a save file of GTKWave that shows a dump of ``WaveformWriter`` grouped and formatted: first the run, then
  /// the streams and the parameters as curves, the rest in closed groups.
  ///
  /// - Parameter dump: the name of the dump, in the same folder.
  public func waveLayout(ofDump dump: String) -> String {
    var groups: [(title: String, variables: [WaveVariable])] = []
    for variable in waveVariables {
      let title = Self.group(variable)
      if let index = groups.firstIndex(where: { $0.title == title }) {
        groups[index].variables.append(variable)
      } else {
        groups.append((title, [variable]))
      }
    }
    // Both names tell GTKWave that the dump is beside this file, wherever it runs.
    let base = dump.hasSuffix(".vcd") ? String(dump.dropLast(4)) : dump
    var lines = [
      Self.waveLayoutMark, "[dumpfile] \"./\(dump)\"", "[savefile] \"./\(base).gtkw\"",
      "[size] 1400 900", "[timestart] 0", "*-7.0 -1", "[signals_width] 260",
    ]
    for (title, variables) in groups {
      let isOpen = ["run", "s_axis", "m_axis", "parameters"].contains(title)
      // The flags of GTKWave's analyzer.h: begin or end of a group, closed or not, a line without a wave.
      lines += ["@\(isOpen ? "800200" : "c00200")", "-\(title)"]
      // Behind what has a value's bits, the value.
      for variable in variables.sorted(by: { $0.place < $1.place }) {
        lines += ["@\(variable.flags)", variable.path]
        if title == "parameters", case .number = variable.content { lines += ["@20000", "-", "-"] }
      }
      lines += ["@\(isOpen ? "1000200" : "1401200")", "-\(title)"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The first line of a layout that nobody has saved since; GTKWave writes another one.
  public static let waveLayoutMark =
    "[*] Written by hardfit, and again with the next waves unless GTKWave saves it"

  /// The part of the machine, or the stream that a port belongs to.
  private static func group(_ variable: WaveVariable) -> String {
    let part = variable.scopes.count > 1 ? variable.scopes[1] : variable.name
    for stream in ["s_axis", "m_axis", "cfg"] where part.hasPrefix("\(stream)_") { return stream }
    return variable.scopes.count > 1 ? part : "run"
  }
}

extension WaveVariable {
  /// As GTKWave names it.
  fileprivate var path: String { (scopes + [name]).joined(separator: ".") + (range ?? "") }

  /// The first of the values of a cycle that it shows.
  fileprivate var place: Int {
    switch content {
    case .clock: -1
    case .bits(let range): range.lowerBound
    case .number(let place, _, _, _), .state(let place): place
    case .epoch, .sample: Int.max
    }
  }

  /// How GTKWave draws it, by the flags of its analyzer.h.
  fileprivate var flags: String {
    switch content {
    case .number where scopes.last == "parameters": "88420"  // a curve of steps, as high as it gets
    case .number: "420"
    case .epoch, .sample: "24"  // decimal
    case .state: "20"
    case .clock, .bits: width == 1 ? "28" : "22"  // binary, hexadecimal
    }
  }
}
