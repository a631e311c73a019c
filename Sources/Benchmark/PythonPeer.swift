import Cases
import Cosimulation
import Datapath
import FixedPoint
import Foundation
import Samples

/// A library of Python that computes the same line in fixed point: NumPy in 64-bit integers, or APyTypes.
package struct PythonPeer: Sendable {
  package let subject: Subject
  /// "NumPy 2.4.6".
  package let title: String
  private let python: Tool

  /// - Parameter interpreter: the path of one; `python3` on `PATH` if nil.
  /// - Throws: ``BenchmarkError/missing(fix:)`` where the library is not there.
  package init(_ subject: Subject, interpreter: String?) throws(BenchmarkError) {
    let (module, name) = subject == .numpy ? ("numpy", "NumPy") : ("apytypes", "APyTypes")
    self.subject = subject
    let fix = subject == .numpy ? "apt-get install python3-numpy" : "pip install apytypes"
    if let interpreter {
      python = Tool(name: interpreter, path: interpreter)
    } else {
      do throws(ToolError) { python = try Tool("python3", package: "python3") } catch {
        throw .missing(fix: "apt-get install python3, then \(fix)")
      }
    }
    let python = python
    let run = try measuring { () throws(ToolError) in
      try python.run(["-c", "import \(module); print(\(module).__version__)"])
    }
    guard run.isSuccess, let version = run.output.split(separator: "\n").last else {
      throw .missing(fix: fix)
    }
    title = "\(name) \(version)"
  }

  /// Runs designs, each so many times over.
  func run(_ designs: [Simulation], runs: Int) throws(BenchmarkError) -> Measurement {
    let python = python
    let job: JSON = ["runs": JSON(runs), "designs": .array(designs.map(Self.description))]
    let output = try measuring { () throws(ToolError) in
      let folder = try WorkingFolder()
      try folder.write(PackageResources.hardfit_peers_py, to: "hardfit_peers.py")
      try folder.write(job.compactText, to: "job.json")
      let run = try python.run(
        [folder.path("hardfit_peers.py"), subject.rawValue, folder.path("job.json")])
      try run.succeed()
      return run.output
    }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(output.utf8)) else {
      throw .failed("\(title) printed no answer: \(output.prefix(80))")
    }
    return Measurement(
      time: .seconds(answer.seconds),
      outcomes: answer.results.map {
        Outcome(theta: $0.theta.map { Int128($0) }, loss: Int128($0.loss), epochs: $0.epochs)
      })
  }

  private struct Answer: Decodable {
    struct Result: Decodable {
      let theta: [Int64]
      let loss: Int64
      let epochs: Int
    }
    let seconds: Double
    let results: [Result]
  }

  /// A design as the script reads it.
  private static func description(_ simulation: Simulation) -> JSON {
    var formats: JSON = [:]
    for node in Node.allCases {
      let format = simulation.design.formats[node]
      formats.append(
        node.name,
        [
          "width": JSON(format.width), "fraction": JSON(format.fractionBits),
          "signed": .bool(format.isSigned), "quantization": .string(format.quantization.rawValue),
          "overflow": .string(format.overflow.name),
        ])
    }
    let samples = simulation.samples
    func words(_ lane: Lane) -> JSON {
      .array((0..<samples.count).map { JSON(lane.load($0, as: Int64.self)) })
    }
    let configuration = simulation.configuration
    return [
      "formats": formats, "step": JSON(configuration.step),
      "theta": .array(configuration.initialTheta.map { JSON($0) }),
      "epochs": JSON(Int(configuration.maximumEpochs)), "x": words(samples.x),
      "y": words(samples.y),
    ]
  }
}

extension Contender {
  static func python(_ peer: PythonPeer, _ workload: Workload) -> Contender {
    Contender(peer.subject, peer.title) { epochs, runs throws(BenchmarkError) in
      try peer.run([workload.simulation(epochs: epochs)], runs: runs)
    }
  }
}
