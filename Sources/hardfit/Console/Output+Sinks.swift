import Vectors

/// What writes waveforms and vectors writes into an output as well.
extension Output: ByteSink {}
