import Provenance
import RegularExpressions

/// `regex`, `regexall` and `replace` with a pattern.
enum Pattern {
    /// The type of a match: a string, or what its groups make of it.
    static func type(_ pattern: String) throws(FunctionError) -> ValueType { try type(compiled(pattern)) }

    private static func type(_ expression: RegularExpression) throws(FunctionError) -> ValueType {
        let groups = expression.groupNames.dropFirst()
        let names = groups.compactMap { $0 }
        if groups.isEmpty { return .string }
        if names.isEmpty { return .tuple(groups.map { _ in .string }) }
        guard names.count == groups.count else { throw .message("named and unnamed groups cannot be mixed") }
        return .object(Dictionary(names.map { ($0, .string) }, uniquingKeysWith: { $1 }))
    }

    static func matches(_ pattern: Value, _ source: Value, atMost most: Int, _ evaluator: Evaluator)
        throws(FunctionError) -> [Value]
    {
        let expression = try compiled(pattern.text())
        let type = try type(expression)
        let text = try source.converted(.string)
        let found = try evaluator.matching { steps throws(RegularExpressionError) in
            try expression.matches(in: Array((text.string ?? "").utf8), atMost: most, steps: &steps)
        }
        return found.map { match in
            let groups = match.groups.map { range in
                range.map { text.substring($0).chosen(by: pattern) }
                    ?? Value(.null(.string), text.origins.derived).chosen(by: pattern)
            }
            switch type {
            case .tuple: return Value(.tuple(Array(groups.dropFirst())))
            case .object:
                let entries = zip(expression.groupNames, groups).compactMap { name, value in
                    name.map { Members.Entry($0, value) }
                }
                return Value(.object(Members(entries)))
            default: return groups[0]
            }
        }
    }

    static func replace(_ pattern: String, _ source: Value, _ replacement: Value, _ evaluator: Evaluator)
        throws(FunctionError) -> Value
    {
        let expression = try compiled(pattern)
        let text = try source.converted(.string)
        let bytes = Array((text.string ?? "").utf8)
        let template = Array(try replacement.text().utf8)
        let pieces = expression.pieces(of: template)
        let found = try evaluator.matching { steps throws(RegularExpressionError) in
            try expression.matches(in: bytes, steps: &steps)
        }
        var output = TextBuilder()
        var position = 0
        for match in found {
            output.append(text.substring(position..<match.range.lowerBound))
            for piece in pieces {
                switch piece {
                case .template(let range):
                    output.append(
                        String(decoding: template[range], as: UTF8.self), replacement.origins.derived)
                case .group(let number):
                    if let range = match.groups[number] { output.append(text.substring(range)) }
                }
                try evaluator.check(bytes: output.count)
            }
            position = match.range.upperBound
        }
        output.append(text.substring(position..<bytes.count))
        return output.value
    }

    private static func compiled(_ pattern: String) throws(FunctionError) -> RegularExpression {
        do throws(RegularExpressionError) { return try RegularExpression(pattern) } catch {
            throw wrapped(error)
        }
    }

    static func wrapped(_ error: RegularExpressionError) -> FunctionError {
        error.code == .tooLarge || error.code == .tooManySteps
            ? .unknown(.limit, error.description) : .message(error.description)
    }
}

extension Evaluator {
    /// Matches on what is left of the bound for all patterns together.
    func matching<Answer>(_ body: (inout Int) throws(RegularExpressionError) -> Answer) throws(FunctionError)
        -> Answer
    {
        do throws(RegularExpressionError) { return try body(&patternStepsLeft) } catch {
            throw Pattern.wrapped(error)
        }
    }

    /// Stops a string that grows beyond the bound.
    func check(bytes: Int) throws(FunctionError) {
        if bytes > limits.stringBytes {
            throw .unknown(.limit, "a string of more than \(limits.stringBytes) bytes")
        }
    }
}
