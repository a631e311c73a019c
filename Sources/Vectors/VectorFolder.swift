import Cases
import Datapath
import Foundation
import Samples

/// A folder of vectors on disk, by its manifest.
public struct VectorFolder: Sendable {
  /// A file that the manifest lists.
  public struct Entry: Hashable, Sendable {
    public let name: String
    public let byteCount: Int
    public let lineCount: Int?
    public let digest: String
  }

  public let path: String
  /// The command line that wrote it.
  public let command: String
  public let files: [Entry]
  /// The manifest as it stands.
  let manifest: JSONText

  /// The names that an export may have written; all others in a folder are somebody else's.
  public static let names: Set<String> = caseNames.union([
    Manifest.name, "README.md", "design.vh", Design.instanceName, Design.stubName,
    BenchText.name, "stimulus.hex",
    "expected.hex",
    "epochs.hex", "samples.hex", "nodes.hex", "updates.hex",
  ])

  /// Those of them that make the folder a case.
  static let caseNames: Set<String> = [
    CaseInput.samplesName, CaseInput.designName, ScenarioFile.name,
  ]

  /// Whether the case in the folder was written with the vectors, so that it needs none of the command's options.
  public var holdsCase: Bool { files.contains { $0.name == CaseInput.samplesName } }

  /// Reads the manifest of a folder.
  public init(path: String) throws(VectorError) {
    self.path = path
    let manifestPath = "\(path)/\(Manifest.name)"
    let bytes: [UInt8]
    do throws(ReadingError) {
      var source = try ByteSource(path: manifestPath)
      bytes = try source.readAll()
    } catch {
      throw error.problem == .notFound ? .noManifest(folder: path) : .reading(error)
    }
    do throws(PlacedError) {
      let json: JSONText
      do { json = try JSONText.parse(bytes) } catch {
        throw PlacedError(line: error.line, message: error.message)
      }
      manifest = json
      let layout = try json.member("hardfit_vectors").integer("hardfit_vectors")
      guard layout == Manifest.layout else {
        throw PlacedError(
          message: "the layout is version \(layout), and this program reads \(Manifest.layout)")
      }
      command = try json.member("command").string("command")
      files = try json.member("files").array("files").map { file throws(PlacedError) in
        Entry(
          name: try file.fileName(),
          byteCount: try file.member("bytes").integer("bytes"),
          lineCount: try file["lines"].map { lines throws(PlacedError) in
            try lines.integer("lines")
          },
          digest: try file.member("sha256").string("sha256"))
      }
    } catch {
      throw .manifest(path: manifestPath, line: error.line, message: error.message)
    }
  }

  /// Compares every file with its size and hash.
  ///
  /// - Throws: ``VectorError`` with the first file that is missing, not what was written, or not in the manifest.
  public func check() throws(VectorError) {
    let listed = Set(files.map(\.name))
    if let name = Self.words(in: path).first(where: { !listed.contains($0) }) {
      throw .unlisted(path: "\(path)/\(name)", command: command)
    }
    for file in files {
      let path = "\(path)/\(file.name)"
      let found: (byteCount: Int, digest: String)
      do throws(ReadingError) { found = try Self.hash(path) } catch {
        if error.problem == .notFound { throw .missing(path: path, command: command) }
        throw .reading(error)
      }
      guard found.byteCount == file.byteCount else {
        throw .altered(
          path: path, how: "has \(found.byteCount) bytes instead of \(file.byteCount)",
          command: command)
      }
      guard found.digest == file.digest else {
        throw .altered(path: path, how: "has another SHA-256 than when written", command: command)
      }
    }
  }

  /// The files of words that lie in a folder, by their names.
  public static func words(in folder: String) -> [String] {
    names.filter { $0.hasSuffix(".hex") && access("\(folder)/\($0)", F_OK) == 0 }.sorted()
  }

  private static func hash(
    _ path: String
  ) throws(ReadingError) -> (byteCount: Int, digest: String) {
    var source = try ByteSource(path: path)
    var hash = SHA256()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { block.deallocate() }
    while true {
      let count = try source.fill(block)
      hash.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
      if count < block.count { return (source.position, hash.digest) }
    }
  }
}

/// Why a folder's vectors cannot be used.
public enum VectorError: Error {
  case noManifest(folder: String)
  case manifest(path: String, line: Int?, message: String)
  case missing(path: String, command: String)
  case altered(path: String, how: String, command: String)
  case unlisted(path: String, command: String)
  case reading(ReadingError)

  /// What kind of failure it is, for the exit code.
  public var category: ReadingError.Category {
    switch self {
    case .noManifest, .missing: .noInput
    case .manifest, .altered, .unlisted: .data
    case .reading(let error): error.category
    }
  }
}

extension VectorError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noManifest(let folder):
      "\(folder): this folder has no \(Manifest.name); write its vectors with hardfit export"
    case .manifest(let path, let line, let message):
      "\(path)\(line.map { ":\($0)" } ?? ""): \(message); write it again with hardfit export"
    case .missing(let path, let command):
      "\(path): this file of the manifest is missing; write it again: \(command)"
    case .unlisted(let path, let command):
      "\(path): the file is not in the manifest; write it again: \(command)"
    case .altered(let path, let how, let command):
      "\(path): the file \(how); write it again: \(command)"
    case .reading(let error): "\(error)"
    }
  }
}

extension JSONText {
  fileprivate func member(_ key: String) throws(PlacedError) -> JSONText {
    guard let value = self[key] else {
      throw PlacedError(line: line, message: "'\(key)' is missing")
    }
    return value
  }

  fileprivate func string(_ key: String) throws(PlacedError) -> String {
    guard case .string(let text) = value else {
      throw PlacedError(line: line, message: "\(key) is \(kind); give a text")
    }
    return text
  }

  fileprivate func array(_ key: String) throws(PlacedError) -> [JSONText] {
    guard case .array(let elements) = value else {
      throw PlacedError(line: line, message: "\(key) is \(kind); give a list")
    }
    return elements
  }

  /// A name that leads nowhere but into the folder.
  fileprivate func fileName() throws(PlacedError) -> String {
    let name = try member("name").string("name")
    guard VectorFolder.names.contains(name), name != Manifest.name else {
      throw PlacedError(line: line, message: "'\(name)' is not a file of a vector folder")
    }
    return name
  }
}
