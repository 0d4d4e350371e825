internal import Diagnostics
internal import HelmChart

/// What Flux leaves out of the files that a GitRepository hands on: what no repository deploys, what `.sourceignore` files
/// name, then what the `ignore` of the GitRepository names.
///
/// The last rule that fits a path decides; a directory that is left out does not keep a file below it from being taken in again.
struct SourceIgnore: Sendable {
    /// One line, as Flux reads patterns of Git.
    private struct Rule: Sendable {
        /// The names of the directory that it speaks of, in UTF-8.
        let domain: [ArraySlice<UInt8>]
        /// One pattern for each name; nil for `**`, an empty one before a leading `/`.
        private let parts: [Part]
        let takesIn: Bool
        private let mustBeDirectory: Bool

        private enum Part: Sendable {
            case nothing
            case anyDirectories
            /// `**` with something beside it, which fits nothing.
            case never
            case name(GlobPattern)
        }

        init(_ line: Substring, domain: [ArraySlice<UInt8>]) {
            self.domain = domain
            var text = line
            takesIn = text.hasPrefix("!")
            if takesIn { text.removeFirst() }
            if !text.hasSuffix("\\ ") { while text.last == " " { text.removeLast() } }
            mustBeDirectory = text.hasSuffix("/")
            if mustBeDirectory { text.removeLast() }
            let isPath = text.contains("/")
            parts = text.split(separator: "/", omittingEmptySubsequences: false).map { part in
                if part.isEmpty { return .nothing }
                guard isPath, part.contains("**") else { return .name(GlobPattern(part)) }
                return part == "**" ? .anyDirectories : .never
            }
        }

        func fits(_ path: [ArraySlice<UInt8>]) -> Bool {
            guard path.count > domain.count, path.starts(with: domain) else { return false }
            let path = path[domain.count...]
            return parts.count == 1 ? fitsName(path) : fitsPath(path)
        }

        /// Any of the names; where it must be a directory, not the last one, which is a file.
        private func fitsName(_ path: ArraySlice<ArraySlice<UInt8>>) -> Bool {
            guard case .name(let pattern) = parts[0] else { return false }
            return (mustBeDirectory ? path.dropLast() : path).contains { pattern.matches(utf8: $0) }
        }

        private func fitsPath(_ whole: ArraySlice<ArraySlice<UInt8>>) -> Bool {
            var path = whole
            var fits = false
            var mayPass = false
            for (number, part) in parts.enumerated() {
                switch part {
                case .nothing: mayPass = false
                case .never: return false
                case .anyDirectories:
                    if number < parts.count - 1 { mayPass = true }
                case .name(let pattern) where mayPass:
                    mayPass = false
                    guard !path.isEmpty else { return false }
                    let found = path.firstIndex { pattern.matches(utf8: $0) }
                    fits = found != nil
                    path = found.map { path[($0 + 1)...] } ?? []
                case .name(let pattern):
                    guard let name = path.first, pattern.matches(utf8: name) else { return false }
                    fits = true
                    path = path.dropFirst()
                }
            }
            return fits && !(mustBeDirectory && path.isEmpty)
        }
    }

    /// The name of the files with rules.
    private static let fileName = ".sourceignore"

    /// What Flux leaves out of every repository.
    private static let always = [
        ".git/", ".gitignore", ".gitmodules", ".gitattributes", "*.jpg", "*.jpeg", "*.gif", "*.png", "*.wmv",
        "*.flv", "*.tar.gz", "*.zip", ".github/", ".circleci/", ".travis.yml", ".gitlab-ci.yml",
        "appveyor.yml",
        ".drone.yml", "cloudbuild.yaml", "codeship-services.yml", "codeship-steps.yml", "**/.goreleaser.yml",
        "**/.sops.yaml", "**/.flux.yaml",
    ]

    private var rules: [Rule]

    /// The rules of the repository; ``RepositoryIndex/sourceIgnore`` has them once and for all.
    init(_ index: RepositoryIndex) throws {
        rules = SourceIgnore.always.map { Rule($0[...], domain: []) }
        let files = index.files.filter { RepositoryPath.name(of: $0) == SourceIgnore.fileName }
        // Those further down count for more.
        let sorted = files.map { ($0, $0.split(separator: "/").count) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
        for (file, _) in sorted {
            guard let source = try index.store.source(file) else { continue }
            add(
                String(decoding: source.bytes, as: UTF8.self),
                domain: SourceIgnore.names(of: RepositoryPath.directory(of: file)))
        }
    }

    /// The rules with those behind them that the text of a GitRepository has.
    func with(_ text: String?) -> SourceIgnore {
        guard let text else { return self }
        var ignore = self
        ignore.add(text, domain: [])
        return ignore
    }

    private mutating func add(_ text: String, domain: [ArraySlice<UInt8>]) {
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            rules.append(Rule(line, domain: domain))
        }
    }

    private static func names(of path: String) -> [ArraySlice<UInt8>] {
        Array(path.utf8).split(separator: UInt8(ascii: "/"))
    }

    /// True for a file that is not handed on.
    func excludes(_ path: String) -> Bool {
        let names = SourceIgnore.names(of: path)
        guard let rule = rules.last(where: { $0.fits(names) }) else { return false }
        return !rule.takesIn
    }
}
