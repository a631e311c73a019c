/// An integer that the sample path can be computed in.
///
/// A design picks the narrower of the two in which every one of its exact intermediate values fits,
/// once, and the machine is specialised for it.
protocol Word: FixedWidthInteger, SignedInteger, BitwiseCopyable, Sendable
where Magnitude: BitwiseCopyable & Sendable {}

extension Int64: Word {}
extension Int128: Word {}
