/// What is known of an object that is not known as a whole: a resource, some of whose attributes the provider computes.
public final class OpenObject: Sendable {
    /// The attributes that the files say something about.
    public let members: Members
    /// Why the others are not known.
    public let unknown: Unknown
    /// True for one of several objects, of which it is not known which.
    public let isAlternative: Bool

    /// Makes an object.
    public init(_ members: Members, unknown: Unknown, isAlternative: Bool = false) {
        self.members = members
        self.unknown = unknown
        self.isAlternative = isAlternative
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
    /// One of several values, of which it is not known which: where they are objects, each attribute is one of theirs.
    public static func oneOf(_ values: [Value], _ unknown: Unknown, depth: Int = 0) -> Value {
        let origins = values.reduce(Origins.none) { $0.joined($1.deepOrigins) }
        let objects = values.filter { !$0.isNull }
        let members = objects.compactMap { $0.members ?? $0.open?.members }
        guard depth < 8, !objects.isEmpty, members.count == objects.count else {
            var result = Value(
                .unknown(unknown), origins, isSensitive: values.contains { $0.isDeeplySensitive })
            result.isTraced = values.allSatisfy(\.isDeeplyTraced)
            return result
        }
        var attributes: [String: [Value]] = [:]
        for (object, members) in zip(objects, members) {
            for entry in members.entries {
                guard let value = object.member(entry.key) ?? object.openMember(entry.key) else { continue }
                attributes[entry.key, default: []].append(
                    value.chosen(by: Value(.bool(true), entry.keyOrigins)))
            }
        }
        let open = OpenObject(Members([]), unknown: unknown)
        let entries = attributes.map { name, values in
            Members.Entry(name, oneOf(values, open.rest(name), depth: depth + 1))
        }
        var result = Value(
            .open(OpenObject(Members(entries), unknown: unknown, isAlternative: true)), origins.content,
            isSensitive: values.contains { $0.isSensitive })
        result.isTraced = values.allSatisfy(\.isDeeplyTraced)
        return result
    }
}
