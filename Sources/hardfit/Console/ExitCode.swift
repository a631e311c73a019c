/// How a run ends: the numbers of BSD's `sysexits.h`, and 1 for a check that did not hold.
enum ExitCode: Int32, CaseIterable, Sendable {
  case success = 0
  case checkFailed = 1
  /// `EX_USAGE`
  case usage = 64
  /// `EX_DATAERR`
  case data = 65
  /// `EX_NOINPUT`
  case noInput = 66
  /// `EX_UNAVAILABLE`
  case unavailable = 69
  /// `EX_SOFTWARE`
  case software = 70
  /// `EX_CANTCREAT`
  case cannotCreate = 73
  /// `EX_IOERR`
  case inputOutput = 74
  /// The process then dies of `SIGPIPE`, as filters do, which a shell shows as 141: a check whose outcome nobody
  /// read must not count as passed.
  case closedPipe = 141

  /// A few words for manuals and pages.
  var meaning: String {
    switch self {
    case .success: "success"
    case .checkFailed: "a check that was asked for fails"
    case .usage: "the command line is wrong"
    case .data: "the input is wrong"
    case .noInput: "the input is missing or cannot be read"
    case .unavailable: "a tool is missing or stops early"
    case .software: "a defect of this program"
    case .cannotCreate: "an output cannot be created"
    case .inputOutput: "reading or writing fails midway"
    case .closedPipe: "the reader of the output has gone"
    }
  }
}
