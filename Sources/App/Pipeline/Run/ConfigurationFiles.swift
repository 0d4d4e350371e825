internal import Diagnostics
internal import Foundation
internal import Policy
internal import Ports
internal import Settings

/// Reads `.trimtab.yml` of a commit and the operator's file; errors come all at once, with positions.
enum ConfigurationFiles {
    /// The repository's settings; those of an absent file when there is none.
    static func repository(_ tree: any SourceTree) throws -> RepositorySettings {
        let result = try RepositorySettingsLoader().load(from: tree)
        guard let settings = result.settings else {
            throw invalid(result.diagnostics, result.file.map { [$0] } ?? [])
        }
        return settings
    }

    /// The operator's settings; nil when there is no file in the usual places.
    ///
    /// A file that was named and is missing is an error.
    static func operatorSettings(named path: String?, environment: [String: String]) throws
        -> OperatorSettings?
    {
        if let path { return try decode(try source(path)) }
        let home = environment["XDG_CONFIG_HOME"] ?? environment["HOME"].map { "\($0)/.config" }
        for folder in [home, "/etc"].compactMap(\.self) {
            let path = "\(folder)/trimtab/operator.yml"
            if FileManager.default.fileExists(atPath: path) { return try decode(try source(path)) }
        }
        return nil
    }

    /// A file of the operator's machine.
    static func source(_ path: String) throws -> SourceFile {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure(.configuration, "reading \(path)", "there is no such file", .needsHuman)
        }
        return SourceFile(path: path, bytes: Array(bytes))
    }

    private static func decode(_ file: SourceFile) throws -> OperatorSettings {
        let decoded = OperatorSettingsLoader.decode(file)
        guard let settings = decoded.settings else { throw invalid(decoded.diagnostics, [file]) }
        return settings
    }

    /// The error that shows diagnostics of configuration files.
    static func invalid(_ diagnostics: [Diagnostic], _ files: [SourceFile]) -> InvalidFiles {
        let renderer = DiagnosticRenderer(files: files)
        return InvalidFiles(rendered: diagnostics.map(renderer.render).joined(), isConfiguration: true)
    }
}
