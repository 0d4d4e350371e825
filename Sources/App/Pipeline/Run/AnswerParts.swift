internal import Diagnostics
internal import Foundation
internal import Model
internal import Ports
internal import Settings
internal import Synchronization
internal import Tracing

/// Brings an answer about everything up to date by computing the rows of a few roots.
enum AnswerParts {
    /// What was evaluated last: a process answers one question, and taking apart all that was read for it takes its time.
    private static let evaluated = Mutex<LocalEvaluation?>(nil)

    /// The answer for the files as they are now; nil where that takes evaluating everything.
    static func updated(
        _ kept: AnswerCache.Kept, _ tree: any SourceTree, _ all: TreeChange, _ settings: RepositorySettings
    ) throws -> AnswerCache.Answer? {
        guard let form = kept.outline.form, var parts = read(kept.parts) else { return nil }
        let (marks, old) = (kept.outline.marks, kept.before?.entries ?? [])
        let local = LocalChange(tree, marks: marks, values: kept.outline.fixed)
        var asked = questions(kept.asked)
        guard !local.isAsked(of: all, before: old, among: asked) else { return nil }
        let unnoticed = try local.unnoticed(in: all, before: old, beside: parts, &asked)
        let change = all.without(unnoticed)
        var answer: AnswerCache.Answer?
        if change.isEmpty {
            answer = kept.answer()
            answer?.kept = kept.text.file.isEmpty ? nil : kept.text
        } else {
            guard try isLocal(change, local, among: asked),
                let reach = parts.reach(of: change, in: tree, read: kept.reads.map(\.path))
            else { return nil }
            let versions = LocalEvaluation.Versions(
                old: TreeSlice(
                    tree, paths: reach.paths.subtracting(change.added.keys),
                    replacing: all.contents.mapValues(\.old).merging(change.removed) { $1 },
                    more: old.filter { change.removed[$0.path] != nil }),
                new: TreeSlice(tree, paths: reach.paths), change: change)
            guard let (outline, bytes) = kept.printed(), let pages = Pages(bytes, form, of: parts),
                let evaluation = try LocalEvaluation(
                    of: reach.roots, among: parts, versions, in: tree, among: asked, settings: settings,
                    marks: marks, withRows: form != .roots, isKept: { pages.says($1, of: $0) }),
                let pieces = pages.replaced(&parts, evaluation, change.paths)
            else { return nil }
            answer = outline
            answer?.pieces = pieces.map(\.bytes)
            answer?.kept = kept.text.replaced(by: pieces)
            asked.formUnion(evaluation.questions)
            evaluated.withLock { $0 = evaluation }
        }
        answer?.parts = parts
        answer?.questions = asked
        return answer
    }

    /// True where nobody notices a change but roots that read one of the files.
    private static func isLocal(
        _ change: TreeChange, _ local: LocalChange, among asked: Set<UInt64>
    ) throws -> Bool {
        let moved = Set(change.added.keys).union(change.removed.keys)
        return try change.paths.allSatisfy(isPlain)
            && change.contents.allSatisfy { try local.isLocal($0, $1.old, $1.new, moved: moved) }
            && [change.added, change.removed].joined().allSatisfy {
                try local.isLocal(passing: $0, $1, among: asked)
            }
    }

    /// True for a path that stands in any text as it is.
    private static func isPlain(_ path: String) -> Bool {
        path.utf8.allSatisfy {
            $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
    }

    // MARK: As bytes

    /// Questions about paths, eight bytes each.
    static func bytes(_ questions: Set<UInt64>) -> [UInt8] {
        questions.sorted().flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
    }

    /// The questions that were written so.
    static func questions(_ bytes: [UInt8]) -> Set<UInt64> {
        var questions = Set<UInt64>(minimumCapacity: bytes.count / 8)
        for start in stride(from: 0, to: bytes.count - 7, by: 8) {
            questions.insert((0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << ($1 * 8) })
        }
        return questions
    }

    /// What ``read(_:)`` reads.
    static func bytes(_ parts: RootFiles) -> [UInt8] {
        var bytes = Array("\(parts.paths.count)".utf8) + [0]
        func add(_ text: String) {
            bytes += text.utf8
            bytes.append(0)
        }
        for path in parts.paths { add(path) }
        for root in parts.roots {
            add(root.key)
            add("\(root.print)")
            add("\(root.rows)")
            add(root.files.map { "\($0)" }.joined(separator: ","))
        }
        return bytes
    }

    /// What ``bytes(_:)`` wrote; nil for anything else.
    static func read(_ bytes: [UInt8]) -> RootFiles? {
        let texts = bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
        guard let first = texts.first, let count = Int(String(decoding: first, as: UTF8.self)), count >= 0,
            texts.count > count, (texts.count - 1 - count).isMultiple(of: 4)
        else { return nil }
        let paths = texts[1..<(1 + count)].map { String(decoding: $0, as: UTF8.self) }
        var roots: [RootFiles.Row] = []
        for start in stride(from: 1 + count, to: texts.count, by: 4) {
            let files = texts[start + 3].split(separator: UInt8(ascii: ",")).map(number)
            guard let print = UInt64(String(decoding: texts[start + 1], as: UTF8.self)),
                let rows = number(texts[start + 2]),
                files.allSatisfy({ $0.map { $0 < count } ?? false })
            else { return nil }
            roots.append(
                RootFiles.Row(
                    key: String(decoding: texts[start], as: UTF8.self), print: print, rows: rows,
                    files: files.compactMap(\.self)))
        }
        return RootFiles(paths: paths, roots: roots)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count < 10 else { return nil }
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }
}
