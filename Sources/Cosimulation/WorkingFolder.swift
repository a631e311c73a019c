import Foundation

/// A folder for the files of a run: a temporary one that goes with this value, or one that the user keeps.
public final class WorkingFolder: Sendable {
  /// Absolute, since tools may run elsewhere.
  public let path: String
  private let isTemporary: Bool
  private let slot: Int?

  /// A new temporary folder, removed with this value and by ``Unfinished/clear()``.
  ///
  /// - Throws: ``ToolError/cannotWrite(path:reason:)``.
  public init() throws(ToolError) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/hardfit-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw .cannotWrite(path: parent, reason: String(cString: strerror(errno)).lowercased())
    }
    path = String(cString: made)
    isTemporary = true
    slot = Unfinished.addFolder(path)
  }

  /// A folder that stays, made where it is missing.
  public init(keeping path: String) throws(ToolError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path: path, reason: Self.reason(error))
    }
    self.path = URL(filePath: path).standardizedFileURL.path
    isTemporary = false
    slot = nil
  }

  deinit {
    guard isTemporary else { return }
    try? FileManager.default.removeItem(atPath: path)
    Unfinished.forgetFolder(slot)
  }

  /// For tools: what they write for themselves goes into the folder too, and with it.
  var environment: [String: String] { ["TMPDIR": path] }

  /// The path of a file in the folder.
  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file.
  ///
  /// - Throws: ``ToolError/cannotWrite(path:reason:)``, for a full disk too.
  public func write(_ text: String, to name: String) throws(ToolError) {
    try write(Array(text.utf8), to: name)
  }

  public func write(_ bytes: [UInt8], to name: String) throws(ToolError) {
    do {
      try Data(bytes).write(to: URL(filePath: path(name)))
    } catch {
      throw .cannotWrite(path: path(name), reason: Self.reason(error))
    }
  }

  static func reason(_ error: any Error) -> String {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    guard cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
    return String(cString: strerror(Int32(cause.code))).lowercased()
  }
}
