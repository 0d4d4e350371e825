internal import TestSupport
internal import Testing

/// A real SIGKILL right after the n-th ledger event or outward call, for every n there is.
///
/// Whatever was cut off, the next run ends where an undisturbed one ends.
@Suite struct InterruptionTests {
    /// What is interrupted.
    enum Run: String, CaseIterable, Sendable { case sweep, respond }

    /// More than any run has effects; the last cases are runs that nothing interrupted.
    private static let most = 60
    /// Where an undisturbed run and the one after it end.
    private static let undisturbed: [Run: Result<(state: EndState, effects: Int), any Error>] = {
        Dictionary(
            uniqueKeysWithValues: Run.allCases.map { run in
                (run, Result { try measure(run) })
            })
    }()

    private static func start(_ run: Run, _ storefront: Storefront, killAfter count: Int?) throws -> Int32 {
        let environment = count.map { ["TRIMTAB_FAULT": "kill-after:\($0)"] } ?? [:]
        let more =
            run == .respond ? ["--alert", "\(Storefront.signals)/alerts/kube-container-oomkilled.json"] : []
        return try storefront.product(environment).run(Storefront.run(run.rawValue) + more).status
    }

    /// The end state, and how many effects there are: the first count that no longer kills, less one.
    private static func measure(_ run: Run) throws -> (state: EndState, effects: Int) {
        let storefront = try Storefront(.small)
        _ = try start(run, storefront, killAfter: nil)
        let events = try storefront.git.run(["git", "rev-list", "--count", "refs/trimtab/ledger"]).text
        let calls = try EventSeen.all(storefront).count { $0.type == "done" }
        _ = try start(run, storefront, killAfter: nil)
        return (try EndState(storefront), (Int(events) ?? 0) + calls)
    }

    @Test(arguments: Run.allCases)
    func aKilledRunIsMadeGoodByTheNext(_ run: Run) async throws {
        let (expected, effects) = try #require(Self.undisturbed[run]).get()
        #expect(effects >= 8, "too few effects to mean anything: \(effects)")
        var survived = false
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var next = 1
            func add() {
                guard next <= Self.most, !survived else { return }
                let count = next
                next += 1
                group.addTask { try Self.check(run, killAfter: count, expected) }
            }
            add()
            add()
            for try await wasKilled in group {
                if !wasKilled { survived = true }
                add()
            }
            #expect(survived, "\(Self.most) effects and no end")
            #expect(next - 1 >= effects, "killed \(next - 1) times, but there are \(effects) effects")
        }
    }

    /// True when the run was killed.
    private static func check(_ run: Run, killAfter count: Int, _ expected: EndState) throws -> Bool {
        let storefront = try Storefront(.small)
        defer { storefront.directory.remove() }
        let status = try start(run, storefront, killAfter: count)
        _ = try start(run, storefront, killAfter: nil)
        _ = try start(run, storefront, killAfter: nil)
        let state = try EndState(storefront)
        #expect(state == expected, "killed after effect \(count)")
        #expect(try Invariants.broken(storefront) == [], "killed after effect \(count)")
        return status != 0
    }
}
