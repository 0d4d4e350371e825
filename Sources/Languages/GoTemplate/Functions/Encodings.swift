import Foundation

extension GoFunctionTable {
    /// YAML, JSON, base 64 and 32, and paths.
    mutating func addEncodings() {
        add("toYaml", "a") { .text(try YAMLWriter.write($0.args[0])) }
        alias("mustToYaml", of: "toYaml")
        add("toJson", "a") { .text(try JSONWriter.write($0.args[0])) }
        add("toRawJson", "a") { .text(try JSONWriter.write($0.args[0], escapesHTML: false)) }
        add("toPrettyJson", "a") { .text(try JSONWriter.write($0.args[0], indent: 2)) }
        for name in ["Json", "RawJson", "PrettyJson"] { alias("mustTo" + name, of: "to" + name) }
        add("fromYaml", "s") { call in
            Self.decoded(call) { try GoValue.parse(yaml: call.text(0)) }
        }
        add("fromJson", "s") { call in
            Self.decoded(call) { try GoValue.parse(json: call.text(0)) }
        }
        add("fromYamlArray", "s") { call in
            Self.decodedList(call) { try GoValue.parse(yaml: call.text(0)) }
        }
        add("fromJsonArray", "s") { call in
            Self.decodedList(call) { try GoValue.parse(json: call.text(0)) }
        }
        add("mustFromJson", "s") { try GoValue.parse(json: $0.text(0)) }
        add("b64enc", "s") {
            .string(Data($0.text(0).bytes).base64EncodedString(), $0.args[0].origins)
        }
        add("b64dec", "s") { call in
            guard let data = Data(base64Encoded: call.string(0)) else {
                return .string("illegal base64 data at input byte 0", call.origins)
            }
            return GoValue(.string(GoText(Array(data), call.origins)), call.origins)
        }
        add("base", "s") { call in
            let parts = call.string(0).split(separator: "/")
            let text = call.string(0).isEmpty ? "." : parts.last.map(String.init) ?? "/"
            return .string(text, call.origins)
        }
        add("dir", "s") { call in
            let text = call.string(0)
            guard let slash = text.lastIndex(of: "/") else { return .string(".", call.origins) }
            return .string(Self.cleaned(String(text[...slash])), call.origins)
        }
        add("clean", "s") { .string(Self.cleaned($0.string(0)), $0.origins) }
        add("ext", "s") { call in
            let name = call.string(0).split(separator: "/", omittingEmptySubsequences: false).last ?? ""
            return .string(name.lastIndex(of: ".").map { String(name[$0...]) } ?? "", call.origins)
        }
        add("isAbs", "s") { .bool($0.string(0).hasPrefix("/"), $0.origins) }
    }

    /// Go's `path.Clean`.
    private static func cleaned(_ path: String) -> String {
        let isRooted = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isRooted {
                parts.append(part)
            }
        }
        let text = (isRooted ? "/" : "") + parts.joined(separator: "/")
        return text.isEmpty ? "." : text
    }

    /// Helm gives the error as a map with the key `Error`.
    private static func decoded(_ call: GoCall, _ read: () throws -> GoValue) -> GoValue {
        do {
            let value = try read()
            if value.mapping != nil { return value }
            if value.isNothing { return .map([:], call.origins) }
            throw GoFault(
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                    + "\(value.items == nil ? value.typeName : "array") into Go value of type map[string]interface {}"
            )
        } catch {
            let message = (error as? GoFault)?.message ?? "\(error)"
            return .map(["Error": .string(message, call.origins)], call.origins)
        }
    }

    private static func decodedList(_ call: GoCall, _ read: () throws -> GoValue) -> GoValue {
        do {
            let value = try read()
            if value.items != nil { return value }
            if value.isNothing { return .list([], call.origins) }
            throw GoFault(
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go value of type []interface {}"
            )
        } catch {
            let message = (error as? GoFault)?.message ?? "\(error)"
            return .list([.string(message, call.origins)], call.origins)
        }
    }
}
