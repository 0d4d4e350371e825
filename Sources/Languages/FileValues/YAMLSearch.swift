internal import Diagnostics
internal import YAML

/// Follows a path through the documents of a YAML file, into every place that it could mean.
struct YAMLSearch {
    /// A place that the path leads to, or as far as it leads.
    struct Place {
        /// The node as it is written here, perhaps an alias.
        var view: YAMLNodeView
        /// The number of the document.
        var document: Int
        /// How many steps lead to it.
        var taken: Int
        /// The aliases and merge keys on the way, before the node itself.
        var passages: [YAMLNodeView] = []
        /// The mapping on whose merge key the last step depended.
        var isMerged = false
    }

    let path: ValuePath
    private(set) var found: [Place] = []
    /// Where the longest part of the path leads that leads anywhere; all of them took as many steps.
    private(set) var ends: [Place] = []

    init(_ path: ValuePath, in file: YAMLFile, document: Int?) {
        self.path = path
        for (number, item) in file.documents.enumerated() where document == nil || document == number {
            if let root = item.root { walk(Place(view: root, document: number, taken: 0)) }
        }
    }

    private mutating func walk(_ place: Place) {
        guard place.taken < path.steps.count else { return found.append(place) }
        var place = place
        if place.view.kind == .alias {
            place.passages.append(place.view)
            place.view = place.view.resolved
        }
        let next = steps(from: place)
        for next in next { walk(next) }
        guard next.isEmpty else { return }
        let deepest = ends.first?.taken ?? 0
        if place.taken > deepest { ends = [] }
        if place.taken >= deepest { ends.append(place) }
    }

    private func steps(from place: Place) -> [Place] {
        switch path.steps[place.taken] {
        case .name(let name):
            let own = place.view.entries.filter { !$0.isMerge && $0.key.resolved.scalar?.text == name }
            if !own.isEmpty { return own.map { self.place($0.value, behind: place) } }
            guard let merged = place.view.effectiveEntry(name) else { return [] }
            var next = self.place(merged.value, behind: place)
            next.passages.append(merged.key)
            next.isMerged = true
            return [next]
        case .index(let number):
            return place.view.items.at(number).map { [self.place($0, behind: place)] } ?? []
        case .item(let key, let value):
            return place.view.items.filter { $0.resolved[key]?.scalar?.text == value }
                .map { self.place($0, behind: place) }
        }
    }

    private func place(_ view: YAMLNodeView, behind place: Place) -> Place {
        Place(view: view, document: place.document, taken: place.taken + 1, passages: place.passages)
    }
}

extension YAMLNodeView {
    /// What the node reads, aliases and merge keys followed; nil where it holds more than `budget` nodes.
    func decoded(isJSON: Bool, budget: inout Int) -> DecodedValue? {
        budget -= 1
        guard budget > 0 else { return nil }
        let view = resolved
        switch view.kind {
        case .scalar: return view.scalar.map { isJSON ? $0.decodedJSON : $0.decoded }
        case .sequence:
            var items: [DecodedValue] = []
            for item in view.items {
                guard let value = item.decoded(isJSON: isJSON, budget: &budget) else { return nil }
                items.append(value)
            }
            return .list(items)
        case .mapping: return view.decodedMapping(isJSON: isJSON, budget: &budget)
        case .alias: return .null
        }
    }

    private func decodedMapping(isJSON: Bool, budget: inout Int) -> DecodedValue? {
        var members: [DecodedValue.Member] = []
        var places: [String: Int] = [:]
        for entry in entries {
            if entry.isMerge {
                // What is written here wins over what a merge key brings in, wherever either stands.
                guard case .map(let merged)? = entry.value.mergedMembers(isJSON: isJSON, budget: &budget)
                else {
                    return nil
                }
                for member in merged where places[member.name] == nil && ownEntry(member.name) == nil {
                    places[member.name] = members.count
                    members.append(member)
                }
                continue
            }
            let name = entry.key.resolved.scalar?.text ?? entry.key.tokenText
            guard let value = entry.value.decoded(isJSON: isJSON, budget: &budget) else { return nil }
            if let place = places[name] {
                members[place].value = value
            } else {
                places[name] = members.count
                members.append(DecodedValue.Member(name, value))
            }
        }
        return .map(members)
    }

    /// The members of a mapping, or of a list of mappings of which the first counts.
    private func mergedMembers(isJSON: Bool, budget: inout Int) -> DecodedValue? {
        let view = resolved
        guard view.kind == .sequence else {
            let value = view.decoded(isJSON: isJSON, budget: &budget)
            if case .map? = value { return value }
            return value.map { _ in .map([]) }
        }
        var members: [DecodedValue.Member] = []
        for item in view.items {
            guard case .map(let more)? = item.mergedMembers(isJSON: isJSON, budget: &budget) else {
                return nil
            }
            members += more.filter { new in !members.contains { $0.name == new.name } }
        }
        return .map(members)
    }
}

extension YAMLScalar {
    /// What all readers take the scalar for; its text where they differ.
    fileprivate var decoded: DecodedValue {
        let families = Set(YAMLDialect.allCases.map { value(in: $0).family })
        guard families.count == 1, let family = families.first else { return .string(text) }
        switch family {
        case .null: return .null
        case .bool:
            let flags = Set(YAMLDialect.allCases.map { value(in: $0) })
            if flags == [.bool(true)] { return .bool(true) }
            return flags == [.bool(false)] ? .bool(false) : .string(text)
        case .number: return DecodedValue.jsonNumber(text) ?? .string(text)
        case .string, .invalid: return .string(text)
        }
    }

    fileprivate var decodedJSON: DecodedValue {
        guard style == .plain else { return .string(text) }
        switch text {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: return DecodedValue.jsonNumber(text) ?? .string(text)
        }
    }
}
