extension SampleColumns {
  /// Reads x and y from CSV.
  ///
  /// - Parameters:
  ///   - source: a file, a descriptor or memory.
  ///   - progress: called about ten times a second and at the end.
  public static func read(
    _ source: consuming ByteSource, options: CSVOptions = CSVOptions(),
    progress: ((ReadingProgress) -> Void)? = nil
  ) throws(ReadingError) -> SampleColumns {
    var text = try TextSource(source)
    var reader = CSVReader(file: text.name, options: options)
    try reader.read(&text, progress: progress)
    return try reader.columns()
  }
}
