import Diagnostics
import Foundation
import HTTP
import Model
import Ports
import TestSupport
import Testing

@testable import Notifiers

/// What whoever is paged really gets, over a loopback socket.
@Suite struct NotifiersTests {
    static let start = Timestamp("2026-11-20T00:00:00Z") ?? Timestamp(seconds: 0)

    static var page: Page {
        var page = Page(
            id: "0123456789abcdef", cause: .budgetExhausted, repository: "shop/estate",
            title: "the budget of service:prod/checkout is used up", detail: "Nothing more is merged.",
            startsAt: start)
        (page.owner, page.scope, page.category) = ("team-shop", "service:prod/checkout", "shrink-cpu")
        page.service = "prod/checkout"
        return page
    }

    private static func failure(_ body: () async throws -> Void) async throws -> Failure {
        do {
            try await body()
        } catch {
            return try #require(error as? Failure, "\(error)")
        }
        Issue.record("nothing was thrown")
        return Failure("none", "", "")
    }

    // MARK: - Webhook

    @Test func aWebhookGetsTheDocumentAndItsSignature() async throws {
        let server = try LoopbackServer { _, connection in connection.respond(204) }
        let notifier = WebhookNotifier(
            url: try HTTPURL(server.url + "/hooks/t0psecret"), secret: Secret("correct horse"),
            bearer: Secret("b3arer"))
        try await notifier.deliver(Self.page)
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.target == "/hooks/t0psecret")
        #expect(request.header("content-type") == "application/json")
        #expect(request.header("authorization") == "Bearer b3arer")
        #expect(request.header("trimtab-page") == "0123456789abcdef firing")
        #expect(try CanonicalJSON.decode(Page.self, from: request.body) == Self.page)
        #expect(request.text.contains(#""schema":"trimtab/page/v1""#))
        // The same code as `openssl dgst -sha256 -hmac` over the bytes that came.
        let code = try Shell(directory: "/tmp").run(
            ["openssl", "dgst", "-sha256", "-hmac", "correct horse", "-r"], input: Data(request.body))
        let expected = code.text.prefix { $0 != " " }
        #expect(request.header("trimtab-signature") == "sha256=\(expected)")
        for secret in ["correct horse", "t0psecret", "b3arer"] {
            #expect(!notifier.name.contains(secret) && !request.text.contains(secret))
        }
    }

    /// RFC 4231, test case 2.
    @Test func signsAsTheStandardSays() {
        #expect(
            WebhookNotifier.signature(of: Array("what do ya want for nothing?".utf8), Secret("Jefe"))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test(
        arguments: [
            ([503, 503, 200], 3, nil), ([429, 200], 2, nil), ([500, 500, 500, 200], 3, "unavailable"),
            ([401], 1, "unauthorized"), ([404], 1, "invalid"), ([302], 1, "bad-answer"),
        ] as [([Int], Int, String?)])
    func triesAgainWithinBounds(_ answers: [Int], asked: Int, fails: String?) async throws {
        let server = try LoopbackServer { request, connection in
            connection.respond(
                answers[min(request.number, answers.count) - 1], "why not",
                headers: [("Location", "http://127.0.0.1:1/")])
        }
        let notifier = WebhookNotifier(
            url: try HTTPURL(server.url + "/hooks/t0psecret"), secret: Secret("x"))
        if let fails {
            let failure = try await Self.failure { try await notifier.deliver(Self.page) }
            #expect(failure.code.rawValue == fails, "\(failure)")
            #expect(!failure.description.contains("t0psecret"), "\(failure)")
        } else {
            try await notifier.deliver(Self.page)
        }
        #expect(server.requests.count == asked)
        #expect(Set(server.requests.map(\.text)).count == 1, "the same bytes each time")
    }

    @Test func nobodyThereIsAFailure() async throws {
        let (socket, port) = try LoopbackServer.listen(backlog: 1)
        close(socket)
        let notifier = WebhookNotifier(
            url: try HTTPURL("http://127.0.0.1:\(port)/t0psecret"), secret: Secret("x"))
        let failure = try await Self.failure { try await notifier.deliver(Self.page) }
        #expect(failure.code == .unavailable, "\(failure)")
        #expect(!failure.description.contains("t0psecret"), "\(failure)")
    }

    /// Two webhooks of one host have two names, and a name stays from run to run.
    @Test func namesTellNotifiersApart() throws {
        let names = try [
            "https://pager.example/a", "https://pager.example/b", "https://pager.example:8443/a",
        ]
        .map { WebhookNotifier(url: try HTTPURL($0), secret: Secret("x")).name }
        #expect(Set(names).count == 3)
        #expect(
            WebhookNotifier(url: try HTTPURL("https://pager.example/a"), secret: Secret("y")).name == names[0]
        )
        #expect(names[0].hasPrefix("webhook pager.example "))
    }

    // MARK: - Alertmanager

    @Test func anAlertKeepsItsLabelsToTheEnd() throws {
        let firing = AlertmanagerNotifier.alert(of: Self.page)
        var over = Self.page
        (over.status, over.endsAt) = (.resolved, Self.start.adding(seconds: 7200))
        let resolved = AlertmanagerNotifier.alert(of: over)
        #expect(firing.labels == resolved.labels)
        #expect(
            firing.labels == [
                "alertname": "TrimtabBudgetExhausted", "severity": "critical", "source": "trimtab",
                "page": "0123456789abcdef", "repository": "shop/estate", "owner": "team-shop",
                "scope": "service:prod/checkout", "category": "shrink-cpu", "service": "prod/checkout",
            ])
        #expect(firing.annotations["summary"] == Self.page.title)
        #expect(resolved.endsAt == "2026-11-20T02:00:00Z")
        #expect((Timestamp(firing.endsAt) ?? Self.start) > Self.start.adding(seconds: 86_400 * 300))
        // An end at the very start is none: an Alertmanager refuses that.
        over.endsAt = Self.start
        #expect(AlertmanagerNotifier.alert(of: over).endsAt == "2026-11-20T00:00:01Z")
    }

    @Test(arguments: Page.Cause.allCases) func everyCauseHasAName(_ cause: Page.Cause) {
        let name = AlertmanagerNotifier.alertName(cause)
        #expect(name.wholeMatch(of: /Trimtab([A-Z][a-z]+)+/) != nil, "\(name)")
    }

    @Test func postsToTheAPIBelowItsAddress() async throws {
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        let notifier = AlertmanagerNotifier(
            url: try HTTPURL(server.url + "/alertmanager/"), bearer: Secret("b3arer"))
        try await notifier.deliver(Self.page)
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.target == "/alertmanager/api/v2/alerts")
        #expect(request.header("authorization") == "Bearer b3arer")
        let alerts = try CanonicalJSON.decode([AlertmanagerNotifier.PostedAlert].self, from: request.body)
        #expect(alerts == [AlertmanagerNotifier.alert(of: Self.page)])
    }

    @Test func aRefusalSaysWhy() async throws {
        let server = try LoopbackServer { _, connection in
            connection.respond(400, #"{"code":601,"message":"startsAt in body is required"}"#)
        }
        let notifier = AlertmanagerNotifier(url: try HTTPURL(server.url))
        let failure = try await Self.failure { try await notifier.deliver(Self.page) }
        #expect(failure.code == "invalid" && failure.reason.contains("startsAt in body"), "\(failure)")
    }
}
