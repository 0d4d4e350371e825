internal import Foundation
internal import TestSupport

/// The built binary, run as people run it.
struct Product: Sendable {
    /// The binary beside the test bundle.
    static let path: String = {
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("trimtab").path
    }()

    /// The moment at which the example's signals end.
    static let now = "2026-11-20T00:00:00Z"

    /// Where it runs; paths in messages are relative to it.
    var directory: String
    /// Added to an environment that knows nothing of the machine's configuration.
    var environment: [String: String] = [:]

    /// Runs a command to its end.
    func run(_ arguments: [String], input: Data = Data()) throws -> Shell.Answer {
        let plain = [
            "XDG_CONFIG_HOME": directory + "/.nothing", "HOME": directory, "TRIMTAB_PERSON": "grace",
            "no_proxy": "*", "NO_COLOR": "1",
        ]
        return try Shell(directory: directory, environment: plain.merging(environment) { $1 })
            .attempt([Product.path] + arguments, input: input)
    }
}

extension Shell.Answer {
    /// The status and both streams, for failure messages.
    var everything: String { "status \(status)\n\(complaint)\n\(text.prefix(1500))" }
}
