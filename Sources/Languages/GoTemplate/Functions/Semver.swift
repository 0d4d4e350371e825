extension GoFunctionTable {
    /// `semver` and `semverCompare`.
    mutating func addSemver() {
        add("semver", "s") { call in
            GoValue(.object(GoVersion(try SemanticVersion(call.string(0)), call.origins)), call.origins)
        }
        add("semverCompare", "ss") { call in
            try call.run.step(1 + call.text(0).count / 10)
            let constraint = try SemanticConstraint(call.string(0))
            return .bool(constraint.allows(try SemanticVersion(call.string(1))), call.origins)
        }
    }
}

/// What `semver` gives.
final class GoVersion: GoObject {
    private let version: SemanticVersion
    private let origins: Origins
    private let isPointer: Bool

    init(_ version: SemanticVersion, _ origins: Origins, isPointer: Bool = true) {
        self.version = version
        self.origins = origins
        self.isPointer = isPointer
    }

    var typeName: String { isPointer ? "*semver.Version" : "semver.Version" }
    var printed: String { version.text }
    var contents: GoData { .missing }

    func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue? {
        func other() throws -> SemanticVersion {
            guard case .object(let object)? = arguments.first?.data, let other = object as? GoVersion,
                arguments.count == 1
            else { throw GoFault("wrong number or type of args for \(name); expected *semver.Version") }
            return other.version
        }
        func next(_ version: SemanticVersion) -> GoValue {
            GoValue(.object(GoVersion(version, origins, isPointer: false)), origins)
        }
        switch name {
        case "Major": return GoValue(.int64(Int64(clamping: version.numbers[0])), origins)
        case "Minor": return GoValue(.int64(Int64(clamping: version.numbers[1])), origins)
        case "Patch": return GoValue(.int64(Int64(clamping: version.numbers[2])), origins)
        case "Prerelease": return .string(version.prerelease, origins)
        case "Metadata": return .string(version.metadata, origins)
        case "Original": return .string(version.original, origins)
        case "String": return .string(version.text, origins)
        case "Compare":
            let other = try other()
            return .int(version < other ? -1 : other < version ? 1 : 0, origins)
        case "Equal": return .bool(version == (try other()), origins)
        case "LessThan": return .bool(version < (try other()), origins)
        case "LessThanEqual": return .bool(!(try other() < version), origins)
        case "GreaterThan": return .bool(try other() < version, origins)
        case "GreaterThanEqual": return .bool(!(version < (try other())), origins)
        case "IncMajor": return next(version.incremented(0))
        case "IncMinor": return next(version.incremented(1))
        case "IncPatch": return next(version.incremented(2))
        case "MarshalJSON", "MarshalText", "Scan", "SetMetadata", "SetPrerelease", "UnmarshalJSON",
            "UnmarshalText", "Value":
            throw GoFault("method \(name) of a version is not computed here", id: GoFault.unsupported)
        default: return nil
        }
    }
}
