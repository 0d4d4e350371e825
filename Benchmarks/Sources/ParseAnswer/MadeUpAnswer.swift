import Foundation

/// Fourteen days of containers at one minute: half of them processor time as a rate, half of them memory in bytes.
enum MadeUpAnswer {
    /// Writes an answer of at least `size` bytes and returns its length.
    static func write(to path: String, atLeast size: Int) throws -> Int {
        var state: UInt64 = 7
        func random() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(UInt64(1) << 53)
        }
        var text = #"{"status":"success","data":{"resultType":"matrix","result":["#
        text.reserveCapacity(size + 2_000_000)
        var series = 0
        while text.utf8.count < size {
            if series > 0 { text += "," }
            text +=
                #"{"metric":{"__name__":"container_cpu_usage_seconds_total","namespace":"prod","container":"app","#
            text +=
                #""pod":"checkout-5d9c7b6f44-\#(series)","node":"ip-10-0-\#(series % 9)-7.eu-central-1.internal"},"values":["#
            let base = random()
            for minute in 0..<20_160 {
                let value = base + random()
                let written = series % 2 == 0 ? "\(value)" : "\(Int(value * 4e8) * 4096)"
                text += minute == 0 ? "" : ","
                text += "[\(1_790_000_000 + minute * 60),\"\(written)\"]"
            }
            text += "]}"
            series += 1
        }
        text += "]}}"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return text.utf8.count
    }
}
