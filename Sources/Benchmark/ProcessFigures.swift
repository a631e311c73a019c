import Foundation

/// What a command takes as a process, from its start to its end.
package struct ProcessFigures: Sendable {
  /// The words of the command, the program first.
  package let command: [String]
  /// In milliseconds.
  package let time: Figures
  /// The most memory that was resident, in bytes.
  package let peakMemory: Int
  /// Whether it may have been less: Linux tells no less than what this process had when it started the other.
  package let isUpperBound: Bool

  /// Runs a command so many times. What it prints is thrown away.
  init(
    _ command: [String], times: Int, progress: (Int) -> Void
  ) throws(BenchmarkError) {
    var milliseconds: [Double] = []
    var peak = 0
    let own = Self.ownPeak
    for run in 1...times {
      let clock = ContinuousClock()
      let start = clock.now
      peak = max(peak, try Self.run(command))
      milliseconds.append((clock.now - start) / .milliseconds(1))
      progress(run)
    }
    self.command = command
    time = Figures(milliseconds)
    peakMemory = peak
    isUpperBound = peak <= own
  }

  /// Runs it once and gives its peak memory.
  private static func run(_ command: [String]) throws(BenchmarkError) -> Int {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t? = nil
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for stream in [1, 2] as [Int32] {
      posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
    }
    let words = command.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let result = posix_spawn(&process, command[0], &actions, nil, words, environ)
    guard result == 0 else {
      let reason = String(cString: strerror(result)).lowercased()
      throw .failed("\(command[0]) cannot be started: \(reason)")
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0 {
      guard errno == EINTR else { throw .failed("\(command[0]) is lost") }
    }
    guard status == 0 else {
      throw .failed("'\(command.joined(separator: " "))' ended with status \(status)")
    }
    return bytes(usage)
  }

  /// The most memory of this process so far.
  private static var ownPeak: Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    return bytes(usage)
  }

  private static func bytes(_ usage: rusage) -> Int {
    #if canImport(Darwin)
      Int(usage.ru_maxrss)
    #else
      Int(usage.ru_maxrss) << 10
    #endif
  }
}
