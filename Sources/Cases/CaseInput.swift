import Foundation
import Samples

/// What a run is made from: a case folder, a bare CSV file, or standard input.
public struct CaseInput: Sendable {
  /// The last part of the path, for titles.
  public let name: String
  /// What the user's design file says; empty without one.
  public let settings: Settings
  /// The CSV file, or `-`.
  public let samplesPath: String

  /// The design file, if there is one.
  public let designPath: String?

  /// The files that a person writes in a case folder.
  public static let samplesName = "samples.csv"
  public static let designName = "design.json"

  /// Looks at what a path names and reads the design file, if there is one.
  ///
  /// A folder must have `samples.csv` and may have `design.json`; everything else is a CSV file.
  public init(path: String) throws(CaseError) {
    var directory = path
    while directory.count > 1, directory.hasSuffix("/") { directory.removeLast() }
    name = path == "-" ? "standard input" : Self.name(of: path)
    guard path != "-", Self.isDirectory(path) else {
      settings = Settings()
      samplesPath = path
      designPath = nil
      return
    }
    samplesPath = "\(directory)/\(Self.samplesName)"
    guard Self.exists(samplesPath) else {
      throw .noSamples(folder: path)
    }
    let designPath = "\(directory)/\(Self.designName)"
    self.designPath = Self.exists(designPath) ? designPath : nil
    settings = self.designPath == nil ? Settings() : try Self.readDesign(designPath)
  }

  /// The last part of a path.
  public static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Reads a design file.
  public static func readDesign(_ path: String) throws(CaseError) -> Settings {
    let bytes: [UInt8]
    do throws(ReadingError) {
      var source = try ByteSource(path: path)
      bytes = try source.readAll()
    } catch { throw .reading(error) }
    do { return try DesignFile.read(bytes) } catch {
      throw .design(path: path, line: error.line, message: error.message)
    }
  }

  /// Reads the samples.
  public func readSamples(
    options: CSVOptions, progress: ((ReadingProgress) -> Void)? = nil
  ) throws(CaseError) -> SampleColumns {
    do throws(ReadingError) {
      let source =
        samplesPath == "-"
        ? try ByteSource(descriptor: STDIN_FILENO, name: "standard input")
        : try ByteSource(path: samplesPath)
      return try SampleColumns.read(source, options: options, progress: progress)
    } catch { throw .reading(error) }
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }
}

/// Why a case cannot be read.
public enum CaseError: Error, Sendable {
  case noSamples(folder: String)
  case design(path: String, line: Int, message: String)
  case reading(ReadingError)
}

extension CaseError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSamples(let folder):
      "\(folder): this folder has no \(CaseInput.samplesName); name a case or a CSV file"
    case .design(let path, let line, let message): "\(path):\(line): \(message)"
    case .reading(let error): "\(error)"
    }
  }
}
