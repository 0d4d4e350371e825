internal import Foundation

/// Helm's own engine, version 4, where Python has the package `helm-python-sdk` (see `scripts/install-test-tools`), and a `helm` program
/// where one is installed.
public enum HelmEngine {
    /// What Helm makes of a chart.
    public enum Answer: Sendable {
        /// Text by the name of the template, of two runs, so that what is random can be told.
        case rendered([String: String], again: [String: String])
        /// Why Helm refuses it.
        case refused(String)
    }

    private struct Reply: Decodable {
        var runs: [[String: String]]?
        var error: String?
    }

    private static let script = """
        import json, sys, helm_python
        for line in sys.stdin:
            chart, values = json.loads(line)
            try:
                given = helm_python.values_from_yaml(open(values).read()) if values else {}
                with helm_python.Chart.load(chart) as loaded:
                    answer = {"runs": [loaded.render(given, name="rel", namespace="default") for _ in range(2)]}
            except Exception as error: answer = {"error": str(error)}
            print(json.dumps(answer))
        """

    /// With the packages that `scripts/install-test-tools` installs.
    private static var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        let modules =
            environment["TRIMTAB_TEST_MODULES"]
            ?? SourceDirectory.package.appending(path: ".build/test-modules").path
        environment["PYTHONPATH"] = [modules, environment["PYTHONPATH"]].compactMap { $0 }.joined(
            separator: ":")
        return environment
    }

    /// True when Python has the engine.
    public static let isInstalled = (try? python(["-c", "import helm_python"], input: Data())) != nil

    /// The path of a `helm` program; nil where there is none.
    public static var program: String? { Tool.path("helm") }

    /// What Helm makes of charts, each with a values file or none.
    public static func render(_ jobs: [(chart: String, values: String?)]) throws -> [Answer] {
        let lines = try jobs.map { job in
            String(decoding: try JSONEncoder().encode([job.chart, job.values]), as: UTF8.self)
        }
        let output = try python(["-c", script], input: Data((lines.joined(separator: "\n") + "\n").utf8))
        return try output.split(separator: UInt8(ascii: "\n")).map { line in
            let reply = try JSONDecoder().decode(Reply.self, from: Data(line))
            guard let runs = reply.runs, let first = runs.first, let last = runs.last else {
                return .refused(reply.error ?? "")
            }
            return .rendered(first, again: last)
        }
    }

    private static func python(_ arguments: [String], input: Data) throws -> Data {
        guard let path = Tool.path("python3") else { throw ToolError(text: "python3 is not installed") }
        let directory = try TemporaryDirectory()
        let source = URL(fileURLWithPath: directory.path + "/input")
        let target = URL(fileURLWithPath: directory.path + "/output")
        try input.write(to: source)
        try Data().write(to: target)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = try FileHandle(forReadingFrom: source)
        process.standardOutput = try FileHandle(forWritingTo: target)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ToolError(text: "python3 exited with \(process.terminationStatus)")
        }
        return try Data(contentsOf: target)
    }
}
