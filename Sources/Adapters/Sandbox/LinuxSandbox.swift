internal import Diagnostics
internal import Foundation
public import Model
public import Ports

/// Runs programs in bubblewrap where it is installed, else in namespaces that the kernel gives to anybody.
///
/// Where neither works nothing is run, and the failure says how to mend that.
public actor LinuxSandbox: GateSandbox {
    private let limits: SandboxLimits
    private let readable: [String]
    private let allowed: [SandboxHolder]
    private var found: Result<SandboxHolder, Failure>?

    /// `readable` are absolute paths of this machine that programs may read beside `/usr`.
    public init(limits: SandboxLimits, readable: [String] = []) {
        self.limits = limits
        self.readable = readable
        allowed = SandboxHolder.allCases
    }

    /// With some of the ways of holding only.
    init(limits: SandboxLimits, readable: [String] = [], among allowed: [SandboxHolder]) {
        self.limits = limits
        self.readable = readable
        self.allowed = allowed
    }

    /// `bubblewrap` or `namespaces`, after a trial.
    public func holder() async throws -> String { try await tried().rawValue }

    /// Runs each job in a sandbox of its own, over one checkout.
    public func run(
        _ jobs: [SandboxJob], over commit: ObjectID, of repository: any Repository
    ) async throws -> [SandboxResult] {
        let holder = try await tried()
        let checkout = try await Checkout(of: commit, in: repository)
        defer { checkout.remove() }
        var results: [SandboxResult] = []
        for job in jobs {
            let directories = ProgramPath.directories
            let isOutside =
                job.arguments[0].hasPrefix("/")
                && !(["/usr", "/bin", "/sbin"] + readable).contains { job.arguments[0].hasPrefix($0 + "/") }
            guard ProgramPath.find(job.arguments[0], in: directories) != nil, !isOutside else {
                let place = isOutside ? "not where gates may read" : "not installed"
                results.append(SandboxResult(.notStarted("\(job.arguments[0]) is \(place)")))
                continue
            }
            results.append(
                await HeldProcess(
                    words: holder.commandLine(
                        LinuxSandbox.words(job), checkout: checkout.files, room: checkout.room,
                        readable: readable, limits: limits),
                    limits: limits
                ).run())
        }
        return results
    }

    /// `env` sets all variables there are, inside: bubblewrap clears those outside.
    private static func words(_ job: SandboxJob) -> [String] {
        var variables = job.variables
        for (name, value) in [
            "PATH": SandboxPlace.path, "HOME": SandboxPlace.scratch, "TMPDIR": SandboxPlace.scratch,
            "LC_ALL": "C.UTF-8",
        ] { variables[name] = variables[name] ?? value }
        let settings = variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return ["/usr/bin/env", "-i"] + settings + job.arguments
    }

    /// The first holder that runs a program to its end.
    private func tried() async throws -> SandboxHolder {
        if let found { return try found.get() }
        var reasons: [String] = []
        for holder in allowed {
            if let missing = holder.missing {
                reasons.append("\(holder.rawValue): \(missing) is not installed")
                continue
            }
            let result = try await trial(holder)
            if result.end == .exited(0) {
                found = .success(holder)
                return holder
            }
            let said = String(decoding: result.output.suffix(300), as: UTF8.self)
                .split(whereSeparator: \.isNewline).joined(separator: "; ")
            reasons.append("\(holder.rawValue): \(said.isEmpty ? "\(result.end)" : said)")
        }
        let failure = Failure(
            .tool, "looking for a sandbox for gates",
            "\(reasons.joined(separator: "; ")). Install bubblewrap (Debian: apt-get install bubblewrap), and let "
                + "ordinary users make namespaces (sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces)",
            .needsHuman)
        found = .failure(failure)
        throw failure
    }

    private func trial(_ holder: SandboxHolder) async throws -> SandboxResult {
        let checkout = try Checkout.empty()
        defer { checkout.remove() }
        let words = holder.commandLine(
            LinuxSandbox.words(SandboxJob(["/usr/bin/test", "-w", SandboxPlace.scratch])),
            checkout: checkout.files, room: checkout.room, readable: readable, limits: limits)
        return await HeldProcess(words: words, limits: limits).run()
    }
}
