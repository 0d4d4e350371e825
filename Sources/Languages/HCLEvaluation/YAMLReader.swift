import Diagnostics
import Provenance
import YAML

/// Reads YAML out of a string as Terraform does; every leaf comes from the part of the string that it stands in.
struct YAMLReader {
    private let source: Value
    private let maximumNodes: Int
    private var nodes = 0

    static func decode(_ source: Value, limits: EvaluationLimits) throws(FunctionError) -> Value {
        guard let string = source.string else { throw .message("a string is required") }
        let file = YAMLParser.parse(Array(string.utf8), path: "", format: .yaml)
        if let wrong = file.diagnostics.first(where: { $0.severity == .error }) {
            throw wrong.id == .yamlLimit ? .unknown(.limit, wrong.message) : .message(wrong.message)
        }
        guard file.documents.count <= 1 else {
            throw .message("there is more than one document")
        }
        guard let root = file.documents.first?.root else { throw .message("there is no document") }
        var reader = YAMLReader(source: source, maximumNodes: limits.elements)
        return try reader.value(root, 0)
    }

    private init(source: Value, maximumNodes: Int) {
        self.source = source
        self.maximumNodes = maximumNodes
    }

    private mutating func value(_ view: YAMLNodeView, _ depth: Int) throws(FunctionError) -> Value {
        nodes += 1
        guard nodes <= maximumNodes else {
            throw .unknown(.limit, "YAML of more than \(maximumNodes) values")
        }
        guard depth < 200 else { throw .unknown(.limit, "YAML nested deeper than 200") }
        let node = view.resolved
        switch node.kind {
        case .sequence:
            var elements: [Value] = []
            for item in node.items { elements.append(try value(item, depth + 1)) }
            return Value(.tuple(elements))
        case .mapping: return Value(.object(Members(try entries(node, depth))))
        case .scalar: return try scalar(node)
        case .alias: throw .message("an alias names nothing")
        }
    }

    /// In the order of the file, later ones over earlier ones, merged ones at the place of their `<<`.
    private mutating func entries(_ node: YAMLNodeView, _ depth: Int) throws(FunctionError) -> [Members.Entry]
    {
        guard depth < 200 else { throw .unknown(.limit, "YAML nested deeper than 200") }
        var entries: [Members.Entry] = []
        for entry in node.entries {
            nodes += 1
            guard nodes <= maximumNodes else {
                throw .unknown(.limit, "YAML of more than \(maximumNodes) values")
            }
            if entry.isMerge {
                // Of several merged mappings the first wins.
                for merged in entry.mergeSources.reversed() {
                    entries += try self.entries(merged, depth + 1)
                }
                continue
            }
            guard let name = entry.name(in: .terraform) else { throw .message("a key is no string") }
            entries.append(
                .init(
                    Strings.normalized(name), try value(entry.value, depth + 1),
                    keyOrigins: origins(entry.key.resolved)))
        }
        return entries
    }

    private func scalar(_ node: YAMLNodeView) throws(FunctionError) -> Value {
        guard let scalar = node.scalar else { throw .message("this is no scalar") }
        let origins = origins(node)
        switch scalar.value(in: .terraform) {
        case .null: return Value(.null(.dynamic), origins)
        case .bool(let flag): return Value(.bool(flag), origins)
        case .int(let digits):
            // The reader drops the sign of a zero.
            let isNegativeZero = digits == "0" && scalar.text.hasPrefix("-")
            guard let number = Number(isNegativeZero ? "-0" : digits) else {
                throw .unknown(.limit, "a number is too long")
            }
            return Value(.number(number), origins)
        case .float:
            guard let number = Number(scalar.text) else {
                throw .unknown(.unsupported, "the number \(scalar.text.prefix(20)) is not computed with here")
            }
            return Value(.number(number), origins)
        case .string(let text): return Value(.string(Text(Strings.normalized(text))), origins)
        case .invalid(let message): throw .message(message)
        }
    }

    private func origins(_ node: YAMLNodeView) -> Origins {
        let range = node.tokenRange.indices
        if let token = source.exactOrigins(of: range) { return token }
        // What stands between quotes is the value only where nothing is escaped.
        let isQuoted = node.style == .doubleQuoted || node.style == .singleQuoted
        if isQuoted, range.count > 2, node.scalar?.text.utf8.count == range.count - 2,
            let part = source.exactOrigins(of: (range.lowerBound + 1)..<(range.upperBound - 1))
        {
            return part
        }
        return source.looseOrigins(of: range).derived
    }
}
