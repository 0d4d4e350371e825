internal import Diagnostics
internal import Model

/// A value with the tokens it comes from.
indirect enum TerraformValue {
    /// A literal: its text, the token and its file.
    case leaf(String, SourceFile, ByteRange)
    /// `null`, written or by default.
    case null
    /// Keys in order.
    case object([(key: String, value: Evaluated)])
    case tuple([Evaluated])
    /// Something that is not evaluated, with the reason.
    case unknown(Hold)
}

/// A value, how it was found, and everything it may depend on.
struct Evaluated {
    var value: TerraformValue
    /// From the resource to the token.
    var hops: [Hop] = []
    /// Every token that the value may follow.
    var affected: Set<Fact.Token> = []
    /// Equal when nothing that the value may depend on has changed.
    var fingerprint: UInt64 = 0
    var isSensitive = false

    static func unknown(_ hold: Hold) -> Evaluated { Evaluated(value: .unknown(hold)) }

    /// The token when the value is a single literal.
    var token: Fact.Token? {
        guard case .leaf(_, let file, let range) = value else { return nil }
        return Fact.Token(file: file.path, lower: range.lower, upper: range.upper)
    }

    /// The text when the value is a single literal.
    var text: String? {
        guard case .leaf(let text, _, _) = value else { return nil }
        return text
    }

    /// The same value reached by one more step.
    func after(_ hop: Hop) -> Evaluated {
        var result = self
        result.hops.insert(hop, at: 0)
        return result
    }
}

extension TerraformValue {
    /// The same value with `hops` in front of those of every part.
    func after(_ hops: [Hop]) -> TerraformValue {
        switch self {
        case .object(let members):
            .object(members.map { ($0.key, $0.value.prefixed(hops)) })
        case .tuple(let items): .tuple(items.map { $0.prefixed(hops) })
        default: self
        }
    }
}

extension Evaluated {
    func prefixed(_ more: [Hop]) -> Evaluated {
        var result = self
        result.hops = more + hops
        result.value = value.after(more)
        return result
    }
}
