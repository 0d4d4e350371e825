internal import Diagnostics
internal import Model
internal import Ports
internal import Synchronization

/// What goes wrong on the way between one run and the world.
struct Faults: Sendable {
    /// The process dies right before, or right after, its n-th effect; counted from 1.
    var killAt: Int?
    /// With ``killAt``: before the effect rather than after it.
    var killsBefore = false
    /// Answers to these effects get lost: they happen, and the run is told that they timed out.
    var lostAnswers: Set<Int> = []
    /// Calls, by number from 1, that reach nobody.
    var outage: ClosedRange<Int>?
    /// What happens elsewhere right before a call, by number.
    var interludes: [Int: @Sendable () async -> Void] = [:]

    /// In words, for the history.
    var text: String {
        var parts: [String] = []
        if let killAt { parts.append("killed \(killsBefore ? "before" : "after") effect \(killAt)") }
        if !lostAnswers.isEmpty {
            parts.append(
                "answers lost to effects \(lostAnswers.sorted().map { "\($0)" }.joined(separator: " "))")
        }
        if let outage { parts.append("nobody reached in calls \(outage.lowerBound) to \(outage.upperBound)") }
        if !interludes.isEmpty {
            parts.append(
                "something else before calls \(interludes.keys.sorted().map { "\($0)" }.joined(separator: " "))"
            )
        }
        return parts.isEmpty ? "no fault" : parts.joined(separator: ", ")
    }
}

/// The process is gone: nothing that it does reaches anybody.
struct Killed: Error {}

/// All that a run says to the world goes through here, so that faults are injected and effects counted in one place.
final class Wire: Sendable {
    private struct State {
        var calls = 0
        var effects = 0
        var isDead = false
    }

    private let state = Mutex(State())
    private let faults: Faults
    private let time: SimulatedTime?

    /// A wire with these faults; each effect takes a moment of `time`.
    init(_ faults: Faults, _ time: SimulatedTime? = nil) {
        self.faults = faults
        self.time = time
    }

    /// How many effects there were.
    var effects: Int { state.withLock { $0.effects } }
    /// Whether the run was killed.
    var isDead: Bool { state.withLock { $0.isDead } }

    /// A call to the world; what it does to references is counted by ``effect(_:)`` inside it.
    func call<Value>(_ body: () async throws -> Value) async throws -> Value {
        let number = try state.withLock { state in
            guard !state.isDead else { throw Killed() }
            state.calls += 1
            return state.calls
        }
        if let interlude = faults.interludes[number] { await interlude() }
        if let outage = faults.outage, outage.contains(number) {
            throw Failure(
                .unavailable, "asking https://bot:\(Canary.password)@forge.example",
                "connection refused, token=\(Canary.token)", .retry(afterSeconds: 30))
        }
        let before = effects
        let value = try await body()
        if faults.lostAnswers.contains(where: { $0 > before && $0 <= effects }) {
            throw Failure(
                .unavailable, "asking https://bot:\(Canary.password)@forge.example",
                "timed out, Authorization: Bearer \(Canary.token)", .retry(afterSeconds: 30))
        }
        return value
    }

    /// One change of the world.
    func effect<Value>(_ body: () async throws -> Value) async throws -> Value {
        let number = try state.withLock { state in
            guard !state.isDead else { throw Killed() }
            state.effects += 1
            if faults.killAt == state.effects, faults.killsBefore {
                state.isDead = true
                throw Killed()
            }
            return state.effects
        }
        time?.move(seconds: 0.25)
        let value = try await body()
        if faults.killAt == number {
            state.withLock { $0.isDead = true }
            throw Killed()
        }
        return value
    }
}

/// Secrets that must never be written anywhere.
enum Canary {
    static let password = "hunter2-canary"
    static let token = "ghp_CANARYcanaryCANARYcanary0123456789"
    static let all = [password, token]
}
