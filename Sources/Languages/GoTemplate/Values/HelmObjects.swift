import Foundation

/// `.Files` of a chart: the files that are no templates, by their path in the chart.
public final class HelmFiles: GoObject {
    private let files: [String: GoText]
    private let refusesEmptyLines: Bool

    /// Takes the files; a path that is not among them cannot be read.
    ///
    /// - Parameters:
    ///   - files: text of each path.
    ///   - refusesEmptyLines: whether `Lines` of an empty file is an error, as it is in Helm 4.
    public init(_ files: [String: GoText], refusesEmptyLines: Bool = false) {
        self.files = files
        self.refusesEmptyLines = refusesEmptyLines
    }

    /// Go's name of the type.
    public var typeName: String { "engine.files" }
    /// What printing gives.
    public var printed: String { "map[" + names.joined(separator: " ") + "]" }
    /// The files as a map, for `range`.
    public var contents: GoData {
        .map(GoMap(files.mapValues { GoMap.Entry(value: GoValue(.object(GoBytes($0)))) }))
    }
    private var names: [String] { files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// `Get`, `GetBytes`, `Glob`, `Lines`, `AsConfig`, `AsSecrets`.
    public func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue? {
        switch name {
        case "GetBytes":
            return GoValue(.object(GoBytes(files[try argument(name, arguments)] ?? GoText([]))))
        case "Get": return .text(files[try argument(name, arguments)] ?? GoText([]))
        case "Lines":
            guard let text = files[try argument(name, arguments)] else { return .list([], of: .string) }
            if text.isEmpty {
                guard !refusesEmptyLines else {
                    throw GoFault("error calling Lines: runtime error: index out of range [-1]")
                }
                return .list([], of: .string)
            }
            var lines = text.split([10])
            if lines.last?.isEmpty == true { lines.removeLast() }
            return .list(lines.map { .text($0) }, of: .string)
        case "Glob":
            let pattern = Glob(try argument(name, arguments))
            return GoValue(
                .object(
                    HelmFiles(files.filter { pattern.matches($0.key) }, refusesEmptyLines: refusesEmptyLines))
            )
        case "AsConfig", "AsSecrets":
            let entries = files.map { path, text -> (String, GoValue) in
                let key = path.split(separator: "/").last.map(String.init) ?? path
                guard name == "AsSecrets" else { return (key, .text(text)) }
                return (key, .string(Data(text.bytes).base64EncodedString(), text.origins))
            }
            return .text(try YAMLWriter.write(.map(Dictionary(entries) { _, last in last })))
        default: return nil
        }
    }

    private func argument(_ name: String, _ arguments: [GoValue]) throws -> String {
        guard arguments.count == 1, let text = arguments[0].text else {
            throw GoFault("wrong number of args for \(name): want 1 got \(arguments.count)")
        }
        return text.string
    }
}

/// Go's `[]byte`, the content of a file: numbers for those who print it, text for those who ask for it.
final class GoBytes: GoObject {
    let text: GoText

    init(_ text: GoText) { self.text = text }

    var typeName: String { "[]uint8" }
    var printed: String { "[" + text.bytes.map(String.init).joined(separator: " ") + "]" }
    var contents: GoData { .list(text.bytes.map { .int(Int($0), text.origins) }) }
    func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue? { nil }
}

/// `.Capabilities.APIVersions`: the API versions that a cluster has.
public final class HelmAPIVersions: GoObject {
    private let versions: [String]

    /// Takes names such as `apps/v1` and `apps/v1/Deployment`, and Go's name of the type.
    public init(_ versions: [String], typeName: String = "common.VersionSet") {
        self.versions = versions
        self.typeName = typeName
    }

    /// Go's name of the type.
    public let typeName: String
    /// What printing gives.
    public var printed: String { "[" + versions.joined(separator: " ") + "]" }
    /// The versions, for `range`.
    public var contents: GoData { .list(versions.map { .string($0) }) }

    /// `Has`.
    public func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue? {
        guard name == "Has" else { return nil }
        guard arguments.count == 1, let text = arguments[0].text else {
            throw GoFault("wrong number of args for Has: want 1 got \(arguments.count)")
        }
        return .bool(versions.contains(text.string), text.origins)
    }
}

/// A pattern of paths: `*` and `?` stay inside a segment, `**` crosses them, `{a,b}` and `[a-z]` choose.
struct Glob {
    private let alternatives: [[Character]]

    init(_ pattern: String) { alternatives = Glob.expand(pattern, limit: 64).map(Array.init) }

    private static func expand(_ pattern: String, limit: Int) -> [String] {
        guard limit > 0, let open = pattern.firstIndex(of: "{"),
            let close = pattern[open...].firstIndex(of: "}")
        else { return [pattern] }
        let choices = pattern[pattern.index(after: open)..<close].split(
            separator: ",", omittingEmptySubsequences: false)
        let rest = expand(
            String(pattern[pattern.index(after: close)...]), limit: limit / max(1, choices.count))
        return choices.flatMap { choice in rest.map { pattern[..<open] + choice + $0 } }
    }

    func matches(_ path: String) -> Bool { alternatives.contains { Glob.matches($0, Array(path)) } }

    /// Row by row, so that hostile patterns take only the product of both lengths.
    private static func matches(_ pattern: [Character], _ path: [Character]) -> Bool {
        var row = [true] + Array(repeating: false, count: path.count)
        var index = 0
        while index < pattern.count {
            var next = Array(repeating: false, count: path.count + 1)
            let isDouble = pattern[index] == "*" && index + 1 < pattern.count && pattern[index + 1] == "*"
            var width = isDouble ? 2 : 1
            var test: (Character) -> Bool = { $0 == pattern[index] }
            if pattern[index] == "?" { test = { $0 != "/" } }
            if pattern[index] == "[", let close = pattern[index...].firstIndex(of: "]") {
                let set = Array(pattern[(index + 1)..<close])
                width = close - index + 1
                test = { member($0, of: set) }
            }
            if pattern[index] == "*" {
                next[0] = row[0]
                for place in path.indices {
                    next[place + 1] = row[place + 1] || (next[place] && (isDouble || path[place] != "/"))
                }
            } else {
                for place in path.indices where row[place] && test(path[place]) { next[place + 1] = true }
            }
            row = next
            index += width
        }
        return row[path.count]
    }

    private static func member(_ character: Character, of set: [Character]) -> Bool {
        let isNegated = set.first == "!" || set.first == "^"
        let body = isNegated ? Array(set.dropFirst()) : set
        var found = false
        var index = 0
        while index < body.count {
            if index + 2 < body.count, body[index + 1] == "-" {
                if body[index] <= character && character <= body[index + 2] { found = true }
                index += 3
            } else {
                if body[index] == character { found = true }
                index += 1
            }
        }
        return found != isNegated
    }
}
