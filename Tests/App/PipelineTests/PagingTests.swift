internal import Foundation
internal import TestSupport
internal import Testing

/// A budget that is used up halts its scope, opens one issue and pages the owner, once; so do other things that cannot wait.
@Suite struct PagingTests {
    /// What a webhook gets.
    struct Page: Decodable, Equatable {
        var schema: String
        var id: String
        var cause: String
        var status: String
        var repository: String
        var owner: String?
        var scope: String?
        var title: String
        var detail: String
    }

    static let canary = "ghp_CANARYcanaryCANARYcanary0123456789"
    static let secret = "correct horse battery"

    /// A storefront whose categories share a budget of the repository.
    private func storefront(_ more: String, per: String = "24h") throws -> Storefront {
        let storefront = try Storefront(.small)
        let folder = storefront.clone + "/.trimtab/policies"
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        where name.hasSuffix(".yaml") && !name.hasSuffix("_test.yaml") {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            files[".trimtab/policies/\(name)"] = text.replacing(
                /- \{ scope: repository.*\}/,
                with: "- { scope: repository, actions: 1, per: \(per)\(more) }")
        }
        try storefront.push(files, "One a day")
        return storefront
    }

    private func configure(_ storefront: Storefront, _ notify: String) throws -> [String: String] {
        let file = "version: 1\nforge: local\nnotify:\n\(notify)\n"
        try file.write(toFile: storefront.directory.path + "/operator.yml", atomically: true, encoding: .utf8)
        return [
            "TRIMTAB_CONFIG": storefront.directory.path + "/operator.yml", "PAGER_SECRET": Self.secret,
            "PAGER_TOKEN": "b3arer-canary",
        ]
    }

    private func pages(_ server: LoopbackServer) throws -> [Page] {
        try server.requests.map { try JSONDecoder().decode(Page.self, from: Data($0.body)) }
    }

    private func webhook(_ server: LoopbackServer) -> String {
        "  - { kind: webhook, url: \"\(server.url)/hooks/p4th\", secretVariable: PAGER_SECRET, bearerVariable: PAGER_TOKEN }"
    }

    // MARK: - Budgets

    @Test func usedUpHaltsTheScopeAndPagesOnce() throws {
        let storefront = try storefront("")
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        let environment = try configure(storefront, webhook(server))
        for _ in 0..<3 { _ = try storefront.sweep(environment: environment) }
        let events = try EventSeen.all(storefront)
        let exhausted = events.filter { $0.type == "budget-exhausted" }
        #expect(exhausted.count == 1, "\(exhausted)")
        let event = try #require(exhausted.first)
        #expect(event.tier == "critical" && event.details["scope"] == "repository")
        #expect(event.details["budget"] == "1/1 per 1d" && event.details["resets"] == "window")
        #expect(event.details["until"] == "2026-11-21T00:00:00Z")
        #expect(
            events.count { $0.type == "done" && $0.key.hasPrefix("issue budget:repository") } == 1)
        #expect(try EndState(storefront).issues.count { $0.contains("Budget used up: repository") } == 1)

        let pages = try pages(server)
        #expect(pages.count == 1, "\(pages)")
        let page = try #require(pages.first)
        #expect(page.schema == "trimtab/page/v1" && page.status == "firing")
        #expect(page.cause == "budget-exhausted" && page.scope == "repository")
        #expect(page.owner == "team-platform")
        #expect(page.detail.contains("trimtab release --scope repository"))
        #expect(try Invariants.broken(storefront) == [])
        // Signed, authenticated, and nothing secret anywhere.
        let request = try #require(server.requests.first)
        #expect(request.header("trimtab-signature")?.hasPrefix("sha256=") == true)
        #expect(request.header("authorization") == "Bearer b3arer-canary")
        let told = try storefront.trimtab("ledger", "log", "-o", "json").text + request.text
        for secret in [Self.secret, "b3arer-canary", "p4th"] { #expect(!told.contains(secret)) }
    }

