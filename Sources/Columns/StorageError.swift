/// Why there is no room for what is as long as the samples.
public struct StorageError: Error, Hashable, Sendable {
  /// The bytes that one column (or whatever it was) would have taken in all.
  public let byteCount: Int
  /// The folder of temporary files that has no room for them; nil if it is memory that lacks.
  public let folder: String?
  /// The system's reason.
  public let reason: String
}

extension StorageError: CustomStringConvertible {
  public var description: String {
    let megabytes = "\((byteCount + 999_999) / 1_000_000) MB"
    return folder.map {
      "no room for \(megabytes) of samples in \($0) (\(reason)); free some, or name a folder with room in TMPDIR"
    } ?? "no memory for \(megabytes) of samples (\(reason)); free some"
  }
}
