internal import Diagnostics
internal import Dispatch
internal import Model
internal import Synchronization
internal import Tracing

/// The text of an answer, root by root.
struct Pages {
    private let bytes: [UInt8]
    private let form: AnswerUpdate.Form
    /// Where the rows of each root stand; empty for a list of roots.
    private let places: [Range<Int>]

    /// Takes a text apart; nil where it is not one about the roots.
    init?(_ bytes: [UInt8], _ form: AnswerUpdate.Form, of parts: RootFiles) {
        self.bytes = bytes
        self.form = form
        guard form != .roots else {
            places = []
            return
        }
        guard let places = Pages.places(parts.roots.map(\.rows), bytes, form) else { return nil }
        self.places = places
    }

    /// Where so many rows each stand; nil where there are more or fewer.
    private static func places(
        _ counts: [Int], _ bytes: [UInt8], _ form: AnswerUpdate.Form
    ) -> [Range<Int>]? {
        guard let rows = ranges(bytes, form), rows.count == counts.reduce(0, +) else { return nil }
        var first = 0
        return counts.map { count in
            defer { first += count }
            return count == 0 ? 0..<0 : rows[first].lowerBound..<rows[first + count - 1].upperBound
        }
    }

    /// True where the text says just these rows of a root.
    func says(_ rows: [InventoryEntry], of number: Int) -> Bool {
        places.indices.contains(number) && bytes[places[number]] == text(rows)
    }

    /// The text with what is said of some roots in its place; nil where what stands there is not what was said of them before.
    ///
    /// `parts` becomes what is known of the roots then.
    func replaced(
        _ parts: inout RootFiles, _ local: LocalEvaluation, _ changed: Set<String>
    ) -> [Piece]? {
        if form == .roots, local.roots.isEmpty, local.added.isEmpty {
            // What is said of other roots may name a line.
            return mentions(changed.map { "\($0):" }).isEmpty ? [taken(bytes.indices)] : nil
        }
        let lines = parts.roots.map { _ in 1 }
        guard let places = form == .roots ? Pages.places(lines, bytes, form) : places,
            places.count == parts.roots.count
        else { return nil }
        var mentions = mentions(form == .roots ? changed.flatMap { ["\($0):", "\($0)\""] } : Array(changed))[
            ...]
        let separator: Piece = (nil, form == .cells ? [] : Array(",\n".utf8)[...])
        var result: [Piece] = []
        // What stands in the text as it is, and is not added yet: neighbours are added at once.
        var taken = 0..<0
        func add(_ page: Piece) {
            guard !page.bytes.isEmpty else { return }
            if !result.isEmpty { result.append(separator) }
            result.append(page)
        }
        func addTaken() {
            add(self.taken(taken))
            taken = 0..<0
        }
        func take(_ range: Range<Int>) {
            guard !range.isEmpty else { return }
            if !taken.isEmpty, bytes[taken.upperBound..<range.lowerBound].elementsEqual(separator.bytes) {
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
        let texts = texts(of: local.rows)
        // Those that are new are the last ones of the list.
        var added = zip(local.added.indices, files.suffix(local.added.count)).sorted {
            $0.1.place < $1.1.place
        }[...]
        func page(of added: Int) -> ArraySlice<UInt8> {
            form == .roots ? text([local.added[added]]) : text(local.addedRows[added])
        }
        for (number, root) in parts.roots.enumerated() {
            while let next = added.first, next.1.place < root.place {
                map.roots.append(row(next.1))
                addTaken()
                add((nil, page(of: next.0)))
                added.removeFirst()
            }
            let range = places[number]
            var page: ArraySlice<UInt8>?
            var kept: RootFiles.Row? = root
            if let (_, new) = local.rows[number], let (before, after) = texts[number] {
                guard bytes[range] == before else { return nil }
                page = after
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
            while let mention = mentions.first, !range.isEmpty, mention < range.upperBound {
                guard
                    form == .roots
                        ? local.roots[number] != nil
                        : local.rows[number] != nil || local.unchanged.contains(number)
                else { return nil }
                mentions.removeFirst()
            }
            guard let page else {
                take(range)
                continue
            }
            addTaken()
            add((nil, page))
        }
        addTaken()
        for next in added {
            map.roots.append(row(next.1))
            add((nil, page(of: next.0)))
        }
        parts = map
        guard form != .cells else { return result }
        return [(nil, Array("[\n".utf8)[...])] + result + [(nil, Array("\n]\n".utf8)[...])]
    }

    /// Some bytes of what is printed, and where they stood before; nil for what is new.
    typealias Piece = (part: Range<Int>?, bytes: ArraySlice<UInt8>)

    private func taken(_ range: Range<Int>) -> Piece { (range, bytes[range]) }

    /// Where any of some texts stands.
    private func mentions(_ texts: [String]) -> [Int] {
        texts.flatMap { ByteSearch.positions(of: Array($0.utf8), in: bytes) }.sorted()
    }

    /// Rows as they stand in the text, list by list.
    private func texts(of lists: [[InventoryEntry]]) -> [ArraySlice<UInt8>] {
        if form == .cells { return lists.map { Array(TracingTables.cells($0).utf8)[...] } }
        return CanonicalJSON.prettyElements(of: lists)
    }

    /// Rows as they stand in the text.
    private func text(_ entries: [InventoryEntry]) -> ArraySlice<UInt8> { texts(of: [entries]).first ?? [] }

    /// Rows of roots as they stood in the text, and as they do now where they are others; made on all processors.
    private func texts(
        of rows: [Int: (old: [InventoryEntry], new: [InventoryEntry])]
    ) -> [Int: (old: ArraySlice<UInt8>, new: ArraySlice<UInt8>?)] {
        let all = Array(rows)
        let made = Mutex<[Int: (old: ArraySlice<UInt8>, new: ArraySlice<UInt8>?)]>([:])
        let pieces = min(all.count, 16)
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            let some = all[(piece * all.count / pieces)..<((piece + 1) * all.count / pieces)]
            let isSame = some.map { $0.value.old == $0.value.new }
            let texts = texts(of: some.map(\.value.old) + zip(some, isSame).map { $1 ? [] : $0.value.new })
            made.withLock { made in
                for (position, row) in some.enumerated() {
                    made[row.key] = (
                        texts[position], isSame[position] ? nil : texts[some.count + position]
                    )
                }
            }
        }
        return made.withLock { $0 }
    }

    /// Roots as they stand in the text.
    private func text(_ roots: [Root]) -> ArraySlice<UInt8> {
        CanonicalJSON.prettyElements(of: [roots]).first ?? []
    }

    /// Where each row stands.
    private static func ranges(_ bytes: [UInt8], _ form: AnswerUpdate.Form) -> [Range<Int>]? {
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
