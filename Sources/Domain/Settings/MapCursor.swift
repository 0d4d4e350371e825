internal import Diagnostics

/// Reads the keys of one mapping and complains, with positions, about whatever is not as it should be.
///
/// Every decoder of this module goes through it. Reading a key gives nil when the key is absent or when its value was
/// complained about; ``require(_:_:)`` turns absence into a complaint.
struct MapCursor {
    /// The mapping.
    let entries: [ConfigNode.Entry]
    /// Where the mapping stands.
    let span: SourceSpan
    /// What the mapping is, for messages: `category rightsize-memory`.
    let place: String
    /// Where complaints go.
    let complaints: Complaints
    /// Who misspells more keys than this is not helped by guesses.
    private static let mostHints = 50

    /// Keys that an unknown key was probably meant to be; they are not reported as missing too.
    private var misspelt: Set<String> = []

    /// Opens `node`, which must be a mapping of no other keys than `keys`; nil, with a complaint, when it is no mapping.
    init?(_ node: ConfigNode, keys: [String], in place: String, _ complaints: Complaints) {
        guard case .map(let entries) = node.value else {
            complaints.add(
                .settingsBadValue, "\(place) must be a mapping, not \(node.value.kindName)", at: node.span)
            return nil
        }
        self.init(entries: entries, span: node.span, place: place, complaints: complaints)
        for (count, entry) in entries.filter({ !keys.contains($0.key) }).enumerated() {
            let nearest = count < MapCursor.mostHints ? Suggestion.nearest(to: entry.key, among: keys) : nil
            if let nearest { misspelt.insert(nearest) }
            let hint = nearest.map { "; did you mean `\($0)`?" } ?? ""
            complaints.add(
                .settingsUnknownKey, "unknown key `\(entry.key)` in \(place)\(hint)", at: entry.keySpan)
        }
    }

    private init(entries: [ConfigNode.Entry], span: SourceSpan, place: String, complaints: Complaints) {
        self.entries = entries
        self.span = span
        self.place = place
        self.complaints = complaints
    }

    /// The node under `key`; an explicit null counts as absent.
    func node(_ key: String) -> ConfigNode? {
        guard let node = entries.last(where: { $0.key == key })?.value, node.value != .null else {
            return nil
        }
        return node
    }

    /// Where `key` stands, or the mapping itself.
    func keySpan(_ key: String) -> SourceSpan { entries.last { $0.key == key }?.keySpan ?? span }

    /// The value read before for `key`, or a complaint that the key is missing; silent when the key is there but bad.
    func require<Value>(_ key: String, _ value: Value?) -> Value? {
        if value == nil, node(key) == nil, !misspelt.contains(key) {
            complaints.add(.settingsMissingKey, "\(place) needs the key `\(key)`", at: missingSpan(key))
        }
        return value
    }

    /// Complains about the value under `key`.
    func reject(_ key: String, _ message: String) {
        complaints.add(.settingsBadValue, message, at: node(key)?.span ?? keySpan(key))
    }

    /// A missing key is shown at its parent's first key, not as the whole mapping underlined.
    private func missingSpan(_ key: String) -> SourceSpan {
        if let span = entries.first(where: { $0.key == key })?.keySpan { return span }
        return entries.first?.keySpan ?? span
    }

    /// The mapping under `key`, opened with its own known keys.
    func map(_ key: String, keys: [String]) -> MapCursor? {
        node(key).flatMap { MapCursor($0, keys: keys, in: "`\(key)` of \(place)", complaints) }
    }

    /// The elements of the list under `key`; empty when absent.
    func list(_ key: String) -> [ConfigNode] {
        guard let node = node(key) else { return [] }
        guard case .list(let items) = node.value else {
            reject(key, "`\(key)` must be a list, not \(node.value.kindName)")
            return []
        }
        return items
    }

    /// The mappings of the list under `key`, each opened with its own known keys.
    func maps(_ key: String, keys: [String], each name: String) -> [MapCursor] {
        list(key).compactMap { MapCursor($0, keys: keys, in: name, complaints) }
    }

    /// A mapping of free keys to texts, as for headers; empty when absent.
    func dictionary(_ key: String) -> [String: String] {
        guard let node = node(key) else { return [:] }
        guard case .map(let entries) = node.value else {
            reject(key, "`\(key)` must be a mapping, not \(node.value.kindName)")
            return [:]
        }
        var result: [String: String] = [:]
        for entry in entries {
            guard let text = entry.value.scalarText else {
                complaints.add(
                    .settingsBadValue, "`\(entry.key)` must be text, not \(entry.value.value.kindName)",
                    at: entry.value.span)
                continue
            }
            result[entry.key] = text
        }
        return result
    }
}

extension ConfigNode.Value {
    /// What people call it, with an article.
    var kindName: String {
        switch self {
        case .null: "nothing"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "text"
        case .list: "a list"
        case .map: "a mapping"
        }
    }
}
