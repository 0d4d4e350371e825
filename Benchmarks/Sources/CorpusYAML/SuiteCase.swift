import CLibyaml
import Diagnostics
import Foundation
import YAML

/// One case of YAML's public test suite: a folder with `in.yaml`, `test.event`, and perhaps `in.json` and `error`.
struct SuiteCase {
    let name: String
    let bytes: [UInt8]
    /// The suite's events, one a line; those before the mistake where the case is a mistake.
    let events: [String]
    /// The suite's values as JSON texts, one a document; nil where it has none.
    let json: String?
    /// True when a reader must refuse the case.
    let isMistake: Bool

    /// Every case below a folder, in order.
    static func all(below root: String) -> [SuiteCase] {
        let walk = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return walk.filter { $0.hasSuffix("/in.yaml") }.sorted().compactMap { path in
            let folder = String(path.dropLast("/in.yaml".count))
            func read(_ name: String) -> Data? {
                FileManager.default.contents(atPath: "\(root)/\(folder)/\(name)")
            }
            guard let input = read("in.yaml"), let events = read("test.event") else { return nil }
            return SuiteCase(
                name: folder, bytes: Array(input),
                events: String(decoding: events, as: UTF8.self).split(separator: "\n").map(String.init),
                json: read("in.json").map { String(decoding: $0, as: UTF8.self) },
                isMistake: read("error") != nil)
        }
    }
}

/// The notation of the suite: `+MAP {} &a <tag>`, `=VAL :text`, `=ALI *a`.
enum SuiteEvents {
    /// The events that our tree stands for.
    ///
    /// The tree does not keep whether a document ends with `...`.
    static func of(_ file: YAMLFile) -> [String] {
        var lines = ["+STR"]
        for document in file.documents {
            lines.append(document.isExplicit ? "+DOC ---" : "+DOC")
            if let root = document.root { append(root, to: &lines) }
            lines.append("-DOC")
        }
        return lines + ["-STR"]
    }

    /// The events of libyaml alone; nil when it refuses the bytes.
    static func ofLibyaml(_ bytes: [UInt8]) -> [String]? {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else { return nil }
        defer { yaml_parser_delete(parser) }
        return bytes.withUnsafeBufferPointer { buffer -> [String]? in
            // The buffer lives as long as the closure, and the parser is read only in here.
            yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
            var lines: [String] = []
            while true {
                var event = yaml_event_t()
                guard yaml_parser_parse(parser, &event) == 1 else { return nil }
                defer { yaml_event_delete(&event) }
                lines.append(line(event))
                if event.type == YAML_STREAM_END_EVENT { return lines }
            }
        }
    }

    /// The lines without the marks that end documents.
    static func withoutEnds(_ lines: [String]) -> [String] {
        lines.map { $0 == "-DOC ..." ? "-DOC" : $0 }
    }

    private static func append(_ node: YAMLNodeView, to lines: inout [String]) {
        let properties = Properties(anchor: node.anchor, tag: node.tag)
        switch node.kind {
        case .alias: lines.append("=ALI \(node.tokenText)")
        case .scalar:
            lines.append("=VAL\(properties) \(mark(node.style))\(escaped(node.scalar?.textBytes ?? []))")
        case .mapping, .sequence:
            let name = node.kind == .mapping ? "MAP" : "SEQ"
            let brackets = node.style == .flow ? (node.kind == .mapping ? " {}" : " []") : ""
            lines.append("+\(name)\(brackets)\(properties)")
            for child in node.children { append(child, to: &lines) }
            lines.append("-\(name)")
        }
    }

    private static func line(_ event: yaml_event_t) -> String {
        switch event.type {
        case YAML_STREAM_START_EVENT: return "+STR"
        case YAML_STREAM_END_EVENT: return "-STR"
        case YAML_DOCUMENT_START_EVENT: return event.data.document_start.implicit == 0 ? "+DOC ---" : "+DOC"
        case YAML_DOCUMENT_END_EVENT: return event.data.document_end.implicit == 0 ? "-DOC ..." : "-DOC"
        case YAML_MAPPING_END_EVENT: return "-MAP"
        case YAML_SEQUENCE_END_EVENT: return "-SEQ"
        case YAML_ALIAS_EVENT: return "=ALI *\(string(event.data.alias.anchor) ?? "")"
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            let brackets = start.style == YAML_FLOW_MAPPING_STYLE ? " {}" : ""
            return "+MAP\(brackets)\(Properties(anchor: string(start.anchor), tag: string(start.tag)))"
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            let brackets = start.style == YAML_FLOW_SEQUENCE_STYLE ? " []" : ""
            return "+SEQ\(brackets)\(Properties(anchor: string(start.anchor), tag: string(start.tag)))"
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let mark =
                switch scalar.style {
                case YAML_SINGLE_QUOTED_SCALAR_STYLE: "'"
                case YAML_DOUBLE_QUOTED_SCALAR_STYLE: "\""
                case YAML_LITERAL_SCALAR_STYLE: "|"
                case YAML_FOLDED_SCALAR_STYLE: ">"
                default: ":"
                }
            let properties = Properties(anchor: string(scalar.anchor), tag: string(scalar.tag))
            return "=VAL\(properties) \(mark)\(escaped(Array(text)))"
        default: return "?"
        }
    }

    private struct Properties: CustomStringConvertible {
        let anchor: String?
        let tag: String?
        var description: String { (anchor.map { " &\($0)" } ?? "") + (tag.map { " <\($0)>" } ?? "") }
    }

    private static func string(_ text: UnsafeMutablePointer<UInt8>?) -> String? {
        text.map { String(cString: $0) }
    }

    private static func mark(_ style: YAMLStyle) -> String {
        switch style {
        case .singleQuoted: "'"
        case .doubleQuoted: "\""
        case .literal: "|"
        case .folded: ">"
        default: ":"
        }
    }

    private static func escaped(_ text: some Collection<UInt8>) -> String {
        var result: [UInt8] = []
        for byte in text {
            switch byte {
            case UInt8(ascii: "\\"): result += Array("\\\\".utf8)
            case 0x00: result += Array("\\0".utf8)
            case 0x07: result += Array("\\a".utf8)
            case 0x08: result += Array("\\b".utf8)
            case 0x09: result += Array("\\t".utf8)
            case 0x0A: result += Array("\\n".utf8)
            case 0x0D: result += Array("\\r".utf8)
            case 0x1B: result += Array("\\e".utf8)
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
