internal import Diagnostics
internal import HCL

/// A file that a module's expressions may read, as far as its path is literal.
struct FileRead: Hashable, Sendable {
    /// What the path starts from.
    enum Base: Hashable, Sendable {
        /// `${path.module}`.
        case module
        /// A relative path is taken from where Terraform runs, which is the root.
        case root
        /// Not known.
        case anywhere
    }

    var base: Base
    /// The directory behind the base, as far as it is literal.
    var directory: String
    /// The path ends so.
    var suffix: String
    /// True when nothing is between directory and suffix.
    var isExact: Bool

    /// True when `path` may be what is meant by a module in `module` of the root in `root`.
    func mayMean(_ path: String, module: String, root: String) -> Bool {
        let start: String
        switch base {
        case .module: start = module
        case .root: start = root
        case .anywhere: return path.hasSuffix(suffix)
        }
        if isExact { return RepositoryPath.join(start, directory + suffix) == path }
        guard let folder = RepositoryPath.join(start, directory) else { return false }
        return RepositoryPath.isInside(path, folder) && path.hasSuffix(suffix)
    }

    private static let anything = FileRead(base: .anywhere, directory: "", suffix: "", isExact: false)

    private static let functions: Set<String> = [
        "file", "templatefile", "fileexists", "fileset", "filebase64", "filemd5", "filesha1", "filesha256",
        "filesha512", "filebase64sha256", "filebase64sha512",
    ]

    /// Every file function of a file.
    static func all(in file: HCLFile) -> Set<FileRead> {
        guard FileMarks.contains(file.source, "file") else { return [] }
        var reads: Set<FileRead> = []
        visit(file.tree.root, file.tree, &reads)
        return reads
    }

    private static func visit(_ node: HCLNodeID, _ tree: HCLTree, _ reads: inout Set<FileRead>) {
        switch tree.kind(of: node) {
        case .call:
            if let call = ExpressionView(tree: tree, id: node).call, functions.contains(call.name),
                let path = call.arguments.first
            {
                reads.insert(read(path))
            }
        case .jsonString:
            // An expression inside of a JSON string is not looked into.
            let view = ExpressionView(tree: tree, id: node)
            if view.kind == .template, view.text.contains("file") { reads.insert(anything) }
        default: break
        }
        for child in tree.children(of: node) { visit(child, tree, &reads) }
    }

    private static func read(_ path: ExpressionView) -> FileRead {
        if let text = path.stringLiteral?.value {
            return text.hasPrefix("/")
                ? anything : FileRead(base: .root, directory: "", suffix: text, isExact: true)
        }
        guard path.kind == .template else { return anything }
        var parts = path.templateParts[...]
        var read = FileRead(base: .root, directory: "", suffix: "", isExact: false)
        if case .interpolation(let expression, _)? = parts.first {
            switch expression.text {
            case "path.module": read.base = .module
            case "path.root": read.base = .root
            default: read.base = .anywhere
            }
            parts = parts.dropFirst()
        }
        if case .literal(let text, _)? = parts.last {
            // A step up behind something that is not known may lead anywhere.
            read.suffix = text.contains("../") ? "" : text
        }
        guard read.base != .anywhere, case .literal(let first, _)? = parts.first else {
            read.base = .anywhere
            return read
        }
        if parts.count == 1 {
            read.suffix = first
            read.isExact = true
        } else {
            let steps = first.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            read.directory = steps.joined(separator: "/")
            if parts.dropFirst().contains(where: { part in
                if case .literal(let text, _) = part { return text.contains("..") }
                return false
            }) {
                read.base = .anywhere
            }
        }
        return read
    }
}
