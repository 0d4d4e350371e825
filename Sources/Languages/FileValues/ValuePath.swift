/// A way to one value of a file: `resource.aws_instance.web.tags["a.b"]`, `containers[name=app].ports[0]`.
public struct ValuePath: Sendable, Hashable, CustomStringConvertible {
    /// One step.
    public enum Step: Sendable, Hashable {
        /// A key, an argument, a block type or a label.
        case name(String)
        /// An item or a block by number, from 0; a negative one counts from the end, of which -1 is the last.
        case index(Int)
        /// The item whose `key` reads `value`.
        case item(key: String, value: String)
    }

    /// The most steps of a path that is read; no file that is read nests deeper.
    public static let limit = 256

    /// The text is no path.
    public struct Invalid: Error, Sendable, Hashable {
        /// What is wrong.
        public var message: String
        /// Where, as an offset in bytes.
        public var offset: Int
    }

    /// The steps from the top of the file (or of the document).
    public var steps: [Step]

    /// Takes steps.
    public init(_ steps: [Step]) { self.steps = steps }

    /// Reads the written form; `.` alone is the top, and a leading dot is allowed.
    ///
    /// A name with a dot, a bracket or a blank in it stands in quotes (`a."b.c"`, `a["b.c"]`), or has a backslash before
    /// each such character.
    ///
    /// - Throws: ``Invalid``.
    public init(_ text: String) throws(Invalid) {
        var reader = PathReader(text)
        steps = try reader.steps()
    }

    /// The written form, which reads as the same path.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .name(let name):
                let plain = !name.isEmpty && !name.contains { ".[]\"'\\= ".contains($0) || $0.isNewline }
                if plain {
                    text += text.isEmpty ? name : ".\(name)"
                } else {
                    text += "[\(Self.quoted(name))]"
                }
            case .index(let index): text += "[\(index)]"
            case .item(let key, let value):
                let plain = !value.isEmpty && !value.contains { "[]\"'\\".contains($0) }
                text += "[\(key)=\(plain ? value : Self.quoted(value))]"
            }
        }
        return text.isEmpty ? "." : text
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}

private struct PathReader {
    private let text: [Character]
    private var position = 0

    init(_ text: String) { self.text = Array(text) }

    private var next: Character? { position < text.count ? text[position] : nil }

    mutating func steps() throws(ValuePath.Invalid) -> [ValuePath.Step] {
        guard !text.isEmpty else { throw invalid("the path is empty; `.` is the whole file") }
        if text == ["."] { return [] }
        var steps: [ValuePath.Step] = []
        if next == "." { position += 1 }
        while let character = next {
            guard steps.count < ValuePath.limit else {
                throw invalid("the path has more than \(ValuePath.limit) steps")
            }
            if character == "[" {
                steps.append(try bracket())
            } else {
                if !steps.isEmpty {
                    guard character == "." else { throw invalid("expected `.` or `[` here") }
                    position += 1
                    // `a.["b"]`, as some tools write it.
                    if next == "[" { continue }
                }
                steps.append(.name(try name()))
            }
        }
        return steps
    }

    private mutating func name() throws(ValuePath.Invalid) -> String {
        if let quote = next, quote == "\"" || quote == "'" { return try quoted(quote) }
        var name = ""
        while let character = next, character != ".", character != "[" {
            guard character != "]" else { throw invalid("this `]` closes nothing") }
            if character == "\\", position + 1 < text.count { position += 1 }
            name.append(text[position])
            position += 1
        }
        guard !name.isEmpty else { throw invalid("expected a name here; an empty one is written `\"\"`") }
        return name
    }

    private mutating func quoted(_ quote: Character) throws(ValuePath.Invalid) -> String {
        let start = position
        var name = ""
        position += 1
        while let character = next, character != quote {
            if character == "\\", position + 1 < text.count { position += 1 }
            name.append(text[position])
            position += 1
        }
        guard next == quote else {
            position = start
            throw invalid("this quote is never closed")
        }
        position += 1
        return name
    }

    private mutating func bracket() throws(ValuePath.Invalid) -> ValuePath.Step {
        let start = position
        position += 1
        if let quote = next, quote == "\"" || quote == "'" {
            let name = try quoted(quote)
            try close(start)
            return .name(name)
        }
        var content = ""
        while let character = next, character != "]", character != "=" {
            content.append(character)
            position += 1
        }
        if next == "=" {
            position += 1
            guard !content.isEmpty else { throw invalid("expected `[key=value]`") }
            let value: String
            if let quote = next, quote == "\"" || quote == "'" {
                value = try quoted(quote)
            } else {
                let end = text[position...].firstIndex(of: "]") ?? text.count
                value = String(text[position..<end])
                position = end
            }
            try close(start)
            return .item(key: content, value: value)
        }
        try close(start)
        guard let index = Int(content) else {
            position = start
            throw invalid("expected a number, `key=value` or a name in quotes between the brackets")
        }
        return .index(index)
    }

    private mutating func close(_ start: Int) throws(ValuePath.Invalid) {
        guard next == "]" else {
            position = start
            throw invalid("this bracket is never closed")
        }
        position += 1
    }

    private func invalid(_ message: String) -> ValuePath.Invalid {
        ValuePath.Invalid(message: message, offset: String(text[..<min(position, text.count)]).utf8.count)
    }
}
