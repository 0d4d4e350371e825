import Foundation

/// Reads a 50 MB answer of `query_range` in four ways and compares speed and memory.
///
/// Each way runs in a process of its own, so that its peak of memory is its own; the time is the best of some rounds and
/// includes reading the file. Thresholds: the parser has at least five times the bytes per second of `JSONDecoder`, keeps
/// memory within one and a half times the samples kept, and folds within 8 MB.
@main
struct ParseAnswer {
    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, let way = Way(rawValue: arguments[1]) {
            let measured = try measure(way, arguments[2])
            print(String(decoding: try JSONEncoder().encode(measured), as: UTF8.self))
        } else {
            try compare()
        }
    }

    private static func compare() throws {
        let path = FileManager.default.temporaryDirectory.path + "/trimtab-bench-\(getpid()).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = try MadeUpAnswer.write(to: path, atLeast: 50_000_000)
        var results: [Way: Measurement] = [:]
        print("a query_range answer of \(bytes / 1_000_000) MB, each way in a process of its own\n")
        print("way                      MB/s   peak MB  of which for the answer")
        for way in Way.allCases {
            let result = try runApart(way, path)
            results[way] = result
            let speed = Double(bytes) / 1e6 / result.seconds
            print(
                "\(pad(way.name, 22)) \(pad(speed, 7)) \(pad(Double(result.peak) / 1e6, 9)) "
                    + "\(pad(Double(result.peak - result.idle) / 1e6, 9))")
        }
        guard let parser = results[.parser], let fold = results[.fold], let decoder = results[.decoder] else {
            return
        }
        let kept = parser.samples * 16
        let ratio = decoder.seconds / parser.seconds
        let share = Double(parser.peak - parser.idle) / Double(kept)
        print(
            """

            parser : JSONDecoder   \(pad(ratio, 0))x  (at least 5)
            memory : series kept   \(pad(share, 0))x  (at most 1.5; \(parser.samples) samples are \(kept / 1_000_000) MB)
            folding                \(pad(Double(fold.peak - fold.idle) / 1e6, 0)) MB  (at most 8)
            """)
        let isGood = ratio >= 5 && share <= 1.5 && fold.peak - fold.idle <= 8_000_000
        let agrees = results.values.allSatisfy { $0.samples == parser.samples && $0.check == parser.check }
        if !agrees { print("the ways do not read the same: \(results)") }
        exit(isGood && agrees ? 0 : 1)
    }

    private static func runApart(_ way: Way, _ path: String) throws -> Measurement {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [way.rawValue, path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(Measurement.self, from: data)
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func pad(_ number: Double, _ width: Int) -> String {
        let tenths = String(Int((number * 10).rounded()))
        let digits = tenths.count < 2 ? "0" + tenths : tenths
        let text = digits.dropLast() + "." + digits.suffix(1)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
