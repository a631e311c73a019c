// What the operating system says and wants, in Swift's terms: the reason of a failed call, calls
// that are repeated when a signal interrupts them, the environment.

import Foundation

enum SystemCall {
  /// Repeats a call for as long as a signal interrupts it; negative results are failures.
  static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  /// "no space left on device": the reason of the call that failed last.
  static var reason: String { reason(of: errno) }

  static func reason(of number: Int32) -> String {
    let text = String(cString: strerror(number))
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Lets the process have as many files open as the system lets it have at all.
  static func allowManyFiles() {
    var limit = rlimit()
    #if canImport(Glibc)
      let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let files = RLIMIT_NOFILE
    #endif
    guard getrlimit(files, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(files, &limit)
  }

  /// What a path leads to, symbolic links followed; nil if there is nothing.
  static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }
}

extension stat {
  var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
  var isRegularFile: Bool { st_mode & S_IFMT == S_IFREG }
}

// Methods called `read` and `write` hide the system's; these do not.

func systemRead(_ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, start, count)
}

func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, start, count)
}

func systemRead(
  _ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int, at offset: Int
) -> Int {
  pread(descriptor, start, count, off_t(offset))
}
