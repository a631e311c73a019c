#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder to write into, made with those above it where they are missing.
enum OutputFolder {
  static func make(_ path: String) throws(Failure) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += part
      if mkdir(made, 0o777) != 0 {
        // Something of that name is fine if it is a folder.
        let isThere = errno == EEXIST
        guard isThere || SystemCall.status(of: made)?.isFolder == true else {
          throw .creating(made)
        }
        guard SystemCall.status(of: made)?.isFolder == true else {
          throw Failure(.cannotCreate, "is no folder", about: made, mend: "give another name")
        }
      }
      made += "/"
    }
  }
}

extension SystemCall {
  /// The bytes of a regular file; nil for everything else.
  static func fileSize(_ path: String) -> Int? {
    guard let status = status(of: path), status.isRegularFile else { return nil }
    return Int(status.st_size)
  }
}
