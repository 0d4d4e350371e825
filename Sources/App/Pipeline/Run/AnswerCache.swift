internal import Diagnostics
internal import Foundation
internal import Model
internal import Ports
internal import Settings
internal import Synchronization
internal import Tracing

/// What read commands printed, kept on this machine by what they were read from.
///
/// An entry counts only for the program that wrote it, for the same question, for a tree with the same paths, and where every
/// file that was read has the same blob. What was asked about and is not there cannot appear without another path, so it is
/// covered too. Where files differ in nothing but sizes of workloads, an answer about everything is brought up to date
/// (``SizeChange``, ``AnswerUpdate``); where they differ in what only the roots notice that read them, the rows of these are
/// computed (``LocalEvaluation``, ``AnswerParts``). So it is where a few files came or went about which nothing was asked
/// (``TreeQuestions``), beside the answer for the tree that was asked about last. Nothing here ever feeds an edit: those evaluate again. Whatever is odd about
/// the directory or an entry means that the answer is computed.
public struct AnswerCache: Sendable {
    /// What a command prints.
    public struct Answer: Sendable, Hashable {
        /// Standard output, in UTF-8: it may have many megabytes, of which no copies are made.
        public var pieces: [ArraySlice<UInt8>]
        /// Standard output.
        public var text: String {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(length)
            for piece in pieces { bytes += piece }
            return String(decoding: bytes, as: UTF8.self)
        }
        /// Its length in bytes.
        var length: Int { pieces.reduce(0) { $0 + $1.count } }
        /// What people are told beside it; empty for nothing.
        public var remark: String

        /// How it can be brought up to date; nil where it cannot.
        var form: AnswerUpdate.Form?
        /// Files whose numbers mean more than sizes: nothing is brought up to date when they change.
        var fixed: Set<String> = []
        /// Which root reads what; nil where the answer is not about all of them.
        var parts: RootFiles?
        /// What the files say that makes a change of one the concern of others.
        var marks: LocalChange.Marks = []
        /// What was asked about paths.
        var questions: Set<UInt64> = []
        /// The pieces of what is printed, where some stand in a file already.
        var kept: AnswerText?

        /// Makes an answer.
        public init(_ text: String, remark: String = "") {
            self.init(pieces: [Array(text.utf8)[...]], remark: remark)
        }

        /// Makes an answer of UTF-8.
        public init(pieces: [ArraySlice<UInt8>], remark: String = "") {
            self.pieces = pieces
            self.remark = remark
        }
    }

    /// What is kept, and the files that are other ones now.
    struct Kept {
        /// What is known of the answer before its text is read.
        var outline: Answer
        /// Paths with the blobs that were read.
        var reads: [(path: String, id: String)]
        /// Those of them that have another blob now.
        var changed: [(path: String, id: String)]
        /// Files that are new, where the answer is for another tree.
        var added: [TreeEntry] = []
        /// Files that are gone.
        var removed: [TreeEntry] = []
        /// The tree that it is for, where that is another one.
        var before: (any SourceTree)?
        /// The commit that it was made for.
        var commit: String
        /// True where nothing reads the sizes of workloads as anything else.
        var isPlain: Bool
        /// What ``Answer/parts`` was written as.
        var parts: [UInt8]
        /// What ``Answer/questions`` was written as.
        var asked: [UInt8]
        /// What is printed.
        var text: AnswerText
        /// The file of that, which is read as soon as it is known to be needed.
        var file: TextReading

        /// The answer as it was printed; nil where the entry is damaged.
        ///
        /// It may be many times as long as what tells whether it is of any use, and is read last.
        func answer() -> Answer? {
            guard let (outline, bytes) = printed() else { return nil }
            var answer = outline
            answer.pieces = [bytes[...]]
            return answer
        }

        /// The same with what was printed apart from it.
        func printed() -> (outline: Answer, bytes: [UInt8])? {
            guard let bytes = text.file.isEmpty ? [] : file.bytes(withDigest: text.file) else { return nil }
            return text.text(of: bytes).map { (outline, $0) }
        }
    }