    /// A person gives room, and whoever was paged hears that it is over.
    @Test(arguments: ["", ", resets: person"]) func aReleaseGivesRoomAndResolves(_ more: String) throws {
        let storefront = try storefront(more)
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        let environment = try configure(storefront, webhook(server))
        let first = try storefront.sweep(environment: environment)
        #expect(first.rows.count { $0.result == "merged" } == 1)
        let held = try storefront.sweep(environment: environment)
        #expect(held.rows.contains { $0.reason == "budget-exhausted" }, "\(held.lines)")
        let release = try storefront.product(environment).run([
            "release", "--repo", "clone", "--scope", "repository", "--reason", "looked into it", "--at",
            Product.now,
        ])
        #expect(release.status == 0, "\(release.everything)")
        let pages = try pages(server)
        #expect(pages.map(\.status) == ["firing", "resolved"], "\(pages)")
        #expect(Set(pages.map(\.id)).count == 1)
        let after = try storefront.sweep(environment: environment)
        #expect(after.rows.count { $0.result == "merged" } == 1, "\(after.lines)")
        #expect(try EventSeen.all(storefront).contains { $0.type == "release" && $0.actor == "grace" })
        let watchdog = try storefront.trimtab("watchdog", "--at", Product.now)
        #expect(watchdog.status == 0, "\(watchdog.everything)")
    }

