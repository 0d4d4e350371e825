internal import Diagnostics
internal import Model
internal import Ports

/// Tells what others changed on the target branch since a run read it.
struct TipWatch: Sendable {
    let run: RunContext

    /// The files that differ between `tip` and the target branch as it is now.
    func changed(since tip: ObjectID) async throws -> Set<String> {
        let now = try await run.fetchTip()
        return now == tip ? [] : Set(try await run.repository.changedPaths(from: tip, to: now))
    }
}
