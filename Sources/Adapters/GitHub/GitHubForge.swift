internal import Diagnostics
public import HTTP
public import Model
public import Ports
internal import Synchronization

/// GitHub over its REST interface, with a token: github.com or an enterprise server.
///
/// What is written is found again by hidden markers, so a call that was cut off can be made again. Only pull requests whose
/// head is in the repository itself count: a fork may use any branch name. Labels that others put on are left alone.
///
/// All functions throw `Failure`.
public struct GitHubForge: Forge {
    /// `github`.
    public let name = "github"
    let api: GitHubAPI
    let time: any TimeSource
    let memory = Memory()

    /// What does not change while a run lasts.
    final class Memory: Sendable {
        let login = Mutex<String?>(nil)
        let writers = Mutex<[String: Bool]>([:])
        /// Who closed a pull request, by number and time of closing.
        let closers = Mutex<[String: String]>([:])
    }

    /// Speaks to `api` (`https://api.github.com`, `https://host/api/v3`) about `repository` (`owner/name`).
    ///
    /// The token is sent to that host only. `login` names whom the token acts as, for servers that do not tell; `clock` is
    /// what pauses are slept on; `time` judges whether a permit has expired, and is the machine's own when nil.
    ///
    /// - Throws: `configuration` when the URL or the repository's name cannot be used, or the token would travel unencrypted.
    public init(
        api: String, repository: String, token: Secret, login: String? = nil,
        transport: any HTTPTransport = HTTPClient(), clock: some Clock<Duration> = ContinuousClock(),
        time: (any TimeSource)? = nil
    ) throws {
        let activity = "preparing to speak to GitHub"
        let base = try HTTPURL(api)
        guard base.scheme == "https" || ["127.0.0.1", "[::1]", "localhost"].contains(base.host) else {
            throw Failure(
                .configuration, activity, "\(base) would carry the token unencrypted; use https", .needsHuman)
        }
        guard base.credentials == nil else {
            throw Failure(
                .configuration, activity, "\(base) has credentials in it; give the token by itself",
                .needsHuman)
        }
        guard Self.isRepositoryName(repository) else {
            throw Failure(
                .configuration, activity, "\"\(repository)\" is no repository; write it like owner/name",
                .needsHuman)
        }
        guard !token.isEmpty else {
            throw Failure(
                .configuration, activity, "the token is empty; set the variable that the operator file names",
                .needsHuman)
        }
        self.api = GitHubAPI(
            base: base, repository: repository, token: token, transport: transport, pauses: Pauses(clock))
        self.time = time ?? MachineTime()
        memory.login.withLock { $0 = login }
    }

    private static func isRepositoryName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                !part.isEmpty && part != "." && part != ".."
                    && part.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                            UInt8(ascii: "_"):
                            true
                        default: false
                        }
                    }
            }
    }

    /// The login that the token acts as.
    ///
    /// A token of an app's installation may not read `/user`; it is asked who it is over GraphQL, which tells every token.
    public var actor: String {
        get async throws {
            if let known = memory.login.withLock({ $0 }) { return known }
            let activity = "asking GitHub who the token is"
            let url = api.base.appending("user")
            let answer = try await api.send(api.request(.get, url, activity, isIdempotent: true))
            let login =
                answer.status == 403
                ? try await installation(activity, Refusal(answer).failure(activity, url))
                : try api.decode(UserAnswer.self, answer, url, activity).login
            memory.login.withLock { $0 = login }
            return login
        }
    }

    private func installation(_ activity: String, _ refusal: Failure) async throws -> String {
        var url = api.base
        // https://api.github.com/graphql, but https://host/api/graphql beside https://host/api/v3.
        let suffix = "/api/v3"
        while url.path.hasSuffix("/") { url.path.removeLast() }
        if url.path.hasSuffix(suffix) { url.path.removeLast("/v3".count) }
        url = url.appending("graphql")
        let body = try CanonicalJSON.encode(GraphQLRequest(query: "query{viewer{login}}"))
        let answer = try await api.send(
            api.request(.post, url, activity, body: body, isIdempotent: true))
        guard answer.head.isSuccess,
            let login = try? CanonicalJSON.decode(ViewerAnswer.self, from: answer.body).data?.viewer.login
        else { throw refusal }
        return login.hasSuffix("[bot]") ? login : login + "[bot]"
    }
}
