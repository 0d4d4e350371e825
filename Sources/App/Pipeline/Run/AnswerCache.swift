internal import Foundation
internal import Model
internal import Ports
internal import Synchronization

/// What read commands printed, kept on this machine by what they were read from.
///
/// An entry counts only for the program that wrote it, for the same question, for a tree with the same paths, and where every
/// file that was read has the same blob. What was asked about and is not there cannot appear without another path, so it is
/// covered too. Nothing here ever feeds an edit: those evaluate again. Whatever is odd about the directory or an entry
/// means that the answer is computed.
public struct AnswerCache: Sendable {
    /// What a command prints.
    public struct Answer: Sendable, Hashable {
        /// Standard output.
        public var text: String
        /// What people are told beside it; empty for nothing.
        public var remark: String

        /// Makes an answer.
        public init(_ text: String, remark: String = "") {
            self.text = text
            self.remark = remark
        }
    }

    private let directory: String
    private let program: String
    private let limit: Int
    private static let magic = "trimtab-answer 1"

    /// Keeps entries in `directory`, at most `limit` bytes of them; `program` tells builds of this program apart.
    public init(directory: String, program: String, limit: Int = 256 << 20) {
        (self.directory, self.program, self.limit) = (directory, program, limit)
    }

    /// The cache that an environment asks for: `TRIMTAB_CACHE` is a directory or `off`, else `trimtab` in
    /// `XDG_CACHE_HOME` or `~/.cache`; nil where there is none.
    public init?(environment: [String: String]) {
        let base =
            environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.cache" : nil }
        let named = environment["TRIMTAB_CACHE"].flatMap { $0.isEmpty ? nil : $0 }
        guard named != "off", let directory = named ?? base.map({ $0 + "/trimtab" }),
            directory.hasPrefix("/"),
            let program = AnswerCache.identity()
        else { return nil }
        self.init(directory: directory, program: program)
    }

    /// The file that runs, its size and the moment it was written: another build is another program.
    private static func identity() -> String? {
        let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        guard let facts = try? FileManager.default.attributesOfItem(atPath: path),
            let size = facts[.size] as? NSNumber, let date = facts[.modificationDate] as? Date,
            let number = facts[.systemFileNumber] as? NSNumber
        else { return nil }
        return "\(path) \(size) \(date.timeIntervalSinceReferenceDate) \(number)"
    }

    // MARK: One question

    /// The answer to a question about a tree: the one that is kept, or a new one, made by reading the tree that is given.
    func answer(
        _ question: [String], about tree: any SourceTree, _ make: (any SourceTree) async throws -> Answer
    ) async throws -> Answer {
        let blobs = TreeBlobs(tree)
        let key = Digest(of: AnswerCache.joined([program, blobs.structure] + question)).rawValue
        if let kept = read(key, blobs) { return kept }
        let recording = RecordingTree(tree, blobs)
        let answer = try await make(recording)
        write(key, answer, paths: recording.paths, blobs)
        return answer
    }

    private func file(_ key: String) -> String { "\(directory)/\(key).answer" }

    private func read(_ key: String, _ blobs: TreeBlobs) -> Answer? {
        guard isOurs(), let data = FileManager.default.contents(atPath: file(key)) else { return nil }
        let bytes = [UInt8](data)
        guard let end = bytes.firstIndex(of: 0x0A) else { return nil }
        let head = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ").map(String.init)
        // trimtab-answer 1 SHA-256 READS PATHS REMARK TEXT
        guard head.count == 7, head[0...1].joined(separator: " ") == AnswerCache.magic,
            let sizes = Optional(head[4...].compactMap { Int($0) }), sizes.count == 3,
            sizes.allSatisfy({ $0 >= 0 && $0 <= bytes.count }),
            sizes.reduce(0, +) == bytes.count - end - 1,
            Digest(of: bytes[(end + 1)...]).rawValue == head[2]
        else { return nil }
        var start = end + 1
        let parts = sizes.map { size in
            defer { start += size }
            return bytes[start..<(start + size)]
        }
        let paths = parts[0].split(separator: 0, omittingEmptySubsequences: true).map { Array($0) }
        guard blobs.digest(of: paths) == head[3] else { return nil }
        return Answer(
            String(decoding: parts[2], as: UTF8.self), remark: String(decoding: parts[1], as: UTF8.self))
    }

