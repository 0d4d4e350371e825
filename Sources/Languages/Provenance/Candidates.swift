/// What is known of a collection of which it is not known what is in it: what its elements are, if they are there.
///
/// Each of them has origins of its own, so that an attribute of an element follows what that attribute may come from, and
/// nothing that its neighbours are made of. What decides which elements there are is with the collection itself.
public final class Candidates: Sendable {
    /// How elements are found again.
    public enum Places: Sendable {
        /// Any may be anywhere.
        case unknown
        /// The first ones are known by their numbers; behind them any may be anywhere.
        case numbered([Value])
        /// Each is there under its own key or not at all.
        case named(Members)
    }

    /// An element, whichever it is.
    public let element: Value
    /// Its key or number.
    public let key: Value
    /// True for a map or object, false for what has an order or none.
    public let isKeyed: Bool
    /// Where which element is.
    public let places: Places
    /// What decides which of them there are.
    public let membership: Origins
    /// Why it is not known what there is.
    public let unknown: Unknown
    /// How many values it is, as ``Value/weight`` counts them.
    let weight: Int

    init(
        element: Value, key: Value, isKeyed: Bool, places: Places, membership: Origins, unknown: Unknown
    ) {
        self.membership = membership
        self.element = element
        self.key = key
        self.isKeyed = isKeyed
        self.places = places
        self.unknown = unknown
        var weight = element.weight + key.weight
        switch places {
        case .unknown: break
        case .numbered(let values): for value in values { weight = min(weight + value.weight, 1 << 60) }
        case .named(let members):
            for entry in members.entries { weight = min(weight + entry.value.weight, 1 << 60) }
        }
        self.weight = weight
    }

}

extension Value {
    /// A collection with some of these items; `membership` is what decides which, and how many.
    ///
    /// Without `places` any of the elements may be anywhere. What has a place says itself what decides that it is there.
    public static func candidates(
        _ items: [(key: Value, value: Value)], isKeyed: Bool, _ unknown: Unknown, membership: Origins,
        places: Candidates.Places = .unknown, depth: Int = 0
    ) -> Value {
        var unknown = unknown
        unknown.type = .dynamic
        let element =
            items.count == 1
            ? items[0].value : oneOf(items.map(\.value), unknown, depth: depth + 1)
        let key = items.count == 1 ? items[0].key : oneOf(items.map(\.key), unknown, depth: depth + 1)
        let origins = items.reduce(Origins.none) {
            $0.joined($1.value.deepOrigins).joined($1.key.deepOrigins)
        }
        let content = Candidates(
            element: element, key: key, isKeyed: isKeyed, places: places, membership: membership,
            unknown: unknown)
        var result = Value(.candidates(content), origins.joined(membership).content)
        result.isTraced = items.allSatisfy { $0.value.isDeeplyTraced && $0.key.isDeeplyTraced }
        return result
    }

    /// What is known of a collection that is not known as a whole; nil where nothing is, and for all other values.
    public var candidates: Candidates? {
        if case .candidates(let candidates) = content { candidates } else { nil }
    }

    /// Key and value of all that is in a collection or may be, with what they inherit from it; nil where that is not known.
    public var possibleItems: [(key: Value, value: Value)]? {
        if let candidates {
            guard case .named(let members) = candidates.places else {
                return [(among(candidates.key), among(candidates.element))]
            }
            return members.entries.map {
                (taken(Value(.string(Text($0.key)), $0.keyOrigins)), taken($0.value))
            }
        }
        if let elements {
            var isSet = false
            if case .set = content { isSet = true }
            return elements.enumerated().map {
                let element = $0.element.inheriting(from: self)
                return (
                    isSet ? element : Value(.number(Number($0.offset))).inheriting(from: self), element
                )
            }
        }
        return members?.entries.map {
            let key = Value(.string(Text($0.key)), $0.keyOrigins).inheriting(from: self)
            return (key, $0.value.inheriting(from: self).chosen(by: Value(.bool(true), $0.keyOrigins)))
        }
    }

    /// What decides which elements a collection has.
    public var membership: Origins {
        if let candidates { return candidates.membership.joined(origins.shell) }
        return open == nil ? origins.derived : origins.shell
    }

    /// The element of a collection of candidates that a key leads to: the one, or any where that is not known.
    ///
    /// It is not known where it may be that there is none.
    public func candidate(at key: Value) -> Value? {
        guard let candidates else { return nil }
        func doubtful(_ value: Value) -> Value {
            value.unknown == nil ? Value.oneOf([value], candidates.unknown) : value
        }
        switch candidates.places {
        case .numbered(let values) where key.unknown == nil:
            let number = key.number ?? key.string.flatMap { Number($0) }
            if let index = number?.exactInt, values.indices.contains(index) { return taken(values[index]) }
        case .named(let members) where key.unknown == nil:
            guard let name = key.string else { break }
            guard let entry = members.entry(name) else {
                return among(Value(tracing: candidates.unknown, candidates.key.deepOrigins))
            }
            return taken(doubtful(entry.value.chosen(by: Value(.bool(true), entry.keyOrigins))))
        default: break
        }
        return among(doubtful(candidates.element))
    }

    /// The attribute of a collection of candidates: that of the block that it is or, in a map, an element.
    func candidateMember(_ name: String) -> Value? {
        guard let candidates else { return nil }
        if case .numbered = candidates.places, !candidates.isKeyed {
            return candidates.element.openMember(name).map(among)
        }
        return candidates.isKeyed ? candidate(at: Value(.string(Text(name)))) : nil
    }

    /// The same collection with something made of each element; nil where that cannot be done.
    public func mapCandidates(_ transform: (Value) throws -> Value) rethrows -> Value? {
        guard let candidates else { return nil }
        let element = try transform(candidates.element)
        var places = Candidates.Places.unknown
        switch candidates.places {
        case .unknown: break
        case .numbered(let values): places = .numbered(try values.map(transform))
        case .named(let members): places = .named(try members.mapValues { try transform($0.value) })
        }
        let made = Candidates(
            element: element, key: candidates.key, isKeyed: candidates.isKeyed, places: places,
            membership: candidates.membership, unknown: candidates.unknown)
        var result = self
        result.content = .candidates(made)
        result.origins = element.deepOrigins.joined(candidates.key.deepOrigins)
            .joined(candidates.membership).content.chosen(by: origins.shell)
        result.isTraced = isTraced && element.isDeeplyTraced
        return result
    }

    /// An element of which it is not known which it is.
    private func among(_ value: Value) -> Value {
        taken(value.chosen(by: Value(.bool(true), candidates?.membership ?? .none)))
    }

    /// An element with what it inherits from the collection.
    private func taken(_ value: Value) -> Value {
        var value = value
        value.origins = value.origins.taken(from: origins.shell)
        value.isSensitive = value.isSensitive || isSensitive
        return value
    }
}
