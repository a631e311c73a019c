import Datapath

extension Diagnosis {
  /// The first break of a rule for the sender of a stream (AMBA AXI4-Stream, 2.2) that the RTL commits and the model
  /// does not: a beat on offer is withdrawn, or changed, before it is taken.
  var streamViolation: String? {
    let fields = trace.fields
    guard let valid = fields.firstIndex(where: { $0.port == "m_axis_tvalid" }) else { return nil }
    let data = fields.indices.filter { fields[$0].port == "m_axis_tdata" }
    for cycle in 1..<max(1, cycleCount) {
      let before = stimulus.cycles[cycle - 1].inputs
      let (offered, now) = (trace.outputs[cycle - 1], trace.outputs[cycle])
      guard offered[valid] == LogicWord(bits: 1), !before.resultReady, !before.reset else {
        continue
      }
      let place = "cycle \(cycle) breaks a rule of AXI4-Stream"
      if now[valid] != offered[valid] { return "m_axis_tvalid fell before tready: \(place)" }
      if data.contains(where: { now[$0] != offered[$0] }) {
        return "m_axis_tdata changed before tready: \(place)"
      }
    }
    return nil
  }
}