    /// Only a person: time gives no room.
    @Test func whatAPersonResetsDoesNotResetByItself() throws {
        let storefront = try storefront(", resets: person", per: "1m")
        _ = try storefront.sweep()
        // The signals are of this moment; a minute later they are still new.
        let later = try storefront.sweep(at: "2026-11-20T00:02:00Z")
        #expect(!later.rows.contains { $0.result == "merged" }, "\(later.lines)")
        #expect(
            later.rows.contains {
                $0.reason == "budget-exhausted" && $0.detail?.contains("until somebody releases") == true
            }, "\(later.lines)")
        let free = try self.storefront("", per: "1m")
        _ = try free.sweep()
        #expect(try free.sweep(at: "2026-11-20T00:02:00Z").rows.contains { $0.result == "merged" })
    }

    @Test func aPaceThatWaitsTellsNobody() throws {
        let storefront = try storefront(", then: wait")
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        let run = try storefront.sweep(environment: try configure(storefront, webhook(server)))
        #expect(run.rows.contains { $0.reason == "budget-exhausted" }, "\(run.lines)")
        #expect(try !EventSeen.all(storefront).contains { $0.type == "budget-exhausted" })
        #expect(server.requests.isEmpty)
        #expect(try !EndState(storefront).issues.contains { $0.contains("Budget used up") })
    }

    /// A notifier that is down blocks and repeats nothing; it is told of, and tried again.
    @Test func aNotifierThatIsDownIsTriedAgain() throws {
        let storefront = try storefront("")
        let server = try LoopbackServer { request, connection in
            connection.respond(request.number <= 3 ? 503 : 200)
        }
        let other = try LoopbackServer { _, connection in connection.respond(200) }
        let environment = try configure(
            storefront,
            webhook(server) + "\n  - { kind: webhook, url: \"\(other.url)\", secretVariable: PAGER_SECRET }"
                + "\n  - { kind: webhook, url: \"\(other.url)/x\", secretVariable: NO_SUCH_VARIABLE }")
        let first = try storefront.sweep(environment: environment)
        #expect(first.rows.count { $0.result == "merged" } == 1, "\(first.lines)")
        #expect(
            first.remarks.contains { $0.contains("was not paged: HTTP 503") && !$0.contains("p4th") },
            "\(first.remarks)")
        #expect(first.remarks.contains { $0.contains("NO_SUCH_VARIABLE") }, "\(first.remarks)")
        let second = try storefront.sweep(environment: environment)
        #expect(!second.remarks.contains { $0.contains("503") }, "\(second.remarks)")
        _ = try storefront.sweep(environment: environment)
        #expect(server.requests.count == 4)
        #expect(other.requests.count == 1, "who was paged is not paged again")
        let merges = try EventSeen.all(storefront).filter { $0.type == "done" && $0.isMerge }
        #expect(merges.count == 1)
    }

    /// SIGKILL anywhere: the owner is paged, the issue is opened, and both once.
    @Test func aKillAnywhereStillPagesOnce() async throws {
        let template = try storefront("")
        let most = 80
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var (next, survived) = (1, false)
            func add() {
                guard next <= most, !survived else { return }
                let count = next
                next += 1
                group.addTask {
                    let storefront = try Storefront(template)
                    defer { storefront.directory.remove() }
                    let server = try LoopbackServer { _, connection in connection.respond(200) }
                    var environment = try configure(storefront, webhook(server))
                    environment["TRIMTAB_FAULT"] = "kill-after:\(count)"
                    let run = try storefront.product(environment).run(Storefront.run("sweep"))
                    environment["TRIMTAB_FAULT"] = nil
                    _ = try storefront.sweep(environment: environment)
                    _ = try storefront.sweep(environment: environment)
                    let pages = try pages(server)
                    // Killed between the answer and its record: it comes again under the same id.
                    #expect(Set(pages.map(\.id)).count == 1, "killed after \(count): \(pages)")
                    #expect((1...2).contains(pages.count), "killed after \(count): \(pages)")
                    let events = try EventSeen.all(storefront)
                    #expect(events.count { $0.type == "budget-exhausted" } == 1, "killed after \(count)")
                    #expect(
                        try EndState(storefront).issues.count { $0.contains("Budget used up") } == 1,
                        "killed after \(count)")
                    #expect(try Invariants.broken(storefront) == [], "killed after \(count)")
                    return run.status == 9
                }
            }
            add()
            add()
            for try await wasKilled in group {
                if !wasKilled { survived = true }
                add()
            }
            #expect(survived)
        }
    }

    // MARK: - Alertmanager

    @Test(
        .enabled(
            if: RealServersTests.hasAlertmanager, "Debian's prometheus-alertmanager is not installed"))
    func aRealAlertmanagerFiresAndResolves() throws {
        let storefront = try storefront(", resets: person")
        let sink = try LoopbackServer { _, connection in connection.respond(200) }
        let alertmanager = try AlertmanagerServer(webhook: sink.url + "/")
        let environment = try configure(
            storefront, "  - { kind: alertmanager, url: \"\(alertmanager.url)\" }")
        let run = try storefront.sweep(environment: environment)
        #expect(!run.remarks.contains { $0.contains("not paged") }, "\(run.remarks)")
        let active = try alertmanager.alerts()
        #expect(active.count == 1, "\(active)")
        let labels = try #require(active.first)
        #expect(labels["alertname"] == "TrimtabBudgetExhausted" && labels["severity"] == "critical")
        #expect(labels["scope"] == "repository" && labels["owner"] == "team-platform")
        let release = try storefront.product(environment).run([
            "release", "--repo", "clone", "--scope", "repository", "--reason", "looked into it", "--at",
            Product.now,
        ])
        #expect(release.status == 0 && release.complaint.isEmpty, "\(release.everything)")
        #expect(try alertmanager.alerts() == [])
    }

    // MARK: - Other causes

    @Test func theWatchdogPagesOnceAndTellsWhenItIsOver() throws {
        let storefront = try Storefront(.small)
        _ = try storefront.sweep()
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        let environment = try configure(storefront, webhook(server))
        let watch = ["watchdog", "--repo", "clone", "--at", Product.now]
        #expect(try storefront.product(environment).run(watch).status == 0)
        #expect(server.requests.isEmpty)
        // A merge of the bot's name that nobody permitted.
        let ledger = try storefront.git.run(["git", "rev-parse", "refs/trimtab/ledger"]).text
        let shell = Shell(directory: storefront.clone)
        try shell.run(["git", "fetch", "-q", "origin"])
        try shell.run(["git", "reset", "-q", "--hard", "origin/main"])
        try shell.run([
            "git", "commit", "-q", "--allow-empty", "-m",
            "forged\n\nTrimtab-Action: 0123456789abcdef\nTrimtab-Ledger: \(ledger)",
        ])
        try shell.run(["git", "push", "-q", "origin", "HEAD:main"])
        for _ in 0..<2 { #expect(try storefront.product(environment).run(watch).status == 1) }
        var pages = try pages(server)
        #expect(pages.map(\.cause) == ["watchdog"] && pages.map(\.status) == ["firing"], "\(pages)")
        // Somebody looked into it.
        let place = try storefront.git.run(["git", "rev-parse", "main"]).text
        try storefront.push([
            ".trimtab/watchdog.yaml":
                "acknowledged: [{ place: \(place), by: grace, reason: a test }]\n"
        ])
        try storefront.git.run(["git", "update-ref", "-d", "refs/trimtab/halt"])
        for _ in 0..<2 { #expect(try storefront.product(environment).run(watch).status == 0) }
        pages = try self.pages(server)
        #expect(pages.map(\.status) == ["firing", "resolved"], "\(pages)")
        #expect(Set(pages.map(\.id)).count == 1)
    }

    @Test func anOverdueReviewIsADemotionAndPages() throws {
        let storefront = try Storefront(.small)
        let path = ".trimtab/policies/rightsize-cpu.yaml"
        let text = try String(contentsOfFile: "\(storefront.clone)/\(path)", encoding: .utf8)
        try storefront.push([path: text.replacing(/reviewBy: .*/, with: "reviewBy: 2026-11-01")])
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        let environment = try configure(storefront, webhook(server))
        for _ in 0..<2 { _ = try storefront.sweep(environment: environment) }
        let pages = try pages(server)
        #expect(pages.map(\.cause) == ["demoted"], "\(pages)")
        #expect(pages.first?.scope == "category:rightsize-cpu")
        #expect(pages.first?.title.contains("its review was due 2026-11-01") == true)
    }

    /// Trouble takes a rung away, and whoever answers for the category hears of it once; of the next trouble again.
    @Test func troubleIsADemotionAndPagesOnceEach() throws {
        let storefront = try Storefront(.small)
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        let environment = try configure(storefront, webhook(server))
        func fail(_ action: String, at time: String) throws {
            let line =
                #"{"event":{"action":"\#(action)","actor":"trimtab","actual":"did-not","category":"rightsize-cpu","#
                + #""details":{},"id":"\#(action)","service":"shop/else","target":"x","tier":"critical","#
                + #""time":"\#(time)","trigger":"sweep","type":"verification"}}"# + "\n"
            try storefront.ledger(add: line, to: "events/2026/11/\(time.prefix(10)).jsonl")
        }
        try fail("aaaaaaaaaaaaaaaa", at: "2026-11-10T00:00:00Z")
        for _ in 0..<2 { _ = try storefront.sweep(environment: environment) }
        var pages = try pages(server)
        #expect(pages.map(\.cause) == ["demoted"], "\(pages)")
        #expect(pages.first?.scope == "category:rightsize-cpu")
        #expect(pages.first?.title.contains("acts as approve: trouble on 2026-11-10") == true, "\(pages)")
        try fail("bbbbbbbbbbbbbbbb", at: "2026-11-12T00:00:00Z")
        for _ in 0..<2 { _ = try storefront.sweep(environment: environment) }
        pages = try self.pages(server)
        #expect(pages.map(\.cause) == ["demoted", "demoted"] && Set(pages.map(\.id)).count == 2, "\(pages)")
    }

    /// A canary where a policy names its owner never reaches whoever is paged.
    @Test func noSecretReachesAPage() throws {
        let storefront = try storefront("")
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        let environment = try configure(storefront, webhook(server))
        let folder = storefront.clone + "/.trimtab/policies"
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            files[".trimtab/policies/\(name)"] = text.replacing(/owner: .*/, with: "owner: \(Self.canary)")
        }
        try storefront.push(files)
        _ = try storefront.sweep(environment: environment)
        #expect(server.requests.count == 1)
        #expect(
            server.requests.allSatisfy { !$0.text.contains(Self.canary) && $0.text.contains("***") },
            "\(server.requests.map(\.text))")
    }

    @Test func doctorShowsWhoIsPaged() throws {
        let storefront = try Storefront(.small)
        let environment = try configure(
            storefront,
            "  - { kind: webhook, url: \"https://pager.example/p4th\", secretVariable: PAGER_SECRET }\n"
                + "  - { kind: alertmanager, url: \"http://am.example:9093\" }\n"
                + "  - { kind: webhook, url: \"https://pager.example\", secretFile: /nowhere }")
        let doctor = try storefront.product(environment).run([
            "doctor", "--repo", "clone", "--signals", Storefront.signals,
        ])
        for part in [
            "ok    notifier: webhook pager.example ", "ok    notifier: alertmanager am.example:9093 ",
            "MEND  notifier: reading the secret of a webhook: /nowhere cannot be read",
        ] {
            #expect(doctor.text.contains(part), "\(doctor.everything)")
        }
        #expect(!doctor.text.contains("p4th"))
    }
}

extension Storefront {
    /// Adds a line to a file of the ledger by hand, with a commit on its tip.
    fileprivate func ledger(add line: String, to path: String) throws {
        let shell = Shell(
            directory: origin, environment: ["GIT_INDEX_FILE": directory.path + "/ledger-index"])
        let tip = try? shell.run(["git", "rev-parse", "--verify", "refs/trimtab/ledger"]).text
        try shell.run(["git", "read-tree"] + (tip.map { [$0] } ?? ["--empty"]))
        let before = try? shell.run(["git", "show", "\(tip ?? ""):\(path)"]).text
        let text = before.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" } ?? ""
        let blob = try shell.run(["git", "hash-object", "-w", "--stdin"], input: Data((text + line).utf8))
            .text
        try shell.run(["git", "update-index", "--add", "--cacheinfo", "100644,\(blob),\(path)"])
        let tree = try shell.run(["git", "write-tree"]).text
        let commit = try shell.run(
            ["git", "commit-tree", tree, "-m", "ledger"] + (tip.map { ["-p", $0] } ?? [])
        ).text
        try shell.run(["git", "update-ref", "refs/trimtab/ledger", commit])
    }
}
