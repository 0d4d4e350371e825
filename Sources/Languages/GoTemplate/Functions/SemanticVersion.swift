import Foundation
import RegularExpressions

/// A version as the package `semver` reads it for charts: a leading `v` and missing parts are allowed.
struct SemanticVersion: Comparable {
    var numbers: [UInt64]
    var prerelease: String
    var metadata: String
    var original: String

    private static let identifiers = "[0-9A-Za-z\\-]+(?:\\.[0-9A-Za-z\\-]+)*"
    private static let loose = try? RegularExpression(
        "^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-(\(identifiers)))?(?:\\+(\(identifiers)))?$")

    init(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard let match = try? Self.loose?.firstMatch(in: bytes) else {
            throw GoFault("invalid semantic version")
        }
        func group(_ index: Int) -> String? {
            match.groups[index].map { String(decoding: bytes[$0], as: UTF8.self) }
        }
        numbers = try (1...3).map { index in
            guard let digits = group(index) else { return 0 }
            guard let number = UInt64(digits) else {
                throw GoFault(
                    "error parsing version segment: strconv.ParseUint: parsing \"\(digits)\": value out of range"
                )
            }
            return number
        }
        prerelease = group(4) ?? ""
        metadata = group(5) ?? ""
        original = text
        for part in prerelease.split(separator: ".") {
            if part.utf8.count > 1, part.first == "0", part.utf8.allSatisfy(GoCharacters.isDigit) {
                throw GoFault("version segment starts with 0")
            }
        }
    }

    init(_ numbers: [UInt64], prerelease: String = "") {
        self.numbers = numbers
        self.prerelease = prerelease
        metadata = ""
        original = numbers.map(String.init).joined(separator: ".")
    }

    var text: String {
        numbers.map(String.init).joined(separator: ".") + (prerelease.isEmpty ? "" : "-" + prerelease)
            + (metadata.isEmpty ? "" : "+" + metadata)
    }

