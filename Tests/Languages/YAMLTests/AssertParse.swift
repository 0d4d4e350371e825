import Diagnostics
import Testing
import YAML

/// Parses and checks what must hold for every file, so that every test is a losslessness test.
///
/// Nothing of the file is lost: between two tokens stand only blanks, comments, indicators, properties and directives.
@discardableResult
func assertParse(
    _ text: String, path: String = "sample.yaml", expectErrors: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
) -> YAMLFile {
    assertParse(
        bytes: Array(text.utf8), path: path, expectErrors: expectErrors, sourceLocation: sourceLocation)
}

@discardableResult
func assertParse(
    bytes: [UInt8], path: String = "sample.yaml", expectErrors: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
) -> YAMLFile {
    let file = YAMLParser.parse(bytes, path: path)
    #expect(file.bytes == bytes, "parse then print", sourceLocation: sourceLocation)
    #expect(file.hasErrors == expectErrors, "\(file.diagnostics)", sourceLocation: sourceLocation)
    if file.hasErrors { #expect(file.documents.isEmpty, sourceLocation: sourceLocation) }
    for complaint in complaints(about: file) { Issue.record("\(complaint)", sourceLocation: sourceLocation) }
    return file
}

/// Everything about the tree that must hold and does not.
func complaints(about file: YAMLFile) -> [String] {
    var complaints: [String] = []
    for view in file.tree.allNodes {
        let place = "\(view.kind) at \(view.range.lower)..<\(view.range.upper)"
        if view.range.indices.upperBound > file.bytes.count {
            complaints.append("\(place): outside the file")
        }
        if !view.range.contains(view.tokenRange) { complaints.append("\(place): token outside the node") }
        if let parent = view.parent, !parent.range.contains(view.range) {
            complaints.append("\(place): outside its parent \(parent.range)")
        }
        if let complaint = complaintAlone(view) { complaints.append("\(place): \(complaint)") }
        for (before, after) in zip(view.children, view.children.dropFirst())
        where before.range.upper > after.range.lower {
            complaints.append("\(place): children overlap at \(after.range.lower)")
        }
    }
    complaints += gapComplaints(file)
    return complaints
}

/// A token parsed alone must mean the same.
private func complaintAlone(_ view: YAMLNodeView) -> String? {
    guard let scalar = view.scalar, !scalar.isAbsent else { return nil }
    let token = view.tokenText
    switch scalar.style {
    case .plain:
        guard !token.contains("\n"), !token.contains("\r") else { return nil }
        return scalar.text == token ? nil : "plain text \(scalar.text) is not its token \(token)"
    case .singleQuoted, .doubleQuoted:
        let quote: Character = scalar.style == .singleQuoted ? "'" : "\""
        guard token.count >= 2, token.first == quote, token.last == quote else {
            return "token \(token) lacks its quotes"
        }
        // In a list, where a token that looks like `a: b` or a directive means nothing else.
        let alone = YAMLParser.parse(Array(view.tree.source[view.tokenRange.indices]), path: view.tree.path)
        guard let text = alone.documents.first?.root?.scalar?.text else { return nil }
        return text == scalar.text ? nil : "alone it reads \(text), in place \(scalar.text)"
    case .literal, .folded:
        let first: Character = scalar.style == .literal ? "|" : ">"
        return token.first == first ? nil : "block scalar begins with \(token.prefix(1))"
    case .block, .flow, .alias: return "a scalar in the style \(scalar.style)"
    }
}

/// What stands between the tokens must be trivia.
private func gapComplaints(_ file: YAMLFile) -> [String] {
    guard !file.hasErrors else { return [] }
    var complaints: [String] = []
    var position = 0
    let leaves = file.tree.allNodes.filter { $0.kind == .scalar || $0.kind == .alias }
    for leaf in leaves {
        let lower = Int(leaf.tokenRange.lower)
        if lower < position {
            complaints.append("tokens out of order at \(lower)")
        } else if !isTrivia(file.bytes[position..<lower]) {
            complaints.append(
                "text between tokens: \(String(decoding: file.bytes[position..<lower], as: UTF8.self))")
        }
        position = max(position, Int(leaf.tokenRange.upper))
    }
    if !isTrivia(file.bytes[position...]) {
        complaints.append(
            "text after the last token: \(String(decoding: file.bytes[position...], as: UTF8.self))")
    }
    return complaints
}

private func isTrivia(_ bytes: ArraySlice<UInt8>) -> Bool {
    var index = bytes.startIndex
    func skipLine() {
        while index < bytes.endIndex, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
    }
    while index < bytes.endIndex {
        switch bytes[index] {
        case UInt8(ascii: "#"), UInt8(ascii: "%"): skipLine()
        case UInt8(ascii: "!") where bytes[index...].starts(with: "!<".utf8):
            while index < bytes.endIndex, bytes[index] != UInt8(ascii: ">") { index += 1 }
            index += 1
        case UInt8(ascii: "&"), UInt8(ascii: "!"):
            while index < bytes.endIndex, !" \t\r\n,[]{}".utf8.contains(bytes[index]) { index += 1 }
        case UInt8(ascii: "."):
            guard bytes[index...].starts(with: "...".utf8) else { return false }
            index += 3
        case 0xEF:
            guard bytes[index...].starts(with: [0xEF, 0xBB, 0xBF]) else { return false }
            index += 3
        case 0x20, 0x09, 0x0A, 0x0D: index += 1
        case let byte where "-?:,[]{}".utf8.contains(byte): index += 1
        default: return false
        }
    }
    return true
}
