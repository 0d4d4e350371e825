/// SplitMix64: the same seed gives the same documents on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func pick<Element>(_ items: [Element]) -> Element {
        items[Int.random(in: items.indices, using: &self)]
    }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// Writes random documents in all the manners that people use.
struct DocumentGenerator {
    var random: SeededGenerator
    private var anchors: [String] = []
    private let lineBreak: String

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        lineBreak = random.chance(20) ? "\r\n" : "\n"
    }

    mutating func document() -> String {
        var text = random.chance(10) ? "\u{FEFF}" : ""
        if random.chance(30) { text += "# größe \u{1F388}" + lineBreak }
        if random.chance(20) { text += "---" + lineBreak }
        text += block(indent: 0, depth: 0)
        if random.chance(15) { while text.last?.isNewline == true { text.removeLast() } }
        return text
    }

    private mutating func block(indent: Int, depth: Int) -> String {
        let pad = String(repeating: " ", count: indent)
        var text = ""
        for number in 0..<Int.random(in: 1...4, using: &random) {
            if random.chance(8) { text += pad + "# note" + lineBreak }
            let key = random.pick(["name", "cpu", "memory", "\"quoted\"", "größe", "a.b/c", "'it''s'"])
            text +=
                pad + (key.hasPrefix("\"") ? "\"q\(number)\"" : "\(key.filter { $0 != "'" })\(number)") + ":"
            text += value(indent: indent, depth: depth)
            if random.chance(6) { text += lineBreak }
        }
        return text
    }

    private mutating func value(indent: Int, depth: Int) -> String {
        let step = random.pick([2, 2, 2, 4])
        switch Int.random(in: 0..<(depth > 3 ? 7 : 10), using: &random) {
        case 0: return comment() + lineBreak
        case 1: return " {}" + comment() + lineBreak
        case 2:
            return " \(random.pick(["|", "|-", "|+", ">-", ">"]))" + lineBreak + pad(indent + 2) + "text é"
                + lineBreak
                + pad(indent + 2) + "more: 1" + lineBreak
        case 3: return " " + flow(depth: 0) + comment() + lineBreak
        case 4 where !anchors.isEmpty: return " *\(random.pick(anchors))" + comment() + lineBreak
        case 5:
            let name = "x\(anchors.count)"
            let text = " &\(name) " + token(isFlow: false) + comment() + lineBreak
            anchors.append(name)
            return text
        case 7: return lineBreak + block(indent: indent + step, depth: depth + 1)
        case 8: return lineBreak + sequence(indent: indent + random.pick([0, 2]), depth: depth + 1)
        default: return " " + token(isFlow: false) + comment() + lineBreak
        }
    }

    private mutating func sequence(indent: Int, depth: Int) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            if random.chance(40) {
                let item = block(indent: indent + 2, depth: depth + 1)
                let first = item.drop { $0 == " " }
                // A comment first would not be a key behind the dash.
                text += first.first == "#" ? pad(indent) + "-" + lineBreak + item : pad(indent) + "- " + first
            } else {
                text += pad(indent) + "- " + token(isFlow: false) + comment() + lineBreak
            }
        }
        return text
    }

    private mutating func flow(depth: Int) -> String {
        if depth > 1 || random.chance(30) { return token(isFlow: true) }
        let items = (0..<Int.random(in: 0...3, using: &random)).map { number in
            random.chance(50) ? flow(depth: depth + 1) : "{k\(number): \(flow(depth: depth + 1))}"
        }
        return random.chance(50)
            ? "[" + items.joined(separator: ", ") + "]"
            : "{" + items.enumerated().map { "k\($0.offset): \($0.element)" }.joined(separator: ", ") + "}"
    }

    private mutating func token(isFlow: Bool) -> String {
        random.pick([
            "512Mi", "1", "0.5", "true", "\"2\"", "'x y'", "\"t\\tu\"", "日本", "null", "~", "a b c",
            "!!str 12", "'it''s'", "1e3",
            "\"\"", "0777", "y", isFlow ? "z" : "a, b: c".replacing(": ", with: ":"),
        ])
    }

    private mutating func comment() -> String { random.pick(["", "", "", "  # why", "\t# tab", " "]) }
    private func pad(_ count: Int) -> String { String(repeating: " ", count: count) }
}
