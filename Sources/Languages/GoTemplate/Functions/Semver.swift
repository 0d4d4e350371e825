extension GoFunctionTable {
    /// `semver` and `semverCompare`.
    mutating func addSemver() {
        add("semver", "s") { call in
            GoValue(.object(GoVersion(try SemanticVersion(call.string(0)), call.origins)), call.origins)
        }
        add("semverCompare", "ss") { call in
            let constraint = try SemanticConstraint(call.string(0))
            return .bool(constraint.allows(try SemanticVersion(call.string(1))), call.origins)
        }
    }
}

/// A version, lenient as charts need it: a leading `v`, missing parts.
struct SemanticVersion: Comparable {
    var numbers: [UInt64]
    /// How many of major, minor and patch are written.
    var written: Int
    var prerelease: String
    var metadata: String
    let original: String

    init(_ text: String) throws {
        original = text
        var rest = Substring(text)
        if rest.first == "v" { rest.removeFirst() }
        let build = rest.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        metadata = build.count > 1 ? String(build[1]) : ""
        let head = build.first ?? ""
        let dash = head.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        prerelease = dash.count > 1 ? String(dash[1]) : ""
        let parts = (dash.first ?? "").split(separator: ".", omittingEmptySubsequences: false)
        let found = parts.compactMap { UInt64($0) }
        guard !parts.isEmpty, parts.count <= 3, found.count == parts.count,
            dash.count < 2 || !prerelease.isEmpty
        else { throw GoFault("invalid semantic version") }
        written = found.count
        numbers = found + Array(repeating: 0, count: 3 - found.count)
    }

    var text: String {
        numbers.map(String.init).joined(separator: ".") + (prerelease.isEmpty ? "" : "-" + prerelease)
            + (metadata.isEmpty ? "" : "+" + metadata)
    }

    static func == (a: SemanticVersion, b: SemanticVersion) -> Bool {
        a.numbers == b.numbers && a.prerelease == b.prerelease
    }

    static func < (a: SemanticVersion, b: SemanticVersion) -> Bool {
        if a.numbers != b.numbers { return a.numbers.lexicographicallyPrecedes(b.numbers) }
        if a.prerelease.isEmpty || b.prerelease.isEmpty {
            return !a.prerelease.isEmpty && b.prerelease.isEmpty
        }
        let (left, right) = (a.prerelease.split(separator: "."), b.prerelease.split(separator: "."))
        for (x, y) in zip(left, right) where x != y {
            switch (UInt64(x), UInt64(y)) {
            case (let x?, let y?): return x < y
            case (.some, nil): return true
            case (nil, .some): return false
            default: return x.utf8.lexicographicallyPrecedes(y.utf8)
            }
        }
        return left.count < right.count
    }
}

/// A constraint: alternatives of terms that must all hold.
struct SemanticConstraint {
    private struct Term {
        var sign: String
        var version: SemanticVersion
        /// How many numbers are given; the others are wildcards.
        var given: Int
    }
    private let alternatives: [[Term]]

    init(_ text: String) throws {
        alternatives = try text.split(separator: "||").map { part in
            var words = part.split { $0 == "," || $0 == " " }.map(String.init)
            // `1.2 - 1.4` is a range with both ends.
            while let dash = words.firstIndex(of: "-"), dash > 0, dash + 1 < words.count {
                words.replaceSubrange(
                    (dash - 1)...(dash + 1), with: [">=" + words[dash - 1], "<=" + words[dash + 1]])
            }
            var terms: [Term] = []
            var sign = ""
            for word in words {
                let mark = word.prefix { "=<>!~^".contains($0) }
                sign += mark
                let rest = word.dropFirst(mark.count)
                if rest.isEmpty { continue }
                terms.append(try Self.term(sign, String(rest)))
                sign = ""
            }
            guard !terms.isEmpty, sign.isEmpty else { throw GoFault("improper constraint: \(text)") }
            return terms
        }
        guard !alternatives.isEmpty else { throw GoFault("improper constraint: \(text)") }
    }

    private static func term(_ sign: String, _ text: String) throws -> Term {
        guard ["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"].contains(sign) else {
            throw GoFault("improper constraint: \(sign)\(text)")
        }
        var rest = Substring(text)
        if rest.first == "v" { rest.removeFirst() }
        let numbers = rest.prefix { $0 != "-" && $0 != "+" }.split(separator: ".")
        let given = numbers.prefix { !["x", "X", "*"].contains(String($0)) }.count
        guard given < numbers.count else {
            let version = try SemanticVersion(String(rest))
            return Term(sign: sign, version: version, given: version.written)
        }
        let fixed = numbers.prefix(given).joined(separator: ".")
        return Term(sign: sign, version: try SemanticVersion(fixed.isEmpty ? "0" : fixed), given: given)
    }

    func allows(_ version: SemanticVersion) -> Bool {
        alternatives.contains { terms in terms.allSatisfy { Self.holds($0, version) } }
    }

    private static func holds(_ term: Term, _ version: SemanticVersion) -> Bool {
        // A pre-release is meant only by a constraint that names one.
        if !version.prerelease.isEmpty, term.version.prerelease.isEmpty { return false }
        let base = term.version
        let agrees = version.numbers.prefix(term.given).elementsEqual(base.numbers.prefix(term.given))
        let isExact = term.given == 3
        switch term.sign {
        case "", "=": return isExact ? version == base : agrees
        case "!=": return isExact ? version != base : !agrees
        case ">": return isExact ? version > base : version > base && !agrees
        case "<": return version < base
        case ">=", "=>": return version >= base
        case "<=", "=<": return isExact ? version <= base : version < base || agrees
        case "~", "~>":
            guard term.given > 0 else { return true }
            let width = max(1, min(2, term.given))
            return version >= base && version.numbers.prefix(width).elementsEqual(base.numbers.prefix(width))
        default:
            guard version >= base, term.given > 0 else { return term.given == 0 }
            // The first number that is not zero must agree.
            let first = base.numbers.prefix(term.given).firstIndex { $0 != 0 } ?? term.given - 1
            return version.numbers.prefix(first + 1).elementsEqual(base.numbers.prefix(first + 1))
        }
    }
}

/// What `semver` gives.
final class GoVersion: GoObject {
    private let version: SemanticVersion
    private let origins: Origins

    init(_ version: SemanticVersion, _ origins: Origins) {
        self.version = version
        self.origins = origins
    }

    var typeName: String { "*semver.Version" }
    var printed: String { version.text }
    var contents: GoData { .missing }

    func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue? {
        switch name {
        case "Major": return GoValue(.int64(Int64(clamping: version.numbers[0])), origins)
        case "Minor": return GoValue(.int64(Int64(clamping: version.numbers[1])), origins)
        case "Patch": return GoValue(.int64(Int64(clamping: version.numbers[2])), origins)
        case "Prerelease": return .string(version.prerelease, origins)
        case "Metadata": return .string(version.metadata, origins)
        case "Original": return .string(version.original, origins)
        case "String": return .string(version.text, origins)
        default: return nil
        }
    }
}
