import Cases
import Datapath
import FixedPoint
import Foundation

/// Whether the memory holds what a report keeps of every epoch.
///
/// The machine keeps nothing; it is the history that grows, in the run, in the Double reference and in the plots.
struct HistoryRoom {
  /// The memory that the process may have.
  let bytes: Int

  /// The bytes that an epoch takes: the beat and the reference's loss and parameters, three times over while their
  /// arrays grow, and two points of a plot.
  static func bytesPerEpoch(degree: Int) -> Int {
    3 * (MemoryLayout<EpochResult>.stride + 8 * (degree + 2)) + 4 * 8
  }

  /// The most epochs that so many histories have a place for; a few thousand need none worth speaking of.
  func epochs(degree: Int, histories: Int = 1) -> Int {
    max(10_000, bytes / (histories * Self.bytesPerEpoch(degree: degree)))
  }

  /// What is left of a limit on addresses for other things than the history.
  private static let reserve = 16 << 20

  /// The machine's memory, or what a limit of the process or its group leaves of it.
  static var ofThisProcess: HistoryRoom {
    var bytes = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    var limit = rlimit()
    #if canImport(Glibc)
      let space = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let space = RLIMIT_AS
    #endif
    if getrlimit(space, &limit) == 0, let most = Int(exactly: limit.rlim_cur) {
      bytes = min(bytes, max(0, most - addressesInUse - reserve))
    }
    let group = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8)
    if let most = group.flatMap({ Int($0.prefix { $0 != "\n" }) }) { bytes = min(bytes, most) }
    return HistoryRoom(bytes: bytes)
  }

  /// The bytes of addresses that the process has taken so far, its program and libraries among them.
  private static var addressesInUse: Int {
    let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return text.flatMap { Int($0.prefix { $0 != " " }) }.map { $0 * Int(getpagesize()) } ?? 0
  }

  /// Refuses a run that goes on for longer than there is room.
  ///
  /// Many epochs may be asked for where the run stops by itself, so it is run once without its history.
  ///
  /// - Parameter histories: how many ways keep one.
  /// - Throws: ``Failure`` that names the option, the bytes and what there is.
  func check(_ plan: Plan, histories: Int = 1, _ console: Console) throws(Failure) {
    let most = epochs(degree: plan.degree, histories: histories)
    guard plan.epochs > most else { return }
    var simulation = plan.simulation
    simulation.statistics = .none
    let progress = console.progress("looking for the end", of: most, unit: "epochs")
    let run = simulation.run { beat in
      progress.advance(to: beat.epoch)
      return beat.epoch <= most
    }
    progress.finish()
    guard !run.isDone else { return }
    let needed =
      Double(plan.epochs) * Double(histories * Self.bytesPerEpoch(degree: plan.degree))
    // The next process may find a little less room than this one has, and the advice holds there too.
    throw .usage(
      "the history of \(plan.epochs) epochs may take \(ProgressLine.amount(needed, "B")), and \(ProgressLine.amount(Double(bytes), "B")) of memory are left for it",
      about: "--epochs", fix: "give \(most - most / 16) or fewer")
  }
}
