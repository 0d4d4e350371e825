internal import Diagnostics
internal import Model
internal import Ports
internal import Proposal

/// The part of a stored evidence bundle that tells whether a new conclusion is the same.
struct StoredConclusion: Decodable, Equatable {
    struct Change: Decodable, Equatable {
        var subject: Target
        var before: String
        var after: String
        var file: String?
        var token: String?

        init(subject: Target, before: String, after: String, file: String?, token: String?) {
            (self.subject, self.before, self.after, self.file, self.token) = (
                subject, before, after, file, token
            )
        }

        /// The target's unambiguous text.
        var target: String { subject.canonical }

        private enum CodingKeys: String, CodingKey { case subject, before, after, trace }
        private enum TraceKeys: String, CodingKey { case origin }
        private enum OriginKeys: String, CodingKey { case file, token }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            subject = try container.decode(Target.self, forKey: .subject)
            before = try container.decode(String.self, forKey: .before)
            after = try container.decode(String.self, forKey: .after)
            let trace = try container.nestedContainer(keyedBy: TraceKeys.self, forKey: .trace)
            guard trace.contains(.origin) else { return }
            let origin = try trace.nestedContainer(keyedBy: OriginKeys.self, forKey: .origin)
            file = try origin.decode(String.self, forKey: .file)
            token = try origin.decode(String.self, forKey: .token)
        }
    }

    var action: ActionID
    var category: String
    var owner: String
    var changes: [Change]
    var actionClass: ActionClass
    var verification: VerificationPlan?
    var signals: [SignalRecord]
    var trigger: Trigger
    /// What the commit puts together, and the conclusions that it is made of; both nil for a change of its own.
    var group: ChangeGroup?
    var members: [StoredConclusion.Member]?

    /// One of several changes in a commit.
    struct Member: Decodable, Equatable {
        var category: String
        var owner: String
        var changes: [Change]
        var actionClass: ActionClass
        var verification: VerificationPlan?
    }

    /// The members of a group, or the change itself as its only one.
    var parts: [Member] {
        members ?? [
            Member(
                category: category, owner: owner, changes: changes, actionClass: actionClass,
                verification: verification)
        ]
    }

    /// The canonical texts of what its members are about: one for each, tied changes left out.
    var leading: [String] { parts.compactMap(\.changes.first?.target) }
}

/// The evidence bundles under `refs/trimtab/evidence`.
struct EvidenceArchive: Sendable {
    let run: RunContext

    /// What the bundle of a commit concluded; nil when there is no bundle to read.
    func conclusion(of record: CommitRecord) async throws -> StoredConclusion? {
        guard let digest = CommitTrailers.evidence(record), let bytes = try await bundle(digest) else {
            return nil
        }
        return try? CanonicalJSON.decode(StoredConclusion.self, from: bytes)
    }

    /// The bytes of a bundle, checked against their digest; nil when the remote has none.
    func bundle(_ digest: Digest) async throws -> [UInt8]? {
        guard let tip = try await fetchedTip(),
            let bytes = try await run.repository.read(EvidenceBundle.path(of: digest), at: tip)
        else { return nil }
        guard Digest(of: bytes) == digest else {
            throw Failure(
                .badAnswer, "reading evidence \(digest)", "the stored bytes have another digest", .needsHuman)
        }
        return bytes
    }

    /// A commit on top of the remote's archive with these bundles added, and the update that publishes it.
    ///
    /// Nil when all of them are already there.
    func addition(_ bundles: [Digest: [UInt8]], at time: Timestamp) async throws -> ReferenceUpdate? {
        let tip = try await fetchedTip()
        var changes: [String: CommitDraft.Change] = [:]
        for (digest, bytes) in bundles {
            let path = EvidenceBundle.path(of: digest)
            if let tip, try await run.repository.blobID(path, at: tip) != nil { continue }
            changes[path] = .write(bytes)
        }
        guard !changes.isEmpty else { return nil }
        let commit = try await run.repository.makeCommit(
            CommitDraft(
                base: tip, changes: changes, message: "evidence: \(changes.count) added\n",
                author: run.identity(at: time)
            ).asData)
        return ReferenceUpdate(EvidenceBundle.reference, to: commit, expecting: tip)
    }

    private func fetchedTip() async throws -> ObjectID? {
        guard let tip = try await run.remote.references()[EvidenceBundle.reference] else { return nil }
        if try await run.repository.resolve(tip.rawValue) == nil {
            try await run.remote.fetch(["+\(EvidenceBundle.reference):refs/trimtab/seen/evidence"])
        }
        return tip
    }
}
