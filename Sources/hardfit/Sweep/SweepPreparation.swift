import Cases
import Datapath
import Exploration
import FixedPoint
import Samples

/// From names of files to the cases and the designs of a sweep.
enum SweepPreparation {
  /// Reads the cases; the command line wins over their files.
  ///
  /// - Parameter perturbation: for the settings of all cases.
  static func cases(
    _ paths: [String], _ arguments: Arguments, _ console: Console,
    perturbation: ([Settings]) -> Perturbation?
  ) throws(Failure) -> [SweepSource] {
    var read: [(name: String, input: CaseInput, settings: Settings, columns: SampleColumns)] = []
    var files: Set<String> = []
    for path in paths {
      let (input, settings, columns) = try CasePreparation.read(path, arguments, console)
      // Folders of one name are told apart by their paths.
      let isTaken =
        read.contains { $0.name == input.name } || ["worst", "mean"].contains(input.name)
      let name = (isTaken ? path : input.name).escapingControlCharacters
      guard files.insert(input.samplesPath).inserted, !read.contains(where: { $0.name == name })
      else { throw .usage("is given twice", about: path, fix: "give each case once") }
      read.append((name, input, settings, columns))
    }
    let perturbation = perturbation(read.map(\.settings))
    var sources: [SweepSource] = []
    for (path, (name, input, settings, columns)) in zip(paths, read) {
      do throws(PlanError) {
        sources.append(
          SweepSource(
            path, arguments,
            try SweepCase(
              name: name, settings: settings, columns: columns, perturbation: perturbation)))
      } catch {
        throw Failure(error, samples: input.samplesPath)
      }
    }
    return sources
  }

  /// Reads a list of designs: a CSV file whose first line names the fields.
  static func designs(_ path: String) throws(Failure) -> DesignSpace {
    let file = try InputFile(path)
    var reader = LineReader(file.descriptor, name: file.name)
    var knobs: [Knob]?
    var rows: [[String]] = []
    var number = 0
    while let line = try reader.next(orTail: true) {
      number += 1
      let fields = RowText(line.hasSuffix("\r") ? String(line.dropLast()) : line).fields.map {
        String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
      guard fields != [""], !line.hasPrefix("#") else { continue }
      do throws(SettingError) {
        guard let known = knobs else {
          if let mark = [";", "\t"].first(where: { line.contains($0) }) {
            throw SettingError(
              "the fields are separated by \(mark == ";" ? "semicolons" : "tabs"); separate them by commas"
            )
          }
          var found: [Knob] = []
          for name in fields { found.append(try Knob(name: name)) }
          knobs = found
          continue
        }
        guard fields.count == known.count else {
          throw SettingError(
            "\(counted(fields.count, "value")) for \(counted(known.count, "field"))")
        }
        let architecture = zip(known, fields).first { $0.0 == .architecture }.flatMap {
          Architecture(rawValue: $0.1)
        }
        var row: [String] = []
        for (knob, field) in zip(known, fields) {
          if knob.isOf(architecture) {
            row.append(try knob.canonical(field))
          } else if field.isEmpty {
            row.append("")
          } else {
            throw SettingError(
              "\(knob.name) is \(field), but the architecture \(architecture!.rawValue) has not that node; leave the field empty"
            )
          }
        }
        rows.append(row)
      } catch {
        throw .data("line \(number): \(error)", about: file.name)
      }
    }
    guard let knobs else {
      throw .data(
        "is empty", about: file.name,
        fix: "name the fields in the first line: theta.fraction,x.width")
    }
    return try failing(.data, about: file.name) { () throws(SettingError) in
      try DesignSpace(knobs, rows: rows)
    }
  }
}
