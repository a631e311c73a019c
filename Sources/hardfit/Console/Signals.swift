// What happens on signals: nothing is left behind on an interrupt, and failed writes are errors.

import Cosimulation
import Foundation
import Synchronization

/// The process's treatment of signals.
///
/// - `SIGINT`, `SIGTERM`, `SIGHUP`: temporary files are removed, foreign programs killed and a progress
///   line erased, then the process dies of that very signal, so that a shell sees why. A signal that was ignored at
///   the start, as under `nohup`, stays ignored.
/// - `SIGPIPE`, `SIGXFSZ`: the write that caused them fails with an error instead. The handlers do
///   nothing; ignoring the signals would be inherited by the simulators that commands start.
enum Signals {
  static func install() {
    // A handler must not be the first to touch a lazily made constant.
    _ = TemporaryFiles.paths
    Unfinished.prepare()
    transientLine.store(false, ordering: .relaxed)
    isEnding.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number, endBySignal)
      if isIgnoring(before) { signal(number, SIG_IGN) }
    }
    unblock()
    for number in [SIGPIPE, SIGXFSZ] { signal(number, doNothing) }
    openClosedStandardStreams()
  }

  /// Lets the signals in that a parent may have blocked: a mask is inherited, and that of a thread of some run-time
  /// library's pool blocks nearly all. A program that could not be interrupted would be of no use.
  private static func unblock() {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Ends the process as one that writes into a closed pipe ends.
  static func endByClosedPipe() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    exit(ExitCode.closedPipe.rawValue)
  }

  /// Runs what must not be cut in two; a signal that comes meanwhile is seen to afterwards.
  static func deferring<Failing: Error>(_ body: () throws(Failing) -> Void) throws(Failing) {
    var (ending, before) = (sigset_t(), sigset_t())
    sigemptyset(&ending)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&ending, number) }
    pthread_sigmask(SIG_BLOCK, &ending, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  /// Whether a line on standard error is to be erased when a signal ends the process.
  static let transientLine = Atomic<Bool>(false)

  /// Whether a signal is about to end the process.
  fileprivate static let isEnding = Atomic<Bool>(false)

  /// Waits for the signal that is about to end the process, if there is one: what failed since then failed because of it,
  /// such as a simulator that the handler killed.
  static func waitForTheEnd() {
    while isEnding.load(ordering: .sequentiallyConsistent) { pause() }
  }

  private static func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Occupies the numbers of closed standard streams, lest an output file gets one of them and
  /// messages end up in it. Opened the wrong way round, so that their use fails.
  private static func openClosedStandardStreams() {
    for descriptor in 0...2 as ClosedRange<Int32> where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }
}

/// The temporary files and folders of unfinished outputs, where a signal handler can find them.
enum TemporaryFiles {
  static let capacity = 1024
  /// C strings, or nil. A string is never freed, so that a handler never reads freed memory.
  nonisolated(unsafe) static let paths: UnsafeMutablePointer<Atomic<UnsafeMutablePointer<CChar>?>> =
    {
      let slots = UnsafeMutablePointer<Atomic<UnsafeMutablePointer<CChar>?>>.allocate(
        capacity: capacity)
      for index in 0..<capacity { (slots + index).initialize(to: Atomic(nil)) }
      return slots
    }()

  /// Remembers a path that is about to be created; nil if there are too many.
  static func add(_ path: String) -> Int? {
    let copy = strdup(path)
    for index in 0..<capacity
    where paths[index].compareExchange(
      expected: nil, desired: copy, ordering: .sequentiallyConsistent
    ).exchanged {
      return index
    }
    return nil
  }

  /// Remembers a path on the way to an output.
  static func adding(_ path: String, for output: String) throws(Failure) -> Int {
    if let slot = add(path) { return slot }
    throw Failure(.software, "more than \(capacity) files at once", about: output)
  }

  static func forget(_ index: Int) { paths[index].store(nil, ordering: .sequentiallyConsistent) }

  /// Safe in a signal handler: loads, `unlink` and `rmdir` only.
  static func removeAll() {
    for index in 0..<capacity {
      if let path = paths[index].load(ordering: .sequentiallyConsistent) { unlink(path) }
    }
    // Folders, empty by now, the inner ones before those that they are in.
    for index in (0..<capacity).reversed() {
      if let path = paths[index].load(ordering: .sequentiallyConsistent) { rmdir(path) }
    }
  }
}

extension TemporaryFiles {
  /// Whether a name is one that only this program gives.
  static func isOurs(_ name: String) -> Bool { process(of: name) != nil }

  /// The process that a temporary name tells of: `.hardfit-1234-5.partial`.
  private static func process(of name: String) -> Int32? {
    guard name.hasPrefix(".hardfit-"), name.hasSuffix(".partial") else { return nil }
    let numbers = name.dropFirst(9).dropLast(8).split(
      separator: "-", omittingEmptySubsequences: false)
    guard numbers.count == 2, Int(numbers[1]) != nil else { return nil }
    return Int32(numbers[0])
  }

  /// Removes from a folder what processes that were killed have left there.
  ///
  /// Such a process is known by its number, which nobody has, and by its lock, which nobody holds: on a shared disk it
  /// may run on another machine.
  static func sweep(_ folder: String) {
    for name in (try? SystemCall.names(in: folder)) ?? [] {
      guard let process = process(of: name), kill(process, 0) != 0, errno == ESRCH else { continue }
      let path = "\(folder)/\(name)"
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
      for inner in (try? SystemCall.names(in: path)) ?? [] { unlink("\(path)/\(inner)") }
      if rmdir(path) != 0 { unlink(path) }
    }
  }
}

private func endBySignal(_ number: Int32) {
  Signals.isEnding.store(true, ordering: .sequentiallyConsistent)
  TemporaryFiles.removeAll()
  Unfinished.clear()
  if Signals.transientLine.load(ordering: .relaxed) { _ = write(2, "\r\u{1b}[K", 4) }
  signal(number, SIG_DFL)
  raise(number)
}

private func doNothing(_ number: Int32) {}
