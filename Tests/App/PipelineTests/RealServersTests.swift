internal import Foundation
internal import TestSupport
internal import Testing

/// The same production behind real servers: a Prometheus that holds the generated series, an Alertmanager that fires.
@Suite struct RealServersTests {
    static var hasPrometheus: Bool { PrometheusServer.isInstalled && Shell.has("python3") }
    static var hasAlertmanager: Bool { Shell.has("prometheus-alertmanager") }

    @Test(.enabled(if: hasPrometheus, "Debian's prometheus and python3 are not installed"))
    func aRealPrometheusGivesTheSamePullRequests() throws {
        let recorded = try Storefront()
        let expected = try recorded.sweep()

        let scratch = try TemporaryDirectory()
        let file = scratch.path + "/production.om"
        try Shell(directory: Storefront.examples + "/production").run(
            ["python3", "-B", "generate.py", "--seed", "7", "--days", "14", "--out", file])
        let server = try PrometheusServer(openMetrics: try String(contentsOfFile: file, encoding: .utf8))
        let live = try Storefront()
        let answer = try live.trimtab("sweep", "--prometheus", server.url, "--at", Product.now, "-o", "json")
        let run = try RunSeen(answer)
        #expect(run.lines == expected.lines)
        let commits = { (run: RunSeen) in
            run.rows.map { "\($0.target) \($0.what) \($0.commit ?? "–")" }.sorted()
        }
        #expect(commits(run) == commits(expected), "equal evidence gives equal commits")
        #expect(try EndState(live) == EndState(recorded))

        // An alert that says what the signals do not show is held, and nothing is opened.
        let pulls = try PullSeen.all(live).count
        for (alert, reasons) in [
            ("uncorroborated", ["uncorroborated"]), ("unknown-target", ["no-target", "uncorroborated"]),
        ] {
            let held = try RunSeen(
                try live.trimtab(
                    "respond", "--prometheus", server.url, "--at", Product.now, "-o", "json", "--alert",
                    "\(Storefront.signals)/alerts/\(alert).json"))
            #expect(
                held.rows.allSatisfy { $0.result == "held" && reasons.contains($0.reason ?? "") },
                "\(held.answer.everything)")
            #expect(!held.rows.isEmpty || !held.remarks.isEmpty, "\(held.answer.everything)")
        }
        #expect(try PullSeen.all(live).count == pulls)
    }

    @Test(.enabled(if: hasAlertmanager, "Debian's prometheus-alertmanager is not installed"))
    func aRealAlertmanagerFiresAndTheFixIsMerged() throws {
        let storefront = try Storefront(.small)
        let answers = AnswerBox()
        let receiver = try LoopbackServer { request, connection in
            // What a webhook receiver is for: the body goes into the command as it came.
            let answer = try? storefront.product().run(
                Storefront.run("respond") + ["--alert", "-"], input: Data(request.body))
            answers.add(answer)
            connection.respond(200)
        }
        let alertmanager = try AlertmanagerServer(webhook: receiver.url + "/")
        try alertmanager.fire(
            labels: [
                "alertname": "KubeContainerOOMKilled", "cluster": "prod-eu", "container": "app",
                "namespace": "prod",
                "pod": "checkout-b58c9b64f5-rmnb8", "severity": "warning",
            ], startsAt: "2026-11-19T14:33:00Z")
        let answer = try #require(answers.wait(seconds: 600), "the alert did not arrive: \(alertmanager.log)")
        let run = try RunSeen(answer)
        #expect(run.rows.map(\.result) == ["merged"], "\(answer.everything)")
        #expect(run.rows.first?.after == "768Mi" && run.rows.first?.category == "raise-memory-on-oom")
        let text = try storefront.git.run(["git", "show", "main:kubernetes/prod/checkout.yaml"]).text
        #expect(text.contains("768Mi"))
        #expect(try Invariants.broken(storefront) == [])
    }
}
