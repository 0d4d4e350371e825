extension GoFunctionTable {
    /// YAML, JSON, base 64 and 32, and paths.
    mutating func addEncodings() {
        add("toYaml", "a") { .text(try YAMLWriter.write($0.args[0])) }
        alias("mustToYaml", of: "toYaml")
        add("toYamlPretty", "a") { .text(try YAMLWriter.pretty($0.args[0])) }
        add("toJson", "a") { .text(try JSONWriter.write($0.args[0])) }
        add("toRawJson", "a") { .text(try JSONWriter.write($0.args[0], escapesHTML: false)) }
        add("toPrettyJson", "a") { .text(try JSONWriter.write($0.args[0], indent: 2)) }
        // The one without `must` gives the error as its text.
        add("toToml", "a") { call in
            do { return .text(try TOMLWriter.write(call.args[0])) } catch let fault as GoFault
                where fault.id == "template-execution"
            { return .string(fault.message, call.deepOrigins) }
        }
        add("fromToml", "s") { call in
            do { return try TOMLReader.read(call.text(0)) } catch let fault as GoFault
                where fault.id == "template-execution"
            { return .map(["Error": .string(fault.message, call.origins)], call.origins) }
        }
        add("mustToToml", "a") { .text(try TOMLWriter.write($0.args[0])) }
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
            .string(Base64.encode($0.text(0).bytes), $0.args[0].origins)
        }
        add("b64dec", "s") { call in
            do {
                let bytes = try Base64.decode(call.text(0).bytes)
                return GoValue(.string(GoText(bytes, call.origins)), call.origins)
            } catch let fault as GoFault {
                return .string(fault.message, call.origins)
            }
        }
        add("b32enc", "s") { .string(Base32.encode($0.text(0).bytes), $0.origins) }
        add("b32dec", "s") { call in
            do {
                let bytes = try Base32.decode(call.text(0).bytes)
                return GoValue(.string(GoText(bytes, call.origins)), call.origins)
            } catch let fault as GoFault {
                return .string(fault.message, call.origins)
            }
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
        // Charts are rendered as on Linux, where both kinds of path are one.
        for name in ["base", "dir", "clean", "ext", "isAbs"] { alias("os" + name.capitalizedFirst, of: name) }
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
