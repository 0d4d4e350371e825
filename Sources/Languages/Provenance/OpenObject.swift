/// What is known of an object that is not known as a whole: a resource, some of whose attributes the provider computes.
public final class OpenObject: Sendable {
    /// The attributes that the files say something about.
    public let members: Members
    /// Why the others are not known.
    public let unknown: Unknown

    /// Makes an object.
    public init(_ members: Members, unknown: Unknown) {
        self.members = members
        self.unknown = unknown
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
