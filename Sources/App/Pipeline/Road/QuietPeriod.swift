internal import Diagnostics
internal import Model
internal import Policy
internal import Ports
internal import Settings

/// What people changed on the target branch of late: a line that a person has just set is left alone for a while.
///
/// A line counts as touched when a person's commit has it more often in the file than the commit before; so a line that
/// stands there several times is left alone whichever of them was meant.
struct QuietPeriod: Sendable {
    /// No more commits are looked at; what lies beyond is not told apart from what was touched.
    static let most = 500

    private struct Touch: Sendable {
        var commit: CommitRecord
        var parent: ObjectID
    }

    private let repository: any Repository
    private let touches: [Touch]
    /// How long a person's commit keeps the bot away from a line.
    private let length: TimeSpan

    /// Reads the commits by people on `tip` that are young enough.
    init(_ run: RunContext, tip: ObjectID) async throws {
        repository = run.repository
        length = run.settings.quietPeriod
        let since = run.time.now().adding(seconds: -length.seconds)
        var touches: [Touch] = []
        var next: ObjectID? = tip
        while let id = next, touches.count < Self.most,
            try await repository.resolve(id.rawValue) != nil
        {
            let commit = try await repository.commit(id)
            guard commit.committer.time > since, let parent = commit.parents.first else { break }
            next = parent
            if try await Self.isOfPeople(commit, run) {
                touches.append(Touch(commit: commit, parent: parent))
            }
        }
        self.touches = touches
    }

    /// False for the bot's commits, also where people merged them.
    private static func isOfPeople(_ commit: CommitRecord, _ run: RunContext) async throws -> Bool {
        let bot = run.settings.authorEmail
        if commit.author.email == bot || commit.trailers["Trimtab-Action"] != nil { return false }
        guard commit.parents.count == 2, try await run.repository.resolve(commit.parents[1].rawValue) != nil
        else { return true }
        let merged = try await run.repository.commit(commit.parents[1])
        return merged.author.email != bot && merged.trailers["Trimtab-Action"] == nil
    }

    /// Who set a line of the plan of late, and until when it is left alone; nil when nobody did.
    func reason(for plan: Plan) async throws -> String? {
        for touch in touches {
            for change in plan.changes {
                guard let origin = change.trace.origin, try await sets(touch, origin, on: plan.base) else {
                    continue
                }
                let end = touch.commit.committer.time.adding(seconds: length.seconds)
                return "\(touch.commit.author.name) set \(origin.file):\(origin.line) in "
                    + "\(touch.commit.id.short); it is left alone until \(end.minuteText)"
            }
        }
        return nil
    }

    private func sets(_ touch: Touch, _ origin: Origin, on base: ObjectID) async throws -> Bool {
        let before = try await repository.blobID(origin.file, at: touch.parent)
        let after = try await repository.blobID(origin.file, at: touch.commit.id)
        guard let after, before != after, let now = try await repository.read(origin.file, at: base) else {
            return false
        }
        let lines = Self.lines(now)
        guard lines.indices.contains(origin.line - 1) else { return true }
        let line = lines[origin.line - 1]
        let old = try await before.asyncMap { try await repository.blob($0) } ?? []
        return Self.count(line, in: try await repository.blob(after)) > Self.count(line, in: old)
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    }

    private static func count(_ line: ArraySlice<UInt8>, in bytes: [UInt8]) -> Int {
        lines(bytes).count { $0.elementsEqual(line) }
    }
}

extension Optional {
    fileprivate func asyncMap<Value>(_ change: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await change(self)
    }
}
