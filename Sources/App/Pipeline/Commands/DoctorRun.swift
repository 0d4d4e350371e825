internal import Diagnostics
internal import Foundation
internal import Git
internal import Ledger
internal import Model
internal import Policy
internal import Ports
internal import Prometheus
internal import Settings

/// `trimtab doctor`: looks at everything a run needs; each line says how to mend.
public struct DoctorRun: Sendable {
    /// One thing that was looked at.
    public struct Line: Sendable, Encodable {
        /// What was looked at.
        public var subject: String
        /// True when it is as it should be.
        public var isFine: Bool
        /// What was found, and how to mend it.
        public var finding: String
    }

    /// All lines.
    public struct Report: Sendable {
        /// In the order of looking.
        public var lines: [Line] = []
        /// True when something needs mending.
        public var hasProblems: Bool { lines.contains { !$0.isFine } }
        /// For people.
        public var text: String {
            lines.map { "\($0.isFine ? "ok  " : "MEND")  \($0.subject): \($0.finding)\n" }.joined()
        }

        mutating func add(_ subject: String, _ body: () async throws -> String) async {
            do {
                lines.append(Line(subject: subject, isFine: true, finding: try await body()))
            } catch let files as InvalidFiles {
                lines.append(
                    Line(
                        subject: subject, isFine: false,
                        finding: files.rendered.trimmingCharacters(in: .newlines).replacing(
                            "\n", with: "\n      ")))
            } catch {
                lines.append(Line(subject: subject, isFine: false, finding: "\(error)"))
            }
        }
    }

    private let options: RunOptions

    /// Looks at what `options` name.
    public init(_ options: RunOptions) { self.options = options }

    /// Looks at everything; never throws, a problem is a line.
    public func examine() async -> Report {
        var report = Report()
        await report.add("libgit2") { try Libgit2.version() }
        await report.add("operator's file") {
            let settings = try ConfigurationFiles.operatorSettings(
                named: options.operatorFile, environment: options.environment)
            return settings == nil
                ? "none; the local forge is used and nothing is signed"
                : "valid, caps at \(settings?.posture.name ?? "")"
        }
        await report.add("repository") {
            let git = try GitRepository(path: options.repositoryPath)
            guard !git.isShallow else {
                throw Failure(
                    .badInput, "opening the repository",
                    "it is shallow, and pushing from it fails; run `git fetch --unshallow`", .needsHuman)
            }
            return git.gitDirectory
        }
        var workspace: Workspace?
        await report.add("remote, settings and forge") {
            let opened = try await Workspace.open(options)
            workspace = opened
            return "\(options.remoteName), branch \(opened.settings.targetBranch) at \(opened.tip.short), "
                + "forge \(opened.forge.name)"
        }
        guard let workspace else { return report }
        await report.add("policies") {
            let result = try await PolicyChecking(
                repositoryPath: options.repositoryPath, revision: workspace.tip.rawValue,
                operatorFile: options.operatorFile
            ).check()
            guard !result.hasErrors else {
                throw InvalidFiles(rendered: result.rendered, isConfiguration: true)
            }
            return result.summary.trimmingCharacters(in: .newlines)
        }
        await report.add("ledger") {
            let faults = try await LedgerCommands(workspace).verify()
            guard faults.isEmpty else {
                throw Failure(
                    .badInput, "checking the ledger",
                    faults.map { "\($0.place): \($0.message)" }.joined(separator: "; "),
                    .needsHuman)
            }
            return "whole"
        }
        if let organisation = workspace.organisation {
            await report.add("organisation's ledger") {
                let facts = try await organisation.facts()
                if case .unreadable(let why) = facts.standing {
                    throw Failure(.unavailable, "reading it", why, .needsHuman)
                }
                return
                    "whole, \(facts.spends.count) merges of all repositories; this one is \(organisation.name)"
            }
        }
        await report.add("sandbox for gates") { try await sandbox(workspace) }
        if let offline = workspace.offline {
            await report.add("waiting for the remote") {
                let count = try offline.events().count
                return count == 0
                    ? "nothing" : "\(count) events in \(offline.place); the next run pushes them"
            }
        }
        for notifier in workspace.outside.notifiers {
            await report.add("notifier") {
                if let unusable = notifier as? UnusableNotifier { throw unusable.failure }
                return notifier.name
            }
        }
        await report.add("kill switch") {
            try await workspace.halt.check()
            return "off"
        }
        await report.add("signals") {
            let redacted = try workspace.metrics()
            let source = (redacted as? RedactingSource)?.real ?? redacted
            guard let client = source as? PrometheusClient else {
                return "recorded answers of \(source.label)"
            }
            return "\(source.label): version \(try await client.probe().version ?? "unknown")"
        }
        await signing(workspace, &report)
        return report
    }

    /// Without a sandbox no gate passes; that matters where a category names one that runs a program.
    private func sandbox(_ workspace: Workspace) async throws -> String {
        let policies = try CategoryLoader().load(from: workspace.tree)
        let named = Set(policies.categories.flatMap(\.category.gates)).subtracting(PolicyCheck.builtInGates)
            .sorted()
        do {
            let holder = try await workspace.outside.sandbox?.holder() ?? "none"
            return named.isEmpty
                ? "\(holder); no category needs it" : "\(holder), for \(named.joined(separator: ", "))"
        } catch let failure as Failure where named.isEmpty {
            return "none, and no category needs it (\(failure.reason))"
        }
    }

    private func signing(_ workspace: Workspace, _ report: inout Report) async {
        let settings = workspace.operatorSettings
        await report.add("signing") {
            guard let key = settings.signingKey else {
                return workspace.localForge == nil
                    ? "no key; the bot can only propose. Name one as `signingKey` in the operator's file"
                    : "no key; the local forge does without"
            }
            guard FileManager.default.isReadableFile(atPath: key) else {
                throw Failure(.configuration, "reading the signing key", "\(key) cannot be read", .needsHuman)
            }
            guard settings.allowedSigners != nil else {
                throw Failure(
                    .configuration, "checking signatures",
                    "name the allowed-signers file as `allowedSigners` in the operator's file", .needsHuman)
            }
            return "\(key), fingerprint \(try await SSHSignature.fingerprint(keyFile: key))"
        }
    }
}
