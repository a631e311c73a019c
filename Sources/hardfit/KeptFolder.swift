/// The folder of `--keep`, into which foreign programs write too: a new one, an empty one, or an earlier one.
///
/// A hidden file marks it, so that nobody else's files are ever written over.
enum KeptFolder {
  private static let mark = ".hardfit-kept"

  /// Makes it where it is missing.
  ///
  /// - Throws: ``Failure`` where it cannot be made, and where it holds the files of somebody else.
  static func make(_ path: String) throws(Failure) {
    try OutputFolder.make(path)
    let names = try SystemCall.names(in: path)
    guard names.isEmpty || names.contains(mark) else {
      throw Failure(
        .cannotCreate, "is a folder with other files in it", about: path,
        fix: "give the name of a new folder, or of one that --keep has filled before")
    }
    let file = try Output.opened("\(path)/\(mark)")
    try file.write("Files of --keep, which may write over them.\n")
    try file.commit()
  }
}
