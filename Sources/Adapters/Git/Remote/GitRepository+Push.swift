internal import CLibgit2
internal import Diagnostics
internal import Model

extension GitRepository {
    /// The one way to push: both the lease and the server's refusals are looked at here.
    func push(_ plan: RemotePlan, _ updates: [ReferenceUpdate]) throws(GitError) -> [String: Failure] {
        guard git_repository_is_shallow(handle.pointer) == 0 else {
            throw GitError(
                kind: .unsupported, activity: "looking at the history",
                message: "this is a shallow clone, which cannot push; run `git fetch --unshallow`")
        }
        var refused: [String: GitError] = [:]
        var pending: [ReferenceUpdate] = []
        for update in updates {
            do {
                let isKept = try isKept(update, plan)
                if !isKept { try handle.refuseRewriting(update, allowed: plan.access.rewritable) }
                pending.append(update)
            } catch {
                refused[update.name] = error
            }
        }
        if case .local(let path) = plan.url.transport {
            refused.merge(try handle.pushLocally(to: path, pending), uniquingKeysWith: { $1 })
        } else {
            refused.merge(try handle.pushOverNetwork(plan, pending), uniquingKeysWith: { $1 })
        }
        return refused.mapValues { $0.failure }
    }

    /// True when another reference of the remote has what the update would take away.
    private func isKept(_ update: ReferenceUpdate, _ plan: RemotePlan) throws(GitError) -> Bool {
        guard let keeper = update.keptBy, keeper != update.name, let old = update.expected else {
            return false
        }
        return try listRemote(plan).references[keeper] == old
    }
}

extension RepositoryHandle {
    /// Outside the allowed prefixes a push only appends: what is there must be an ancestor of what comes, unless another
    /// reference keeps it.
    fileprivate func refuseRewriting(_ update: ReferenceUpdate, allowed: [String]) throws(GitError) {
        guard let new = update.new, let old = update.expected, new != old,
            !allowed.contains(where: { update.name.hasPrefix($0) })
        else { return }
        let activity = "pushing \(update.name)"
        do {
            guard try !isAncestor(old, of: new) else { return }
        } catch {
            throw GitError(
                kind: .conflict, activity: activity,
                message: "cannot compare with \(old.short); fetch it first")
        }
        throw GitError(
            kind: .conflict, activity: activity,
            message: "\(new.short) does not follow \(old.short), and this reference may not be rewritten")
    }

    /// Sends over HTTP or SSH; updates whose lease is lost are left out and the others sent.
    fileprivate func pushOverNetwork(
        _ plan: RemotePlan, _ updates: [ReferenceUpdate]
    ) throws(GitError) -> [String: GitError] {
        var refused: [String: GitError] = [:]
        var pending = updates
        let outbox = try Outbox(of: self)
        while !pending.isEmpty {
            let session = RemoteSession(plan)
            for update in pending { session.expected.updateValue(update.expected, forKey: update.name) }
            do throws(GitError) {
                var refspecs: [String] = []
                for update in pending { refspecs.append(try outbox.refspec(update)) }
                try outbox.repository.remote(plan).push(session, refspecs)
            } catch {
                guard !session.stale.isEmpty else { throw error }
                for update in pending {
                    guard let actual = session.stale[update.name] else { continue }
                    refused[update.name] = .stale(update, actual: actual)
                }
                pending.removeAll { session.stale.keys.contains($0.name) }
                continue
            }
            if !session.refused.isEmpty {
                refused.merge(try judge(session, pending), uniquingKeysWith: { $1 })
            }
            break
        }
        return refused
    }

    /// A refusal by a server is either a race that we lost in the last moment, or its rules.
    private func judge(_ session: RemoteSession, _ updates: [ReferenceUpdate]) throws(GitError) -> [String:
        GitError]
    {
        let remote = try self.remote(session.plan)
        try remote.connect(RemoteSession(session.plan), GIT_DIRECTION_FETCH)
        defer { git_remote_disconnect(remote.pointer) }
        let present = try remote.listing().references
        var refused: [String: GitError] = [:]
        for update in updates {
            guard let status = session.refused[update.name] else { continue }
            let actual = present[update.name]
            guard actual == update.expected else {
                refused[update.name] = .stale(update, actual: actual)
                continue
            }
            let remarks = session.remarks.split(whereSeparator: \.isNewline).joined(separator: "; ")
            refused[update.name] = GitError(
                kind: .refused, activity: "pushing \(update.name)",
                message: remarks.isEmpty ? status : "\(status): \(remarks)")
        }
        return refused
    }
}

extension GitError {
    /// Somebody else moved the reference.
    static func stale(_ update: ReferenceUpdate, actual: ObjectID?) -> GitError {
        GitError(
            kind: .changed, activity: "pushing \(update.name)",
            message: "the remote has \(actual?.short ?? "none"), expected \(update.expected?.short ?? "none")"
        )
    }
}
