internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// A whole run over signals that carry canaries in labels: none of them may be anywhere afterwards.
@Suite struct RedactionRunTests {
    private static let key = ["TRIMTAB_REDACT_KEY": "a key of sixteen or more"]
    private static let canaries = ["canary-acme", "canary-globex"]

    /// The example's signals with two labels more in every series and in the alert.
    private static func signals() throws -> String {
        let directory = try TemporaryDirectory().path + "/signals"
        try FileManager.default.copyItem(atPath: Storefront.signals, toPath: directory)
        let manifest = URL(fileURLWithPath: directory + "/manifest.json")
        let data = try Data(contentsOf: manifest)
        guard var whole = try JSONSerialization.jsonObject(with: data) as? [String: Any],
            var entries = whole["entries"] as? [[String: Any]]
        else { throw Unexpected("no manifest") }
        for index in entries.indices {
            guard let file = entries[index]["file"] as? String else { continue }
            try rewrite(directory + "/" + file) {
                $0.replacingOccurrences(
                    of: "{\"metric\":{\"",
                    with: "{\"metric\":{\"customer\":\"canary-acme\",\"tenant\":\"canary-globex\",\"")
            }
            // The manifest knows size and digest of each file.
            let bytes = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + file))
            entries[index]["bytes"] = bytes.count
            entries[index]["sha256"] = Digest(of: bytes).rawValue
        }
        whole["entries"] = entries
        try JSONSerialization.data(withJSONObject: whole, options: [.sortedKeys]).write(to: manifest)
        try rewrite(directory + "/alerts/kube-container-oomkilled.json") {
            $0.replacingOccurrences(
                of: "\"severity\": \"warning\"",
                with:
                    "\"severity\": \"warning\", \"customer\": \"canary-acme\", \"tenant\": \"canary-globex\""
            ).replacingOccurrences(
                of: "\"summary\": \"",
                with:
                    "\"query\": \"up{customer=\\\"canary-acme\\\"}\", \"summary\": \"canary-globex and canary-acme: "
            )
        }
        return directory
    }

    private static func rewrite(_ path: String, _ change: (String) -> String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try change(text).write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// All that a run left: what it printed, every object of both repositories, and every reference.
    private static func everything(_ storefront: Storefront, _ answers: [Shell.Answer]) throws -> String {
        var text = answers.map(\.everything).joined()
        for place in [storefront.origin, storefront.clone] {
            let shell = Shell(directory: place)
            text += try shell.run(["git", "for-each-ref"]).text
            let objects = try shell.run(["git", "cat-file", "--batch-all-objects", "--batch"]).output
            text += String(decoding: objects, as: UTF8.self)
        }
        return text
    }

    private static func run(_ settings: String?, _ environment: [String: String] = key) throws -> (
        text: String, status: Int32
    ) {
        let storefront = try Storefront(.small)
        if let settings { try storefront.push([".trimtab.yml": settings]) }
        let signals = try signals()
        let alert = "\(signals)/alerts/kube-container-oomkilled.json"
        let product = storefront.product(environment)
        var answers = [
            try product.run(Storefront.run("respond", signals: signals) + ["--alert", alert]),
            try product.run(Storefront.run("sweep", signals: signals)),
        ]
        let status = answers[0].status
        answers.append(try product.run(["ledger", "export", "--repo", "clone"]))
        answers.append(try product.run(["ledger", "log", "--repo", "clone"]))
        answers.append(try product.run(["pr", "show", "1", "--repo", "clone"]))
        answers.append(try product.run(["explain", "1", "--repo", "clone"]))
        return (try everything(storefront, answers), status)
    }

    private static let base = "version: 1\nbranch: main\nposture: auto\nclusters:\n  prod-eu: prod-eu\n"

    @Test func canariesOfHiddenLabelsAreNowhere() throws {
        let hidden = try Self.run(Self.base + "redact: [customer, tenant]\n")
        #expect(hidden.status == 0, "\(hidden.text.prefix(2000))")
        for canary in Self.canaries { #expect(!hidden.text.contains(canary)) }
        #expect(hidden.text.contains("redacted-"))
        // A rule that forgets one of them is noticed: its canary is in the evidence.
        let forgetful = try Self.run(Self.base + "redact: [tenant]\n")
        #expect(forgetful.text.contains("canary-acme"))
        #expect(!forgetful.text.contains("canary-globex"))
    }

    @Test func withoutAKeyNothingIsRead() throws {
        let run = try Self.run(Self.base + "redact: [customer]\n", [:])
        #expect(run.status == 78)
        #expect(run.text.contains("TRIMTAB_REDACT_KEY"))
    }
}
