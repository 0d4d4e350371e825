public import Diagnostics
internal import Model
public import Ports
public import Settings
internal import YAML

/// Reads `.trimtab.yml` of one commit, at the root or in `.github/`.
public struct RepositorySettingsLoader: Sendable {
    /// Where it may stand; the first that is there counts.
    public static let paths = [".trimtab.yml", ".github/.trimtab.yml"]

    /// What was read.
    public struct Result: Sendable {
        /// The settings; those of an absent file where there is none, nil when there are errors.
        public var settings: RepositorySettings?
        /// What is wrong.
        public var diagnostics: [Diagnostic]
        /// The file, for showing the diagnostics; nil where there is none.
        public var file: SourceFile?
    }

    /// Makes a loader.
    public init() {}

    /// The settings in `tree`, which must show the target branch.
    ///
    /// - Throws: `Failure` when the tree cannot be read.
    public func load(from tree: any SourceTree) throws -> Result {
        let present = RepositorySettingsLoader.paths.filter { path in
            tree.entries.contains { $0.path == path }
        }
        guard let path = present.first, let bytes = try tree.read(path) else {
            return Result(settings: RepositorySettings(), diagnostics: [], file: nil)
        }
        let file = SourceFile(path: path, bytes: bytes)
        var (settings, diagnostics) = RepositorySettingsLoader.decode(file)
        for other in present.dropFirst() {
            diagnostics.append(
                Diagnostic(
                    .settingsContradiction, .warning, "\(other) is ignored, because \(path) is there",
                    at: SourceSpan(path: other, range: ByteRange(0..<0))))
        }
        return Result(settings: settings, diagnostics: diagnostics, file: file)
    }

    /// Decodes the file.
    public static func decode(_ file: SourceFile) -> (
        settings: RepositorySettings?, diagnostics: [Diagnostic]
    ) {
        let parsed = YAMLConfiguration.decode(file)
        guard let node = parsed.node else { return (nil, parsed.diagnostics) }
        let decoded = RepositorySettingsDecoder.decode(node, of: file)
        return (decoded.value, parsed.diagnostics + decoded.diagnostics)
    }
}

/// Reads the operator's file.
public enum OperatorSettingsLoader {
    /// Decodes the file.
    public static func decode(_ file: SourceFile) -> (settings: OperatorSettings?, diagnostics: [Diagnostic])
    {
        let parsed = YAMLConfiguration.decode(file)
        guard let node = parsed.node else { return (nil, parsed.diagnostics) }
        let decoded = OperatorSettingsDecoder.decode(node, of: file)
        return (decoded.value, parsed.diagnostics + decoded.diagnostics)
    }
}
