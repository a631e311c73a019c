/// The hash SHA-256 (FIPS 180-4, 6.2) of bytes that come in pieces.
public struct SHA256: Sendable {
  private var state: InlineArray<8, UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// The bytes of a block that is not full yet.
  private var rest: [UInt8] = []
  private var byteCount: UInt64 = 0

  public init() {}

  /// Takes up more bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Takes up more bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount += UInt64(bytes.count)
    var position = 0
    if !rest.isEmpty {
      position = min(64 - rest.count, bytes.count)
      rest += bytes[..<position]
      guard rest.count == 64 else { return }
      rest.withUnsafeBytes { compress($0.baseAddress!) }
      rest.removeAll(keepingCapacity: true)
    }
    while bytes.count - position >= 64 {
      compress(bytes.baseAddress! + position)
      position += 64
    }
    rest += bytes[position...]
  }

  /// The hash of all bytes so far, in 64 hexadecimal digits.
  public var digest: String {
    var copy = self
    // A one, zeros, and the length in bits fill the last block.
    let zeros = (119 - Int(byteCount % 64)) % 64
    copy.update([0x80] + Array(repeating: 0, count: zeros) + (byteCount * 8).bigEndianBytes)
    return (0..<8).map { word in
      copy.state[word].bigEndianBytes.map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
    }.joined()
  }

  /// The hash of some bytes.
  public static func digest(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.digest
  }

  /// FIPS 180-4, 6.2.2: a block of 64 bytes into the state.
  private mutating func compress(_ block: UnsafeRawPointer) {
    // The message schedule, of which the last sixteen words are all that is needed.
    var schedule = InlineArray<16, UInt32> { index in
      UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for round in 0..<64 {
      let slot = round & 15
      if round >= 16 {
        let (early, late) = (schedule[(round + 1) & 15], schedule[(round + 14) & 15])
        let sigma0 = early.rotated(7) ^ early.rotated(18) ^ early >> 3
        let sigma1 = late.rotated(17) ^ late.rotated(19) ^ late >> 10
        schedule[slot] = schedule[slot] &+ sigma0 &+ schedule[(round + 9) & 15] &+ sigma1
      }
      let choice = e & f ^ ~e & g
      let majority = a & b ^ a & c ^ b & c
      let first =
        h &+ (e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)) &+ choice
        &+ Self.constants[round] &+ schedule[slot]
      let second = (a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)) &+ majority
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  /// FIPS 180-4, 4.2.2: the fractions of the cube roots of the first 64 primes.
  private static let constants: InlineArray<64, UInt32> = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}

extension UInt32 {
  @inline(__always)
  fileprivate func rotated(_ places: UInt32) -> UInt32 {
    self &>> places | self &<< (32 &- places)
  }
}

extension FixedWidthInteger {
  fileprivate var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian, Array.init) }
}
