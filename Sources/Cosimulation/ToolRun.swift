import Foundation
import Samples
import Synchronization

/// What became of a run of a foreign program: how it ended and what it printed.
package struct ToolRun: Sendable {
  package enum Ending: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)
    case timedOut
  }

  package let name: String
  package let ending: Ending
  /// Standard output, to ``Tool/outputLimit`` bytes.
  package let output: String
  /// Standard error, as far.
  package let error: String
  package let limit: Duration

  package var isSuccess: Bool { ending == .exited(0) }

  /// Standard error and output, line by line: where a tool says what is wrong.
  package var messages: [Substring] {
    (error + "\n" + output).split(whereSeparator: \.isNewline)
  }

  /// Throws where the run did not end with code 0, with the line that tells why.
  ///
  /// - Parameter explains: whether a line is the one that tells; the first such line is taken, or the last line where
  ///   there is none.
  package func succeed(
    explainedBy explains: (Substring) -> Bool = Self.isError
  ) throws(ToolError) {
    switch ending {
    case .exited(0): return
    case .timedOut: throw .timedOut(name: name, limit: limit)
    case .signalled(let signal):
      try failWhereFull()
      throw .crashed(name: name, signal: signal)
    case .exited(let code):
      try failWhereFull()
      let line =
        messages.first(where: explains) ?? error.split(whereSeparator: \.isNewline).last
        ?? messages.last
      throw .failed(name: name, line: line.map(String.init) ?? "exit code \(code), no message")
    }
  }

  /// Whether a line of Icarus, Verilator, a C++ compiler or make says that something is wrong.
  ///
  /// The word alone does not tell: warnings and the source lines that they quote have it too, for many a signal is called
  /// `error`.
  package static func isError(_ line: Substring) -> Bool {
    let line = line.lowercased()
    guard !line.contains("warning:"), !line.hasPrefix("%warning") else { return false }
    return line.hasPrefix("%error")
      || ["error:", "syntax error", "sorry:", "no such file", "not found", "undefined reference"]
        .contains { line.contains($0) }
  }

  /// A full disk has a name of its own, whoever noticed it.
  private func failWhereFull() throws(ToolError) {
    // Tools that start others tell how these died: in words, or as "threw signal 25".
    let ends = [String(cString: strsignal(SIGXFSZ)), "signal \(SIGXFSZ)"]
    if ending == .signalled(SIGXFSZ) || says(ends) {
      throw .cannotWrite(path: name, reason: ToolError.tooLarge)
    }
    for number in [ENOSPC, EDQUOT, EFBIG] {
      let reason = String(cString: strerror(number))
      if says([reason]) { throw .cannotWrite(path: name, reason: reason.lowercased()) }
    }
  }

  private func says(_ texts: [String]) -> Bool {
    messages.contains { line in texts.contains { line.contains($0) } }
  }
}

extension Tool {
  /// What is kept of each stream of a run; a tool that prints more is read on, and the rest dropped.
  package static let outputLimit = 1 << 24

