import Foundation

/// A file, or standard input as `-`, read in pieces.
final class InputFile {
  /// How messages name it.
  let name: String
  let descriptor: Int32

  /// Opens a file for reading: exit code 66 if that cannot be.
  init(_ path: String) throws(Failure) {
    if path == "-" {
      name = "standard input"
      descriptor = 0
      return
    }
    name = path
    descriptor = SystemCall.retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR {
        throw Failure(.noInput, "no such file", about: path, fix: "check the path")
      }
      throw Failure(.noInput, "cannot read: \(SystemCall.reason)", about: path)
    }
    if SystemCall.status(of: path)?.isFolder == true {
      throw Failure(.noInput, "is a folder", about: path, fix: "give the name of a file")
    }
  }

  deinit { if descriptor > 2 { close(descriptor) } }

  /// The bytes there are, where that is known: of a regular file.
  var size: Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.isRegularFile else { return nil }
    return Int(status.st_size)
  }

  /// Reads some bytes; 0 means the end.
  func read(into bytes: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let count = SystemCall.retrying { systemRead(descriptor, bytes.baseAddress, bytes.count) }
    guard count >= 0 else {
      throw Failure(.inputOutput, "cannot read: \(SystemCall.reason)", about: name)
    }
    return count
  }
}
