import Datapath
import Foundation

/// The folder of an RTL description: its Verilog.
package struct RTLSource: Hashable, Sendable {
  package let folder: String
  /// Every `.v` and `.sv` file of the folder itself, in the order of their names.
  package private(set) var files: [String]
  /// The module that is verified.
  package let top: String

  /// The name of the module that is verified.
  package static let defaultTop = "hardfit"

  /// - Throws: ``RTLError`` if the folder is missing or has no Verilog.
  package init(
    folder: String, top: String = defaultTop
  ) throws(RTLError) {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw FileManager.default.fileExists(atPath: folder) ? .isFile(folder) : .noFolder(folder)
    }
    files = names.filter { $0.hasSuffix(".v") || $0.hasSuffix(".sv") }.sorted().map {
      "\(folder)/\($0)"
    }
    guard !files.isEmpty else { throw .noVerilog(folder) }
    self.folder = folder
    self.top = top
  }

  /// The same, with a file of a folder inside of this one in place of each that has its name.
  func replacing(from inner: String) -> RTLSource {
    var source = self
    source.files = files.map { file in
      let other = "\(folder)/\(inner)/\(file.dropFirst(folder.utf8.count + 1))"
      return FileManager.default.fileExists(atPath: other) ? other : file
    }
    return source
  }

  /// Writes a bench for the module that is verified.
  ///
  /// What it includes is that folder's: simulators look first where they run, and there may be the files of another design.
  func write(_ bench: [UInt8], to name: String, in folder: WorkingFolder) throws(ToolError) {
    var text = String(decoding: bench, as: UTF8.self)
      .replacing("`include \"", with: "`include \"\(folder.path)/")
    for architecture in Architecture.allCases {
      text = text.replacing("\n  \(architecture.module) #(", with: "\n  \(top) #(")
    }
    try folder.write(text, to: name)
  }

  /// The names of the modules that the files declare, in their order.
  package var modules: [String] {
    files.compactMap(Self.code).flatMap { text in
      text.matches(of: /(?m)^\s*(?:macro)?module\s+(?:automatic\s+|static\s+)?([A-Za-z_][\w$]*)/)
        .map { String($0.output.1) }
    }
  }

  /// Whether no file can declare the module that is verified: none mentions it as a word, has a macro that joins names, or
  /// includes a file but those of an export, which declare none.
  package var lacksTop: Bool {
    let exported = ["design.vh", "hardfit_instance.vh"]
    return !files.contains { file in
      guard let code = Self.code(file), !code.contains("``"),
        code.matches(of: /`include\s+"([^"]*)"/).allSatisfy({ exported.contains("\($0.output.1)") })
      else { return true }
      return code.split { !($0.isLetter || $0.isNumber || "_$".contains($0)) }
        .contains(Substring(top))
    }
  }

  /// The text of a file without its comments; nil where it cannot be read.
  private static func code(_ path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?
      .replacing(/\/\*(?s:.*?)\*\/|\/\/[^\n]*/, with: " ")
  }

  /// The description that comes with this program.
  package static func shipped(top: String = defaultTop) throws(RTLError) -> RTLSource {
    let files = ["hardfit.v", "bench/hardfit_bench.v"]
    guard let rtl = shippedFolder("rtl", with: files) else { throw .notFound }
    return try RTLSource(folder: rtl, top: top)
  }

  /// A folder of the repository that comes with this program: in the working folder, beside the program or above it,
  /// or where `Tests/install` puts it, in `share/hardfit` of the prefix.
  package static func shippedFolder(_ name: String, with files: [String]) -> String? {
    let program = Bundle.main.executablePath ?? CommandLine.arguments.first ?? ""
    var folders = [URL(filePath: FileManager.default.currentDirectoryPath)]
    var url = URL(filePath: program).resolvingSymlinksInPath()
    while url.pathComponents.count > 1 {
      url.deleteLastPathComponent()
      folders += [url, url.appending(path: "share/hardfit")]
    }
    return folders.map { $0.appending(path: name).path }.first { folder in
      files.allSatisfy { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
    }
  }
}

/// Why there is no RTL to verify.
package enum RTLError: Error, Hashable, Sendable {
  case noFolder(String)
  case isFile(String)
  case noVerilog(String)
  case notFound
}

extension RTLError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noFolder(let path): "\(path): there is no such folder; give the folder of the Verilog"
    case .isFile(let path): "\(path): this is a file; give its folder"
    case .noVerilog(let path): "\(path): this folder has no .v or .sv file"
    case .notFound:
      "no folder rtl with hardfit.v here, beside this program or above it; name it with --rtl DIR"
    }
  }
}
