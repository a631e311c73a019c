import Foundation

extension WorkingFolder {
  /// The start of a temporary folder's name; the process's number and six random characters follow.
  static let prefix = "hardfit-"

  /// Removes once what processes that were killed have left among the temporary files.
  ///
  /// Such a folder is this user's, its process has a number that nobody has, and nobody holds its lock: on a shared disk
  /// the process may run on another machine.
  static let sweepOnce: Void = {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    where name.hasPrefix(prefix) {
      let parts = name.dropFirst(prefix.count).split(separator: "-")
      guard parts.count == 2, parts[1].count == 6, let process = pid_t(parts[0]),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      let path = "\(parent)/\(name)"
      let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else { continue }
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_uid == geteuid(),
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
      {
        try? FileManager.default.removeItem(atPath: path)
      }
      close(descriptor)
    }
  }()

  /// Where temporary folders are.
  static var parent: String {
    let given = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    return URL(filePath: given.isEmpty ? "/tmp" : given).standardizedFileURL.path
  }
}
