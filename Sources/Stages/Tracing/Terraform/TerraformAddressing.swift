/// Addresses taken apart, and attribute paths in their several spellings.
enum TerraformAddressing {
    /// One step of an address: a name and, where it has one, its key as Terraform prints it.
    struct Step: Hashable {
        /// `module.web`, `aws_instance.app`, `data.aws_ami.base`.
        var name: String
        /// `["a"]`, `[0]`, or nothing.
        var suffix: String
    }

    /// `module.web[0]`, `aws_instance.app["a"]` of `module.web[0].aws_instance.app["a"]`; nil for what is no address.
    static func steps(_ address: String) -> [Step]? {
        guard let parts = parts(address) else { return nil }
        var steps: [Step] = []
        var rest = parts[...]
        while let first = rest.first {
            var count = 2
            if first.name == "data", first.suffix.isEmpty { count = 3 }
            if first.name == "inputs", parts.count == 1 { count = 1 }
            guard rest.count >= count else { return nil }
            let taken = rest.prefix(count)
            guard taken.dropLast().allSatisfy(\.suffix.isEmpty) else { return nil }
            steps.append(
                Step(name: taken.map(\.name).joined(separator: "."), suffix: taken.last?.suffix ?? ""))
            rest = rest.dropFirst(count)
            if first.name != "module", !rest.isEmpty { return nil }
        }
        return steps.isEmpty ? nil : steps
    }

    /// The names between the dots, each with its key.
    private static func parts(_ address: String) -> [Step]? {
        var parts: [Step] = []
        var rest = address[...]
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "." && $0 != "[" }
            guard !name.isEmpty else { return nil }
            rest = rest.dropFirst(name.count)
            var suffix = ""
            if rest.first == "[" {
                guard let end = endOfKey(rest) else { return nil }
                suffix = String(rest[..<end])
                rest = rest[end...]
            }
            parts.append(Step(name: String(name), suffix: suffix))
            guard !rest.isEmpty else { break }
            guard rest.first == "." else { return nil }
            rest = rest.dropFirst()
            guard !rest.isEmpty else { return nil }
        }
        return parts
    }

    /// What follows `["a"]` or `[0]` at the start of `text`.
    private static func endOfKey(_ text: Substring) -> Substring.Index? {
        var index = text.index(after: text.startIndex)
        var isQuoted = false
        while index < text.endIndex {
            let character = text[index]
            if isQuoted, character == "\\" {
                index = text.index(after: index)
                guard index < text.endIndex else { return nil }
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == "]", !isQuoted {
                return text.index(after: index)
            }
            index = text.index(after: index)
        }
        return nil
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

    /// `a.b` of `a[0].b` and of `a[*].b`.
    static func withoutNumbers(_ attribute: String) -> String {
        var result = ""
        var isInside = false
        for character in attribute {
            if character == "[" { isInside = true }
            if !isInside { result.append(character) }
            if character == "]" { isInside = false }
        }
        return result
    }
}
