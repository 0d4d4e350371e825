import Provenance

extension Function {
    /// String functions.
    static let strings: [String: Function] = [
        "upper": text { $0.uppercasedScalars }, "lower": text { $0.lowercasedScalars },
        "chomp": text { text in
            var bytes = Array(text.utf8)
            while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
            return String(decoding: bytes, as: UTF8.self)
        },
        "trimspace": Function(1...1) { a, _ throws(FunctionError) in
            let text = try a[0].text()
            let scalars = text.unicodeScalars
            var rest = scalars[...]
            while let first = rest.first, first.properties.isWhitespace { rest = rest.dropFirst() }
            while let last = rest.last, last.properties.isWhitespace { rest = rest.dropLast() }
            return Value(.string(Text(String(rest))))
        },
        "strrev": text { String($0.reversed()) },
        "title": Function(1...1) { a, _ throws(FunctionError) in
            let text = try a[0].text()
            var result = String.UnicodeScalarView()
            var atStart = true
            for scalar in text.unicodeScalars {
                let title = scalar.properties.titlecaseMapping.unicodeScalars
                result.append(atStart && title.count == 1 ? title.first ?? scalar : scalar)
                atStart = Self.separatesWords(scalar)
            }
            return .string(String(result))
        },
        "trim": Function(2...2) { a, _ throws(FunctionError) in
            let cut = Set(try a[1].text().unicodeScalars)
            var rest = try a[0].text().unicodeScalars[...]
            while let first = rest.first, cut.contains(first) { rest = rest.dropFirst() }
            while let last = rest.last, cut.contains(last) { rest = rest.dropLast() }
            return .string(String(rest))
        },
        "trimprefix": Function(2...2) { a, _ throws(FunctionError) in
            let (text, prefix) = (Array(try a[0].text().utf8), Array(try a[1].text().utf8))
            return .string(
                String(
                    decoding: text.starts(with: prefix) ? Array(text.dropFirst(prefix.count)) : text,
                    as: UTF8.self))
        },
        "trimsuffix": Function(2...2) { a, _ throws(FunctionError) in
            let (text, suffix) = (Array(try a[0].text().utf8), Array(try a[1].text().utf8))
            let ends = text.count >= suffix.count && Array(text.suffix(suffix.count)) == suffix
            return .string(String(decoding: ends ? Array(text.dropLast(suffix.count)) : text, as: UTF8.self))
        },
        "startswith": Function(2...2) { a, _ throws(FunctionError) in
            Value(.bool(Array(try a[0].text().utf8).starts(with: Array(try a[1].text().utf8))))
        },
        "endswith": Function(2...2) { a, _ throws(FunctionError) in
            Value(.bool(try a[0].text().utf8.reversed().starts(with: try a[1].text().utf8.reversed())))
        },
        "strcontains": Function(2...2) { a, _ throws(FunctionError) in
            let (text, part) = (try a[0].text(), try a[1].text())
            return Value(.bool(part.isEmpty || Self.split(part, text).count > 1))
        },
        "substr": Function(3...3) { a, _ throws(FunctionError) in
            let (text, length) = (Array(try a[0].text()), try a[2].whole())
            var offset = try a[1].whole()
            if offset < 0 { offset += text.count }
            guard offset >= 0, offset < text.count, length != 0 else { return .string("") }
            let end = length < 0 ? text.count : min(text.count, offset + min(length, text.count))
            return .string(String(text[offset..<end]))
        },
        "split": Function(2...2, .moves) { a, _ throws(FunctionError) in
            let (separator, text) = (try a[0].text(), try a[1].converted(.string))
            guard let string = text.string else { throw .message("a string is required") }
            var position = 0
            var parts: [Value] = []
            for part in Self.split(separator, string) {
                let range = position..<(position + part.utf8.count)
                position = range.upperBound + separator.utf8.count
                parts.append(Value(.string(Text(part)), text.origins(of: range)).chosen(by: a[0]))
            }
            if string.isEmpty && separator.isEmpty { parts = [] }
            return Value(.list(parts, .string), text.origins.derived)
        },
        "join": Function(2...many) { a, _ throws(FunctionError) in
            let separator = try a[0].text()
            var parts: [String] = []
            for list in a.dropFirst() { parts += try list.strings() }
            return .string(parts.joined(separator: separator))
        },
        "replace": Function(3...3) { a, _ throws(FunctionError) in
            let (text, old, new) = (try a[0].text(), try a[1].text(), try a[2].text())
            if old.count > 1, old.first == "/", old.last == "/" {
                throw .unknown(.unsupported, "replace() with a pattern is not computed here")
            }
            if old.isEmpty {
                let scalars = text.unicodeScalars.map { String($0) }
                return .string(new + scalars.map { $0 + new }.joined())
            }
            return .string(Self.split(old, text).joined(separator: new))
        },
        "indent": Function(2...2) { a, _ throws(FunctionError) in
            let (count, text) = (try a[0].whole(), try a[1].text())
            guard count >= 0, count < 10_000 else { throw .message("the indentation is negative or absurd") }
            return .string(
                Self.split("\n", text).joined(separator: "\n" + String(repeating: " ", count: count)))
        },
        "sort": Function(1...1, .moves) { a, _ throws(FunctionError) in
            let list = try a[0].converted(.list(.string))
            if let unknown = list.firstUnknown { throw .unknown(unknown.reason, unknown.detail) }
            let all = list.deepOrigins
            let sorted = try list.strings().enumerated().sorted {
                $0.element.utf8.lexicographicallyPrecedes($1.element.utf8)
            }
            let elements = list.elements ?? []
            return Value(.list(sorted.map { elements[$0.offset] }, .string)).chosen(
                by: Value(.bool(true), all))
        },
        "format": Function(1...many, takesNull: true) { a, _ throws(FunctionError) in
            .string(try Formatter.format(try a[0].text(), Array(a.dropFirst())))
        },
        "formatlist": Function(1...many, takesNull: true) { a, _ throws(FunctionError) in
            let lists = a.dropFirst().compactMap { $0.elements == nil ? nil : $0.elements?.count }
            guard let count = lists.first else {
                return .strings([try Formatter.format(try a[0].text(), Array(a.dropFirst()))])
            }
            guard lists.allSatisfy({ $0 == count }) else {
                throw .message("the lists have different lengths")
            }
            var results: [String] = []
            for index in 0..<count {
                results.append(
                    try Formatter.format(try a[0].text(), a.dropFirst().map { $0.elements?[index] ?? $0 }))
            }
            return .strings(results)
        },
        "regex": pattern("regex"), "regexall": pattern("regexall"),
    ]

