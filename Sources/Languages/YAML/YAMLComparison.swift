internal import Diagnostics

/// Compares a file with its edited self: equal everywhere but where a change says otherwise.
struct YAMLComparison {
    private let old: YAMLFile
    private let new: YAMLFile
    /// The keys of a new entry inside one another, and what is known of the value of the last.
    private struct Insertion {
        var keys: [String]
        var text: String?
        var source: YAMLValueSource?
    }

    private let replaced: [Int: String]
    private let rewritten: [Int: YAMLValueSource]
    private let appended: [Int: [YAMLValueSource]]
    private let insertions: [Int: [Insertion]]
    private let rootInsertions: [Int: [Insertion]]
    private let deletedKeys: Set<Int>
    /// Collections that gain or lose entries, and may be written another way for it (`{}` becomes a block).
    private let reshaped: Set<Int>

    init(old: YAMLFile, new: YAMLFile, effects: [YAMLChange.Effect]) {
        self.old = old
        self.new = new
        var replaced: [Int: String] = [:]
        var rewritten: [Int: YAMLValueSource] = [:]
        var appended: [Int: [YAMLValueSource]] = [:]
        var insertions: [Int: [Insertion]] = [:]
        var rootInsertions: [Int: [Insertion]] = [:]
        var deletedKeys: Set<Int> = []
        var reshaped: Set<Int> = []
        for effect in effects {
            switch effect {
            case .replace(let node, let text): replaced[node] = text
            case .insert(let container?, _, let keys, let text):
                insertions[container, default: []].append(Insertion(keys: keys, text: text))
                reshaped.insert(container)
            case .insert(nil, let document, let keys, let text):
                rootInsertions[document, default: []].append(Insertion(keys: keys, text: text))
            case .insertSource(let container?, _, let keys, let source):
                insertions[container, default: []].append(Insertion(keys: keys, source: source))
                reshaped.insert(container)
            case .insertSource(nil, let document, let keys, let source):
                rootInsertions[document, default: []].append(Insertion(keys: keys, source: source))
            case .rewrite(let node, let source): rewritten[node] = source
            case .append(let sequence, let source): appended[sequence, default: []].append(source)
            case .delete(let container, let key):
                deletedKeys.insert(key)
                reshaped.insert(container)
            }
        }
        self.replaced = replaced
        self.rewritten = rewritten
        self.appended = appended
        self.insertions = insertions
        self.rootInsertions = rootInsertions
        self.deletedKeys = deletedKeys
        self.reshaped = reshaped
    }

    func run() throws(YAMLRefusal) {
        if reshaped.isEmpty, rootInsertions.isEmpty, rewritten.isEmpty, appended.isEmpty, isEqualNodeByNode()
        {
            return
        }
        guard new.documents.count == max(old.documents.count, rootInsertions.isEmpty ? 0 : 1) else {
            throw refusal("the number of documents would change")
        }
        for (index, document) in new.documents.enumerated() {
            let before = old.documents.indices.contains(index) ? old.documents[index].rootIndex : nil
            switch (before, document.rootIndex) {
            case (let before?, let after?): try compare(before, after)
            case (nil, let after?): try checkInserted(rootInsertions[index] ?? [], children(new, after)[...])
            case (nil, nil): break
            case (_?, nil): throw refusal("a document would be empty")
            }
        }
    }

    /// The common case in one pass: the same nodes in the same order, equal but for the replaced ones.
    ///
    /// False only means that the walk has to find out what differs, and say so.
    private func isEqualNodeByNode() -> Bool {
        guard old.documents.count == new.documents.count, old.tree.nodes.count == new.tree.nodes.count,
            old.tree.properties.isEmpty, new.tree.properties.isEmpty
        else { return false }
        return old.tree.nodes.indices.allSatisfy { index in
            let was = old.tree.nodes[index]
            let now = new.tree.nodes[index]
            guard was.end == now.end, was.parent == now.parent else { return false }
            if let text = replaced[index] {
                return now.kind == .scalar && new.tree.text(of: now).elementsEqual(text.utf8)
            }
            guard was.kind == now.kind, was.style == now.style else { return false }
            return was.kind != .scalar || old.tree.hasEqualText(was, new.tree, now)
        }
    }

    private func compare(_ before: Int, _ after: Int) throws(YAMLRefusal) {
        let was = old.tree.nodes[before]
        let now = new.tree.nodes[after]
        if let text = replaced[before] {
            guard now.kind == .scalar, new.tree.text(of: now).elementsEqual(text.utf8) else {
                throw refusal("the target would not read `\(text)`", at: before)
            }
            return
        }
        if let source = rewritten[before] {
            // An anchor and a tag stay with the value that is in their place now; an alias has none.
            guard source.isEqual(to: new.tree, after),
                was.kind == .alias || haveEqualProperties(before, after)
            else { throw refusal("the target would not read as asked", at: before) }
            return
        }
        if let items = appended[before] { return try compareAppended(before, after, items) }
        if reshaped.contains(before) { return try compareReshaped(before, after) }
        guard was.kind == now.kind, was.style == now.style, haveEqualProperties(before, after) else {
            throw refusal("another node would change its kind", at: before)
        }
        switch was.kind {
        case .scalar:
            guard old.tree.text(of: was).elementsEqual(new.tree.text(of: now)) else {
                throw refusal("another value would change", at: before)
            }
        case .alias:
            guard token(old, was).elementsEqual(token(new, now)) else {
                throw refusal("another alias would change", at: before)
            }
        case .mapping, .sequence: try compareChildren(before, after)
        }
    }

