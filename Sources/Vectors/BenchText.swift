/// The self-checking bench, `rtl/bench/hardfit_bench.v`, which is put beside the vectors.
public enum BenchText {
  public static let name = "hardfit_bench.v"
  public static var bytes: [UInt8] { PackageResources.hardfit_bench_v }
}
