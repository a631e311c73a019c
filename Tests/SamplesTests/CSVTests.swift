import Testing

@testable import Samples

/// What files are understood.
struct CSVTests {
  static let xs = [1.0, -2.5, 300]
  static let ys = [4.0, 0.125, -6e5]

  @Test(
    "the same samples are read in whatever dress they come",
    arguments: [
      "x,y\n1,4\n-2.5,0.125\n300,-6e5\n",
      "1,4\n-2.5,0.125\n300,-6e5",
      "\u{FEFF}x,y\r\n1,4\r\n-2.5,0.125\r\n300,-6e5\r\n",
      "x,y\r1,4\r-2.5,0.125\r300,-6e5\r",
      "1;4\n-2.5;0.125\n300;-6e5\n",
      "speed\tdistance\n1\t4\n-2.5\t0.125\n300\t-6e5\n",
      "  1   4\n-2.5 \t 0.125\n  300 -6e5  \n",
      "# a comment\n% another\n\n  \nx, y\n1 , 4\n# between\n-2.5,  .125\n\n+300,-6E+5\n#end",
      "\"x\",\"y\"\n\"1\",\"4\"\n\"-2.5\",\"0.125\"\n\"300\",\"-6e5\"\n",
      "\"\",\"y\",\"x\"\n\"1\",4,1\n\"2\",0.125,-2.5\n\"3\",-6e5,300\n",
      "name,y,x,more\n\"a, \"\"b\"\"\",4,1,z\nc,0.125,-2.5,\n,-600000,300,7\n",
      "1.000,4,x,\n-2.50,0.12500,,,,\n300e0,-6e+05,\" \"\n",
      "Y,X\n4,1\n0.125,-2.5\n-6e5,300\n",
      "X,y,x\n7,4,1\n7,0.125,-2.5\n7,-6e5,300\n",
      "#only\r\n1,4,\r\n-2.5,0.125,\r\n300,-6e5,\r\n",
    ])
  func dresses(text: String) throws {
    let read = try columns(text)
    #expect(read.x == Self.xs)
    #expect(read.y == Self.ys)
  }

  @Test("columns are chosen by name or by number, in any order")
  func choice() throws {
    let text = "t,speed,dist,2020\n0,1,4,7\n0,-2.5,0.125,7\n0,300,-6e5,7\n"
    for (x, y) in [("speed", "dist"), ("2", "3"), ("speed", "3")] {
      let read = try columns(text, CSVOptions(x: ColumnChoice(x), y: ColumnChoice(y)))
      #expect(read.x == Self.xs)
      #expect(read.y == Self.ys)
      #expect((read.xName, read.yName) == ("speed", "dist"))
    }
    let reversed = try columns(text, CSVOptions(x: .name("dist"), y: .name("speed")))
    #expect(reversed.x == Self.ys)
    #expect(reversed.y == Self.xs)
    #expect(try columns(text, CSVOptions(x: .name("dist"), y: .name("2020"))).y == [7, 7, 7])
  }

  @Test("the decimal comma is read, and refused where it could separate thousands")
  func decimalComma() throws {
    for text in [
      "x;y\n1,0;4\n-2,5;0,125\n300;-6e5\n", "x,y\n\"1,0\",4\n\"-2,5\",\"0,125\"\n300,-6e5\n",
      "x\ty\n1,0\t4\n-2,5\t0,125\n300\t-6e5\n", "1,0 4\n-2,5 0,125\n300 -6e5\n",
    ] {
      for mark in [nil, DecimalMark.comma] {
        let read = try columns(text, CSVOptions(decimalMark: mark))
        #expect(read.x == Self.xs)
        #expect(read.y == Self.ys)
        #expect(read.layout?.decimalMark == .comma)
      }
    }
    let error = try #require(readingError("x;y\n1,234;4\n2;5\n"))
    #expect(error.problem == .digitGroups(text: "1,234", decimal: .comma, thousands: .comma))
    #expect((error.line, error.column) == (2, 1))
  }

  @Test("header, delimiter and columns can be stated against appearances")
  func stated() throws {
    #expect(try columns("1,2\n3,4\n", CSVOptions(hasHeader: true)).x == [3])
    #expect(try columns("1,2\n3,4\n", CSVOptions(hasHeader: true)).yName == "2")
    #expect(
      try columns("1;2,3;4\n", CSVOptions(delimiter: .semicolon, x: .number(1), y: .number(3))).y
        == [4])
    #expect(
      readingError("a,b\n3,4\n", CSVOptions(hasHeader: false))?.problem == .notANumber(text: "a"))
  }

  @Test("what was detected is told")
  func layout() throws {
    let layout = try #require(try columns("# c\nid;y;x\n1;2;3\n").layout)
    #expect(layout.delimiter == .semicolon)
    #expect(layout.hasHeader)
    #expect((layout.xColumn, layout.yColumn) == (3, 2))
    #expect(try columns("1 2\n").layout?.xName == "column 1")
  }

  @Test("lines that lie across the ends of the buffer are read as any other", arguments: [1, 2, 7])
  func buffers(step: Int) throws {
    // Lines of varying length, so that the cuts fall everywhere; well over two buffers.
    let rows = 2 * CSVReader.bufferSize / 14
    var text: [UInt8] = Array("x,y\r\n".utf8)
    for row in 0..<rows { text += "\(row * step).5,-\(row)\r\n".utf8 }
    #expect(text.count > 2 * CSVReader.bufferSize)
    var reports: [ReadingProgress] = []
    let count = text.count
    let read = try SampleColumns.read(ByteSource(bytes: text, name: "big")) { reports.append($0) }
    #expect(read.x == (0..<rows).map { Double($0 * step) + 0.5 })
    #expect(read.y == (0..<rows).map { -Double($0) })
    #expect(reports.last == ReadingProgress(bytes: count, totalBytes: count, isLast: true))
  }

  @Test("a preamble of comments longer than the buffer is passed over, its lines counted")
  func longPreamble() throws {
    let comment = "#" + String(repeating: "-", count: 99) + "\n"
    let comments = CSVReader.bufferSize / 100 + 10
    let text = String(repeating: comment, count: comments) + "1,2\n"
    #expect(try columns(text).x == [1])
    #expect(readingError(text + "1,?\n")?.line == comments + 2)
  }
}
