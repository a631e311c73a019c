import Cases
import Samples

/// What was read of a file, for other programs.
extension JSON {
  init(_ reading: CSVReading, _ columns: SampleColumns) {
    let layout = reading.layout
    self = [
      "x": [
        "column": layout.xColumn.map { JSON($0) } ?? .null, "name": .string(columns.xName),
        "first": layout.xOrigin.map { .string($0) } ?? .null,
      ],
      "y": [
        "column": JSON(layout.yColumn), "name": .string(columns.yName),
        "first": layout.yOrigin.map { .string($0) } ?? .null,
      ],
      "columns": JSON(layout.fieldCount),
      "header_line": layout.headerLine.map { JSON($0) } ?? .null,
      "first_line": JSON(layout.firstLine),
      "delimiter": .string(layout.delimiter.name),
      "decimal": .string(layout.decimalMark.rawValue),
      "encoding": .string(reading.encoding ?? "UTF-8"),
      "skipped": .array(
        reading.skipped.map {
          [
            "kind": .string($0.kind.rawValue), "lines": JSON($0.count),
            "first_line": JSON($0.line), "text": .string($0.text),
          ]
        }),
      "remarks": .array(layout.remarks.map { .string($0) }),
    ]
  }
}
