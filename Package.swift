// swift-tools-version: 6.2
import PackageDescription

// Read downwards, the targets are the data's way: a number's format, the samples in, the machine,
// the same mathematics in Double, the case that binds them, the files and reports out.
let package = Package(
  name: "hardfit",
  products: [
    .executable(name: "hardfit", targets: ["hardfit"]),
    .library(name: "FixedPoint", targets: ["FixedPoint"]),
  ],
  targets: [
    .target(name: "FixedPoint", exclude: ["README.md"]),
    .target(name: "Columns"),
    .target(name: "Samples", dependencies: ["FixedPoint", "Columns"], exclude: ["README.md"]),
    .target(name: "BlockKernels"),
    .target(name: "Datapath", dependencies: ["FixedPoint", "Samples", "BlockKernels"]),
    .target(name: "Reference", dependencies: ["Columns"], exclude: ["README.md"]),
    .target(
      name: "Cases", dependencies: ["FixedPoint", "Columns", "Samples", "Datapath", "Reference"],
      exclude: ["README.md"]),
    .target(
      name: "Vectors", dependencies: ["FixedPoint", "Samples", "Datapath", "Cases"],
      resources: [.embedInCode("hardfit_bench.v")]),
    .target(
      name: "Cosimulation",
      dependencies: ["FixedPoint", "Samples", "Datapath", "Vectors"], exclude: ["README.md"],
      resources: [
        .embedInCode("hardfit_lane.v"), .embedInCode("hardfit_handshake_bench.v"),
        .embedInCode("hardfit_axis_check.v"), .embedInCode("hardfit_lean_bench.v"),
        .embedInCode("hardfit_lean_main.cpp"),
      ]),
    .target(
      name: "Exploration",
      dependencies: ["FixedPoint", "Columns", "Samples", "Datapath", "Reference", "Cases"],
      exclude: ["README.md"]),
    .target(
      name: "Reports",
      dependencies: [
        "FixedPoint", "Columns", "Samples", "Datapath", "Reference", "Cases", "Exploration",
      ],
      resources: [
        .embedInCode("Sweep/sweep.css"), .embedInCode("Sweep/sweep.js"),
        .embedInCode("Comparison/comparison.css"),
      ]),
    .target(
      name: "Benchmark",
      dependencies: [
        "FixedPoint", "Samples", "Datapath", "Cases", "Vectors", "Cosimulation", "Exploration",
      ],
      exclude: ["README.md"],
      resources: [.embedInCode("hardfit_peers.py")]),
    .executableTarget(
      name: "hardfit",
      dependencies: [
        "FixedPoint", "Samples", "Datapath", "Reference", "Cases", "Vectors", "Cosimulation",
        "Exploration", "Reports", "Benchmark",
      ],
      exclude: ["README.md"]),
    .testTarget(name: "FixedPointTests", dependencies: ["FixedPoint"], exclude: ["Oracle"]),
    .testTarget(name: "ColumnsTests", dependencies: ["Columns"]),
    .testTarget(name: "SamplesTests", dependencies: ["Samples", "Columns", "FixedPoint"]),
    .testTarget(
      name: "DatapathTests", dependencies: ["Datapath", "FixedPoint", "Samples", "Cases"]),
    .testTarget(name: "ReferenceTests", dependencies: ["Reference", "Columns"]),
    .testTarget(
      name: "CasesTests", dependencies: ["Cases", "Datapath", "FixedPoint", "Samples", "Reference"]),
    .testTarget(
      name: "VectorsTests",
      dependencies: ["Vectors", "Cases", "Datapath", "FixedPoint", "Samples"]),
    .testTarget(
      name: "CosimulationTests",
      dependencies: ["Cosimulation", "Vectors", "Datapath", "FixedPoint", "Samples"]),
    .testTarget(
      name: "ExplorationTests",
      dependencies: ["Exploration", "Cases", "Datapath", "FixedPoint", "Samples", "Reference"]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "Cases"]),
    .testTarget(
      name: "BenchmarkTests",
      dependencies: ["Benchmark", "Cosimulation", "Datapath", "Samples"]),
    .testTarget(
      name: "hardfitTests",
      dependencies: [
        "hardfit", "Exploration", "Cases", "Samples", "FixedPoint", "Cosimulation", "Datapath",
        "Vectors",
      ],
      exclude: ["Oracle"]),
  ],
  swiftLanguageModes: [.v6]
)

// `Tests/run` builds the modules optimised, as users do; the tests themselves are sooner built without.
for target in package.targets where target.isTest {
  target.swiftSettings = [.unsafeFlags(["-Onone"], .when(configuration: .release))]
}
