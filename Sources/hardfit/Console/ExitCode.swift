/// How a run ends: the numbers of BSD's `sysexits.h`, and 1 for a check that did not hold.
enum ExitCode: Int32, Sendable {
  case success = 0
  /// What was asked to be checked does not hold (`--max-error` and the like).
  case checkFailed = 1
  /// The command line is wrong (`EX_USAGE`).
  case usage = 64
  /// The input is wrong (`EX_DATAERR`).
  case data = 65
  /// The input is missing or cannot be read (`EX_NOINPUT`).
  case noInput = 66
  /// A tool that is needed is not installed (`EX_UNAVAILABLE`).
  case unavailable = 69
  /// A defect of this program (`EX_SOFTWARE`).
  case software = 70
  /// An output cannot be created (`EX_CANTCREAT`).
  case cannotCreate = 73
  /// Reading or writing failed midway (`EX_IOERR`).
  case inputOutput = 74
  /// The reader of an output went away. The process then dies of `SIGPIPE`, as filters do, which a
  /// shell shows as 141: a check whose outcome nobody read must not count as passed.
  case closedPipe = 141
}
