import Foundation

/// A folder to write into, made where it is missing; the one above it has to be there, as for a file.
///
/// A folder that was made, and into which nothing came, goes again when the run fails.
enum OutputFolder {
  static func make(_ name: String) throws(Failure) {
    var path = name
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    path = try SystemCall.resolvingLinks(path)
    guard mkdir(path, 0o777) != 0 else {
      _ = TemporaryFiles.add(path)
      return
    }
    let cause = errno
    if let status = SystemCall.status(of: path) {
      // Something of that name is fine if it is a folder.
      guard status.isFolder else {
        throw Failure(.cannotCreate, "is not a folder", about: name, fix: "give another name")
      }
      return
    }
    errno = cause
    throw .creating(name, in: path.lastIndex(of: "/").map { String(path[...$0]) } ?? "")
  }
}

extension SystemCall {
  /// The bytes of a regular file; nil for everything else.
  static func fileSize(_ path: String) -> Int? {
    guard let status = status(of: path), status.isRegularFile else { return nil }
    return Int(status.st_size)
  }
}
