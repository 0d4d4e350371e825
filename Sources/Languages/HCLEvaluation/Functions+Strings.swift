import Provenance

extension Function {
    /// String functions.
    static let strings: [String: Function] = [
        "upper": text { $0.uppercasedScalars }, "lower": text { $0.lowercasedScalars },
        "chomp": cutting { bytes, _ in
            var end = bytes.count
            while end > 0, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
            return 0..<end
        },
        "trimspace": cutting { bytes, _ in
            trimmed(bytes) { $0.properties.isWhitespace }
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
        "trim": cutting(by: true) { bytes, cut in
            let cut = Set(String(decoding: cut, as: UTF8.self).unicodeScalars)
            return trimmed(bytes) { cut.contains($0) }
        },
        "trimprefix": cutting(by: true) { bytes, prefix in
            (bytes.starts(with: prefix) ? prefix.count : 0)..<bytes.count
        },
        "trimsuffix": cutting(by: true) { bytes, suffix in
            let ends = bytes.count >= suffix.count && bytes.suffix(suffix.count).elementsEqual(suffix)
            return 0..<(bytes.count - (ends ? suffix.count : 0))
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
        "substr": Function(3...3, .moves) { a, _ throws(FunctionError) in
            let source = try a[0].converted(.string)
            let (text, length) = (Array(try a[0].text()), try a[2].whole())
            var offset = try a[1].whole()
            // A length of 0 from the end means all of it, whatever the documentation says.
            let takesAll = length < 0 || length == 0 && offset < 0
            if offset < 0 { offset = max(0, offset + text.count) }
            guard offset < text.count, takesAll || length > 0 else {
                return Value(.string(Text("")), a[0].origins.derived).chosen(by: a[1]).chosen(by: a[2])
            }
            let end = takesAll ? text.count : min(text.count, offset + min(length, text.count))
            let start = text[..<offset].reduce(0) { $0 + $1.utf8.count }
            let upper = start + text[offset..<end].reduce(0) { $0 + $1.utf8.count }
            return source.substring(start..<upper).chosen(by: a[1]).chosen(by: a[2])
        },
        "split": Function(2...2, .moves) { a, evaluator throws(FunctionError) in
            let (separator, text) = (try a[0].text(), try a[1].converted(.string))
            guard let string = text.string else { throw .message("a string is required") }
            var position = 0
            var parts: [Value] = []
            for part in try Self.split(separator, string, most: evaluator.limits.elements) {
                let range = position..<(position + part.utf8.count)
                position = range.upperBound + separator.utf8.count
                parts.append(text.substring(range).chosen(by: a[0]))
            }
            if string.isEmpty && separator.isEmpty { parts = [] }
            return Value(.list(parts, .string), text.origins.derived)
        },
        "join": Function(2...many) { a, evaluator throws(FunctionError) in
            let separator = try a[0].converted(.string)
            var output = TextBuilder()
            var isFirst = true
            for list in a.dropFirst() {
                for element in try list.converted(.list(.string)).sequence() {
                    if element.isNull { throw .message("an element is null") }
                    if !isFirst { output.append(separator) }
                    output.append(element)
                    isFirst = false
                    try evaluator.check(bytes: output.count)
                }
            }
            return output.value
        },
        "replace": Function(3...3) { a, evaluator throws(FunctionError) in
            let (text, old, new) = (try a[0].text(), try a[1].text(), try a[2].text())
            if old.utf8.count > 1, old.utf8.first == 0x2F, old.utf8.last == 0x2F {
                return try Pattern.replace(String(old.dropFirst().dropLast()), a[0], a[2], evaluator)
            }
            let source = try a[0].converted(.string)
            var output = TextBuilder()
            let pieces =
                old.isEmpty
                ? text.unicodeScalars.map { String($0) }
                : try split(old, text, most: evaluator.limits.stringBytes)
            try evaluator.check(bytes: text.utf8.count + (pieces.count + 1) * new.utf8.count)
            if old.isEmpty { output.append(new, a[2].origins) }
            var offset = 0
            for (index, piece) in pieces.enumerated() {
                output.append(source.substring(offset..<(offset + piece.utf8.count)))
                offset += piece.utf8.count + old.utf8.count
                if old.isEmpty || index < pieces.count - 1 { output.append(new, a[2].origins) }
            }
            return output.value
        },
        "indent": Function(2...2) { a, evaluator throws(FunctionError) in
            let (count, text) = (try a[0].whole(), try a[1].text())
            guard count >= 0 else { throw .message("the indentation is negative") }
            guard count <= evaluator.limits.stringBytes else { throw .unknown(.limit, "\(count) blanks") }
            let lines = try split("\n", text, most: evaluator.limits.stringBytes)
            let (width, overflow) = count.multipliedReportingOverflow(by: lines.count)
            try evaluator.check(bytes: overflow ? .max : text.utf8.count + width)
            let source = try a[1].converted(.string)
            var output = TextBuilder()
            var offset = 0
            for (index, line) in lines.enumerated() {
                let isLast = index == lines.count - 1
                let end = offset + line.utf8.count + (isLast ? 0 : 1)
                output.append(source.substring(offset..<end))
                if !isLast { output.append(String(repeating: " ", count: count), a[0].origins) }
                offset = end
            }
            return output.value
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
        "format": Function(1...many, takesNull: true) { a, evaluator throws(FunctionError) in
            try Formatter.format(a[0], Array(a.dropFirst()), most: evaluator.limits.stringBytes)
        },
        "formatlist": Function(1...many, takesNull: true) { a, evaluator throws(FunctionError) in
            let most = evaluator.limits.stringBytes
            if a.contains(where: { $0.isNull && $0.type == .dynamic }) {
                throw .unknown(.unsupported, "a null without a type is not formatted")
            }
            let lists = a.dropFirst().compactMap { $0.elements?.count }
            guard let count = lists.first else {
                return Value(.list([try Formatter.format(a[0], Array(a.dropFirst()), most: most)], .string))
            }
            guard lists.allSatisfy({ $0 == count }) else {
                throw .message("the lists have different lengths")
            }
            var results: [Value] = []
            var bytes = 0
            for index in 0..<count {
                let arguments = a.dropFirst().map { $0.elements?[index].inheriting(from: $0) ?? $0 }
                var result = try Formatter.format(a[0], arguments, most: most)
                result.origins = arguments.reduce(a[0].origins.derived) { $0.joined($1.deepOrigins) }
                bytes += result.string?.utf8.count ?? 0
                try evaluator.check(bytes: bytes)
                results.append(result)
            }
            return Value(.list(results, .string))
        },
        "regex": Function(2...2, .moves) { a, evaluator throws(FunctionError) in
            guard let first = try Pattern.matches(a[0], a[1], atMost: 1, evaluator).first else {
                throw .message("the pattern does not match")
            }
            return first
        },
        "regexall": Function(2...2, .moves) { a, evaluator throws(FunctionError) in
            let matches = try Pattern.matches(a[0], a[1], atMost: evaluator.limits.elements + 1, evaluator)
            guard matches.count <= evaluator.limits.elements else {
                throw .unknown(.limit, "more than \(evaluator.limits.elements) matches")
            }
            return Value(
                .list(matches, try Pattern.type(a[0].text())), a[0].origins.joined(a[1].origins).derived)
        },
    ]

    /// A function that gives a part of its first argument.
    private static func cutting(
        by hasSecond: Bool = false, _ body: @escaping @Sendable ([UInt8], [UInt8]) -> Range<Int>
    )
        -> Function
    {
        let count = hasSecond ? 2 : 1
        return Function(count...count, .moves) { a, _ throws(FunctionError) in
            let text = try a[0].converted(.string)
            let other = hasSecond ? Array(try a[1].text().utf8) : []
            let range = body(Array(try a[0].text().utf8), other)
            let part = text.substring(range)
            return hasSecond ? part.chosen(by: a[1]) : part
        }
    }

    private static func trimmed(_ bytes: [UInt8], _ isCut: (Unicode.Scalar) -> Bool) -> Range<Int> {
        let text = String(decoding: bytes, as: UTF8.self)
        let front = text.unicodeScalars.prefix(while: isCut).reduce(0) { $0 + UTF8.width($1) }
        if front == bytes.count { return 0..<0 }
        var end = bytes.count
        for scalar in text.unicodeScalars.reversed() {
            guard isCut(scalar) else { break }
            end -= UTF8.width(scalar)
        }
        return front..<end
    }

    private static func text(_ body: @escaping @Sendable (String) -> String) -> Function {
        Function(1...1) { a, _ throws(FunctionError) in .string(body(try a[0].text())) }
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
        (try? split(separator, text, most: .max)) ?? []
    }

    /// The same with a bound on the number of parts.
    static func split(_ separator: String, _ text: String, most: Int) throws(FunctionError) -> [String] {
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
                guard parts.count < most else { throw .unknown(.limit, "more than \(most) parts") }
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
        mapped { $0.uppercaseMapping.only ?? $0.titlecaseMapping.only }
    }
    /// Character by character, as Go maps them: never to more than one.
    var lowercasedScalars: String {
        mapped { $0.lowercaseMapping.only ?? $0.lowercaseMapping.unicodeScalars.first }
    }

    private func mapped(_ mapping: (Unicode.Scalar.Properties) -> Unicode.Scalar?) -> String {
        var result = UnicodeScalarView()
        for scalar in unicodeScalars { result.append(mapping(scalar.properties) ?? scalar) }
        return String(result)
    }

    private var only: Unicode.Scalar? { unicodeScalars.count == 1 ? unicodeScalars.first : nil }
}