    private static func text(_ body: @escaping @Sendable (String) -> String) -> Function {
        Function(1...1) { a, _ throws(FunctionError) in .string(body(try a[0].text())) }
    }

    private static func pattern(_ name: String) -> Function {
        Function(2...2) { _, _ throws(FunctionError) in
            throw .unknown(.unsupported, "\(name)() is not computed here")
        }
    }

    private static func separatesWords(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return !(scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_")
        }
        if scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal { return false }
        return scalar.properties.isWhitespace
    }

    /// Byte by byte, as Go does it; an empty separator separates characters.
    static func split(_ separator: String, _ text: String) -> [String] {
        let (needle, hay) = (Array(separator.utf8), Array(text.utf8))
        guard !needle.isEmpty else { return text.unicodeScalars.map { String($0) } }
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + needle.count <= hay.count {
            if hay[index] == needle[0], hay[index..<(index + needle.count)].elementsEqual(needle) {
                parts.append(String(decoding: hay[start..<index], as: UTF8.self))
                index += needle.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(String(decoding: hay[start...], as: UTF8.self))
        return parts
    }
}

extension String {
    /// Character by character, as Go maps them: never to more than one.
    var uppercasedScalars: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map {
                    $0.properties.uppercaseMapping.unicodeScalars.count == 1
                        ? $0.properties.uppercaseMapping.unicodeScalars.first ?? $0 : $0
                }))
    }
    /// Character by character, as Go maps them: never to more than one.
    var lowercasedScalars: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map {
                    $0.properties.lowercaseMapping.unicodeScalars.count == 1
                        ? $0.properties.lowercaseMapping.unicodeScalars.first ?? $0 : $0
                }))
    }
}
