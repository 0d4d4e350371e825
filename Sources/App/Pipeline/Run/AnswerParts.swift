internal import Diagnostics
internal import Foundation
internal import Model
internal import Ports
internal import Settings
internal import Tracing

/// Brings an answer about everything up to date by computing the rows of a few roots.
enum AnswerParts {
    /// The answer for the files as they are now; nil where that takes evaluating everything.
    static func updated(
        _ kept: AnswerCache.Kept, _ tree: any SourceTree,
        _ changed: [String: (old: [UInt8], new: [UInt8])], _ settings: RepositorySettings
    ) throws -> AnswerCache.Answer? {
        guard let form = kept.outline.form, let parts = read(kept.parts) else { return nil }
        let change = LocalChange(tree, marks: kept.outline.marks, values: kept.outline.fixed)
        for (path, versions) in changed {
            guard isPlain(path), try change.isLocal(path, versions.old, versions.new) else { return nil }
        }
        let paths = Set(changed.keys)
        guard let reach = parts.reach(of: paths, in: tree, read: kept.reads.map(\.path)),
            paths.isSubset(of: reach.paths),
            let local = try LocalEvaluation(
                of: reach.roots, among: parts,
                old: TreeSlice(tree, paths: reach.paths, replacing: changed.mapValues(\.old)),
                new: TreeSlice(tree, paths: reach.paths), changed: paths, settings: settings,
                marks: kept.outline.marks, withRows: form != .roots),
            var answer = kept.answer()
        else { return nil }
        answer.parts = parts
        if form == .roots {
            // What is said of other roots may name a line.
            let bytes = Array(answer.text.utf8)
            let isNamed = paths.contains {
                !ByteSearch.positions(of: Array("\($0):".utf8), in: bytes).isEmpty
            }
            guard !isNamed else { return nil }
        } else {
            var pages = Pages(answer.text, form)
            guard let text = try pages.replaced(&answer.parts, local, paths) else { return nil }
            answer.text = text
        }
        return answer
    }

    /// True for a path that stands in any text as it is.
    private static func isPlain(_ path: String) -> Bool {
        path.utf8.allSatisfy {
            $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
    }

    // MARK: As bytes

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

/// The rows of an inventory, root by root.
private struct Pages {
    private let bytes: [UInt8]
    private let form: AnswerUpdate.Form

    init(_ text: String, _ form: AnswerUpdate.Form) {
        bytes = Array(text.utf8)
        self.form = form
    }

    /// The text with other rows of some roots; nil where those that are there are not the ones of before.
    mutating func replaced(
        _ parts: inout RootFiles?, _ local: LocalEvaluation, _ changed: Set<String>
    ) throws -> String? {
        guard var map = parts, let rows = ranges(), rows.count == map.roots.reduce(0, { $0 + $1.rows }) else {
            return nil
        }
        var mentions = changed.flatMap { ByteSearch.positions(of: Array($0.utf8), in: bytes) }.sorted()[...]
        let separator = form == .json ? Array(",\n".utf8) : []
        var result = form == .json ? Array("[\n".utf8) : []
        result.reserveCapacity(bytes.count + bytes.count / 64)
        let empty = result.count
        var row = 0
        for (number, root) in map.roots.enumerated() {
            let range = root.rows == 0 ? 0..<0 : rows[row].lowerBound..<rows[row + root.rows - 1].upperBound
            row += root.rows
            var page = bytes[range]
            if let (old, new) = local.rows[number] {
                guard page.elementsEqual(try text(old)) else { return nil }
                page = try text(new)[...]
                map.roots[number].rows = new.count
            }
            // Of what is said about other roots, nothing may speak of the file: lines may be others.
            while let mention = mentions.first, root.rows > 0, mention < range.upperBound {
                guard local.rows[number] != nil else { return nil }
                mentions.removeFirst()
            }
            guard !page.isEmpty else { continue }
            if result.count > empty { result += separator }
            result += page
        }
        if form == .json { result += "\n]\n".utf8 }
        parts = map
        return String(decoding: result, as: UTF8.self)
    }

    /// Rows as they stand in the text.
    private func text(_ entries: [InventoryEntry]) throws -> [UInt8] {
        guard !entries.isEmpty else { return [] }
        if form == .cells { return Array(TracingTables.cells(entries).utf8) }
        return Array(try CanonicalJSON.encodePretty(list: entries).utf8.dropFirst(2).dropLast(3))
    }

    /// Where each row stands.
    private func ranges() -> [Range<Int>]? {
        if form == .cells {
            var start = 0
            return ByteSearch.positions(of: [CellText.row], in: bytes).map { end in
                defer { start = end + 1 }
                return start..<(end + 1)
            }
        }
        let starts = ByteSearch.positions(of: Array("\n  {\n".utf8), in: bytes).map { $0 + 1 }
        guard bytes.starts(with: "[\n".utf8), bytes.suffix(3).elementsEqual("\n]\n".utf8) else { return nil }
        return starts.indices.map { number in
            starts[number]..<(number + 1 < starts.count ? starts[number + 1] - 2 : bytes.count - 3)
        }
    }
}