    let directory: String
    private let program: String
    let limit: Int
    static let magic = "trimtab-answer 6"
    /// More files than these are not compared.
    static let mostChanged = 64

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
    ///
    /// `old` gives the bytes of a blob that a file had before, where they are still there, `before` the tree of a commit likewise, and `settings`
    /// those of the repository.
    func answer(
        _ question: [String], about tree: any SourceTree,
        old: (ObjectID) async throws -> [UInt8]? = { _ in nil },
        before: (ObjectID) async throws -> (any SourceTree)? = { _ in nil },
        settings: () async throws -> RepositorySettings? = { nil },
        _ make: (any SourceTree) async throws -> Answer
    ) async throws -> Answer {
        let blobs = TreeBlobs(tree)
        let key = key(blobs, question)
        var kept = read(key, blobs)
        if kept == nil { kept = try await nearest(question, tree, blobs, before) }
        if let kept {
            kept.file.begin(isWanted: !kept.text.file.isEmpty)
            if kept.before == nil, kept.changed.isEmpty, let answer = kept.answer() { return answer }
            if kept.before != nil || !kept.changed.isEmpty,
                let (answer, paths) = try await updated(kept, tree, old, settings)
            {
                write(key, answer, paths: paths, isPlain: kept.isPlain, blobs, tree.commit)
                point(question, to: key)
                return answer
            }
        }
        let recording = RecordingTree(tree, blobs)
        var answer = try await make(recording)
        answer.fixed = recording.fixed
        answer.parts = recording.parts
        answer.marks = recording.marks
        answer.questions = recording.questions.hashes
        let isPlain =
            try answer.form != nil && !recording.copiesFields
            && !SizeReaders(tree).copiesFields(beside: Set(recording.paths))
        write(key, answer, paths: recording.paths, isPlain: isPlain, blobs, tree.commit)
        if answer.parts != nil { point(question, to: key) }
        return answer
    }

    /// Under which name the answer to a question is kept, for a tree with some paths, or, without one, the name of the last.
    func key(_ blobs: TreeBlobs?, _ question: [String]) -> String {
        Digest(of: AnswerCache.joined([program] + (blobs.map { [$0.structure] } ?? []) + question)).rawValue
    }

    /// The answer for the files as they are now, where that does not take evaluating everything, and what it was read from.
    private func updated(
        _ kept: Kept, _ tree: any SourceTree, _ old: (ObjectID) async throws -> [UInt8]?,
        _ settings: () async throws -> RepositorySettings?
    ) async throws -> (Answer, [String])? {
        guard kept.outline.form != nil,
            kept.changed.count + kept.added.count + kept.removed.count <= AnswerCache.mostChanged
        else { return nil }
        var files: [String: (old: [UInt8], new: [UInt8])] = [:]
        for (path, id) in kept.changed {
            guard let before = try? await old(ObjectID(rawValue: id)), let after = try tree.read(path) else {
                return nil
            }
            files[path] = (before, after)
        }
        if kept.before == nil, let answer = try sized(kept, tree, files) {
            return (answer, kept.reads.map(\.path))
        }
        var change = TreeChange(contents: files)
        for entry in kept.added {
            guard let bytes = try tree.read(entry.path) else { return nil }
            change.added[entry.path] = bytes
        }
        for entry in kept.removed {
            guard let bytes = try? await old(entry.id) else { return nil }
            change.removed[entry.path] = bytes
        }
        // What is known of all files together is to stay so.
        let isSame = files.mapValues(\.new).merging(change.added, uniquingKeysWith: { $1 }).allSatisfy {
            kept.outline.marks.isSuperset(of: LocalChange.Marks.of($1, path: $0))
                && (!kept.isPlain || !SizeReaders.copiesFields($1, path: $0))
        }
        guard isSame, let settings = try await settings() else { return nil }
        guard let answer = try AnswerParts.updated(kept, tree, change, settings) else { return nil }
        let gone = Set(kept.removed.map(\.path))
        let paths = kept.reads.map(\.path).filter { !gone.contains($0) } + kept.added.map(\.path)
        return (answer, paths.sorted())
    }

