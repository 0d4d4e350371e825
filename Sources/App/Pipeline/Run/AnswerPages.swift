internal import Diagnostics
internal import Model
internal import Tracing

/// The text of an answer, root by root.
struct Pages {
    private let bytes: [UInt8]
    private let form: AnswerUpdate.Form

    init(_ bytes: [UInt8], _ form: AnswerUpdate.Form) {
        self.bytes = bytes
        self.form = form
    }

    /// The text with what is said of some roots in its place; nil where what stands there is not what was said of them before.
    ///
    /// `parts` becomes what is known of the roots then.
    func replaced(
        _ parts: inout RootFiles, _ local: LocalEvaluation, _ changed: Set<String>
    ) -> [ArraySlice<UInt8>]? {
        if form == .roots, local.roots.isEmpty, local.added.isEmpty {
            // What is said of other roots may name a line.
            return mentions(changed.map { "\($0):" }).isEmpty ? [bytes[...]] : nil
        }
        let lines = parts.roots.map { form == .roots ? 1 : $0.rows }
        guard let rows = ranges(), rows.count == lines.reduce(0, +) else { return nil }
        var mentions = mentions(form == .roots ? changed.flatMap { ["\($0):", "\($0)\""] } : Array(changed))[
            ...]
        let separator = form == .cells ? [] : Array(",\n".utf8)[...]
        var result: [ArraySlice<UInt8>] = []
        // What stands in the text as it is, and is not added yet: neighbours are added at once.
        var taken = 0..<0
        func add(_ page: ArraySlice<UInt8>) {
            guard !page.isEmpty else { return }
            if !result.isEmpty { result.append(separator) }
            result.append(page)
        }
        func addTaken() {
            add(bytes[taken])
            taken = 0..<0
        }
        func take(_ range: Range<Int>) {
            guard !range.isEmpty else { return }
            if !taken.isEmpty, bytes[taken.upperBound..<range.lowerBound].elementsEqual(separator) {
                taken = taken.lowerBound..<range.upperBound
            } else {
                addTaken()
                taken = range
            }
        }
        var files = local.files.roots[...]
        var map = RootFiles(paths: parts.paths, roots: [])
        var numbers = Dictionary(map.paths.enumerated().map { ($1, $0) }) { first, _ in first }
        func row(_ root: RootFiles.Row) -> RootFiles.Row {
            var root = root
            root.files = root.files.map { local.files.paths[$0] }.map { path in
                if let known = numbers[path] { return known }
                numbers[path] = map.paths.count
                map.paths.append(path)
                return map.paths.count - 1
            }
            return root
        }
        // Those that are new are the last ones of the list.
        var added = zip(local.added, files.suffix(local.added.count)).sorted { $0.1.place < $1.1.place }[...]
        var first = 0
        for (number, root) in parts.roots.enumerated() {
            while let next = added.first, next.1.place < root.place {
                map.roots.append(row(next.1))
                if form == .roots {
                    addTaken()
                    add(text([next.0]))
                }
                added.removeFirst()
            }
            let count = lines[number]
            let range = count == 0 ? 0..<0 : rows[first].lowerBound..<rows[first + count - 1].upperBound
            first += count
            var page: ArraySlice<UInt8>?
            var kept: RootFiles.Row? = root
            if let (old, new) = local.rows[number] {
                let known = text(old)
                guard bytes[range] == known else { return nil }
                if old != new { page = text(new) }
                kept?.rows = new.count
            }
            if let (old, new) = local.roots[number] {
                kept = nil
                if form == .roots {
                    guard bytes[range] == text([old]) else { return nil }
                    page = new.map { text([$0]) } ?? []
                }
                if new != nil, let next = files.popFirst() { kept = row(next) }
            }
            if let kept { map.roots.append(kept) }
            // Of what is said about other roots, nothing may speak of the file: lines may be others.
            while let mention = mentions.first, count > 0, mention < range.upperBound {
                guard form == .roots ? local.roots[number] != nil : local.rows[number] != nil else {
                    return nil
                }
                mentions.removeFirst()
            }
            guard let page else {
                take(range)
                continue
            }
            addTaken()
            add(page)
        }
        addTaken()
        for next in added {
            map.roots.append(row(next.1))
            if form == .roots { add(text([next.0])) }
        }
        parts = map
        guard form != .cells else { return result }
        return [Array("[\n".utf8)[...]] + result + [Array("\n]\n".utf8)[...]]
    }

    /// Where any of some texts stands.
    private func mentions(_ texts: [String]) -> [Int] {
        texts.flatMap { ByteSearch.positions(of: Array($0.utf8), in: bytes) }.sorted()
    }

    /// Rows as they stand in the text.
    private func text(_ entries: [InventoryEntry]) -> ArraySlice<UInt8> {
        if form == .cells { return Array(TracingTables.cells(entries).utf8)[...] }
        return Pages.inner(entries)
    }

    /// Roots as they stand in the text.
    private func text(_ roots: [Root]) -> ArraySlice<UInt8> { Pages.inner(roots) }

    /// What stands between the brackets of a list.
    private static func inner(_ list: [some PrettyJSON]) -> ArraySlice<UInt8> {
        guard !list.isEmpty else { return [] }
        let bytes = CanonicalJSON.prettyBytes(list: list)
        return bytes[2..<(bytes.count - 3)]
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
