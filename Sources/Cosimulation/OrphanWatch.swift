import Foundation
import Samples
import Synchronization

/// A shell that kills the foreign programs when this process is gone, whatever ended it: `SIGKILL` leaves no handler to
/// do that. It is told each process group through a pipe, and that pipe ends with this process.
enum OrphanWatch {
  /// The pipe's end, or -1 where there is no watch.
  private static let pipeEnd = Mutex<Int32?>(nil)

  private static let script = """
    groups=' '
    while read -r change group; do
      case $change in
      +) groups="$groups$group " ;;
      -) groups="${groups%% $group *} ${groups#* $group }" ;;
      esac
    done
    for group in $groups; do kill -KILL "-$group"; done
    """

  static func add(_ group: pid_t) { tell("+ \(group)\n") }
  static func remove(_ group: pid_t) { tell("- \(group)\n") }

  private static func tell(_ line: String) {
    pipeEnd.withLock { end in
      if end == nil { end = start() }
      var line = line
      line.withUTF8 { bytes in _ = retrying { write(end!, bytes.baseAddress, bytes.count) } }
    }
  }

  private static func start() -> Int32 {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return -1 }
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    defer { close(ends[0]) }
    // A group of its own also keeps the terminal's interrupt from ending it before this process.
    guard case .success = spawn(["/bin/sh", "-c", script], [:], streams: [ends[0], nil, nil]) else {
      close(ends[1])
      return -1
    }
    return ends[1]
  }
}
