import Foundation
import Testing

/// A page in headless Chromium, spoken to in the protocol of its developer tools (JSON, ended by a zero byte) through
/// two named pipes.
final class Browser {
  private let folder: TemporaryFolder
  private let running: Running
  private let commands: Int32
  private let answers: Int32
  private var received: [UInt8] = []
  private var session: String?
  private var number = 0
  /// What went wrong in the page: exceptions of scripts, and errors that the browser logged.
  private(set) var errors: [String] = []

  struct Trouble: Error, CustomStringConvertible {
    let description: String
  }

  /// Starts the browser with an empty page.
  init() throws {
    folder = try TemporaryFolder()
    let found = try Executable.shell("command -v chromium")
    guard found.code == 0 else {
      throw Trouble(description: "chromium is missing: apt-get install chromium")
    }
    for name in ["commands", "answers"] { mkfifo(folder.path(name), 0o600) }
    // Opened for both directions, so that neither end waits for the other.
    commands = open(folder.path("commands"), O_RDWR | O_CLOEXEC)
    answers = open(folder.path("answers"), O_RDWR | O_CLOEXEC)
    running = try Running(
      """
      exec chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage \
        --no-first-run --disable-extensions --user-data-dir=profile --remote-debugging-pipe \
        3<commands 4>answers
      """, in: folder.url, environment: ["HOME": folder.url.path])
    let target = try command("Target.createTarget", ["url": "about:blank"])
    let attached = try command(
      "Target.attachToTarget", ["targetId": target["targetId"]!, "flatten": true])
    session = attached["sessionId"] as? String
    for domain in ["Page", "Runtime", "Log"] { try command("\(domain).enable") }
  }

  deinit {
    kill(running.process.processIdentifier, SIGKILL)
    _ = running.result()
    close(commands)
    close(answers)
  }

  /// Sends a command and waits for its answer.
  @discardableResult
  func command(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    number += 1
    var message: [String: Any] = ["id": number, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    let bytes = try JSONSerialization.data(withJSONObject: message) + [0]
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(commands, $0.baseAddress! + sent, bytes.count - sent)
      }
      guard count > 0 else { throw Trouble(description: "the browser takes no commands") }
      sent += count
    }
    while true {
      let answer = try receive()
      guard answer["id"] as? Int == number else { continue }
      if let error = answer["error"] { throw Trouble(description: "\(method): \(error)") }
      return answer["result"] as? [String: Any] ?? [:]
    }
  }

  /// Waits for an event of the page.
  func wait(for event: String) throws {
    while try receive()["method"] as? String != event {}
  }

  /// The next message, of whatever kind.
  private func receive() throws -> [String: Any] {
    while true {
      if let end = received.firstIndex(of: 0) {
        let message =
          try JSONSerialization.jsonObject(with: Data(received[..<end])) as? [String: Any] ?? [:]
        received.removeSubrange(...end)
        note(message)
        return message
      }
      var waiting = pollfd(fd: answers, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 60_000) > 0 else {
        throw Trouble(description: "the browser did not answer within a minute")
      }
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(answers, &bytes, bytes.count)
      if count > 0 { received += bytes[..<count] }
    }
  }

  private func note(_ message: [String: Any]) {
    let parameters = message["params"] as? [String: Any]
    switch message["method"] as? String {
    case "Runtime.exceptionThrown": errors.append("\(parameters ?? [:])")
    case "Log.entryAdded":
      let entry = parameters?["entry"] as? [String: Any]
      if entry?["level"] as? String == "error" { errors.append("\(entry ?? [:])") }
    case "Runtime.consoleAPICalled":
      if parameters?["type"] as? String == "error" { errors.append("\(parameters ?? [:])") }
    default: break
    }
  }

  /// Opens a file in a window of some size, as a phone or not.
  func show(_ file: URL, width: Int, height: Int, isPhone: Bool) throws {
    try command(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": isPhone ? 2 : 1, "mobile": isPhone])
    try command("Emulation.setTouchEmulationEnabled", ["enabled": isPhone])
    try command("Page.navigate", ["url": file.absoluteString])
    try wait(for: "Page.loadEventFired")
  }

  /// The value of an expression of JavaScript, by way of JSON.
  func value<Value: Decodable>(_ expression: String, as: Value.Type = Value.self) throws -> Value {
    let answer = try command(
      "Runtime.evaluate",
      ["expression": "JSON.stringify({value: \(expression)})", "returnByValue": true])
    guard let result = answer["result"] as? [String: Any], let text = result["value"] as? String
    else { throw Trouble(description: "\(expression): \(answer)") }
    return try JSONDecoder().decode(Wrapped<Value>.self, from: Data(text.utf8)).value
  }

  /// Presses a key and lets it go.
  func press(_ key: String, code: Int) throws {
    for type in ["rawKeyDown", "keyUp"] {
      try command(
        "Input.dispatchKeyEvent",
        ["type": type, "key": key, "code": key, "windowsVirtualKeyCode": code])
    }
  }
}

private struct Wrapped<Value: Decodable>: Decodable { let value: Value }
