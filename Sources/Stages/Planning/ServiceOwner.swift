public import Ports

/// Who owns what a plan changes, and where the repository says so.
///
/// First a pattern of `CODEOWNERS` that speaks of the file, then a label or an annotation of the object that names an owner,
/// then the pattern for all files, last what the object is a part of.
public struct ServiceOwner: Hashable, Sendable {
    /// `@storefront/team-checkout`, `team-checkout`.
    public var name: String
    /// `CODEOWNERS:3`, `label team of Deployment/checkout`.
    public var source: String

    /// Keys of labels and annotations that name an owner, the plainest first.
    public static let keys = ["owner", "team", "squad", "app.kubernetes.io/owner", "backstage.io/owner"]
    /// The key that says what an object belongs to.
    public static let partOf = "app.kubernetes.io/part-of"

    /// A label or an annotation of the object.
    public struct Mark: Hashable, Sendable {
        /// `label` or `annotation`.
        public var kind: String
        /// Its key.
        public var key: String
        /// Its value.
        public var value: String

        /// Makes a mark.
        public init(kind: String, key: String, value: String) {
            self.kind = kind
            self.key = key
            self.value = value
        }
    }

    /// Makes an owner.
    public init(name: String, source: String) {
        self.name = name
        self.source = source
    }

    /// The owner of a change of files.
    ///
    /// - Parameters:
    ///   - files: the files that change.
    ///   - object: `Deployment/checkout`, for people.
    ///   - marks: labels and annotations of the object.
    ///   - tree: the commit.
    /// - Returns: the owner; nil when the repository names none.
    /// - Throws: what reading the tree throws.
    public static func find(
        of files: [String], object: String, marks: [Mark], in tree: any SourceTree
    ) throws -> ServiceOwner? {
        let code = try codeOwner(files, tree)
        if let code, !code.isCatchAll { return code.owner }
        for key in keys {
            let named = marks.filter { $0.key == key && !$0.value.isEmpty }
            guard let mark = named.first, Set(named.map(\.value)).count == 1 else { continue }
            return ServiceOwner(name: mark.value, source: "\(mark.kind) \(key) of \(object)")
        }
        if let code { return code.owner }
        let parts = Set(marks.filter { $0.key == partOf && !$0.value.isEmpty }.map(\.value))
        guard let part = parts.first, parts.count == 1 else { return nil }
        return ServiceOwner(name: part, source: "label \(partOf) of \(object)")
    }

    /// The owners of all the files together.
    private static func codeOwner(
        _ files: [String], _ tree: any SourceTree
    ) throws -> (owner: ServiceOwner, isCatchAll: Bool)? {
        for path in CodeOwners.paths {
            guard let real = tree.realPath(path), let bytes = try tree.read(real) else { continue }
            let table = CodeOwners(String(decoding: bytes, as: UTF8.self), path: path)
            let answers = files.compactMap(table.owners)
            guard let first = answers.first, answers.count == files.count else { return nil }
            var names: [String] = []
            for name in answers.flatMap(\.owners) where !names.contains(name) { names.append(name) }
            return (
                ServiceOwner(name: names.joined(separator: " "), source: "\(path):\(first.line)"),
                answers.allSatisfy(\.isCatchAll)
            )
        }
        return nil
    }
}
