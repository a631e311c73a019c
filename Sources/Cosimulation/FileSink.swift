import Foundation
import Vectors

/// A file of a working folder that is written block by block.
struct FileSink: ByteSink {
  private let handle: FileHandle
  private let path: String

  init(path: String) throws(ToolError) {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw .cannotWrite(path: path, reason: String(cString: strerror(errno)).lowercased()) }
    self.handle = handle
    self.path = path
  }

  mutating func write(_ bytes: [UInt8]) throws {
    do { try handle.write(contentsOf: Data(bytes)) } catch {
      throw ToolError.cannotWrite(path: path, reason: WorkingFolder.reason(error))
    }
  }
}
