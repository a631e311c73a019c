/// Natural numbers of any size for the model, in limbs of 32 bits: schoolbook arithmetic, no more.
struct Natural: Comparable {
  /// Little-endian, no zero at the top.
  private(set) var limbs: [UInt32] = []

  init(_ value: UInt128) {
    var rest = value
    while rest != 0 {
      limbs.append(UInt32(truncatingIfNeeded: rest))
      rest >>= 32
    }
  }

  var isZero: Bool { limbs.isEmpty }
  var isOdd: Bool { limbs.first.map { $0 & 1 == 1 } ?? false }

  func bit(_ index: Int) -> Bool {
    index / 32 < limbs.count && limbs[index / 32] >> UInt32(index % 32) & 1 == 1
  }

  static func < (a: Natural, b: Natural) -> Bool {
    if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
    for i in a.limbs.indices.reversed() where a.limbs[i] != b.limbs[i] {
      return a.limbs[i] < b.limbs[i]
    }
    return false
  }

  static func + (a: Natural, b: Natural) -> Natural {
    var sum = a
    var carry: UInt64 = 0
    for i in 0..<max(a.limbs.count, b.limbs.count) + 1 {
      if i == sum.limbs.count { sum.limbs.append(0) }
      let s = UInt64(sum.limbs[i]) + (i < b.limbs.count ? UInt64(b.limbs[i]) : 0) + carry
      sum.limbs[i] = UInt32(truncatingIfNeeded: s)
      carry = s >> 32
    }
    sum.trim()
    return sum
  }

  /// The difference; `b` is not the greater.
  static func - (a: Natural, b: Natural) -> Natural {
    var difference = a
    var borrow: Int64 = 0
    for i in difference.limbs.indices {
      let d = Int64(difference.limbs[i]) - (i < b.limbs.count ? Int64(b.limbs[i]) : 0) - borrow
      difference.limbs[i] = UInt32(truncatingIfNeeded: d)
      borrow = d < 0 ? 1 : 0
    }
    difference.trim()
    return difference
  }

  static func * (a: Natural, factor: UInt32) -> Natural {
    var product = a
    var carry: UInt64 = 0
    for i in product.limbs.indices {
      let p = UInt64(product.limbs[i]) * UInt64(factor) + carry
      product.limbs[i] = UInt32(truncatingIfNeeded: p)
      carry = p >> 32
    }
    product.limbs.append(UInt32(carry))
    product.trim()
    return product
  }

  static func << (a: Natural, count: Int) -> Natural {
    var shifted = a * (1 << UInt32(count % 32))
    if !shifted.isZero {
      shifted.limbs.insert(contentsOf: Array(repeating: 0, count: count / 32), at: 0)
    }
    return shifted
  }

  static func power(_ base: UInt32, _ exponent: Int) -> Natural {
    var result = Natural(1)
    for _ in 0..<exponent { result = result * base }
    return result
  }

  /// Long division in base 2^32 (Knuth, The Art of Computer Programming 4.3.1, algorithm D).
  func divided(by divisor: Natural) -> (quotient: Natural, remainder: Natural) {
    if self < divisor { return (Natural(0), self) }
    let shift = divisor.limbs[divisor.limbs.count - 1].leadingZeroBitCount
    let v = (divisor << shift).limbs
    var u = (self << shift).limbs
    while u.count <= limbs.count { u.append(0) }
    let n = v.count
    var quotient = Natural(0)
    quotient.limbs = Array(repeating: 0, count: u.count - n)
    for j in quotient.limbs.indices.reversed() {
      let top = UInt64(u[j + n]) << 32 | UInt64(u[j + n - 1])
      // The quotient's limb is this or at most two less: subtract and add back.
      var guess = min(top / UInt64(v[n - 1]), UInt64(UInt32.max))
      var borrow: Int64 = 0
      var carry: UInt64 = 0
      for i in 0..<n {
        let p = guess * UInt64(v[i]) + carry
        carry = p >> 32
        let d = Int64(u[i + j]) - Int64(p & 0xffff_ffff) - borrow
        u[i + j] = UInt32(truncatingIfNeeded: d)
        borrow = d < 0 ? 1 : 0
      }
      var head = Int64(u[j + n]) - Int64(carry) - borrow
      while head < 0 {
        guess -= 1
        var over: UInt64 = 0
        for i in 0..<n {
          let s = UInt64(u[i + j]) + UInt64(v[i]) + over
          u[i + j] = UInt32(truncatingIfNeeded: s)
          over = s >> 32
        }
        head += Int64(over)
      }
      u[j + n] = 0
      quotient.limbs[j] = UInt32(guess)
    }
    quotient.trim()
    var remainder = Natural(0)
    remainder.limbs = Array(u[..<n])
    // Back from the normalised divisor, bit by bit: the shift is less than 32.
    for i in remainder.limbs.indices where shift > 0 {
      let above = i + 1 < n ? remainder.limbs[i + 1] << UInt32(32 - shift) : 0
      remainder.limbs[i] = remainder.limbs[i] >> UInt32(shift) | above
    }
    remainder.trim()
    return (quotient, remainder)
  }

  private mutating func trim() { while limbs.last == 0 { limbs.removeLast() } }
}
