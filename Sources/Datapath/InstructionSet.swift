import BlockKernels

/// The instructions that blocks of samples are computed with.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// What every machine has.
  case portable
  /// Vectors of 256 bits on x86-64.
  case avx2
  /// Vectors of 512 bits on x86-64 (F, DQ, BW and VL).
  case avx512

  /// Those that this machine has, the widest last.
  public static let available = allCases.filter { block_has($0.code) != 0 }

  /// The widest that this machine has.
  public static let best = available.last!

  /// The kernels' own number of it.
  var code: Int32 {
    switch self {
    case .portable: Int32(block_portable)
    case .avx2: Int32(block_avx2)
    case .avx512: Int32(block_avx512)
    }
  }

  /// The sum of memory's 64-bit words modulo 2^64, the last filled up with zeros: what reading alone takes.
  ///
  /// - Parameter ahead: how many bytes are fetched in advance, 0 for none.
  package func read(_ memory: UnsafeRawPointer, byteCount: Int, ahead: Int) -> UInt64 {
    block_read(code, memory, Int64(byteCount), Int64(ahead))
  }
}
