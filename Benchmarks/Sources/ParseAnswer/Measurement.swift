import Foundation

/// What one process found out about one way.
struct Measurement: Codable {
    /// The best round.
    var seconds: Double
    /// Bytes of memory before the first round.
    var idle: Int
    /// The most that was used up to the end of the first round.
    var peak: Int
    /// Samples read.
    var samples: Int
    /// The sum of all finite values: equal when the same was read.
    var check: Double
}

/// Runs one way some times.
func measure(_ way: Way, _ path: String) throws -> Measurement {
    let idle = try peakOfMemory()
    var best = Double.infinity
    var peak = 0
    var found = Reading()
    for round in 0..<way.rounds {
        let start = ContinuousClock.now
        found = try way.read(path)
        let time = start.duration(to: .now)
        best = min(best, time / .seconds(1))
        if round == 0 { peak = try peakOfMemory() }
    }
    return Measurement(seconds: best, idle: idle, peak: peak, samples: found.samples, check: found.check)
}

/// The high-water mark of this process, in bytes.
private func peakOfMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let words = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }) ?? []
    return words.count > 1 ? (Int(words[1]) ?? 0) * 1024 : 0
}
