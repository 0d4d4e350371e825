extension GoFunctionTable {
    /// `text/template`'s own functions, but for `and` and `or`, which the execution knows.
    mutating func addBuiltins() {
        add("not", "a") { .bool(!$0.args[0].isTrue, $0.args[0].origins) }
        add("print", "a*") { .text(try GoFormat.sprint($0.args, limit: $0.limit)) }
        add("println", "a*") { .text(try GoFormat.sprintln($0.args, limit: $0.limit)) }
        add("printf", "sa*") {
            .text(
                try GoPrintf.sprintf(
                    $0.text(0), Array($0.args.dropFirst()), limit: $0.run.options.limits.output))
        }
        add("len", "a") { call in
            let value = call.args[0]
            if let text = value.text { return .int(text.count, text.origins) }
            if let items = value.items { return .int(items.count, value.origins) }
            if let map = value.mapping { return .int(map.entries.count, value.origins) }
            if value.isNothing { throw GoFault("reflect: call of reflect.Value.Type on zero Value") }
            throw GoFault("len of type \(value.typeName)")
        }
        add("index", "aa*") { call in
            var value = call.args[0]
            if value.isNothing { throw GoFault("index of untyped nil") }
            for index in call.args.dropFirst() { value = try Self.element(of: value, at: index) }
            return value
        }
        add("slice", "aa*") { try Self.slice($0) }
        add("html", "a*") { call in
            var text = try Self.joined(call.args)
            let table = [
                ("&", "&amp;"), ("'", "&#39;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&#34;"),
                ("\0", "\u{FFFD}"),
            ]
            for (mark, escape) in table {
                text = text.replacing(Array(mark.utf8), with: GoText(escape, text.origins), limit: -1)
            }
            return .text(text)
        }
        add("js", "a*") { call in
            let text = try Self.joined(call.args)
            var result = GoText([])
            for piece in text.characters { result.append(Self.script(piece), piece.origins) }
            return .text(result)
        }
        add("urlquery", "a*") { .text(GoURL.queryEscape(try Self.joined($0.args))) }
        add("call", "aa*") { call in
            throw GoFault(
                call.args[0].isNothing ? "call of nil" : "non-function of type \(call.args[0].typeName)")
        }
    }

    private static func joined(_ values: [GoValue]) throws -> GoText {
        if values.count == 1, let text = values[0].text { return text }
        let values = values.map { $0.isNothing ? GoValue.string("<no value>", $0.origins) : $0 }
        return try GoFormat.sprint(values)
    }

    private static func script(_ piece: GoText) -> String {
        switch piece.string {
        case "\\": return "\\\\"
        case "'": return "\\'"
        case "\"": return "\\\""
        case "<", ">", "&", "=": return "\\u00" + GoQuote.hex(UInt32(piece.bytes[0]), 2).uppercased()
        default:
            guard let scalar = piece.string.unicodeScalars.first else { return "" }
            if scalar.value >= 32, scalar.isASCII || GoQuote.isPrintable(scalar) { return piece.string }
            return "\\u" + GoQuote.hex(scalar.value, 4).uppercased()
        }
    }

    private static func element(of value: GoValue, at index: GoValue) throws -> GoValue {
        if value.isNothing { throw GoFault("index of nil pointer") }
        if let map = value.mapping {
            guard let key = index.text else {
                throw GoFault(
                    index.isNothing
                        ? "value is nil; should be of type string"
                        : "value has type \(index.typeName); should be string")
            }
            guard let found = map[key.string] else { return GoValue(.null, value.origins.asDeciders) }
            return found.decided(by: index.origins)
        }
        let count = value.items?.count ?? value.text?.count
        guard let count else { throw GoFault("can't index item of type \(value.typeName)") }
        if index.isNothing { throw GoFault("cannot index slice/array with nil") }
        guard let position = index.integer else {
            throw GoFault("cannot index slice/array with type \(index.typeName)")
        }
        guard position >= 0, position <= count else { throw GoFault("index out of range: \(position)") }
        if position == count {
            throw GoFault("reflect: \(value.text == nil ? "slice" : "string") index out of range")
        }
        if let items = value.items { return items[Int(position)].decided(by: index.origins) }
        let text = value.text ?? GoText([])
        let place = Int(position)
        return .int(Int(text.bytes[place]), text.origins(in: place..<(place + 1)).origins)
    }

    private static func slice(_ call: GoCall) throws -> GoValue {
        let value = call.args[0]
        if value.isNothing { throw GoFault("slice of untyped nil") }
        guard call.args.count <= 4 else {
            throw GoFault("too many slice indexes: \(call.args.count - 1)")
        }
        guard let count = value.items?.count ?? value.text?.count else {
            throw GoFault("can't slice item of type \(value.typeName)")
        }
        if call.args.count == 4, value.text != nil { throw GoFault("cannot 3-index slice a string") }
        var bounds = [0, count]
        for (place, index) in call.args.dropFirst().enumerated() {
            guard let position = index.integer else {
                throw GoFault("cannot index slice/array with type \(index.typeName)")
            }
            guard position >= 0, position <= count else { throw GoFault("index out of range: \(position)") }
            if place < 2 { bounds[place] = Int(position) }
        }
        guard bounds[0] <= bounds[1] else {
            throw GoFault("invalid slice index: \(bounds[0]) > \(bounds[1])")
        }
        if let items = value.items { return .list(Array(items[bounds[0]..<bounds[1]]), value.origins) }
        return .text((value.text ?? GoText([])).slice(bounds[0]..<bounds[1]))
    }
}

/// Escapes of URLs.
enum GoURL {
    /// Go's `url.QueryEscape`.
    static func queryEscape(_ text: GoText) -> GoText {
        var result = GoText([])
        for (index, byte) in text.bytes.enumerated() {
            let range = index..<(index + 1)
            if GoCharacters.isDigit(byte) || (byte < 0x80 && GoCharacters.isLetter(byte))
                || "-_.~".utf8.contains(byte)
            {
                result.append(text, range)
            } else if byte == 32 {
                result.append("+", text.origins(in: range).origins)
            } else {
                result.append(
                    "%" + GoQuote.hex(UInt32(byte), 2).uppercased(), text.origins(in: range).origins)
            }
        }
        return result
    }
}
