public import Diagnostics
public import Model
public import Ports
internal import Settings

/// Looks through everything that grants or limits, and reports what is broken, impossible or suspicious.
public struct PolicyCheck: Sendable {
    /// What was found.
    public struct Report: Sendable {
        /// Errors first by file, in the order of the text.
        public var diagnostics: [Diagnostic]
        /// The files, for showing the diagnostics.
        public var files: [SourceFile]
        /// The categories that can be used.
        public var policies: PolicySet

        /// True when nothing must be mended.
        public var isSound: Bool { !diagnostics.contains { $0.severity == .error } }
    }

    /// Gates that the program can run.
    private let gates: [String]

    /// `gates` are the names that categories may ask for, beside those that the operator's file declares.
    public init(gates: [String] = PolicyCheck.knownGates) { self.gates = gates }

    /// Those, and the ones that run programs of the machine.
    public static let knownGates = builtInGates + GateSettings.builtIn

    /// The gates that every edit passes, or it is none.
    public static let builtInGates = ["parse", "blast-radius"]

    /// Checks the category files and `.trimtab.yml` of `tree`, and the operator's file where there is one.
    ///
    /// - Throws: `Failure` when the tree cannot be read.
    public func check(
        _ tree: any SourceTree, operatorFile: SourceFile?, at now: Timestamp
    ) throws -> Report {
        let policies = try CategoryLoader().load(from: tree)
        let settings = try RepositorySettingsLoader().load(from: tree)
        var diagnostics = policies.diagnostics + settings.diagnostics
        var files = policies.files + (settings.file.map { [$0] } ?? [])
        var gates = gates
        if let operatorFile {
            files.append(operatorFile)
            let decoded = OperatorSettingsLoader.decode(operatorFile)
            diagnostics += decoded.diagnostics
            gates += decoded.settings?.gates.commands.map(\.name) ?? []
        }
        let paths = tree.entries.filter { $0.kind == .file || $0.kind == .executable }.map(\.path)
        let categories = policies.categories.map(\.category)
        for category in categories {
            diagnostics +=
                CategoryCheck(
                    category, now: now, paths: paths, gates: gates, knowsAllGates: operatorFile != nil,
                    excluded: settings.settings?.excludedPaths ?? []
                ).diagnostics
        }
        diagnostics += OverlapCheck(categories).diagnostics
        diagnostics += (settings.settings?.overrides ?? []).compactMap { PolicyCheck.dead($0, among: paths) }
        diagnostics.sort {
            ($0.subject.path, $0.subject.range, $0.id.rawValue) < (
                $1.subject.path, $1.subject.range, $1.id.rawValue
            )
        }
        return Report(diagnostics: diagnostics, files: files, policies: policies)
    }

    /// An override that speaks of files, none of which is there.
    private static func dead(_ override: PolicyOverride, among paths: [String]) -> Diagnostic? {
        let globs = override.paths.map { Glob($0) }
        guard let span = override.span, !globs.isEmpty,
            !paths.contains(where: { path in globs.contains { $0.matches(path) } })
        else { return nil }
        return Diagnostic(
            .policyDeadGlob, .warning, "no file lies in the paths of the override `\(override.name)`",
            at: span)
    }
}
