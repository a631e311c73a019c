import Foundation
import Testing

/// Samples in mapped files, seen from outside: the same bytes out, and one line where there is no room.
@Suite struct MappedProcessTests {
  private static let samples = """
    hardfit generate 3,0.5,-0.2 --count 1500 --from 0 --to 5 --sigma 1 --decimals 15 --seed 4 > many.csv

    """

  @Test func `a run whose samples lie in files prints what it prints with them on the heap`() throws
  {
    let folder = try TemporaryFolder()
    let script =
      Self.samples + """
        for scale in none standardize minmax pow2; do
          options="--scale $scale --degree 2 --epochs 8"
          hardfit simulate - $options --plots heap < many.csv > heap.txt || exit
          export HARDFIT_MAP_ABOVE=0
          cat many.csv | hardfit simulate - $options --plots file > file.txt || exit
          diff -r heap file && cmp heap.txt file.txt || exit
          unset HARDFIT_MAP_ABOVE
          hardfit simulate many.csv $options --json > heap.json || exit
          export HARDFIT_MAP_ABOVE=0
          hardfit simulate many.csv $options --json | cmp - heap.json || exit
          TMPDIR=/nonexistent hardfit simulate many.csv $options --json | cmp - heap.json || exit
          unset HARDFIT_MAP_ABOVE
        done
        """
    let run = try Executable.shell(script, in: folder.url)
    #expect(run.code == 0, "\(run.output) \(run.error)")
    #expect(run.output.isEmpty)
  }

  @Test func `samples for which there is no room end the run in one line`() throws {
    let folder = try TemporaryFolder()
    // A limit on the size of files stands for a full disk; results go to standard output.
    let script =
      Self.samples + """
        export TMPDIR=. HARDFIT_MAP_ABOVE=0
        ulimit -f 8
        hardfit simulate many.csv --json
        """
    let run = try Executable.shell(script, in: folder.url)
    #expect(run.code == 74, "\(run.error)")
    #expect(run.output.isEmpty)
    #expect(run.errorLines.count == 1, "\(run.error)")
    #expect(run.error.hasPrefix("hardfit: many.csv: no room for "), "\(run.error)")
    #expect(run.error.contains(" MB of samples in . (file too large); free some, or name a folder"))
    #expect(folder.contents == ["many.csv"])
  }
}