    private func write(_ key: String, _ answer: Answer, paths: [String], _ blobs: TreeBlobs) {
        let names = paths.map { Array($0.utf8) }
        let list = Array(names.joined(separator: [0]))
        let (remark, text) = (Array(answer.remark.utf8), Array(answer.text.utf8))
        let body = list + remark + text
        guard body.count <= limit / 4, let reads = blobs.digest(of: names) else { return }
        let head =
            "\(AnswerCache.magic) \(Digest(of: body)) \(reads) \(list.count) \(remark.count) \(text.count)\n"
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard isOurs() else { return }
            let temporary = "\(directory)/.\(UUID().uuidString)"
            guard
                FileManager.default.createFile(
                    atPath: temporary, contents: Data(head.utf8 + body),
                    attributes: [.posixPermissions: 0o600])
            else { return }
            if rename(temporary, file(key)) != 0 { try? FileManager.default.removeItem(atPath: temporary) }
            trim(keeping: key)
        } catch {
            // Without a place to keep it, it is computed again.
        }
    }

    /// False for a directory into which others may write: what lies there could be anybody's answer.
    private func isOurs() -> Bool {
        var status = stat()
        guard lstat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
        return status.st_uid == geteuid() && status.st_mode & 0o022 == 0
    }

    /// Removes what was written longest ago until the rest fits.
    private func trim(keeping key: String) {
        let manager = FileManager.default
        var files = (try? manager.contentsOfDirectory(atPath: directory)) ?? []
        files = files.filter { $0.hasSuffix(".answer") || $0.hasPrefix(".") }
        var known = files.compactMap { name -> (name: String, size: Int, date: Date)? in
            guard let facts = try? manager.attributesOfItem(atPath: "\(directory)/\(name)"),
                let size = facts[.size] as? NSNumber, let date = facts[.modificationDate] as? Date
            else { return nil }
            return (name, size.intValue, date)
        }
        known.sort { ($0.date, $0.name) < ($1.date, $1.name) }
        var total = known.reduce(0) { $0 + $1.size }
        for entry in known where total > limit && entry.name != "\(key).answer" {
            try? manager.removeItem(atPath: "\(directory)/\(entry.name)")
            total -= entry.size
        }
    }

    /// Each part with its length, so that no two lists are joined to the same bytes.
    static func joined(_ parts: [String]) -> [UInt8] {
        parts.flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) }
    }
}

/// The blobs of a tree by their paths.
struct TreeBlobs: Sendable {
    private let ids: [String: String]
    /// Digest of all paths with what is there, and of where links lead: with the same one, the same paths lead to the same files.
    let structure: String

    init(_ tree: any SourceTree) {
        var ids: [String: String] = [:]
        var bytes: [UInt8] = []
        for entry in tree.entries {
            let isLink = entry.kind == .symlink || entry.kind == .submodule
            if !isLink { ids[entry.path] = entry.id.rawValue }
            bytes += Array(entry.path.utf8) + [0] + Array("\(entry.kind)".utf8) + [0]
            if isLink { bytes += Array(entry.id.rawValue.utf8) }
            bytes.append(0)
        }
        self.ids = ids
        structure = Digest(of: bytes).rawValue
    }

    func isFile(_ path: String) -> Bool { ids[path] != nil }

    /// Digest of the files at these paths; nil where one of them is no file.
    func digest(of paths: [[UInt8]]) -> String? {
        var bytes: [UInt8] = []
        for path in paths {
            guard let id = ids[String(decoding: path, as: UTF8.self)] else { return nil }
            bytes += path + [0] + Array(id.utf8) + [0]
        }
        return Digest(of: bytes).rawValue
    }
}

/// A tree that remembers which files were read.
final class RecordingTree: SourceTree {
    private let tree: any SourceTree
    private let blobs: TreeBlobs
    private let seen = Mutex<Set<String>>([])

    init(_ tree: any SourceTree, _ blobs: TreeBlobs) { (self.tree, self.blobs) = (tree, blobs) }

    /// The real paths of everything that was read, sorted.
    var paths: [String] { seen.withLock { $0.sorted() } }

    var commit: ObjectID { tree.commit }
    var entries: [TreeEntry] { tree.entries }
    func realPath(_ path: String) -> String? { tree.realPath(path) }

    func read(_ path: String) throws -> [UInt8]? {
        // What is not there stays so as long as the paths are the same.
        if let real = blobs.isFile(path) ? path : tree.realPath(path) {
            seen.withLock { _ = $0.insert(real) }
        }
        return try tree.read(path)
    }
}
