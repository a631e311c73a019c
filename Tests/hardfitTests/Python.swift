/// The Python that the tests' own programs run in: that of `.build/python`, which Tests/run fills with the packages that
/// they need, or else the system's.
enum Python {
  struct Missing: Error, CustomStringConvertible {
    let module: String
    var description: String {
      "Python has no \(module): Tests/run installs it, or python3 -m venv .build/python && .build/python/bin/pip install \(module)"
    }
  }

  /// The interpreter that has a module, as a word for the shell.
  static func having(_ module: String) throws -> String {
    let own = Repository.root.appending(path: ".build/python/bin/python3").path
    for interpreter in ["'\(own)'", "python3"]
    where try Executable.shell("\(interpreter) -c 'import \(module)'").code == 0 {
      return interpreter
    }
    throw Missing(module: module)
  }
}
