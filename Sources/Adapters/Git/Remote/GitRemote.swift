public import Diagnostics
public import Model
public import Ports

/// A repository elsewhere, reached over a path, `file`, `http(s)` or `ssh`.
///
/// Its URL may come from the checkout's configuration; how it is reached never does. libgit2 1.5 knows no time limits for
/// connections, so a server that stops answering holds the caller until the connection breaks.
public struct GitRemote: Remote {
    /// The repository whose objects are sent and received.
    public let repository: GitRepository
    /// The URL without user name or password, for messages.
    public var displayURL: String { fetchURL.display }

    private let fetchURL: RemoteURL
    private let pushURL: RemoteURL
    private let access: RemoteAccess

    /// A remote by its URL or path; a relative path belongs to the repository's work tree.
    ///
    /// The user's own `url.….insteadOf` rules apply, the checkout's do not.
    ///
    /// - Throws: A `Failure` when the user's configuration cannot be read.
    public init(url: String, of repository: GitRepository, access: RemoteAccess = RemoteAccess()) throws {
        try self.init(fetch: url, push: url, of: repository, access: access)
    }

    /// A remote by the name that the checkout's configuration gives it, such as `origin`.
    ///
    /// - Throws: `configuration` when the checkout names no such remote.
    public init(named name: String, of repository: GitRepository, access: RemoteAccess = RemoteAccess())
        async throws
    {
        guard let fetch = try await repository.remoteURL(name) else {
            throw Failure(
                .configuration, "finding remote \(name)",
                "the repository has none; `git remote add \(name) URL`",
                .needsHuman)
        }
        let push = try await repository.remoteURL(name, forPushing: true) ?? fetch
        try self.init(fetch: fetch, push: push, of: repository, access: access)
    }

    private init(fetch: String, push: String, of repository: GitRepository, access: RemoteAccess) throws {
        self.repository = repository
        self.access = access
        let base = repository.workDirectory ?? repository.gitDirectory
        (fetchURL, pushURL) = try edge("reading the user's configuration") {
            (
                RemoteURL(try UserConfiguration.rewritten(fetch, forPushing: false), relativeTo: base),
                RemoteURL(try UserConfiguration.rewritten(push, forPushing: true), relativeTo: base)
            )
        }
    }

    /// What the remote has now, full names; neither `HEAD` nor the peeled form of tags.
    public func references() async throws -> [String: ObjectID] {
        try await connected(to: fetchURL, "listing \(fetchURL.display)") { plan in
            try await repository.listRemote(plan).references
        }
    }

    /// The full name of the branch that the remote's `HEAD` points at; nil when it says nothing.
    public func defaultBranch() async throws -> String? {
        try await connected(to: fetchURL, "listing \(fetchURL.display)") { plan in
            try await repository.listRemote(plan).head
        }
    }

    /// Brings objects and mirrors references; tags come only when a refspec names them.
    ///
    /// Below `refs/remotes/`, what is gone at the remote goes here too. `FETCH_HEAD` is left alone.
    public func fetch(_ refspecs: [String]) async throws {
        try await connected(to: fetchURL, "fetching from \(fetchURL.display)") { plan in
            try await repository.fetch(plan, refspecs)
        }
    }

    /// Pushes all updates, each only if the remote reference stands where expected.
    ///
    /// The answer names every update that was refused: `conflict` when the remote reference is not as expected, or when
    /// the update would drop commits and the reference is not one that may be rewritten; `refused-by-remote` with the
    /// server's words when a hook or a protection refuses it. An empty answer means all went through.
    ///
    /// - Throws: A `Failure` when nothing could be asked: no connection, no credentials, a shallow clone.
    public func push(_ updates: [ReferenceUpdate]) async throws -> [String: Failure] {
        guard !updates.isEmpty else { return [:] }
        return try await connected(to: pushURL, "pushing to \(pushURL.display)") { plan in
            try await repository.push(plan, updates)
        }
    }

    /// Runs `body` with what is known; asks the credential helper only when the server wants credentials.
    private func connected<T>(
        to url: RemoteURL, _ activity: String, _ body: (RemotePlan) async throws -> T
    ) async throws -> T {
        try Task.checkCancellation()
        var plan = RemotePlan(url: url, access: access, basic: token(for: url), hosts: KnownHosts())
        if case .other(let scheme) = url.transport {
            throw Failure(.configuration, activity, "cannot speak \(scheme)", .needsHuman)
        }
        if case .ssh(let port) = url.transport {
            plan.hosts = try await KnownHosts.lookUp(host: url.host, port: port, file: access.knownHosts)
        }
        do {
            do {
                return try await body(plan)
            } catch let error as GitError where error.kind == .wantsCredentials && access.usesCredentialHelper
            {
                guard let basic = try await CredentialHelper.fill(url, environment: access.toolEnvironment)
                else { throw error }
                plan.basic = basic
                return try await body(plan)
            }
        } catch let error as GitError {
            throw error.failure.during(activity)
        }
    }

    private func token(for url: RemoteURL) -> BasicCredential? {
        access.tokens.first { $0.host == url.host }.map { BasicCredential(user: $0.user, password: $0.value) }
    }
}

extension GitRemote {
    /// The directory of a remote on this machine; nil for any other remote.
    public var localPath: String? {
        if case .local(let path) = fetchURL.transport { return path }
        return nil
    }
}
