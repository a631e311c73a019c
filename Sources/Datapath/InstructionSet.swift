import StretchKernels

/// The instructions that stretches of samples are computed with.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// What every machine has.
  case portable
  /// Vectors of 256 bits on x86-64.
  case avx2
  /// Vectors of 512 bits on x86-64 (F, DQ, BW and VL).
  case avx512

  /// Those that this machine has, the widest last.
  public static let available = allCases.filter { stretch_has($0.code) != 0 }

  /// The widest that this machine has.
  public static let best = available.last!

  /// The kernels' own number of it.
  var code: Int32 {
    switch self {
    case .portable: Int32(stretch_portable)
    case .avx2: Int32(stretch_avx2)
    case .avx512: Int32(stretch_avx512)
    }
  }

  /// The words of 16 bits in a vector.
  var shortLanes: Int { Int(stretch_run_count(code)) }
}
