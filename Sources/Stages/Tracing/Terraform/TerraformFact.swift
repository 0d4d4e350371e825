internal import Diagnostics
internal import Model

/// One attribute of one resource instance, evaluated.
struct TerraformFact: Sendable {
    /// What is known about the value.
    enum Outcome: Sendable {
        case token(SourceFile, ByteRange)
        case held(Hold)
    }

    var fact: Fact
    var outcome: Outcome
    var hops: [Hop]
    var isSensitive: Bool
    /// The block it belongs to, as an index into ``EvaluatedRoot/resources``.
    var resource: Int
}

/// A block of a root and the addresses it has.
struct TerraformResource: Sendable {
    /// Addresses; `[*]` stands for keys that are not known.
    var addresses: [String]
    var block: TerraformBlock
    /// Why nothing can be said about it.
    var hold: Hold?
    /// Why its instances are not known.
    var instances: Hold?
    /// True for a block of the root itself, where something can be inserted.
    var isInRoot: Bool
    /// Attributes that Terraform ignores after creation.
    var ignored: Set<String>
    /// The path of the block as `get` and `set` write it: `resource.aws_instance.web`.
    var keyPath: String
}

/// A root evaluated for one environment.
struct EvaluatedRoot: Sendable {
    var context: TerraformContext
    /// Every file that was read.
    var files: Set<String>
    var resources: [TerraformResource]
    var facts: [TerraformFact]
    /// Calls of modules that are not here: address and why.
    var opaque: [(address: String, hold: Hold)]
    /// Why the root as a whole cannot be relied on.
    var hold: Hold?
}

/// Addresses with `[*]` for keys that are not known, and paths in their several spellings.
enum TerraformAddressing {
    /// True when `address` is one of those that `pattern` stands for.
    static func matches(_ pattern: String, _ address: String) -> Bool {
        guard pattern.contains("[*]") else { return pattern == address }
        var rest = address[...]
        for (index, part) in pattern.components("[*]").enumerated() {
            if index > 0 {
                guard let after = afterKey(rest) else { return false }
                rest = after
            }
            guard rest.hasPrefix(part) else { return false }
            rest = rest.dropFirst(part.count)
        }
        return rest.isEmpty
    }

    /// What follows `["a"]` or `[0]` at the start of `text`.
    private static func afterKey(_ text: Substring) -> Substring? {
        guard text.first == "[" else { return nil }
        let inside = text.dropFirst()
        if inside.first == "\"" {
            guard let close = inside.dropFirst().firstIndex(of: "\"") else { return nil }
            let after = inside[inside.index(after: close)...]
            return after.first == "]" ? after.dropFirst() : nil
        }
        guard let close = inside.firstIndex(of: "]") else { return nil }
        return inside[inside.index(after: close)...]
    }

    /// `tags.Name` of `tags["Name"]`, `block[0].a` of `block.0.a`.
    static func normalized(_ attribute: String) -> String {
        var result = ""
        var rest = attribute[...]
        while let character = rest.first {
            if character == "[", rest.dropFirst().first == "\"",
                let close = rest.dropFirst(2).firstIndex(of: "\"")
            {
                result += result.isEmpty ? "" : "."
                result += rest[rest.index(rest.startIndex, offsetBy: 2)..<close]
                rest = rest[rest.index(after: close)...]
                if rest.first == "]" { rest = rest.dropFirst() }
            } else if character == ".", let digits = number(rest.dropFirst()) {
                result += "[\(digits)]"
                rest = rest.dropFirst(1 + digits.count)
            } else {
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static func number(_ text: Substring) -> Substring? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let next = text.dropFirst(digits.count).first
        return digits.isEmpty || !(next == nil || next == "." || next == "[") ? nil : digits
    }
}

extension String {
    /// The parts between occurrences of `separator`.
    func components(_ separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