  /// Runs the program in a process group of its own and waits for its end.
  ///
  /// At the time limit the whole group is killed, and so is whatever the program leaves running when
  /// it ends, or when this process does. Standard input is empty. ``Unfinished/clear()`` ends the group from a signal
  /// handler.
  ///
  /// - Parameters:
  ///   - folder: where it runs; where this program runs, if nil.
  ///   - environment: variables that it gets beside or instead of those of this program.
  ///   - watch: is told from time to time how many bytes came on standard output by then.
  /// - Throws: ``ToolError/cannotStart(name:reason:)`` alone; what the run came to is in the result.
  package func run(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    timeLimit: Duration = .seconds(600), watchingOutput watch: (Int) -> Void = { _ in }
  ) throws(ToolError) -> ToolRun {
    let deadline = ContinuousClock.now + timeLimit
    // One at a time, lest another program inherit the pipes before they are marked as ours alone.
    var (process, pipes) = try Self.starting.withLock { _ throws(ToolError) in
      try start(arguments, folder, environment)
    }
    defer { for pipe in pipes { pipe.close() } }
    let slot = Unfinished.addGroup(process)

    var status: Int32 = 0
    var hasEnded = false
    var isLate = false
    while !hasEnded || pipes.contains(where: \.isOpen) {
      var polls = pipes.filter(\.isOpen).map {
        pollfd(fd: $0.readEnd, events: Int16(POLLIN), revents: 0)
      }
      // The end of the streams wakes this up; the end of the program alone does not, hence the steps.
      let wait: Int32 = hasEnded ? 0 : polls.isEmpty ? 2 : 20
      let ready = poll(&polls, nfds_t(polls.count), wait)
      for index in pipes.indices where pipes[index].isOpen { pipes[index].read() }
      watch(pipes[0].byteCount)
      if !hasEnded, waitpid(process, &status, WNOHANG) == process {
        hasEnded = true
        // What it left running would hold the streams open for ever.
        kill(-process, SIGKILL)
      } else if hasEnded, ready <= 0 {
        break
      }
      if !hasEnded, ContinuousClock.now >= deadline {
        isLate = true
        kill(-process, SIGKILL)
        _ = retrying { waitpid(process, &status, 0) }
        hasEnded = true
      }
    }
    Unfinished.forgetGroup(slot)
    OrphanWatch.remove(process)
    let signal = status & 0x7F
    return ToolRun(
      name: name,
      ending: isLate ? .timedOut : signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal),
      output: pipes[0].text, error: pipes[1].text, limit: timeLimit)
  }

  private static let starting = Mutex(())

  private func start(
    _ arguments: [String], _ folder: String?, _ environment: [String: String]
  ) throws(ToolError) -> (process: pid_t, pipes: [StreamPipe]) {
    var pipes = [StreamPipe(), StreamPipe()]
    guard pipes.allSatisfy({ $0.readEnd >= 0 }) else {
      for pipe in pipes { pipe.close() }
      throw .cannotStart(name: name, reason: String(cString: strerror(errno)).lowercased())
    }
    var variables = Self.environment
    variables.merge(environment) { $1 }
    // The change of folder that posix_spawn has is not to be had everywhere; the shell's is.
    let words =
      folder.map { ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", $0, path] } ?? [path]
    let started = spawn(
      words + arguments, variables, streams: [nil, pipes[0].writeEnd, pipes[1].writeEnd])
    for index in pipes.indices { pipes[index].closeWriteEnd() }
    switch started {
    case .success(let process):
      OrphanWatch.add(process)
      return (process, pipes)
    case .failure(let error):
      for pipe in pipes { pipe.close() }
      throw .cannotStart(name: name, reason: String(cString: strerror(error.number)).lowercased())
    }
  }

  private static var environment: [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let parts = String(cString: text).split(separator: "=", maxSplits: 1)
      if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
      entry += 1
    }
    return variables
  }
}

/// One stream of a program on its way here.
private struct StreamPipe {
  let readEnd: Int32
  private(set) var writeEnd: Int32
  private(set) var isOpen: Bool
  private var bytes: [UInt8] = []

  init() {
    var ends: [Int32] = [-1, -1]
    let isMade = pipe(&ends) == 0
    readEnd = isMade ? ends[0] : -1
    writeEnd = isMade ? ends[1] : -1
    isOpen = isMade
    guard isMade else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  var byteCount: Int { bytes.count }

  mutating func closeWriteEnd() {
    _ = systemClose(writeEnd)
    writeEnd = -1
  }

  func close() {
    if readEnd >= 0 { _ = systemClose(readEnd) }
    if writeEnd >= 0 { _ = systemClose(writeEnd) }
  }

  /// Reads all that is there.
  mutating func read() {
    while true {
      let count = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { buffer in
        let count = retrying { systemRead(readEnd, buffer.baseAddress, buffer.count) }
        let room = max(0, Tool.outputLimit - bytes.count)
        if count > 0 { bytes.append(contentsOf: buffer.prefix(min(count, room))) }
        return count
      }
      if count > 0 { continue }
      if count == 0 { isOpen = false }
      return
    }
  }
}

// Methods called `read` and `close` hide the system's; these do not.

private func systemRead(_ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int
{
  read(descriptor, start, count)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

/// Repeats a call for as long as a signal interrupts it.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
