public import Diagnostics

extension DiagnosticID {
    /// The file is none of the lists that can be imported.
    public static let catalogueForm: DiagnosticID = "catalogue-form"
    /// An entry lacks what its vendor always writes, or writes it in another form.
    public static let catalogueEntry: DiagnosticID = "catalogue-entry"
    /// The file is not JSON.
    public static let catalogueSyntax: DiagnosticID = "catalogue-syntax"
}

/// What the readers of vendors' lists have in common: they take what is there and complain where it should be.
struct ImportReading {
    var diagnostics: [Diagnostic] = []
    var specs: [MachineSpec] = []
    var prices: [ImportedPrice] = []
    /// Google prices processors and memory of a family, in a region.
    var rates: [GoogleRate] = []

    mutating func complain(_ message: String, _ span: SourceSpan, _ id: DiagnosticID = .catalogueEntry) {
        diagnostics.append(Diagnostic(id, .error, message, at: span))
    }

    /// The text under `key`; an error where there is none.
    mutating func text(_ node: ConfigNode, _ key: String, of what: String) -> String? {
        guard let found = node[key] else {
            complain("\(what) has no `\(key)`", node.span)
            return nil
        }
        guard let text = found.scalarText, !text.isEmpty else {
            complain("`\(key)` of \(what) must be a text", found.span)
            return nil
        }
        return text
    }

    /// The number under `key`, written as a number or a text of one; an error where there is none, or it is negative.
    mutating func number(_ node: ConfigNode?, _ key: String, of what: String, at span: SourceSpan) -> Double?
    {
        guard let found = node?[key] else {
            complain("\(what) has no `\(key)`", span)
            return nil
        }
        guard let text = found.scalarText, let value = Double(text), value.isFinite, value >= 0 else {
            complain("`\(key)` of \(what) must be a number that is not negative", found.span)
            return nil
        }
        return value
    }

    /// The items of a list; an error for anything else.
    mutating func items(_ node: ConfigNode?, _ key: String, at span: SourceSpan) -> [ConfigNode] {
        guard let node, case .list(let items) = node.value else {
            complain("`\(key)` must be a list", node?.span ?? span)
            return []
        }
        return items
    }
}

extension ConfigNode {
    /// The number that stands here, as a number or a text of one.
    var amount: Double? { scalarText.flatMap(Double.init).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }

    /// The items of a list; none for anything else.
    var listed: [ConfigNode] {
        if case .list(let items) = value { items } else { [] }
    }

    /// The entries of a mapping; none for anything else.
    var mapped: [ConfigNode.Entry] {
        if case .map(let entries) = value { entries } else { [] }
    }
}

extension Substring {
    /// The digits that stand first in it, as a number.
    var leadingNumber: Int? { Int(prefix { $0.isASCII && $0.isNumber }) }
}

extension String {
    /// The first run of digits: the generation in `m7g`, `n2d` and `Dsv5`.
    var firstNumber: Int? { self[(firstIndex { $0.isASCII && $0.isNumber } ?? endIndex)...].leadingNumber }
}
