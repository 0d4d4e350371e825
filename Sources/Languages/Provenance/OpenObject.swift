/// What is known of an object that is not known as a whole: a resource, some of whose attributes the provider computes.
public final class OpenObject: Sendable {
    /// The attributes that the files say something about.
    public let members: Members
    /// Why the others are not known.
    public let unknown: Unknown
    /// True for one of several objects, of which it is not known which.
    public let isAlternative: Bool
    /// Attributes that some of those objects have and others do not.
    public let occasional: Set<String>

    /// Makes an object.
    public init(
        _ members: Members, unknown: Unknown, isAlternative: Bool = false, occasional: Set<String> = []
    ) {
        self.members = members
        self.unknown = unknown
        self.isAlternative = isAlternative
        self.occasional = occasional
    }

    /// Why an attribute is not known that the files say nothing about.
    func rest(_ name: String) -> Unknown {
        var unknown = unknown
        if case .object(let attributes) = unknown.type {
            unknown.type = attributes[name] ?? .dynamic
        } else {
            unknown.type = .dynamic
        }
        return unknown
    }
}

extension Value {
    /// One of several values, of which it is not known which: where they are objects, each attribute is one of theirs, and where
    /// they are collections, each element.
    public static func oneOf(_ values: [Value], _ unknown: Unknown, depth: Int = 0) -> Value {
        let objects = values.filter { !$0.isNull }
        if depth < 8, !objects.isEmpty {
            if objects.allSatisfy({ $0.members != nil || $0.open != nil }) {
                return one(ofObjects: objects, values, unknown, depth)
            }
            if objects.allSatisfy({ $0.elements != nil || $0.members != nil || $0.candidates != nil }) {
                return one(ofCollections: objects, values, unknown, depth)
            }
        }
        let origins = values.reduce(Origins.none) { $0.joined($1.deepOrigins) }
        var result = Value(.unknown(unknown), origins, isSensitive: values.contains { $0.isDeeplySensitive })
        result.isTraced = values.allSatisfy(\.isDeeplyTraced)
        return result
    }

    private static func one(ofObjects objects: [Value], _ values: [Value], _ unknown: Unknown, _ depth: Int)
        -> Value
    {
        var attributes: [String: [Value]] = [:]
        for object in objects {
            for entry in (object.members ?? object.open?.members)?.entries ?? [] {
                guard let value = object.member(entry.key) ?? object.openMember(entry.key) else { continue }
                attributes[entry.key, default: []].append(
                    value.chosen(by: Value(.bool(true), entry.keyOrigins)))
            }
        }
        let open = OpenObject(Members([]), unknown: unknown)
        let entries = attributes.map { name, values in
            Members.Entry(name, oneOf(values, open.rest(name), depth: depth + 1))
        }
        var occasional = Set(attributes.filter { $0.value.count < objects.count }.keys)
        for object in objects { occasional.formUnion(object.open?.occasional ?? []) }
        let origins = values.reduce(Origins.none) { $0.joined($1.deepOrigins) }
        var result = Value(
            .open(
                OpenObject(Members(entries), unknown: unknown, isAlternative: true, occasional: occasional)),
            origins.content, isSensitive: values.contains { $0.isSensitive })
        result.isTraced = values.allSatisfy(\.isDeeplyTraced)
        return result
    }

    private static func one(
        ofCollections collections: [Value], _ values: [Value], _ unknown: Unknown, _ depth: Int
    ) -> Value {
        let items = collections.flatMap { $0.possibleItems ?? [] }
        let membership = values.reduce(Origins.none) { $0.joined($1.membership) }
        let isKeyed = collections.contains { $0.members != nil || $0.candidates?.isKeyed == true }
        var result = candidates(items, isKeyed: isKeyed, unknown, membership: membership, depth: depth)
        result.isTraced = values.allSatisfy(\.isDeeplyTraced)
        result.isSensitive = values.contains { $0.isSensitive }
        return result
    }
}
