import Cases
import Exploration
import Testing

@Suite struct DesignSpaceTests {
  @Test(arguments: [
    ("theta.fraction=6...9", ["6", "7", "8", "9"]),
    ("x.width,y.width=8...13:2", ["8", "10", "12"]),
    ("x.width=8,10...12,20", ["8", "10", "11", "12", "20"]),
    ("error.quantization=TRN,AP_RND,convergent", ["TRN", "RND", "RND_CONV"]),
    ("theta.overflow=SAT,WRAP:2", ["SAT", "WRAP:2"]), ("theta.n_bits=0...2", ["0", "1", "2"]),
    ("learning-rate=0.01...0.04:0.01", ["0.01", "0.02", "0.03", "0.04"]),
    ("learning_rate=1e-3,0.5", ["0.001", "0.5"]), ("epochs=100", ["100"]),
    ("theta.integer=-3...-1", ["-3", "-2", "-1"]), ("tolerance=none,0.001", ["none", "0.001"]),
  ])
  func `values are read as they are written`(text: String, values: [String]) throws {
    #expect(try Variation(parsing: text).values == values)
  }

  @Test(arguments: [
    ("theta.fraction", "has no '='"), ("theta.fracton=6", "did you mean 'fraction'?"),
    ("thta.fraction=6", "did you mean 'theta'?"), ("epoch=6", "did you mean 'epochs'?"),
    ("theta=6", "write theta.fraction"), ("theta.fraction=24...6", "is empty"),
    ("theta.fraction=6...24:0", "is empty"), ("theta.fraction=6...24:-1", "is empty"),
    ("theta.fraction=", "has no values"), ("theta.fraction=6,,8", "whole number"),
    ("theta.fraction=6,7,6", "the value 6 twice"), ("x.width,x.width=8", "twice"),
    ("error.quantization=TRN...RND", "not a range"), ("error.quantization=RND_CNV", "RND_CONV"),
    ("epochs=1...1000000000", "more than 1000000 values"), ("x.width=six", "whole number"),
    ("learning-rate=0...1:1e-12", "more than 1000000 values"), ("epochs=none", "is not a number"),
    ("nonsense=1", "nothing that can"),
    ("x.width=-9223372036854775808...9223372036854775807", "more than 1000000 values"),
    ("learning-rate=inf", "not a number"),
  ])
  func `what cannot be read is refused with the fix`(text: String, problem: String) {
    #expect {
      try Variation(parsing: text)
    } throws: { error in
      "\(error)".contains(problem)
    }
  }

  private func space(_ texts: String...) throws -> DesignSpace {
    try DesignSpace(grid: texts.map { try Variation(parsing: $0) })
  }

  @Test func `the last dimension of a grid is the fastest, and every design is there once`() throws
  {
    let space = try space("theta.fraction=6...8", "x.width,y.width=8,9", "epochs=1...5")
    #expect(space.count == 30)
    #expect(
      (0..<3).map { space.values($0) } == [["6", "8", "1"], ["6", "8", "2"], ["6", "8", "3"]])
    #expect(space.values(29) == ["8", "9", "5"])
    #expect(Set((0..<30).map { space.values($0) }).count == 30)
  }

  @Test func `grids that contradict themselves or are too large are refused`() throws {
    for (texts, problem) in [
      (["x.width=8", "x.width=9"], "x.width is varied twice"),
      (["x.width=8", "x.width,y.width=9"], "x.width is varied twice"),
      (["x.width=8", "x.integer=2", "x.fraction=6"], "vary two of the three"),
      (
        ["x.width=1...1000", "y.width=1...1000", "theta.width=1...1000", "error.width=1...1000"],
        "the grid has 1000000000000 designs; take a part of it with --sample N"
      ),
    ] {
      #expect {
        try DesignSpace(grid: texts.map { try Variation(parsing: $0) })
      } throws: { error in
        "\(error)".contains(problem)
      }
    }
  }

  @Test func `a sample has each design once, in the grid's order, from all over the grid`() throws {
    let variations = try ["x.width=1...100", "y.width=1...100", "epochs=1...100"].map {
      try Variation(parsing: $0)
    }
    let sample = try DesignSpace(sample: 5000, seed: 3, of: variations)
    let places = (0..<5000).map { number in
      sample.positions(number).reduce(0) { $0 * 100 + $1 }
    }
    #expect(places == places.sorted() && Set(places).count == 5000)
    for dimension in 0..<3 {
      var counts = Array(repeating: 0, count: 100)
      for number in 0..<5000 { counts[sample.positions(number)[dimension]] += 1 }
      #expect(counts.allSatisfy { (20...90).contains($0) }, "dimension \(dimension): \(counts)")
    }
    let again = try DesignSpace(sample: 5000, seed: 3, of: variations)
    let other = try DesignSpace(sample: 5000, seed: 4, of: variations)
    #expect((0..<5000).allSatisfy { again.positions($0) == sample.positions($0) })
    #expect((0..<5000).contains { other.positions($0) != sample.positions($0) })
    let whole = try DesignSpace(sample: 1_000_000, seed: 9, of: variations)
    let grid = try DesignSpace(grid: variations)
    #expect([0, 1, 777_777, 999_999].allSatisfy { whole.positions($0) == grid.positions($0) })
  }

  @Test func `a sample of a grid beyond any computer is drawn at once`() throws {
    let variations = try [
      "theta.width", "epochs", "learning-rate", "degree", "capacity", "tolerance",
    ].map { name in
      try Variation([Knob(name: name)], values: (1...1_000_000).map(String.init))
    }
    let sample = try DesignSpace(sample: 3, seed: 1, of: variations)
    #expect(sample.count == 3)
    #expect(Set((0..<3).map { sample.positions($0) }).count == 3)
  }

  @Test func `the shards of a sweep are its designs, each once`() {
    for designs in 1...40 {
      for count in 1...designs {
        let shards = (1...count).map { Shard($0, of: count)! }
        let all = shards.flatMap { shard in
          (0..<shard.size(of: designs)).map { shard.design($0) }
        }
        #expect(all.sorted() == Array(0..<designs), "\(designs) in \(count)")
      }
    }
    #expect(Shard(parsing: "3/16") == Shard(3, of: 16))
    for text in ["0/3", "4/3", "3", "1/0", "a/b", "1/2/3", "-1/2", ""] {
      #expect(Shard(parsing: text) == nil)
    }
  }
}
