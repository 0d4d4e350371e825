internal import Foundation
internal import TestSupport
internal import Testing

/// Budgets that several repositories share, through a real bare remote of the operator's.
@Suite struct OrganisationBudgetTests {
    /// A remote of the operator's, and repositories whose policies have a budget of the organisation.
    struct World: Sendable {
        let shared: TemporaryRepository
        let members: [Storefront]

        init(_ count: Int, actions: Int, url: ((TemporaryRepository) -> String)? = nil) throws {
            shared = try TemporaryRepository(bare: true)
            var members: [Storefront] = []
            for index in 0..<count {
                let storefront = try members.first.map { try Storefront($0) } ?? Storefront(.small)
                if index == 0 { try World.limit(storefront, to: actions) }
                members.append(storefront)
            }
            for (index, storefront) in members.enumerated() {
                try World.configure(
                    storefront, remote: url?(shared) ?? shared.path, name: "shop/\(index)")
            }
            self.members = members
        }

        /// Gives every category a budget of the organisation.
        static func limit(_ storefront: Storefront, to actions: Int, more: String = "") throws {
            let folder = storefront.clone + "/.trimtab/policies"
            var files: [String: String] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            where name.hasSuffix(".yaml") && !name.hasSuffix("_test.yaml") {
                let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
                files[".trimtab/policies/\(name)"] = text.replacing(
                    "\nbudget:\n",
                    with: "\nbudget:\n  - { scope: organisation, actions: \(actions), per: 24h\(more) }\n")
            }
            try storefront.push(files, "A budget of the organisation")
        }

        static func configure(_ storefront: Storefront, remote: String, name: String) throws {
            let file = """
                version: 1
                forge: local
                stateDirectory: \(storefront.directory.path)/state
                ledger: { remote: "\(remote)", name: "\(name)" }

                """
            try file.write(
                toFile: storefront.directory.path + "/operator.yml", atomically: true, encoding: .utf8)
        }

        /// Merges of the bot on all target branches.
        func merges() throws -> Int {
            try members.reduce(0) { sum, storefront in
                let log = try storefront.git.run([
                    "git", "log", "--format=%(trailers:key=Trimtab-Ledger,valueonly)", "main",
                ])
                return sum + log.text.split(separator: "\n").count
            }
        }

        /// Types of the shared ledger's events, in order.
        func reservations() throws -> [String] {
            let tip = "refs/trimtab/organisation"
            guard try shared.shell.attempt(["git", "rev-parse", "--verify", "-q", tip]).status == 0 else {
                return []
            }
            let text = try shared.shell.run(["git", "grep", "-h", "", tip]).text
            return try text.split(separator: "\n").map { line in
                struct Line: Decodable {
                    struct Event: Decodable { var type: String }
                    var event: Event
                }
                return try JSONDecoder().decode(Line.self, from: Data(line.utf8)).event.type
            }
        }
    }

    private static func sweep(
        _ storefront: Storefront, at time: String = Product.now, environment: [String: String] = [:]
    ) throws -> Shell.Answer {
        try storefront.product(environment.merging(configuration(storefront)) { $1 }).run(
            Storefront.run("sweep", at: time))
    }

    private static func configuration(_ storefront: Storefront) -> [String: String] {
        ["TRIMTAB_CONFIG": storefront.directory.path + "/operator.yml"]
    }

