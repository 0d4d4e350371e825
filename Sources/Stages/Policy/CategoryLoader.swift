public import Diagnostics
internal import Model
public import Ports
public import Settings
internal import YAML

/// What the target branch grants.
public struct PolicySet: Sendable {
    /// The categories of files without errors, by name.
    public var categories: [LoadedCategory]
    /// What is wrong with the files.
    public var diagnostics: [Diagnostic]
    /// The files themselves, for showing the diagnostics.
    public var files: [SourceFile]

    /// Makes a set.
    public init(categories: [LoadedCategory], diagnostics: [Diagnostic] = [], files: [SourceFile] = []) {
        self.categories = categories.sorted {
            ($0.category.name, $0.category.path) < ($1.category.name, $1.category.path)
        }
        self.diagnostics = diagnostics
        self.files = files
    }

    /// The category of that name.
    public func category(named name: String) -> LoadedCategory? {
        categories.first { $0.category.name == name }
    }
}

/// Reads the category files of one commit; a file with an error grants nothing, and says so.
public struct CategoryLoader: Sendable {
    /// The folder that grants.
    public static let folder = ".trimtab/policies/"
    /// No category file needs to be larger.
    static let maximumSize = 256 * 1024

    /// Makes a loader.
    public init() {}

    /// The categories in `tree`, which must show the target branch.
    ///
    /// - Throws: `Failure` when the tree cannot be read. A missing folder is an empty set.
    public func load(from tree: any SourceTree) throws -> PolicySet {
        var categories: [LoadedCategory] = []
        var diagnostics: [Diagnostic] = []
        var files: [SourceFile] = []
        var names: [String: SourceSpan] = [:]
        for entry in tree.entries where CategoryLoader.isPolicyFile(entry.path) {
            let start = SourceSpan(path: entry.path, range: ByteRange(0..<0))
            guard entry.kind == .file || entry.kind == .executable else {
                diagnostics.append(
                    Diagnostic(
                        .policyNotAFile, .error, "a policy must be an ordinary file, not a link", at: start))
                continue
            }
            guard let bytes = try tree.read(entry.path) else { continue }
            guard bytes.count <= CategoryLoader.maximumSize else {
                diagnostics.append(
                    Diagnostic(
                        .policyTooLarge, .error,
                        "a policy has at most \(CategoryLoader.maximumSize) bytes, this one \(bytes.count)",
                        at: start))
                continue
            }
            let file = SourceFile(path: entry.path, bytes: bytes)
            files.append(file)
            let decoded = CategoryLoader.decode(file)
            diagnostics += decoded.diagnostics
            guard let category = decoded.value else { continue }
            let span = category.spans["name"] ?? start
            if let first = names[category.name] {
                diagnostics.append(
                    Diagnostic(
                        .policyDuplicate, .error,
                        "the category \(category.name) is declared twice; neither grants anything", at: span,
                        notes: [Diagnostic.Note("the other one is here", at: first)]))
                categories.removeAll { $0.category.name == category.name }
                continue
            }
            names[category.name] = span
            categories.append(LoadedCategory(category, blob: entry.id, commit: tree.commit))
        }
        diagnostics += StrategyChoice(categories.map(\.category)).diagnostics
        return PolicySet(categories: categories, diagnostics: diagnostics, files: files)
    }

    /// Decodes one category file.
    public static func decode(_ file: SourceFile) -> (value: Category?, diagnostics: [Diagnostic]) {
        decodedFiles.value(for: file, decodeAnew)
    }

    /// A run reads the same few files at several moments.
    private static let decodedFiles = DecodedFiles()

    private static func decodeAnew(_ file: SourceFile) -> (value: Category?, diagnostics: [Diagnostic]) {
        let parsed = YAMLConfiguration.decode(file)
        guard let node = parsed.node else { return (nil, parsed.diagnostics) }
        let decoded = CategoryDecoder.decode(node, of: file)
        return (decoded.value, parsed.diagnostics + decoded.diagnostics)
    }

    /// Decodes one file of tests.
    static func decodeTest(_ file: SourceFile) -> (value: PolicyTestFile?, diagnostics: [Diagnostic]) {
        let parsed = YAMLConfiguration.decode(file)
        guard let node = parsed.node else { return (nil, parsed.diagnostics) }
        let decoded = PolicyTestDecoder.decode(node, of: file)
        return (decoded.value, parsed.diagnostics + decoded.diagnostics)
    }

    static func isPolicyFile(_ path: String) -> Bool {
        isInFolder(path) && !isTestFile(path)
    }

    /// Tests stand beside the policies and grant nothing.
    static func isTestFile(_ path: String) -> Bool {
        isInFolder(path) && (path.hasSuffix("_test.yaml") || path.hasSuffix("_test.yml"))
    }

    private static func isInFolder(_ path: String) -> Bool {
        path.hasPrefix(folder) && (path.hasSuffix(".yaml") || path.hasSuffix(".yml"))
    }
}

extension DiagnosticID {
    /// A policy file is a symbolic link or a submodule.
    public static let policyNotAFile: DiagnosticID = "policy-not-a-file"
    /// A policy file is too large to be one.
    public static let policyTooLarge: DiagnosticID = "policy-too-large"
    /// Two files declare one category.
    public static let policyDuplicate: DiagnosticID = "policy-duplicate"
}
