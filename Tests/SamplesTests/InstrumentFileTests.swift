import Testing

@testable import Samples

/// Files in the shapes that instruments, loggers and programs write, with numbers of our own.
struct InstrumentFileTests {
  struct File: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let x: [Double]
    let y: [Double]
    var names: (String, String)?
    var options: @Sendable (inout CSVOptions) -> Void = { _ in }
    /// What is left out, a kind each with how many lines.
    var skipped: [CSVReading.Kind: Int] = [:]
    var warnings = 0
    var testDescription: String { name }
  }

  static let three = ([0.0, 0.1, 0.2], [1.0, 1.5, 2.1])

  static let files: [File] = [
    // A first column of counted rows.
    File(
      name: "pandas", text: ",time,volt\n0,10.0,1\n1,10.5,2\n2,11.0,3.1\n", x: [10, 10.5, 11],
      y: [1, 2, 3.1], names: ("time", "volt")),
    File(
      name: "pandas, filtered", text: ",time,volt\n3,10.0,1\n7,10.5,2\n20,11.0,3.1\n",
      x: [10, 10.5, 11], y: [1, 2, 3.1], names: ("time", "volt")),
    File(
      name: "Unnamed: 0", text: "Unnamed: 0,time,volt\n0,10.0,1\n1,10.5,2\n", x: [10, 10.5],
      y: [1, 2]),
    File(
      name: "a float index has a meaning", text: ",volt\n0.5,1\n0.7,2\n", x: [0.5, 0.7], y: [1, 2]),
    File(
      name: "R, write.csv",
      text: "\"\",\"speed\",\"dist\"\n\"1\",4,2\n\"2\",7,4\n\"3\",8,16\n\"4\",9,10\n",
      x: [4, 7, 8, 9], y: [2, 4, 16, 10], names: ("speed", "dist")),
    File(
      name: "R, write.table", text: "\"speed\" \"dist\"\n\"1\" 4 2\n\"2\" 7 4\n\"3\" 8 16\n",
      x: [4, 7, 8], y: [2, 4, 16], names: ("speed", "dist")),
    File(
      name: "R, rows with names", text: "\"mpg\",\"wt\"\n\"a car\",21,2.6\n\"a van\",19.5,3.2\n",
      x: [21, 19.5], y: [2.6, 3.2], names: ("mpg", "wt")),
    File(
      name: "a header that begins with #", text: "#,time,temp\n0,10.0,1\n1,10.5,2\n2,11.0,3.1\n",
      x: [10, 10.5, 11], y: [1, 2, 3.1], names: ("time", "temp")),
    File(
      name: "numbered rows", text: "No.,t [s],U [V]\n1,0.5,1\n2,0.7,2\n3,0.9,4\n",
      x: [0.5, 0.7, 0.9], y: [1, 2, 4]),
    // Names.
    File(
      name: "x is x wherever it stands", text: "temp,x\n1,0\n3,1\n5,2\n7,3\n", x: [0, 1, 2, 3],
      y: [1, 3, 5, 7], names: ("x", "temp")),
    File(name: "y too", text: "y,temp\n1,0\n3,1\n", x: [0, 1], y: [1, 3]),
    File(name: "time is x", text: "volt,time\n1,0\n3,1\n", x: [0, 1], y: [1, 3]),
    File(
      name: "NumPy's header in a comment", text: "# volt,time\n1.0e+00,0.0\n3.0e+00,1.0\n",
      x: [0, 1], y: [1, 3], names: ("time", "volt")),
    File(
      name: "gnuplot", text: "# t\tU\n0 1\n1 3\n# a remark\n2 5\n", x: [0, 1, 2], y: [1, 3, 5],
      skipped: [.comment: 1]),
    File(
      name: "names and units in comments", text: "#time\tvolt\n#s\tV\n0\t1\n1\t3\n", x: [0, 1],
      y: [1, 3], names: ("time", "volt"), skipped: [.units: 1]),
    File(
      name: "a date and a clock in two columns",
      text: "Date,Time,T\n2026-03-01,23:59:50,1\n2026-03-02,00:00:00,2\n2026-03-02,00:00:10,4\n",
      x: [0, 10, 20], y: [1, 2, 4]),
    File(
      name: "words that could be binary", text: "n,w\n0,0010\n1,0011\n2,0100\n", x: [0, 1, 2],
      y: [10, 11, 100], warnings: 1),
    File(
      name: "binary words", text: "n,w\n0,0010\n1,0011\n2,0100\n", x: [0, 1, 2], y: [2, 3, 4],
      options: { $0.radix.y = .bin }),
    // Oscilloscopes.
    File(
      name: "Tektronix, the preamble beside the samples",
      text: """
        Record Length,2500,,-0.001,0.02
        Sample Interval,4e-07,,-0.0009996,0.04
        Trigger Point,1250,,-0.0009992,0.06
        ,,,-0.0009988,0.08
        ,,,-0.0009984,0.10
        Source,CH1,,-0.0009980,0.12
        Probe Atten,10,,-0.0009976,0.14,

        """,
      x: [-0.001, -0.0009996, -0.0009992, -0.0009988, -0.0009984, -0.000998, -0.0009976],
      y: [0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14]),
    File(
      name: "Tektronix, the preamble above",
      text:
        "Model,XYZ46\nFirmware Version,1.2\n\nSample Interval,4e-9\nRecord Length,3\nLabel,,\nTIME,CH1\n0.0,1.0\n0.1,1.5\n0.2,2.1\n",
      x: three.0, y: three.1, names: ("TIME", "CH1"), skipped: [.preamble: 5]),
    File(
      name: "Siglent",
      text: """
        Record Length,Analog:6
        Sample Interval,Analog:0.000001
        Vertical Units,Analog:V
        Model Number,SDS
        Source,CH1
        Second,Value
        -0.000003,0.10
        -0.000002,0.12
        -0.000001,0.14
        0,0.161

        """, x: [-3e-6, -2e-6, -1e-6, 0], y: [0.1, 0.12, 0.14, 0.161], names: ("Second", "Value"),
      skipped: [.preamble: 5]),
    File(
      name: "Siglent, units as the header",
      text:
        "Record Length,Analog:3\nModel Number,S\nSource,CH1\nSecond,Volt\n0.0,1.0\n0.1,1.5\n0.2,2.1\n",
      x: three.0, y: three.1, names: ("Second", "Volt"), skipped: [.preamble: 3]),
    File(
      name: "Keysight", text: "x-axis,1\nsecond,Volt\n0.0,1.0\n+1.0E-01,+1.5E+00\n0.2,2.1\n",
      x: three.0, y: three.1, names: ("x-axis", "1"), skipped: [.units: 1]),
    File(
      name: "LeCroy",
      text:
        "LECROYWS,12345,Waveform\nSegments,1,SegmentSize,3\nSegment,TrigTime,TimeSinceSegment1\n#1,24-Mar-2011 14:15:53,0\nTime,Ampl\n0.0,1.0\n0.1,1.5\n0.2,2.1\n",
      x: three.0, y: three.1, names: ("Time", "Ampl"), skipped: [.preamble: 4]),
    File(
      name: "Rigol, start and increment",
      text: "CH1,Start,Increment\nVolt,-6.0e-03,1.0e-05\n0.10\n0.12\n0.14\n",
      x: [-6.0e-3, -5.99e-3, -5.98e-3], y: [0.1, 0.12, 0.14], skipped: [.units: 1]),
    File(
      name: "Rigol, with a sequence",
      text:
        "X,CH1,Start,Increment,\nSequence,Volt,-6.0e-03,1.0e-05,\n0,0.10,,\n1,0.12,,\n2,0.14,,\n",
      x: [-6.0e-3, -5.99e-3, -5.98e-3], y: [0.1, 0.12, 0.14], skipped: [.units: 1]),
    File(
      name: "Digilent",
      text:
        "#Digilent WaveForms Oscilloscope Acquisition\n#Date Time: 2026-01-01 12:00:00.1\n#Sample rate: 4e+06Hz\n\nTime (s),Channel 1 (V)\n0.0,1.0\n0.1,1.5\n0.2,2.1\n",
      x: three.0, y: three.1, names: ("Time (s)", "Channel 1 (V)"), skipped: [.preamble: 3]),
    File(
      name: "Saleae, two channels and the option that is named",
      text: "Time [s],Channel 0,Channel 1\n0.0,9,1.0\n0.1,9,1.5\n0.2,8,2.1\n", x: three.0,
      y: three.1,
      options: {
        $0.x = .number(1)
        $0.y = .number(3)
      }),
    // Loggers and programs.
    File(
      name: "LabVIEW",
      text:
        "LabVIEW Measurement\t\nSeparator\tTab\nX_Columns\tOne\n***End_of_Header***\t\n\t\nChannels\t1\nSamples\t3\n***End_of_Header***\t\nX_Value\tUntitled\tComment\n0.000000\t1.0\n0.100000\t1.5\n0.200000\t2.1\n",
      x: three.0, y: three.1, names: ("X_Value", "Untitled"), skipped: [.preamble: 7]),
    File(
      name: "Campbell's TOA5",
      text: """
        "TOA5","CR1000","CR1000","1234","Std.27","CPU:p.CR1","99","Table1"
        "TIMESTAMP","RECORD","batt_volt"
        "TS","RN","Volts"
        "","","Min"
        "2026-01-01 00:00:00",0,12.5
        "2026-01-01 00:01:00",1,12.6
        "2026-01-01 00:02:00",2,12.8

        """, x: [0, 60, 120], y: [12.5, 12.6, 12.8], skipped: [.preamble: 1, .units: 2]),
    File(
      name: "NIST",
      text:
        "NIST/ITL StRD\nDataset Name:  Own (Own.dat)\n\nModel:  2 Parameters (B0,B1)\n  B0   -0.26  0.23\n  Regression  1   42.5  42.5\nData:       y          x\n           1.0        0.0\n           1.5        0.1\n           2.1        0.2\n",
      x: three.0, y: three.1, names: ("x", "y"), skipped: [.preamble: 5]),
    File(
      name: "Fortran", text: "  1.0D+00  2.0D+00\n  2.0D+00  4.1D+00\n  3.0D+00  6.0d0\n",
      x: [1, 2, 3], y: [2, 4.1, 6]),
    File(
      name: "Vivado",
      text:
        "Sample in Buffer,Sample in Window,TRIGGER,adc[11:0]\nRadix - UNSIGNED,UNSIGNED,HEX,HEX\n0,0,1,010\n1,1,0,012\n2,2,0,014\n3,3,0,01e\n",
      x: [0, 1, 2, 3], y: [16, 18, 20, 30], skipped: [.units: 1]),
    File(
      name: "Vivado, words that look decimal, in two's complement",
      text:
        "Sample in Buffer,Sample in Window,TRIGGER,d[7:0]\nRadix - UNSIGNED,UNSIGNED,HEX,HEX\n0,0,1,80\n1,1,0,1e\n2,2,0,0f\n",
      x: [0, 1, 2], y: [-128, 30, 15],
      options: { $0.signedWidth.y = 8 }, skipped: [.units: 1]),
    File(
      name: "a row of units", text: "time,voltage\ns,V\n0.0,1.0\n0.1,1.5\n0.2,2.1\n", x: three.0,
      y: three.1, names: ("time", "voltage"), skipped: [.units: 1]),
    File(
      name: "units in brackets", text: "pos,force\n[mm],[kg·m/s^2]\n0.0,1.0\n0.1,1.5\n0.2,2.1\n",
      x: three.0, y: three.1, skipped: [.units: 1]),
    File(
      name: "sep=", text: "sep=;\nx;y\n0,5;1,0\n1,5;3,0\n2,5;5,1\n", x: [0.5, 1.5, 2.5],
      y: [1, 3, 5.1], skipped: [.preamble: 1]),
    File(
      name: "empty rows", text: "x,y\n0,1\n1,3\n2,5\n,\n,\n", x: [0, 1, 2], y: [1, 3, 5],
      skipped: [.empty: 2]),
    File(
      name: "a footer", text: "x,y\n0,1\n1,3\n2,5\n\nend of data\n*** 3 rows ***\n", x: [0, 1, 2],
      y: [1, 3, 5], skipped: [.footer: 2]),
    File(
      name: "a footer of commas", text: "x,y\n0,1\n1,3\n2,5\nSource,scope\n", x: [0, 1, 2],
      y: [1, 3, 5], skipped: [.footer: 1]),
    File(
      name: "quoted decimal commas",
      text: "x,y\n\"0,5\",\"2,0\"\n\"1,0\",\"3,0\"\n\"1,5\",\"4,1\"\n",
      x: [0.5, 1, 1.5], y: [2, 3, 4.1]),
    File(
      name: "hexadecimal by prefix", text: "code,volt\n0x010,0.25\n0x020,0.5\n0x3FF,15.98\n",
      x: [16, 32, 1023], y: [0.25, 0.5, 15.98]),
    File(
      name: "C's hexadecimal floats", text: "0x1.8p3,0x1p-2\n0,-0X1.8P+1\n", x: [12, 0],
      y: [0.25, -3]),
    File(name: "binary by prefix", text: "0b101,1\n0b1111,2\n", x: [5, 15], y: [1, 2]),
    File(
      name: "raw words", text: "n,w\n0,00f\n1,fff\n2,800\n", x: [0, 1, 2], y: [15, -1, -2048],
      options: {
        $0.radix.y = .hex
        $0.signedWidth.y = 12
      }),
    File(
      name: "unsigned decimal words", text: "n,w\n0,15\n1,4095\n", x: [0, 1], y: [15, -1],
      options: { $0.signedWidth.y = 12 }),
    File(
      name: "thousands", text: "x;y\n1,000.5;2\n12,345,678;3\n", x: [1000.5, 12_345_678],
      y: [2, 3],
      options: { $0.thousands = .comma }),
    File(
      name: "thousands by points", text: "x;y\n1.000,5;2\n-12.345;3\n", x: [1000.5, -12345],
      y: [2, 3], options: { $0.thousands = .point }),
    File(
      name: "thousands by narrow blanks", text: "x;y\n1\u{202F}000,5;2\n1 234;3\n",
      x: [1000.5, 1234], y: [2, 3], options: { $0.thousands = .space }),
    File(
      name: "any character between fields", text: "a^b\n1^2\n3^4\n", x: [1, 3], y: [2, 4],
      options: { $0.delimiter = CSVDelimiter("^") }),
    File(name: "pipes are detected", text: "a|b\n1|2\n3|4\n", x: [1, 3], y: [2, 4]),
    // What is missing.
    File(
      name: "missing values", text: "x,y\n0,1\n1,NA\n2,5\n3,--\n4,9\n5,\n6,13\n", x: [0, 2, 4, 6],
      y: [1, 5, 9, 13], options: { $0.missing = .skip }, skipped: [.missing: 3]),
    File(
      name: "a missing value that looks like a comment", text: "x,y\n0,1\n#N/A,3\n2,5\n",
      x: [0, 2],
      y: [1, 5], options: { $0.missing = .skip }, skipped: [.missing: 1]),
    File(
      name: "values listed as missing", text: "x,y\n0,1\n1,9.91E+37\n2,OL\n3,-999.0\n4,7\n",
      x: [0, 4], y: [1, 7], options: { $0.missingValues = ["9.91E37", "ol", "-999"] },
      skipped: [.missing: 3]),
    // Values that are hardly samples.
    File(
      name: "an overload", text: "x,y\n0,1\n1,9.91E+37\n2,5\n3,7\n", x: [0, 1, 2, 3],
      y: [1, 9.91e37, 5, 7], warnings: 1),
    File(
      name: "a sentinel", text: "x,y\n0,1\n1,-999\n2,5\n3,7\n4,9\n", x: [0, 1, 2, 3, 4],
      y: [1, -999, 5, 7, 9], warnings: 1),
    File(
      name: "the full words of ADCs of 8, 10, 12 and 14 bits",
      text: "x,y\n0,1\n255,2\n2,4095\n3,5\n1,16383\n4,1023\n", x: [0, 255, 2, 3, 1, 4],
      y: [1, 2, 4095, 5, 16383, 1023], warnings: 4),
    File(
      name: "a full word that the signal reaches", text: "x,y\n0,3100\n1,3600\n2,4095\n3,3800\n",
      x: [0, 1, 2, 3], y: [3100, 3600, 4095, 3800]),
    File(
      name: "a value far from the rest", text: "x,y\n0,1\n1,2\n2,1.5\n3,50000\n4,1.2\n",
      x: [0, 1, 2, 3, 4], y: [1, 2, 1.5, 50000, 1.2], warnings: 1),
    File(
      name: "decades are no outliers", text: "x,y\n1,1\n10,2\n100,3\n1000,4\n10000,5\n",
      x: [1, 10, 100, 1000, 10000], y: [1, 2, 3, 4, 5]),
    // Rows counted.
    File(
      name: "one column", text: "1.0\n1.5\n2.1\n", x: [0, 1, 2], y: [1, 1.5, 2.1],
      options: { $0.x = ColumnChoice("row") }),
    File(
      name: "one column with start and step", text: "v\n1.0\n1.5\n2.1\n", x: [-1, -0.9, -0.8],
      y: [1, 1.5, 2.1], options: { $0.x = ColumnChoice("row:-1:0.1") }),
    File(
      name: "a row that is left out counts", text: "v\n1.0\nNA\n2.1\n", x: [0, 2], y: [1, 2.1],
      options: {
        $0.x = ColumnChoice("row")
        $0.missing = .skip
      }, skipped: [.missing: 1]),
    // Where the samples are.
    File(
      name: "lines left out", text: "junk,1\n5,6\nx,y\n0,1\n1,3\n", x: [0, 1], y: [1, 3],
      options: { $0.skippedLines = 2 }, skipped: [.preamble: 2]),
    File(
      name: "stated rows", text: "x,y\n0,1\n1,3\nx,y\n5,6\n7,8\n", x: [5, 7], y: [6, 8],
      options: { $0.rows = 5...6 }, skipped: [.preamble: 3]),
    File(
      name: "the first rows", text: "x,y\n0,1\n1,3\nsum,4\n5,6\n", x: [0, 1], y: [1, 3],
      options: { $0.rows = 2...3 }),
  ]

  @Test("a file in the shape of an instrument's is read as it is meant", arguments: files)
  func read(file: File) throws {
    var options = CSVOptions(keepsDecimals: false)
    file.options(&options)
    let read = try columns(file.text, options)
    #expect(read.x == file.x)
    #expect(read.y == file.y)
    if let names = file.names { #expect((read.xName, read.yName) == names) }
    let reading = try #require(read.reading)
    let skipped = Dictionary(uniqueKeysWithValues: reading.skipped.map { ($0.kind, $0.count) })
    #expect(skipped == file.skipped)
    #expect(reading.warnings.count == file.warnings)
    // Line ends of Windows and a byte-order mark change nothing.
    let dressed = try columns(
      "\u{FEFF}" + file.text.replacing("\n", with: "\r\n"), options)
    #expect(dressed.x == file.x)
    #expect(dressed.y == file.y)
  }
}
