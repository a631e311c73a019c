import Cases
import Datapath
import FixedPoint

/// A file of a vector folder, as the manifest has it.
public struct VectorFile: Sendable {
  public let name: String
  /// A sentence for people.
  public let meaning: String
  /// The columns, if it is a file of hexadecimal words.
  public let line: HexLine?
  public let lineCount: Int?
  public let byteCount: Int
  /// SHA-256, in hexadecimal.
  public let digest: String

  public init(
    _ name: String, _ meaning: String, line: HexLine? = nil, lineCount: Int? = nil,
    byteCount: Int, digest: String
  ) {
    self.name = name
    self.meaning = meaning
    self.line = line
    self.lineCount = lineCount
    self.byteCount = byteCount
    self.digest = digest
  }
}

/// What a vector folder holds, for programs: `manifest.json`.
public struct Manifest: Sendable {
  public static let name = "manifest.json"
  /// The version of the layout; a reader refuses one that it does not know.
  public static let layout = 1

  public let caseName: String
  /// The command line that wrote the folder.
  public let command: String
  public let design: Design
  /// What is taken at `start`; nil where a scenario gives another one every time.
  public let configuration: Configuration?
  /// The samples of an epoch; nil where a scenario has epochs of different lengths.
  public let sampleCount: Int?
  /// How the samples were scaled; nil where they did not come from readings.
  public let scaling: ScalingFormulas?
  /// The cycle of the first line of `stimulus.hex` and `expected.hex`.
  public let firstCycle: Int
  public let files: [VectorFile]

  public init(
    caseName: String, command: String, design: Design, configuration: Configuration?,
    sampleCount: Int?, scaling: ScalingFormulas? = nil, firstCycle: Int = 0, files: [VectorFile]
  ) {
    self.caseName = caseName
    self.command = command
    self.design = design
    self.configuration = configuration
    self.sampleCount = sampleCount
    self.scaling = scaling
    self.firstCycle = firstCycle
    self.files = files
  }

  public var json: JSON {
    var formats: JSON = [:]
    for node in design.nodes { formats.append(node.name, .string("\(design.formats[node])")) }
    var json: JSON = [
      "hardfit_vectors": JSON(Self.layout), "case": .string(caseName),
      "command": .string(command), "degree": JSON(design.degree), "formats": formats,
      "cycles_of_an_epoch_beyond_one_a_sample": JSON(design.overheadCycles),
    ]
    if let sampleCount { json.append("samples", JSON(sampleCount)) }
    if let scaling { json.append("scaling", scaling.json) }
    if firstCycle > 0 { json.append("first_cycle", JSON(firstCycle)) }
    if let configuration { json.append("configuration", words(of: configuration)) }
    json.append("files", .array(files.map(entry)))
    return json
  }

  /// The words of the configuration ports in hexadecimal, as wide as the ports.
  private func words(of configuration: Configuration) -> JSON {
    let theta = design.formats[.theta]
    let loss = design.formats[.loss]
    return [
      "cfg_step": hex(configuration.step, bits: design.formats[.step].width),
      "theta_0_to_theta_\(design.degree)": .array(
        configuration.initialTheta.map { hex($0, bits: theta.width) }),
      "cfg_tolerance": hex(configuration.tolerance, bits: loss.width + 1),
      "cfg_max_epochs": hex(Int128(configuration.maximumEpochs), bits: 32),
    ]
  }

  private func hex(_ word: Int128, bits: Int) -> JSON { .string(hexWord(word, bits: bits)) }

  private func entry(_ file: VectorFile) -> JSON {
    var json: JSON = ["name": .string(file.name), "meaning": .string(file.meaning)]
    json.append("bytes", JSON(file.byteCount))
    json.append("sha256", .string(file.digest))
    if let lineCount = file.lineCount { json.append("lines", JSON(lineCount)) }
    if let line = file.line {
      json.append("word_bits", JSON(line.width))
      json.append("columns", .array(line.columns.map(column)))
    }
    return json
  }

  private func column(_ column: VectorColumn) -> JSON {
    if column.fields.count == 1, column.fields[0].name == column.name {
      var json = field(column.fields[0], offset: column.offset)
      json.append("digits", JSON(column.digits))
      return json
    }
    var end = column.offset + column.width
    let fields = column.fields.map { part in
      end -= part.width
      return field(part, offset: end)
    }
    return [
      "name": .string(column.name), "offset": JSON(column.offset), "bits": JSON(column.width),
      "digits": JSON(column.digits), "fields": .array(fields),
    ]
  }

  private func field(_ field: WordField, offset: Int) -> JSON {
    var json: JSON = [
      "name": .string(field.name), "offset": JSON(offset), "bits": JSON(field.width),
    ]
    if field.width != field.wordLength { json.append("word_length", JSON(field.wordLength)) }
    if let fractionBits = field.fractionBits {
      json.append("signed", .bool(field.isSigned))
      json.append("fraction_bits", JSON(fractionBits))
    }
    return json
  }
}
