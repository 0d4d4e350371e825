/// A way through a document: `spec.containers[name=app].resources`, `a.b[0].c`, `annotations["prometheus.io/port"]`.
public struct YAMLPath: Sendable, Hashable, CustomStringConvertible {
    /// One step.
    public enum Step: Sendable, Hashable {
        /// The value under a key.
        case key(String)
        /// The item of a list, from 0.
        case index(Int)
        /// The item of a list whose `key` reads `value`.
        case item(key: String, value: String)
    }

    /// The steps from the root.
    public var steps: [Step]

    /// Takes steps.
    public init(_ steps: [Step]) { self.steps = steps }

    /// Takes keys.
    public init(keys: [String]) { steps = keys.map { .key($0) } }

    /// Reads the written form, of which the empty text is the root; nil when it is not one.
    ///
    /// A key with a dot or a bracket in it stands in `["…"]`, or each of them after a backslash.
    public init?(_ text: String) {
        var reader = Reader(rest: Array(text))
        guard let steps = reader.steps() else { return nil }
        self.steps = steps
    }

    /// The written form.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let key) where !key.isEmpty && !key.contains(where: { ".[]\"\\=".contains($0) }):
                text += text.isEmpty ? key : ".\(key)"
            case .key(let key):
                let escaped = key.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
                text += "[\"\(escaped)\"]"
            case .index(let index): text += "[\(index)]"
            case .item(let key, let value): text += "[\(key)=\(value)]"
            }
        }
        return text
    }

    private struct Reader {
        var rest: [Character]
        var position = 0

        mutating func steps() -> [Step]? {
            var steps: [Step] = []
            while position < rest.count {
                if rest[position] == "[" {
                    guard let step = bracket() else { return nil }
                    steps.append(step)
                } else {
                    if !steps.isEmpty {
                        guard rest[position] == "." else { return nil }
                        position += 1
                    }
                    guard let key = key() else { return nil }
                    steps.append(.key(key))
                }
            }
            return steps
        }

        private mutating func key() -> String? {
            var key = ""
            while position < rest.count, rest[position] != ".", rest[position] != "[" {
                if rest[position] == "\\", position + 1 < rest.count { position += 1 }
                key.append(rest[position])
                position += 1
            }
            return key.isEmpty ? nil : key
        }

        private mutating func bracket() -> Step? {
            position += 1
            if position < rest.count, rest[position] == "\"" { return quoted() }
            guard let end = rest[position...].firstIndex(of: "]") else { return nil }
            let content = String(rest[position..<end])
            position = end + 1
            if let index = Int(content) { return index >= 0 ? .index(index) : nil }
            guard let equals = content.firstIndex(of: "="), equals != content.startIndex else { return nil }
            return .item(
                key: String(content[..<equals]), value: String(content[content.index(after: equals)...]))
        }

        private mutating func quoted() -> Step? {
            var key = ""
            position += 1
            while position < rest.count, rest[position] != "\"" {
                if rest[position] == "\\", position + 1 < rest.count { position += 1 }
                key.append(rest[position])
                position += 1
            }
            guard position + 1 < rest.count, rest[position + 1] == "]" else { return nil }
            position += 2
            return .key(key)
        }
    }
}
