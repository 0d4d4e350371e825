/// Values as text: what an action prints, and Go's `fmt`.
enum GoFormat {
    /// What `{{ value }}` prints, with origins; parts of collections keep their own.
    static func text(_ value: GoValue, limit: Int = 32 << 20) throws -> GoText {
        var result = GoText([])
        if case .missing = value.data { return GoText("<no value>", value.origins) }
        try write(value, into: &result, limit: limit)
        return result
    }

    /// `%v`.
    static func write(_ value: GoValue, into result: inout GoText, depth: Int = 0, limit: Int = 32 << 20)
        throws
    {
        guard depth < 200 else { throw GoFault("the value contains itself", id: "template-limit") }
        guard result.count <= limit else { throw GoFault("the text is too large", id: "template-limit") }
        switch value.data {
        case .missing, .null: result.append("<nil>", value.origins)
        case .bool(let flag): result.append(flag ? "true" : "false", value.origins)
        case .int(let number), .int64(let number): result.append(String(number), value.origins)
        case .float(let number): result.append(GoFloat.general(number), value.origins)
        case .string(let text): result.append(text)
        case .list(let items):
            result.append("[", value.origins)
            for (index, item) in items.enumerated() {
                if index > 0 { result.append(" ", value.origins) }
                try write(item, into: &result, depth: depth + 1, limit: limit)
            }
            result.append("]", value.origins)
        case .map(let map):
            result.append("map[", value.origins)
            for (index, key) in map.sortedKeys.enumerated() {
                guard let entry = map.entries[key] else { continue }
                if index > 0 { result.append(" ", value.origins) }
                result.append(key + ":", entry.keyOrigins)
                try write(entry.value, into: &result, depth: depth + 1, limit: limit)
            }
            result.append("]", value.origins)
        case .object(let object): result.append(object.printed, value.origins)
        }
    }

    /// `fmt.Sprint`: blanks only between operands that are both no strings.
    static func sprint(_ values: [GoValue], limit: Int = 32 << 20) throws -> GoText {
        var result = GoText([])
        for (index, value) in values.enumerated() {
            if index > 0, value.text == nil, values[index - 1].text == nil { result.append(" ") }
            try write(value, into: &result, limit: limit)
        }
        return result
    }

    /// `fmt.Sprintln`.
    static func sprintln(_ values: [GoValue], limit: Int = 32 << 20) throws -> GoText {
        var result = GoText([])
        for (index, value) in values.enumerated() {
            if index > 0 { result.append(" ") }
            try write(value, into: &result, limit: limit)
        }
        result.append("\n")
        return result
    }
}
