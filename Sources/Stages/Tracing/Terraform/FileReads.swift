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
                var read = read(path)
                if call.name == "fileset", read.base != .anywhere {
                    read = FileRead(
                        base: read.base, directory: read.isExact ? read.suffix : read.directory, suffix: "",
                        isExact: false)
                }
                reads.insert(read)
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
        guard read.base != .anywhere, case .literal(let text, _)? = parts.first else {
            read.base = .anywhere
            return read
        }
        // Behind `${path.module}` it starts with a slash.
        let first =
            text.hasPrefix("/") && path.templateParts.count > parts.count ? String(text.dropFirst()) : text
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

/// Whether the text of files can make the name of another file.
enum FileNaming {
    /// True when the bytes hold the last part of `path`, or a text that ends like it behind something that is put in:
    /// `${var.environment}.json`, `%s.json`.
    static func canName(_ path: String, in bytes: [UInt8]) -> Bool {
        let name = RepositoryPath.name(of: path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return true }
        let ending = String(name[dot...])
        for start in FileMarks.positions(of: ending, in: bytes) {
            var lower = start
            while lower > 0, !delimiters.contains(bytes[lower - 1]) { lower -= 1 }
            let tail = String(decoding: bytes[lower..<(start + ending.utf8.count)], as: UTF8.self)
            guard lower > 0 else { return name.hasSuffix(tail) }
            switch bytes[lower - 1] {
            case UInt8(ascii: "}"): if name.hasSuffix(tail) { return true }
            case UInt8(ascii: "%"): if name.hasSuffix(tail.dropFirst()) { return true }
            default: if tail == name || name.hasSuffix(tail) && tail.hasPrefix(".") { return true }
            }
        }
        return false
    }

    private static let delimiters = Set("}%\"'/ ,()[]\n\t=".utf8)
}
