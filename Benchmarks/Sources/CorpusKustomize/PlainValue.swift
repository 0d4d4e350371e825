import Kustomize
import YAML

/// A value without origins; the order of keys does not count.
indirect enum PlainValue: Hashable, Comparable, CustomStringConvertible {
    case scalar(YAMLScalarValue)
    case list([PlainValue])
    case mapping([String: PlainValue])

    init(_ node: Node) {
        switch node.content {
        case .scalar(let scalar): self = .scalar(scalar.value)
        case .sequence(let items): self = .list(items.map(PlainValue.init))
        case .mapping(let entries):
            self = .mapping(Dictionary(entries.map { ($0.key, PlainValue($0.value)) }) { $1 })
        }
    }

    init(_ view: YAMLNodeView) {
        let view = view.resolved
        switch view.kind {
        case .mapping:
            self = .mapping(
                Dictionary(view.entries.map { ($0.key.scalar?.text ?? "", PlainValue($0.value)) }) { $1 })
        case .sequence: self = .list(view.items.map(PlainValue.init))
        default: self = .scalar(view.scalar?.value(in: .kustomize) ?? .null)
        }
    }

    var description: String {
        switch self {
        case .scalar(let value): "\(value)"
        case .list(let items): "[\(items.map(\.description).joined(separator: ", "))]"
        case .mapping(let entries):
            "{" + entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
                + "}"
        }
    }

    static func < (a: PlainValue, b: PlainValue) -> Bool { a.description < b.description }
}

/// Where two values differ.
enum Difference {
    /// The path of the first place, and what the first value has there.
    static func text(_ a: PlainValue?, _ b: PlainValue?) -> String {
        guard let a else { return "nothing" }
        guard let b else { return short(a) }
        return place(a, b, "") ?? short(a)
    }

    private static func place(_ a: PlainValue, _ b: PlainValue, _ path: String) -> String? {
        guard a != b else { return nil }
        switch (a, b) {
        case (.mapping(let own), .mapping(let other)):
            for key in Set(own.keys).union(other.keys).sorted() {
                guard let value = own[key] else { return "\(path).\(key) is not there" }
                guard let second = other[key] else { return "\(path).\(key) = \(short(value))" }
                if let found = place(value, second, "\(path).\(key)") { return found }
            }
            return nil
        case (.list(let own), .list(let other)):
            for index in own.indices {
                guard other.indices.contains(index) else { return "\(path)[\(index)] = \(short(own[index]))" }
                if let found = place(own[index], other[index], "\(path)[\(index)]") { return found }
            }
            return "\(path) has \(own.count) items"
        default: return "\(path) = \(short(a))"
        }
    }

    private static func short(_ value: PlainValue) -> String { String(value.description.prefix(300)) }
}
