extension GoFunctionTable {
    /// YAML, JSON, base 64 and 32, and paths.
    mutating func addEncodings() {
        add("toYaml", "a") { call in
            try Self.swallowing { try YAMLWriter.write(call.args[0], limit: call.limit) }
        }
        add("mustToYaml", "a") { .text(try YAMLWriter.write($0.args[0], limit: $0.limit)) }
        add("toYamlPretty", "a") { call in
            try Self.swallowing { try YAMLWriter.pretty(call.args[0], limit: call.limit) }
        }
        for (name, escapes, indent) in [
            ("Json", true, nil), ("RawJson", false, nil), ("PrettyJson", true, 2),
        ] {
            let write: @Sendable (GoCall) throws -> GoText = { call in
                try JSONWriter.write(call.args[0], escapesHTML: escapes, indent: indent, limit: call.limit)
            }
            add("mustTo" + name, "a") { .text(try write($0)) }
            add("to" + name, "a") { call in
                escapes ? try Self.swallowing { try write(call) } : .text(try write(call))
            }
        }
        // The one without `must` gives the error as its text.
        add("toToml", "a") { call in
            do { return .text(try TOMLWriter.write(call.args[0], limit: call.limit)) } catch let fault
                as GoFault
                where fault.id == "template-execution"
            { return .string(fault.message, call.deepOrigins) }
        }
        add("fromToml", "s") { call in
            do { return try TOMLReader.read(call.text(0)) } catch let fault as GoFault
                where fault.id == "template-execution"
            { return .map(["Error": .string(fault.message, call.origins)], call.origins) }
        }
        add("mustToToml", "a") { .text(try TOMLWriter.write($0.args[0], limit: $0.limit)) }
        add("fromYaml", "s") { call in
            try Self.decoded(call, isJSON: false) { try GoValue.parse(yaml: call.text(0)) }
        }
        add("fromJson", "s") { call in
            try Self.decoded(call, isJSON: true) { try GoValue.parse(json: call.text(0)) }
        }
        add("fromYamlArray", "s") { call in
            try Self.decodedList(call, isJSON: false) { try GoValue.parse(yaml: call.text(0)) }
        }
        add("fromJsonArray", "s") { call in
            try Self.decodedList(call, isJSON: true) { try GoValue.parse(json: call.text(0)) }
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

    /// Helm gives the error as a map with the key `Error`; a limit that is reached stays an error.
    private static func decoded(_ call: GoCall, isJSON: Bool, _ read: () throws -> GoValue) throws -> GoValue
    {
        do {
            let value = try read()
            if value.mapping != nil { return value }
            // Nothing in YAML leaves the empty map that was there; in JSON it takes its place.
            if value.isNothing { return isJSON ? .nilMap(call.origins) : .map([:], call.origins) }
            throw refused(value, "map[string]interface {}", isJSON)
        } catch let fault as GoFault where fault.id == "template-execution" {
            return .map(["Error": .string(fault.message, call.origins)], call.origins)
        }
    }

    private static func decodedList(_ call: GoCall, isJSON: Bool, _ read: () throws -> GoValue) throws
        -> GoValue
    {
        do {
            let value = try read()
            if value.items != nil { return value }
            // Nothing in YAML leaves the empty list that was there; in JSON it takes its place.
            if value.isNothing { return isJSON ? .nilSlice(call.origins) : .list([], call.origins) }
            throw refused(value, "[]interface {}", isJSON)
        } catch let fault as GoFault where fault.id == "template-execution" {
            return .list([.string(fault.message, call.origins)], call.origins)
        }
    }

    private static func refused(_ value: GoValue, _ type: String, _ isJSON: Bool) -> GoFault {
        let name =
            value.items != nil
            ? "array"
            : value.mapping != nil ? "object" : value.typeName == "float64" ? "number" : value.typeName
        return GoFault(
            (isJSON ? "" : "error unmarshaling JSON: while decoding JSON: ")
                + "json: cannot unmarshal \(name) into Go value of type \(type)")
    }

    /// What cannot be encoded is empty text to the functions without `must`.
    private static func swallowing(_ body: () throws -> GoText) throws -> GoValue {
        do { return .text(try body()) } catch let fault as GoFault where fault.id == "template-execution" {
            return .string("")
        }
    }
}
