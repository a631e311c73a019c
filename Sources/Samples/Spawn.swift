import Foundation

/// Starts a program in a process group of its own, with no signal blocked.
///
/// - Parameters:
///   - words: its path and arguments.
///   - variables: its environment.
///   - streams: the descriptors that become its standard streams; nil stands for `/dev/null`.
/// - Returns: the process, or the number of the error.
package func spawn(
  _ words: [String], _ variables: [String: String], streams: [Int32?]
) -> Result<pid_t, SpawnError> {
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t? = nil
    var attributes: posix_spawnattr_t? = nil
  #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
  #endif
  posix_spawn_file_actions_init(&actions)
  posix_spawnattr_init(&attributes)
  defer {
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
  }
  for (number, descriptor) in streams.enumerated() {
    if let descriptor {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    } else {
      posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDWR, 0)
    }
  }
  var none = sigset_t()
  sigemptyset(&none)
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setpgroup(&attributes, 0)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
  let argv = words.map { strdup($0) } + [nil]
  let envp = variables.map { strdup("\($0)=\($1)") } + [nil]
  defer { for string in argv + envp { free(string) } }
  var process: pid_t = 0
  let number = posix_spawn(&process, words[0], &actions, &attributes, argv, envp)
  return number == 0 ? .success(process) : .failure(SpawnError(number: number))
}

package struct SpawnError: Error {
  /// As in `errno`.
  package let number: Int32
}