    /// Three repositories sweep at the same time, twice: together they merge as often as the organisation may.
    @Test(arguments: [1, 3]) func concurrentRunsOfRepositoriesNeverExceed(_ actions: Int) async throws {
        let world = try World(3, actions: actions)
        for _ in 0..<2 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for storefront in world.members {
                    group.addTask {
                        let answer = try Self.sweep(storefront)
                        #expect([0, 1].contains(answer.status), "\(answer.everything)")
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(try world.merges() == actions)
        let events = try world.reservations()
        #expect(events.count { $0 == "done" } == actions, "\(events)")
        #expect(events.count { $0 == "intent" } == actions + events.count { $0 == "abandoned" }, "\(events)")
        for storefront in world.members { #expect(try Invariants.broken(storefront) == []) }
    }

    /// The same through `git http-backend`, as a server of the operator's would be.
    @Test(.enabled(if: Shell.has("python3"), "python3 is not installed"))
    func holdsThroughAServer() async throws {
        let world = try World(2, actions: 1)
        try world.shared.git("config", "http.receivepack", "true")
        let server = try GitHTTPServer(root: world.shared.directory.path)
        for (index, storefront) in world.members.enumerated() {
            try World.configure(storefront, remote: server.url("repository"), name: "shop/\(index)")
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for storefront in world.members {
                group.addTask {
                    let answer = try Self.sweep(storefront)
                    #expect([0, 1].contains(answer.status), "\(answer.everything)")
                }
            }
            try await group.waitForAll()
        }
        #expect(try world.merges() == 1)
        #expect(server.requests.contains { $0.contains("git-receive-pack") })
    }

    /// What one repository spent is gone for the other.
    @Test func whatOneSpentIsGoneForTheOther() throws {
        let world = try World(2, actions: 2)
        for storefront in world.members { _ = try Self.sweep(storefront) }
        #expect(try world.merges() == 2)
        let held = try RunSeen(Self.sweep(world.members[1]))
        let reasons = Set(held.rows.compactMap(\.reason))
        #expect(reasons.contains("budget-exhausted"), "\(held.lines)")
        let row = try #require(held.row(PeopleTests.search.target, PeopleTests.search.what))
        #expect(row.detail?.contains("2/2 per") == true, "\(row)")
    }

    /// A shared ledger that cannot be reached lets nobody merge; proposals go on.
    @Test func withoutTheSharedLedgerNobodyMerges() throws {
        let world = try World(1, actions: 5)
        let storefront = world.members[0]
        try World.configure(storefront, remote: world.shared.path + "-gone", name: "shop/0")
        let run = try RunSeen(Self.sweep(storefront))
        #expect(try world.merges() == 0)
        let row = try #require(run.row(PeopleTests.search.target, PeopleTests.search.what))
        #expect(row.result == "waits" && row.reason == "ledger-unreadable", "\(row)")
        #expect(row.pullRequest != nil)
        #expect(row.detail?.contains("organisation's ledger") == true, "\(row)")
        let doctor = try storefront.product(Self.configuration(storefront)).run([
            "doctor", "--repo", "clone", "--signals", Storefront.signals,
        ])
        #expect(doctor.text.contains("MEND  organisation's ledger"), "\(doctor.everything)")
    }

    /// Where the operator names none, a budget of the organisation lets people merge and nobody else.
    @Test func withoutTheOperatorsWordPeopleMerge() throws {
        let world = try World(1, actions: 5)
        let run = try world.members[0].sweep()
        #expect(try world.merges() == 0)
        #expect(
            run.row(PeopleTests.search.target, PeopleTests.search.what)?.reason == "waits-for-people",
            "\(run.lines)")
    }

    @Test func explainAndDoctorShowIt() throws {
        let world = try World(1, actions: 3)
        let storefront = world.members[0]
        _ = try Self.sweep(storefront)
        let product = storefront.product(Self.configuration(storefront))
        let explained = try product.run([
            "policy", "explain", "Deployment", "--repo", "clone", "--at", Product.now,
        ])
        for part in ["budget organisation", "2/3 per 1d", "organisation's ledger", "operator.yml:4"] {
            #expect(explained.text.contains(part), "\(part): \(explained.everything)")
        }
        let doctor = try product.run(["doctor", "--repo", "clone", "--signals", Storefront.signals])
        #expect(doctor.text.contains("ok    organisation's ledger: whole, 2 merges"), "\(doctor.everything)")
        let permits = try EventSeen.all(storefront).filter { $0.type == "permit" }
        #expect(permits.count == 2)
    }

    /// SIGKILL after each effect of a run: the organisation never merges more than it may, and what was cut off neither
    /// keeps its place for ever nor loses it.
    @Test func aKillAnywhereNeitherExceedsNorLeaks() async throws {
        let world = try World(1, actions: 1)
        let template = world.members[0]
        let most = 60
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var (next, survived) = (1, false)
            func add() {
                guard next <= most, !survived else { return }
                let count = next
                next += 1
                group.addTask { try Self.kill(template, after: count) }
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

    private static func kill(_ template: Storefront, after count: Int) throws -> Bool {
        let shared = try TemporaryRepository(bare: true)
        let (mine, other) = (try Storefront(template), try Storefront(template))
        for (index, storefront) in [mine, other].enumerated() {
            try World.configure(storefront, remote: shared.path, name: "shop/\(index)")
        }
        let world = World(shared: shared, members: [mine, other])
        let killed = try sweep(mine, environment: ["TRIMTAB_FAULT": "kill-after:\(count)"])
        for storefront in [other, mine, other] { _ = try sweep(storefront) }
        #expect(try world.merges() <= 1, "killed after effect \(count)")
        // When the permit of whoever was killed is surely over, its place is free or its merge is told.
        for storefront in [mine, other] { _ = try sweep(storefront, at: "2026-11-20T00:25:00Z") }
        #expect(try world.merges() == 1, "killed after effect \(count)")
        let events = try world.reservations()
        #expect(events.count { $0 == "done" } == 1, "killed after effect \(count): \(events)")
        for storefront in [mine, other] {
            #expect(try Invariants.broken(storefront) == [], "killed after effect \(count)")
        }
        return killed.status == 9
    }
}

extension OrganisationBudgetTests.World {
    fileprivate init(shared: TemporaryRepository, members: [Storefront]) {
        self.shared = shared
        self.members = members
    }
}
