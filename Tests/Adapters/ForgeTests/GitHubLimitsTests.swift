import Diagnostics
import GitHub
import Model
import Ports
import TestSupport
import Testing

/// GitHub's limits: what is waited for, for how long, and what ends the run instead.
@Suite(.enabled(if: GitHubServer.isAvailable, "the test server cannot run"))
struct GitHubLimitsTests {
    private static let secondary = ["message": "You have exceeded a secondary rate limit."]

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var fault: [String: any Sendable]
        var times = 1
        /// Whole seconds of each pause.
        var pauses: [Int64]
    }

    static let cases = [
        Case(
            testDescription: "403 with retry-after is obeyed to the second",
            fault: ["status": 403, "headers": ["Retry-After": "7"], "body": secondary], pauses: [7]),
        Case(
            testDescription: "429 with retry-after likewise, each time anew",
            fault: ["status": 429, "headers": ["Retry-After": "5"]], times: 2, pauses: [5, 5]),
        Case(
            testDescription: "a secondary limit that names no time: a minute, then two",
            fault: ["status": 403, "body": secondary], times: 2, pauses: [60, 120]),
        Case(
            testDescription: "429 that says nothing: a minute",
            fault: ["status": 429, "body": ["message": "x"]], pauses: [60]),
        Case(
            testDescription: "the primary limit: until it is reset",
            fault: ["status": 403, "reset_in": 40, "body": ["message": "API rate limit exceeded"]],
            pauses: [41]),
    ]

    @Test(arguments: cases)
    func waitsAndGoesOn(_ one: Case) async throws {
        let world = try await World(.github)
        try await world.fault("GET .*/pulls$", times: one.times, one.fault)
        #expect(try await world.forge.pullRequests(headPrefix: "").isEmpty)
        // The server's clock may tick between date and reset.
        let pauses = world.clock.sleeps.map { $0.components.seconds }
        #expect(pauses.count == one.pauses.count)
        for (found, wanted) in zip(pauses, one.pauses) { #expect(abs(found - wanted) <= 1, "\(pauses)") }
        #expect(try await world.requests("GET").count == one.times + 1)
        try await world.expectNoComplaints()
    }

    /// A write that was turned away was not taken, so it is sent again.
    @Test func sendsAWriteAgainThatWasTurnedAway() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        try await world.fault("POST .*/comments$", ["status": 403, "headers": ["Retry-After": "9"]])
        try await world.forge.comment(pull.number, key: "k", body: "Hello")
        #expect(try await world.comments(pull.number) == ["Hello"])
        #expect(world.clock.sleeps.contains(.seconds(9)))
        try await world.expectNoComplaints()
    }

    @Test func doesNotWaitForHours() async throws {
        let world = try await World(.github)
        try await world.fault("GET", ["status": 403, "reset_in": 3000, "body": ["message": "exceeded"]])
        for _ in 0..<2 {
            let failure = await expectFailure(.unavailable, saying: "rate limit") {
                _ = try await world.forge.pullRequests(headPrefix: "")
            }
            guard case .wait = failure?.disposition else {
                Issue.record("\(failure as Any)")
                return
            }
        }
        #expect(world.clock.sleeps.isEmpty)
        // The second call knew it without asking.
        #expect(try await world.requests("GET").count == 1)
        try await world.expectNoComplaints()
    }

    @Test func givesUpOnALimitThatStays() async throws {
        let world = try await World(.github)
        try await world.fault("GET", times: 99, ["status": 429, "headers": ["Retry-After": "3"]])
        let failure = await expectFailure(.unavailable, saying: "rate limit") {
            _ = try await world.forge.pullRequests(headPrefix: "")
        }
        #expect(failure?.mayRetry == false)
        #expect(world.clock.sleeps == [.seconds(3), .seconds(3), .seconds(3)])
        try await world.expectNoComplaints()
    }

    /// An answer that used up the budget is good; the next request waits.
    @Test func waitsBeforeTheNextRequestWhenTheBudgetIsGone() async throws {
        let world = try await World(.github)
        try await world.fault("GET", ["reset_in": 30])
        _ = try await world.forge.pullRequests(headPrefix: "")
        #expect(world.clock.sleeps.isEmpty)
        _ = try await world.forge.pullRequests(headPrefix: "")
        #expect(world.clock.sleeps.count == 1)
        #expect((29...32).contains(world.clock.sleeps[0].components.seconds))
        try await world.expectNoComplaints()
    }

    /// One at a time, a second apart: ten comments take at least nine seconds of the clock.
    @Test func spacesWrites() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        let before = world.clock.now
        let slept = world.clock.sleeps.count
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<10 {
                let forge = world.forge
                group.addTask { try await forge.comment(pull.number, key: "\(index)", body: "\(index)") }
            }
            try await group.waitForAll()
        }
        #expect(world.clock.sleeps.count - slept == 10)
        #expect(before.duration(to: world.clock.now) == .seconds(10))
        #expect(try await world.comments(pull.number).count == 10)
        try await world.expectNoComplaints()
    }

    /// A refusal that is no limit is not tried again.
    @Test func doesNotTakeAMissingPermissionForALimit() async throws {
        let world = try await World(.github)
        try await world.fault(
            "GET", times: 9, ["status": 403, "body": ["message": "Must have admin rights"]])
        await expectFailure(.unauthorized, saying: "Must have admin rights") {
            _ = try await world.forge.pullRequests(headPrefix: "")
        }
        #expect(try await world.requests("GET").count == 1)
        #expect(world.clock.sleeps.isEmpty)
    }

    @Test func stopsWaitingWhenCancelled() async throws {
        let world = try await World(.github)
        try await world.fault("GET", times: 9, ["status": 403, "headers": ["Retry-After": "2"]])
        let forge = world.forge
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await forge.pullRequests(headPrefix: "")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
