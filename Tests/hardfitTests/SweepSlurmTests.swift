import Foundation
import Testing

/// The job script on a real Slurm of one node, which the test starts and stops.
@Suite struct SweepSlurmTests {
  @Test func `an array of tasks, one of them killed and queued again, makes the same table`() throws
  {
    let folder = try TemporaryFolder.withCases()
    let scripts = Repository.root.appending(path: "Tests/slurm").path
    let options =
      "vectors/norris --vary theta.fraction=6...25 --vary x.width=8...15 --vary error.width=10...15 --epochs 60000"
    let run = try Executable.shell(
      """
      as_root=; [ $(id -u) -eq 0 ] || as_root="sudo --non-interactive env PATH=$PATH"
      timeout 120 $as_root '\(scripts)/with-cluster' . '\(scripts)/interrupted-sweep' \(options) || exit
      hardfit merge part-*.csv -o merged.csv > merged.txt
      hardfit sweep \(options) -o whole.csv > whole.txt
      """, in: folder.url)
    #expect(run.code == 0, "\(run.output)\(run.error)")
    #expect(folder["merged.csv"] != nil && folder["merged.csv"] == folder["whole.csv"])
    #expect(folder["merged.txt"] == folder["whole.txt"])
    #expect(folder["whole.csv"]?.split(separator: "\n").count == 961)
    // It was killed in the middle, and the second time it went on from there.
    let killed = try #require(folder["killed.journal"]).split(separator: "\n").count
    #expect((20..<250).contains(killed), "\(killed) lines")
    let log = folder["part-2.log"] ?? ""
    #expect(log.contains("part-2.csv.journal: continuing after "), "\(log)")
    for part in [1, 3, 4] { #expect(folder["part-\(part).log"] == "", "part \(part)") }
  }
}