    /// The next version at a place; the patch of a pre-release is already the next one.
    func incremented(_ place: Int) -> SemanticVersion {
        var next = SemanticVersion(numbers)
        if place == 2 {
            if prerelease.isEmpty { next.numbers[2] &+= 1 }
        } else {
            next.numbers[place] &+= 1
            for index in (place + 1)...2 { next.numbers[index] = 0 }
        }
        next.original = (original.hasPrefix("v") ? "v" : "") + next.text
        return next
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

/// A constraint of the package `semver`: alternatives of terms that must all hold.
struct SemanticConstraint {
    private struct Term {
        var sign: String
        var version: SemanticVersion
        /// How many numbers are given; the others are wildcards.
        var given: Int
        var isDirty: Bool { given < 3 }
    }
    private struct Alternative {
        var terms: [Term]
        /// A pre-release is meant only where a term names one.
        var hasPrerelease: Bool
    }
    private let alternatives: [Alternative]

    private static let signs = "=||!=|>|<|>=|=>|<=|=<|~|~>|\\^"
    private static let version =
        "v?([0-9|x|X|\\*]+)(\\.[0-9|x|X|\\*]+)?(\\.[0-9|x|X|\\*]+)?"
        + "(-([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?(\\+([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?"
    private static let range = try? RegularExpression("\\s*(\(version))\\s+-\\s+(\(version))\\s*")
    private static let term = try? RegularExpression("^\\s*(\(signs))\\s*(\(version))\\s*$")
    private static let each = try? RegularExpression("(\(signs))\\s*(\(version))")
    private static let whole = try? RegularExpression(
        "^(\\s*(\(signs))\\s*(\(version))\\s*)((?:\\s+|,\\s*)(\(signs))\\s*(\(version))\\s*)*$")

    init(_ text: String) throws {
        let rewritten = try Self.rewriteRanges(text)
        alternatives = try rewritten.components(separatedBy: "||").map { part in
            let bytes = Array(part.utf8)
            guard let whole = Self.whole, let each = Self.each, try whole.hasMatch(in: bytes) else {
                throw GoFault("improper constraint: \(GoQuote.quote(GoText(part)).string)")
            }
            let terms = try each.matches(in: bytes).map { try Self.term(Array(bytes[$0.range])) }
            return Alternative(
                terms: terms, hasPrerelease: terms.contains { !$0.version.prerelease.isEmpty })
        }
    }

    /// `1.2 - 1.4` as two terms.
    private static func rewriteRanges(_ text: String) throws -> String {
        guard let range else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var position = 0
        for match in try range.matches(in: bytes) {
            guard let low = match.groups[1], let high = match.groups[11] else { continue }
            result += bytes[position..<match.range.lowerBound]
            result += Array(">= ".utf8) + bytes[low] + Array(", <= ".utf8) + bytes[high] + [32]
            position = match.range.upperBound
        }
        return String(decoding: result + bytes[position...], as: UTF8.self)
    }

    private static func term(_ bytes: [UInt8]) throws -> Term {
        func improper() -> GoFault {
            GoFault("improper constraint: \(GoQuote.quote(GoText(bytes)).string)")
        }
        guard let match = try Self.term?.firstMatch(in: bytes) else { throw improper() }
        func group(_ index: Int) -> String {
            match.groups[index].map { String(decoding: bytes[$0], as: UTF8.self) } ?? ""
        }
        let parts = (3...5).map { group($0).drop { $0 == "." } }
        let given = parts.prefix { !["", "x", "X", "*"].contains($0) }.count
        do {
            let numbers = (0..<3).map { $0 < given ? String(parts[$0]) : "0" }.joined(separator: ".")
            let version = try SemanticVersion(given == 3 ? group(2) : numbers + group(6))
            return Term(sign: group(1), version: version, given: given)
        } catch {
            throw GoFault("constraint parser error")
        }
    }

    func allows(_ version: SemanticVersion) -> Bool {
        alternatives.contains { alternative in
            if !version.prerelease.isEmpty, !alternative.hasPrerelease { return false }
            return alternative.terms.allSatisfy { Self.holds($0, version) }
        }
    }

    private static func holds(_ term: Term, _ version: SemanticVersion) -> Bool {
        let base = term.version
        func agrees(_ count: Int) -> Bool {
            version.numbers.prefix(count).elementsEqual(base.numbers.prefix(count))
        }
        // A wildcard in the first place counts as zeros that are given.
        let minorIsWild = term.given == 1
        let patchIsWild = term.given == 2
        switch term.sign {
        case "", "=": return term.isDirty ? isNear(term, version) : version == base
        case "!=":
            guard term.isDirty else { return version != base }
            if !agrees(1) { return true }
            if minorIsWild { return false }
            if !agrees(2) { return true }
            if patchIsWild {
                return (!version.prerelease.isEmpty || !base.prerelease.isEmpty)
                    && version.prerelease != base.prerelease
            }
            return version != base
        case ">":
            guard term.isDirty else { return version > base }
            if version.numbers[0] != base.numbers[0] { return version.numbers[0] > base.numbers[0] }
            if minorIsWild { return false }
            if patchIsWild { return version.numbers[1] > base.numbers[1] }
            return version > base
        case "<": return version < base
        case ">=", "=>": return version >= base
        case "<=", "=<":
            guard term.isDirty else { return version <= base }
            if version.numbers[0] != base.numbers[0] { return version.numbers[0] < base.numbers[0] }
            return minorIsWild || version.numbers[1] <= base.numbers[1]
        case "~", "~>": return isNear(term, version)
        default:
            guard version >= base else { return false }
            if base.numbers[0] > 0 || minorIsWild { return agrees(1) }
            if version.numbers[0] > 0 { return false }
            if base.numbers[1] > 0 || patchIsWild { return agrees(2) }
            return agrees(3)
        }
    }

    /// `~`: the same minor version, or the same major one where no more is given.
    private static func isNear(_ term: Term, _ version: SemanticVersion) -> Bool {
        let base = term.version
        if version < base { return false }
        if base.numbers == [0, 0, 0], term.given == 0 || term.given == 3 { return true }
        let count = term.given == 1 ? 1 : 2
        return version.numbers.prefix(count).elementsEqual(base.numbers.prefix(count))
    }
}
