import Foundation

/// The path of something in the repository.
func repositoryPath(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: name).path
}
