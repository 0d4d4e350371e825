internal import Diagnostics
internal import Provenance
internal import YAML

/// Fills `${VARIABLES}` into rendered objects as Flux does after a build, each text with the tokens that went into it.
public struct VariableSubstitution {
    private let values: SubstitutionValues
    private let files: any KustomizeFiles
    private var report = SubstitutionReport()
    private var bytes: [String: [UInt8]] = [:]
    /// The number of the object that is filled in.
    private var object = 0

    /// The label and annotation with which an object is left as it is.
    private static let switchName = "kustomize.toolkit.fluxcd.io/substitute"

    private init(_ values: SubstitutionValues, _ files: any KustomizeFiles) {
        self.values = values
        self.files = files
    }

    /// Fills the variables into the objects.
    ///
    /// - Parameters:
    ///   - values: what is set.
    ///   - resources: changed in place.
    ///   - files: where the objects come from, for the places of defaults.
    /// - Returns: what is not plain about it.
    public static func apply(
        _ values: SubstitutionValues, to resources: inout [Resource], files: any KustomizeFiles
    ) -> SubstitutionReport {
        // Without any variable Flux does not even unescape `$${V}`.
        guard !values.isEmpty else { return SubstitutionReport() }
        var substitution = VariableSubstitution(values, files)
        for index in resources.indices {
            let metadata = resources[index].node["metadata"]
            let isOff = ["labels", "annotations"].contains {
                metadata?[$0]?[VariableSubstitution.switchName]?.text == "disabled"
            }
            guard !isOff else { continue }
            substitution.object = index
            substitution.fill(&resources[index].node)
        }
        return substitution.report
    }

    private mutating func fill(_ node: inout Node) {
        switch node.content {
        case .scalar(let scalar):
            if VariableText.concerns(scalar.text) { fill(&node, scalar) }
        case .mapping(var entries):
            node.content = .sequence([])
            for index in entries.indices {
                fill(&entries[index].value)
                let key = entries[index].key
                if VariableText.concerns(key), let text = filled(key)?.text { entries[index].key = text }
            }
            node.content = .mapping(entries)
        case .sequence(var items):
            node.content = .mapping([])
            for index in items.indices { fill(&items[index]) }
            node.content = .sequence(items)
        }
    }

    // MARK: One text

    private struct Filled {
        var text: [UInt8] = []
        var origins = Origins.none
        /// The one variable whose value the text is.
        var whole: Node?
        /// The one default that the text is.
        var fallback: (name: String, range: Range<Int>)?

        var string: String { String(decoding: text, as: UTF8.self) }
    }

    private mutating func filled(_ text: String) -> (filled: Filled, text: String)? {
        do {
            let parsed = try VariableText(text)
            guard let result = fill(parsed.pieces) else { return nil }
            return (result, result.string)
        } catch {
            let shown = text.count > 60 ? text.prefix(60) + "…" : text[...]
            report.problem = report.problem ?? KustomizeProblem(.invalid, "`\(shown)` cannot be filled in")
            return nil
        }
    }

    private mutating func fill(_ node: inout Node, _ scalar: Scalar) {
        guard let (result, text) = filled(scalar.text) else { return }
        guard text != scalar.text || result.whole != nil else { return }
        let place = node.place
        let own = node.origins
        if let whole = result.whole {
            node.origins = whole.origins
            if let place { node.origins = node.origins.passing(Hop(place, "`\(scalar.text)` is filled in")) }
        } else if let fallback = result.fallback, let span = span(of: fallback.range, scalar.text, own) {
            node.origins = own.part(span)
            report.defaults[span] = fallback.name
        } else {
            node.origins = result.origins.joined(own)
        }
        node.content = .scalar(VariableSubstitution.scalar(text, insteadOf: scalar))
        // Flux fills in before it reads the YAML: the text may become something else than one value.
        guard case .string = scalar.value, VariableSubstitution.isPlain(scalar.text) else { return }
        switch VariableSubstitution.shape(of: text) {
        case .value: return
        case .emptyList: node.content = .sequence([])
        case .emptyMapping: node.content = .mapping([])
        case .structure:
            report.objects[object] =
                report.objects[object]
                ?? KustomizeProblem(
                    .unsupported, "`\(scalar.text)` becomes more than a single value", at: place)
        case .broken:
            report.problem =
                report.problem
                ?? KustomizeProblem(
                    .unsupported, "`\(scalar.text)` becomes text that is no YAML", at: place)
        }
    }

    /// The pieces put together; nil when one of them is not known.
    private mutating func fill(_ pieces: [VariableText.Piece]) -> Filled? {
        var result = Filled()
        for piece in pieces {
            switch piece {
            case .text(let bytes): result.text += bytes
            case .variable(let variable):
                guard let part = value(of: variable) else { return nil }
                result.text += part.text
                result.origins = result.origins.joined(part.origins)
                if pieces.count == 1 {
                    result.whole = part.whole
                    result.fallback = part.fallback
                }
            }
        }
        return result
    }

    private mutating func value(of variable: VariableText.Variable) -> Filled? {
        var given = Filled()
        switch values.lookup(variable.name) {
        case .hidden(let reason):
            report.unresolved[variable.name] = reason
            return nil
        case .unset: break
        case .value(let node):
            given.text = Array((node.text ?? "").utf8)
            given.origins = node.origins
            given.whole = node
            if let token = node.origins.identity { report.names[token, default: []].insert(variable.name) }
        }
        switch variable.operation {
        case "": return given
        case ":=", ":-", "=", "-":
            guard given.text.isEmpty else { return given }
            guard var other = fill(variable.arguments.first ?? []) else { return nil }
            other.origins = other.origins.joined(given.origins)
            if variable.isPlain, given.whole == nil {
                other.fallback = (variable.name, variable.argumentRange)
            } else if given.whole != nil {
                other.whole = nil
            }
            return other
        default:
            guard let text = computed(variable, given.string) else {
                report.unresolved[variable.name] = "`\(variable.operation)` is not evaluated"
                return nil
            }
            return Filled(text: Array(text.utf8), origins: given.origins.derived)
        }
    }