    /// The answer for the files as they are now, where they differ from those before in sizes alone.
    private func sized(
        _ kept: Kept, _ tree: any SourceTree, _ changed: [String: (old: [UInt8], new: [UInt8])]
    ) throws -> Answer? {
        guard kept.isPlain, let form = kept.outline.form,
            kept.changed.allSatisfy({ !kept.outline.fixed.contains($0.path) })
        else { return nil }
        let readers = SizeReaders(tree)
        var files: [(file: SourceFile, changes: [SizeChange])] = []
        for (path, _) in kept.changed {
            guard let (before, after) = changed[path],
                let changes = SizeChange.between(before, after, path: path), try !readers.mayRead(path)
            else { return nil }
            files.append((SourceFile(path: path, bytes: before), changes))
        }
        guard var (answer, bytes) = kept.printed() else { return nil }
        var update = AnswerUpdate(bytes, form)
        bytes = []
        for (file, changes) in files {
            guard update.apply(changes, to: file) else { return nil }
        }
        answer.pieces = [update.bytes[...]]
        // The rows are those of before with other numbers in them.
        answer.parts = AnswerParts.read(kept.parts)
        answer.questions = AnswerParts.questions(kept.asked)
        return answer
    }

    func file(_ key: String) -> String { "\(directory)/\(key).answer" }

    /// The file of a text, by its digest.
    func textFile(_ digest: String) -> String { "\(directory)/\(digest).text" }

    /// What is kept under a name; where `isNear`, files that were read may be gone.
    func read(_ key: String, _ blobs: TreeBlobs, isNear: Bool = false) -> Kept? {
        guard isOurs(), let handle = FileHandle(forReadingAtPath: file(key)),
            let start = try? handle.read(upToCount: 512), let end = start.firstIndex(of: 0x0A),
            let size = try? handle.seekToEnd()
        else { return nil }
        let head = String(decoding: start[..<end], as: UTF8.self).split(separator: " ").map(String.init)
        // trimtab-answer 6 SHA-256 TEXT FORM PLAIN MARKS COMMIT READS FIXED PARTS QUESTIONS PIECES REMARK NEW: of what follows it with the
        // lists, then the name of the text's file.
        guard head.count == 15, head[0...1].joined(separator: " ") == AnswerCache.magic,
            let marks = Int(head[6]),
            let sizes = Optional(head[8...].compactMap { Int($0) }), sizes.count == 7,
            sizes.allSatisfy({ $0 >= 0 && $0 <= size }),
            sizes.reduce(0, +) + end + 1 == Int(size)
        else { return nil }
        let length = sizes.reduce(0, +)
        guard let bytes = AnswerCache.bytes(of: handle, at: UInt64(end + 1), length),
            Digest(ofPieces: [Array(head[3...].joined(separator: " ").utf8)[...], bytes[...]]).rawValue
                == head[2]
        else { return nil }
        var ends: [Int] = []
        for size in sizes { ends.append((ends.last ?? 0) + size) }
        func list(_ number: Int) -> ArraySlice<UInt8> { bytes[(ends[number] - sizes[number])..<ends[number]] }
        let texts = list(0).split(separator: 0, omittingEmptySubsequences: false)
        var reads: [(path: String, id: String)] = []
        var changed: [(path: String, id: String)] = []
        for position in stride(from: 0, to: texts.count - 1, by: 2) {
            let path = String(decoding: texts[position], as: UTF8.self)
            let id = String(decoding: texts[position + 1], as: UTF8.self)
            guard let now = blobs.id(path) else {
                guard isNear else { return nil }
                continue
            }
            reads.append((path, id))
            if now != id { changed.append((path, id)) }
        }
        var outline = Answer("")
        outline.form = AnswerUpdate.Form(rawValue: head[4])
        outline.fixed = Set(
            list(1).split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
        outline.marks = LocalChange.Marks(rawValue: marks)
        outline.remark = String(decoding: list(5), as: UTF8.self)
        let name = head[3] == "-" ? "" : head[3]
        guard let pieces = AnswerText.pieces(String(decoding: list(4), as: UTF8.self)),
            name.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return Kept(
            outline: outline, reads: reads, changed: changed, commit: head[7], isPlain: head[5] == "plain",
            parts: Array(list(2)), asked: Array(list(3)),
            text: AnswerText(file: name, pieces: pieces, inline: Array(list(6))),
            file: TextReading(textFile(name)))
    }

    /// Each part with its length, so that no two lists are joined to the same bytes.
    static func joined(_ parts: [String]) -> [UInt8] {
        parts.flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) }
    }
}
