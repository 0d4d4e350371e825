internal import Diagnostics
internal import Model

/// Code of the repository that may read a manifest as a file, so that a change of it would show up elsewhere.
struct ManifestReaders: Sendable {
    private let index: RepositoryIndex
    private let candidates = Lazily<[SourceFile]>()

    private static let functions = ["file(", "templatefile(", "filebase64(", "fileset("]

    init(_ index: RepositoryIndex) { self.index = index }

    /// False where every mention of the name in a file is the end of a path that is another one's.
    private static func mayName(_ path: String, _ file: SourceFile) -> Bool {
        let name = RepositoryPath.name(of: path)
        return FileMarks.positions(of: name, in: file.bytes).contains { start in
            if isRemark(start, file.bytes) { return false }
            let line = file.bytes[..<start].lastIndex { [0x0A, 0x22].contains($0) }.map { $0 + 1 } ?? 0
            // What is known of the path: what stands behind the last variable, and behind what goes up.
            let text = String(decoding: file.bytes[line..<start], as: UTF8.self)
            var known = text.split(separator: "}", omittingEmptySubsequences: false).last ?? ""
            while known.hasPrefix("/../") || known.hasPrefix("../") || known.hasPrefix("./") {
                known = known.dropFirst(known.hasPrefix("./") ? 2 : known.hasPrefix("../") ? 3 : 4)
            }
            if known.hasPrefix("/") { known = known.dropFirst() }
            guard known.contains("/"), known.allSatisfy({ $0.isLetter || $0.isNumber || "-_./".contains($0) })
            else { return true }
            return (path.dropLast(name.count)).hasSuffix(known)
        }
    }

    /// True for what stands in a line that is nothing but a comment.
    private static func isRemark(_ position: Int, _ bytes: [UInt8]) -> Bool {
        let line = bytes[..<position].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let text = bytes[line..<position].drop { $0 == 0x20 || $0 == 0x09 }
        return text.starts(with: "#".utf8) || text.starts(with: "//".utf8)
    }

    /// A hold when Terraform reads the file, or may.
    func hold(on path: String) throws -> Hold? {
        let name = RepositoryPath.name(of: path)
        let files = try candidates.get {
            try index.files.filter { $0.hasSuffix(".tf") || $0.hasSuffix(".tofu") || $0.hasSuffix(".hcl") }
                .compactMap { try index.store.source($0) }
                .filter { file in
                    ManifestReaders.functions.contains { FileMarks.contains(file.bytes, $0) }
                }
        }
        for file in files {
            if FileMarks.contains(file.bytes, name), ManifestReaders.mayName(path, file) {
                return Hold(
                    .limit, "\(file.path) reads a file called \(name) too, which is not evaluated yet")
            }
            if FileMarks.contains(file.bytes, "fileset("),
                RepositoryPath.isInside(path, RepositoryPath.directory(of: file.path))
            {
                return Hold(
                    .limit,
                    "\(file.path) reads the files of a directory around \(path), which is not evaluated yet")
            }
        }
        return nil
    }
}