    // MARK: Operations

    private mutating func computed(_ variable: VariableText.Variable, _ value: String) -> String? {
        var arguments: [String] = []
        for argument in variable.arguments {
            guard let filled = fill(argument) else { return nil }
            arguments.append(filled.string)
        }
        let isSimple = value.utf8.allSatisfy { $0 < 0x80 }
        let first = arguments.first ?? ""
        let second = arguments.count > 1 ? arguments[1] : ""
        switch variable.operation {
        case "length": return isSimple ? String(value.utf8.count) : nil
        case "^": return isSimple ? value.prefix(1).uppercased() + value.dropFirst() : nil
        case ",": return isSimple ? value.prefix(1).lowercased() + value.dropFirst() : nil
        case "^^": return isSimple ? value.uppercased() : nil
        case ",,": return isSimple ? value.lowercased() : nil
        case ":":
            guard isSimple, let start = Int(first), start >= 0 else { return nil }
            guard arguments.count > 1 else { return String(value.dropFirst(start)) }
            guard let length = Int(second), length >= 0 else { return nil }
            return String(value.dropFirst(start).prefix(length))
        case "/": return VariableSubstitution.replacing(first, with: second, in: value, once: true)
        case "//": return VariableSubstitution.replacing(first, with: second, in: value, once: false)
        case "/#": return value.hasPrefix(first) ? second + value.dropFirst(first.count) : value
        case "/%": return value.hasSuffix(first) ? value.dropLast(first.count) + second : value
        case "#", "##", "%", "%%":
            // Of patterns only plain ones.
            guard !first.contains(where: "*?[]\\".contains) else { return nil }
            if variable.operation.hasPrefix("#") {
                return value.hasPrefix(first) ? String(value.dropFirst(first.count)) : value
            }
            return value.hasSuffix(first) ? String(value.dropLast(first.count)) : value
        default: return nil
        }
    }

    private static func replacing(_ old: String, with new: String, in text: String, once: Bool) -> String? {
        guard !old.isEmpty else { return nil }
        return text.replacing(old, with: new, maxReplacements: once ? 1 : .max)
    }

    // MARK: YAML

    /// The value that the YAML has once the text stands in it.
    private static func scalar(_ text: String, insteadOf old: Scalar) -> Scalar {
        guard isPlain(old.text) else { return Scalar(text: text, value: .string(text)) }
        let document = YAMLParser.parse(Array(text.utf8), path: "").documents.first?.root
        guard let scalar = document?.scalar, !text.contains("\n") else {
            return Scalar(text: text, value: .string(text))
        }
        let value = scalar.value(in: .kustomize)
        if case .invalid = value { return Scalar(text: text, value: .string(text)) }
        return Scalar(text: scalar.text, value: value)
    }

    /// What a text is where YAML has a value.
    private enum Shape { case value, emptyList, emptyMapping, structure, broken }

    private static func shape(of text: String) -> Shape {
        let file = YAMLParser.parse(Array("a: \(text)".utf8), path: "")
        guard !file.hasErrors, let root = file.documents.first?.root else { return .broken }
        guard file.documents.count == 1, root.entries.count == 1, let value = root["a"] else {
            return .structure
        }
        switch value.kind {
        case .scalar: return .value
        case .sequence where value.items.isEmpty: return .emptyList
        case .mapping where value.entries.isEmpty: return .emptyMapping
        default: return .structure
        }
    }

    /// True for a text that is written without quotes when objects are printed.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.first, let last = text.last, !text.contains("\n") else { return false }
        return !"*&!%@`\"'{[]},|>#- ?:~".contains(first) && last != " " && last != ":"
            && !text.contains(": ") && !text.contains(" #")
    }

    /// Where a part of a scalar's text stands in its file; nil when it is not written there byte by byte.
    private mutating func span(of range: Range<Int>, _ text: String, _ origins: Origins) -> SourceSpan? {
        guard let token = origins.identity else { return nil }
        if bytes[token.path] == nil { bytes[token.path] = (try? files.bytes(of: token.path)) ?? [] }
        let source = bytes[token.path] ?? []
        let indices = token.range.indices
        guard indices.upperBound <= source.count else { return nil }
        let written = Array(source[indices])
        let content = Array(text.utf8)
        for quotes in [0, 1] where written.count == content.count + 2 * quotes {
            guard written[quotes..<(written.count - quotes)].elementsEqual(content) else { continue }
            let start = indices.lowerBound + quotes
            return SourceSpan(
                path: token.path,
                range: ByteRange((start + range.lowerBound)..<(start + range.upperBound)))
        }
        return nil
    }
}

extension Resource {
    /// Puts an object without a namespace of its own into one, as whoever applies it does.
    public mutating func setDefaultNamespace(_ namespace: Node) {
        guard self.namespace == nil else { return }
        node.change("metadata", or: .emptyMapping) { $0.set("namespace", namespace) }
    }

    /// Labels and annotations that a controller puts on objects, and on nothing inside of them.
    public mutating func addMetadata(labels: Node?, annotations: Node?) {
        for (key, values) in [("labels", labels), ("annotations", annotations)] {
            guard let values, !values.entries.isEmpty else { continue }
            node.change("metadata", or: .emptyMapping) { metadata in
                metadata.change(key, or: .emptyMapping) { mapping in
                    for entry in values.entries { mapping.set(entry.key, entry.value) }
                }
            }
        }
    }
}
