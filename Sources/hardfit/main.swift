import Datapath
import FixedPoint
import Samples

func f(_ w: Int, _ i: Int, _ s: Bool = true, _ q: Quantization = .rndConv, _ o: Overflow = .sat)
  -> Format
{ try! Format(width: w, integerBits: i, isSigned: s, quantization: q, overflow: o) }
for (degree, g)
  in (CommandLine.arguments.count > 1 ? [(1, 58)] : [(1, 58), (2, 58), (3, 58), (1, 80)])
{
  let design = try! Design(
    degree: degree,
    formats: NodeMap { n in
      switch n {
      case .x: f(16, 3)
      case .y: f(16, 3)
      case .theta: f(24, 3)
      case .weight: f(24, 3, true, .trn)
      case .power: f(18, 6)
      case .estimate: f(20, 4)
      case .error: f(18, 4)
      case .product: f(34, 7, true, .trn, .wrap)
      case .gradient: f(g, g - 27, true, .trn, .wrap)
      case .square: f(35, 7, false, .trn, .wrap)
      case .loss: f(59, 31, false, .trn, .wrap)
      case .step: f(18, -8, false)
      case .update: f(24, 3)
      }
    })
  let n = 1024
  let samples = PackedSamples(count: n, xFormat: f(16, 3), yFormat: f(16, 3)) { i in
    (Int128((i * 37) % 20000 - 10000), Int128((i * 37) % 20000 - 10000) / 2 + Int128(i % 7))
  }
  let c = Configuration(
    step: 100000, initialTheta: [Int128](repeating: 0, count: degree + 1),
    tolerance: design.neverConverges, maximumEpochs: CommandLine.arguments.count > 2 ? 300 : 30000)
  for stats in (CommandLine.arguments.count > 1 ? [false] : [false, true]) {
    var s = Simulation(design: design, configuration: c, samples: samples)
    s.keepsStatistics = stats
    let clock = ContinuousClock()
    var r: RunResult!
    let t = clock.measure { r = s.run() }
    print(
      degree, stats, s.usesNarrowArithmetic, r.cycles, r.epochs,
      r.theta.map { f(24, 3).value(ofRaw: $0) }, r.loss,
      Double(t.components.attoseconds) / 1e9 / Double(r.cycles) + Double(t.components.seconds) * 1e9
        / Double(r.cycles), "ns/cycle")
  }
}
