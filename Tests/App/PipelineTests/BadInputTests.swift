internal import Foundation
internal import TestSupport
internal import Testing

/// Every kind of bad input gives one clear message, the right exit code, and leaves the origin as it was.
@Suite struct BadInputTests {
    /// What goes wrong, and what must be said about it.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var status: Int32
        /// Must all be in what is printed.
        var says: [String]
        var arguments: [String] = Storefront.run("sweep")
        var environment: [String: String] = [:]
        var prepare: @Sendable (Storefront) throws -> Void = { _ in }

        var testDescription: String { name }
    }

    private static func sweep(_ url: String) -> [String] {
        ["sweep", "--repo", "clone", "--prometheus", url, "--at", Product.now]
    }

    private static func respond(_ alert: String) -> [String] {
        Storefront.run("respond") + ["--alert", "\(Storefront.signals)/alerts/\(alert).json"]
    }

    private static func git(_ storefront: Storefront, _ arguments: String...) throws {
        try Shell(directory: storefront.clone).run(["git"] + arguments)
    }

    private static let repositories: [Case] = [
        Case(name: "an empty repository", status: 65, says: ["the remote is empty", "push a first commit"]) {
            for name in ["clone", "origin.git"] {
                try FileManager.default.removeItem(atPath: "\($0.directory.path)/\(name)")
            }
            let shell = Shell(directory: $0.directory.path)
            try shell.run(["git", "init", "-q", "--bare", "-b", "main", "origin.git"])
            try shell.run(["git", "init", "-q", "-b", "main", "clone"])
            try git($0, "remote", "add", "origin", $0.origin)
        },
        Case(name: "a missing branch", status: 65, says: ["branch trunk", "there is no such branch"]) {
            try $0.push([".trimtab.yml": "version: 1\nbranch: trunk\n"])
        },
        Case(name: "no remote", status: 78, says: ["remote origin", "git remote add origin URL"]) {
            try git($0, "remote", "remove", "origin")
        },
        Case(name: "no repository", status: 65, says: ["opening repository clone", "not a Git repository"]) {
            try FileManager.default.removeItem(atPath: $0.clone + "/.git")
        },
        Case(name: "the origin is gone", status: 65, says: ["gone.git", "it is gone", "git remote set-url"]) {
            try git($0, "remote", "set-url", "origin", $0.directory.path + "/gone.git")
        },
        Case(
            name: "the origin is no repository", status: 65,
            says: ["/empty", "it is not a Git repository", "git remote set-url"]
        ) {
            let path = $0.directory.path + "/empty"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            try git($0, "remote", "set-url", "origin", path)
        },
        Case(name: "a shallow clone", status: 65, says: ["shallow clone", "git fetch --unshallow"]) {
            try $0.push(["README.md": "two\n"])
            try FileManager.default.removeItem(atPath: $0.clone)
            try Shell(directory: $0.directory.path).run(
                ["git", "clone", "-q", "--depth", "1", "file://\($0.origin)", "clone"])
            try git($0, "remote", "set-url", "origin", $0.origin)
        },
    ]

    private static let configurations: [Case] = [
        Case(
            name: "an unknown key in .trimtab.yml", status: 78,
            says: [".trimtab.yml:2:1: error: unknown key `brunch`", "branch", "[settings-unknown-key]"]
        ) { try $0.push([".trimtab.yml": "version: 1\nbrunch: main\n"]) },
        Case(
            name: "a .trimtab.yml that is no YAML", status: 78, says: [".trimtab.yml:2:", "error:"]
        ) { try $0.push([".trimtab.yml": "version: 1\nposture: [auto\n"]) },
        Case(
            name: "an unknown key in a policy", status: 78,
            says: [".trimtab/policies/rightsize-cpu.yaml:", "unknown key `bugdet`", "budget"]
        ) { storefront in
            let path = ".trimtab/policies/rightsize-cpu.yaml"
            let text = try String(contentsOfFile: "\(storefront.clone)/\(path)", encoding: .utf8)
            try storefront.push([path: text.replacingOccurrences(of: "budget:", with: "bugdet:")])
        },
        Case(
            name: "an operator's file that is not there", status: 78, says: ["nowhere.yml", "no such file"],
            environment: ["TRIMTAB_CONFIG": "nowhere.yml"]),
        Case(
            name: "no signals at all", status: 78, says: ["--prometheus URL", "--signals DIR"],
            arguments: ["sweep", "--repo", "clone"]),
        Case(
            name: "an unknown flag", status: 64, says: ["Unknown option '--bogus'"],
            arguments: ["sweep", "--bogus"]),
        Case(
            name: "a moment that is none", status: 64, says: ["yesterday"],
            arguments: Storefront.run("sweep", at: "yesterday")),
    ]

    private static let signals: [Case] = [
        Case(
            name: "nobody listens", status: 69,
            says: ["querying http://127.0.0.1:1", "connection refused", "--prometheus"],
            arguments: sweep("http://127.0.0.1:1")),
        Case(
            name: "a URL of another kind", status: 78,
            says: ["ftp://metrics.example.com/x: ftp: is not spoken here, only http and https are"],
            arguments: sweep("ftp://ada:s3cret@metrics.example.com/x")),
        Case(
            name: "a URL that is none", status: 78,
            says: ["reading the URL no url", "http://prometheus:9090"],
            arguments: sweep("no url")),
        Case(
            name: "a query that was not recorded", status: 65, says: ["was not recorded", "trimtab record"],
            arguments: Storefront.run("sweep", at: "2026-11-21T00:00:00Z")),
        Case(
            name: "no recording", status: 65, says: ["nowhere", "manifest.json"],
            arguments: Storefront.run("sweep", signals: "nowhere")),
    ]

    private static let alerts: [Case] = [
        Case(
            name: "an alert without labels", status: 65,
            says: ["without-labels.json:14:17: error: the alert has no labels"],
            arguments: respond("without-labels")),
        Case(
            name: "half an alert", status: 65, says: ["cut-off.json:30:22: error:"],
            arguments: respond("cut-off")),
        Case(
            name: "an alert of another version", status: 65,
            says: ["other-version.json:2:14: error: version"],
            arguments: respond("other-version")),
        Case(
            name: "an alert file that is not there", status: 65, says: ["nowhere.json"],
            arguments: respond("nowhere")),
    ]

    @Test(arguments: repositories + configurations + signals + alerts)
    func isSaidOnceAndLeavesNothingBehind(_ bad: Case) throws {
        let storefront = try Storefront(.small)
        try bad.prepare(storefront)
        let before = try storefront.references()
        let answer = try storefront.product(bad.environment).run(bad.arguments)
        #expect(answer.status == bad.status, "\(answer.everything)")
        for text in bad.says { #expect(answer.complaint.contains(text), "\(answer.everything)") }
        #expect(!answer.complaint.contains("s3cret"), "\(answer.everything)")
        #expect(answer.output.isEmpty, "\(answer.everything)")
        #expect(try storefront.references() == before)
    }

    /// What a metrics server may say instead of an answer.
    struct Server: Sendable, CustomTestStringConvertible {
        var name: String
        var says: String
        var answer: @Sendable (LoopbackServer.Connection) -> Void
        var testDescription: String { name }
    }

    private static let servers = [
        Server(name: "200 with an error body", says: "out of memory") {
            $0.respond(200, #"{"status":"error","errorType":"execution","error":"out of memory"}"#)
        },
        Server(name: "half an answer", says: "the connection was closed after") {
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"status\":\"success\",\"data\":{\"resu")
            $0.close()
        },
        Server(name: "half an answer that claims to be whole", says: "half an answer") {
            $0.respond(200, #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"#)
        },
        Server(name: "401", says: "401") { $0.respond(401, "who are you?") },
        Server(name: "a page of HTML", says: "a web page came instead") {
            $0.respond(200, "<html>Welcome</html>")
        },
    ]

    @Test(arguments: servers) func aServerThatMisbehavesIsNamed(_ server: Server) throws {
        let storefront = try Storefront(.small)
        let loopback = try LoopbackServer { server.answer($1) }
        let before = try storefront.references()
        let answer = try storefront.product().run(Self.sweep(loopback.url))
        #expect(answer.status == 69, "\(answer.everything)")
        #expect(answer.complaint.contains(loopback.url), "\(answer.everything)")
        #expect(answer.complaint.contains(server.says), "\(answer.complaint)")
        #expect(answer.output.isEmpty)
        #expect(try storefront.references() == before)
    }

    @Test func aDetachedHeadMattersNot() throws {
        let storefront = try Storefront(.small)
        try Self.git(storefront, "checkout", "-q", "--detach")
        #expect(try storefront.sweep().row("prod Deployment/search/app", "cpu request")?.result == "merged")
    }

    @Test func brokenFilesHoldTheirOwnTargetsOnly() throws {
        let storefront = try Storefront()
        try storefront.push([
            "kubernetes/prod/search.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: search\n",
            "terraform/tooling/main.tf": "resource \"aws_instance\" \"runner\" {\n  instance_type = \n",
            "terraform/live/broken.tf.json": "{\"resource\":",
            "kubernetes/data/noise.yaml": String(repeating: "\0\u{1}\u{7f}", count: 2000),
        ])
        let run = try storefront.sweep()
        let search = try #require(run.row("prod Deployment/search/app", "cpu request"))
        #expect(search.result == "held" && search.reason == "unparsable", "\(search)")
        #expect(search.detail?.contains("kubernetes/prod/search.yaml:4:1") == true, "\(search)")
        let runner = try #require(run.row("terraform/tooling aws_instance.runner", "instance_type"))
        #expect(
            runner.reason == "unparsable" && runner.detail?.contains("terraform/tooling/main.tf:") == true)
        let database = try #require(run.row("terraform/live aws_db_instance.main", "instance_class"))
        #expect(database.reason == "unparsable", "\(database)")
        #expect(database.detail?.contains("terraform/live/broken.tf.json:1:") == true, "\(database)")
        for (target, what) in [
            ("shop Deployment/pricing/app", "cpu request"), ("media Deployment/photos/app", "memory request"),
        ] { #expect(run.row(target, what)?.result == "merged", "\(target) goes on") }
        #expect(try Invariants.broken(storefront) == [])
    }

    @Test func aHugeFileIsNeverGuessedAround() throws {
        let storefront = try Storefront(.small)
        try storefront.push(["kubernetes/prod/huge.yaml": String(repeating: "a: b\n", count: 4_000_000)])
        let row = try #require(try storefront.sweep().row("prod Deployment/search/app", "cpu request"))
        #expect(row.result == "held" && row.reason == "limit", "\(row)")
        #expect(row.detail?.contains("kubernetes/prod/huge.yaml") == true)
    }

    /// Which of the two repositories belongs to somebody else.
    @Test(
        .enabled(if: getuid() == 0, "needs root, to give files to another user"),
        arguments: ["clone", "origin.git"])
    func aRepositoryOfAnotherUserIsNotTrusted(_ name: String) throws {
        let storefront = try Storefront(.small)
        let before = try storefront.references()
        let path = "\(storefront.directory.path)/\(name)"
        let shell = Shell(directory: storefront.directory.path)
        try shell.run(["chown", "-R", "12345:12345", path])
        for arguments in [Storefront.run("sweep"), Self.respond("kube-container-oomkilled")] {
            let answer = try storefront.product().run(arguments)
            #expect(answer.status == 78, "\(answer.everything)")
            #expect(answer.complaint.contains("owned by another user"), "\(answer.complaint)")
            #expect(answer.complaint.contains("safe.directory '\(path)'"), "\(answer.complaint)")
            #expect(answer.complaint.split(separator: "\n").count == 1 && answer.output.isEmpty)
        }
        try shell.run(["chown", "-R", "0:0", path])
        #expect(try storefront.references() == before)
    }

    /// What is said about production and what production says are two things.
    @Test(arguments: [
        ("uncorroborated", "prod Deployment/catalog/app", "0 kills in 14 days"),
        ("unknown-target", "prod Deployment/voucher-service/app", "no signals of app in 14 days"),
    ])
    func anAlertThatTheSignalsDoNotShowIsHeld(_ alert: String, _ target: String, _ detail: String) throws {
        let storefront = try Storefront()
        let heads = ["git", "for-each-ref", "refs/heads"]
        let before = try storefront.git.run(heads).text
        let run = try storefront.respond(alert)
        #expect(run.answer.status == 0, "\(run.answer.everything)")
        #expect(
            run.rows.map { "\($0.target) \($0.result) \($0.reason ?? "")" } == [
                "\(target) held uncorroborated"
            ])
        #expect(run.rows.first?.detail?.contains(detail) == true && run.rows.first?.after == nil)
        #expect(try PullSeen.all(storefront).isEmpty)
        #expect(try storefront.git.run(heads).text == before)
        // People are told once, however often it rings.
        _ = try storefront.respond(alert)
        #expect(
            try storefront.git.run(["git", "for-each-ref", "refs/trimtab/issues"]).text.split(separator: "\n")
                .count == 1)
    }

    @Test func twoAlertsOfOneTargetAreOneChange() throws {
        let storefront = try Storefront(.small)
        let run = try storefront.respond("two-alerts-one-target")
        #expect(run.rows.map(\.result) == ["merged"])
        #expect(run.remarks.contains { $0.contains("already answered") }, "\(run.remarks)")
        #expect(try PullSeen.all(storefront).count == 1)
    }

    @Test func textOfAnAlertIsDataOnly() throws {
        let plain = try Storefront(.small)
        let hostile = try Storefront(.small)
        let expected = try plain.respond()
        let run = try hostile.respond("hostile-annotations")
        #expect(run.rows.map(\.after) == ["768Mi"])
        let body = { (storefront: Storefront, run: RunSeen) in
            try storefront.git.run([
                "git", "log", "-1", "--format=%an %s%n%b", run.rows.first?.mergedAs ?? "",
            ]).text
                .split(separator: "\n").filter {
                    !$0.hasPrefix("Trimtab-Evidence") && !$0.hasPrefix("Trimtab-Ledger")
                }
        }
        #expect(try body(hostile, run) == body(plain, expected))
        let pull = try #require(try PullSeen.all(hostile).first)
        #expect(!pull.body.contains("\u{1B}") && !pull.body.contains("rm -rf"), "\(pull.body)")
    }

    @Test func aResolvedAlertAsksForNothing() throws {
        let storefront = try Storefront(.small)
        let before = try storefront.references()
        let run = try storefront.respond("resolved")
        #expect(run.rows.isEmpty && run.answer.status == 0)
        #expect(run.remarks.contains { $0.contains("resolved") })
        #expect(try storefront.references() == before)
    }
}