    private func compareChildren(_ before: Int, _ after: Int) throws(YAMLRefusal) {
        var i = before + 1
        var j = after + 1
        let oldEnd = Int(old.tree.nodes[before].end)
        let newEnd = Int(new.tree.nodes[after].end)
        while i < oldEnd, j < newEnd {
            try compare(i, j)
            i = Int(old.tree.nodes[i].end)
            j = Int(new.tree.nodes[j].end)
        }
        guard i == oldEnd, j == newEnd else {
            throw refusal("another collection would change its size", at: before)
        }
    }

    private func compareAppended(_ before: Int, _ after: Int, _ items: [YAMLValueSource]) throws(YAMLRefusal)
    {
        let was = children(old, before)
        let now = children(new, after)
        guard new.tree.nodes[after].kind == .sequence, haveEqualProperties(before, after),
            now.count == was.count + items.count
        else { throw refusal("the list would not grow by what is asked", at: before) }
        for (a, b) in zip(was, now) { try compare(a, b) }
        for (index, item) in zip(now[was.count...], items) where !item.isEqual(to: new.tree, index) {
            throw refusal("the new item would not read as asked", at: before)
        }
    }

    private func compareReshaped(_ before: Int, _ after: Int) throws(YAMLRefusal) {
        guard new.tree.nodes[after].kind == .mapping, haveEqualProperties(before, after) else {
            throw refusal("the place of the edit would not be a mapping", at: before)
        }
        let was = old.tree.nodes[before].kind == .mapping ? children(old, before) : []
        let now = children(new, after)
        var position = 0
        var index = 0
        while index + 1 < was.count {
            defer { index += 2 }
            if deletedKeys.contains(was[index]) { continue }
            guard position + 1 < now.count else { throw refusal("an entry would be lost", at: was[index]) }
            try compare(was[index], now[position])
            try compare(was[index + 1], now[position + 1])
            position += 2
        }
        try checkInserted(insertions[before] ?? [], now[position...])
    }

    /// The new entries: keys inside one another, at the bottom the text.
    private func checkInserted(
        _ expected: [Insertion], _ nodes: ArraySlice<Int>
    ) throws(YAMLRefusal) {
        var rest = nodes
        for insertion in expected {
            var entry = rest.prefix(2)
            rest = rest.dropFirst(2)
            for (depth, key) in insertion.keys.enumerated() {
                guard entry.count == 2, let name = entry.first, let value = entry.last,
                    new.tree.nodes[name].kind == .scalar,
                    new.tree.text(of: new.tree.nodes[name]).elementsEqual(key.utf8)
                else { throw refusal("the key `\(key)` would not stand where it should") }
                if depth + 1 < insertion.keys.count {
                    entry = children(new, value)[...]
                } else if let source = insertion.source {
                    guard source.isEqual(to: new.tree, value) else {
                        throw refusal("the key `\(key)` would not read as asked")
                    }
                } else if let text = insertion.text {
                    guard new.tree.nodes[value].kind == .scalar,
                        new.tree.text(of: new.tree.nodes[value]).elementsEqual(text.utf8)
                    else { throw refusal("the key `\(key)` would not read `\(text)`") }
                }
            }
        }
        guard rest.isEmpty else { throw refusal("more would be inserted than planned") }
    }

    // MARK: Parts

    private func children(_ file: YAMLFile, _ index: Int) -> [Int] {
        var children: [Int] = []
        var child = index + 1
        while child < Int(file.tree.nodes[index].end) {
            children.append(child)
            child = Int(file.tree.nodes[child].end)
        }
        return children
    }

    private func token(_ file: YAMLFile, _ node: YAMLNode) -> ArraySlice<UInt8> {
        file.tree.source[Int(node.content)..<Int(node.upper)]
    }

    private func haveEqualProperties(_ before: Int, _ after: Int) -> Bool {
        let was = old.tree.properties(of: before)
        let now = new.tree.properties(of: after)
        guard was != nil || now != nil else { return true }
        func anchor(_ file: YAMLFile, _ properties: YAMLProperties?) -> ArraySlice<UInt8>? {
            properties?.anchor.map { file.tree.source[$0.indices] }
        }
        return was?.tag == now?.tag && anchor(old, was) == anchor(new, now)
    }

    private func refusal(_ reason: String, at node: Int? = nil) -> YAMLRefusal {
        guard let node else { return YAMLRefusal(.wouldBreak, reason) }
        let path = old.tree[YAMLNodeID(index: node)].path.description
        return YAMLRefusal(.wouldBreak, "\(reason), at `\(path)`")
    }
}
