internal import Crypto

/// Puts marks in the place of what chosen labels say: who is a customer, say, is nobody's business in Git.
///
/// Equal values of a label give equal marks, so that series stay apart and evidence stays the same each time; without the key
/// a mark cannot be tried out.
public struct LabelRedaction: Sendable {
    /// Labels whose values are hidden.
    public let names: Set<String>
    private let key: SymmetricKey

    /// Hides the values of `names`; `key` is a secret of the operator's.
    public init(names: Set<String>, key: String) {
        self.names = names
        self.key = SymmetricKey(data: Array(key.utf8))
    }

    /// What stands for a value of a label: `redacted-0123456789`.
    ///
    /// A mark stands for itself: what was cleaned before stays as it is.
    public func mark(_ name: String, _ value: String) -> String {
        if LabelRedaction.isMark(value) { return value }
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(name)\0\(value)".utf8), using: key)
        let hex = Array("0123456789abcdef".utf8)
        let text = code.prefix(5).flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }
        return "redacted-" + String(decoding: text, as: UTF8.self)
    }

    private static func isMark(_ value: String) -> Bool {
        let digits = value.dropFirst("redacted-".count)
        return value.hasPrefix("redacted-") && digits.utf8.count == 10 && digits.allSatisfy(\.isHexDigit)
    }

    /// Labels with marks; other values lose what stands in them of hidden ones.
    public func redacted(_ labels: Labels) -> Labels {
        let hidden = labels.filter { names.contains($0.key) && !$0.value.isEmpty }
        var labels = labels
        for (name, value) in labels where hidden[name] == nil {
            labels[name] = redacted(value, beside: hidden)
        }
        for (name, value) in hidden { labels[name] = mark(name, value) }
        return labels
    }

    /// A series with marks.
    public func redacted(_ series: Series) -> Series {
        // Most series have none of the labels, and few of their values speak of any.
        guard
            series.labels.keys.contains(where: names.contains) || series.labels.values.contains(where: speaks)
        else { return series }
        return Series(
            labels: redacted(series.labels), timestamps: series.timestamps, values: series.values)
    }

    /// An alert with marks; its texts lose the values of its own labels too.
    public func redacted(_ alert: Alert) -> Alert {
        var alert = alert
        let hidden = alert.labels.merging(alert.annotations) { first, _ in first }
            .filter { names.contains($0.key) && !$0.value.isEmpty }
        alert.labels = redacted(alert.labels).mapValues { redacted($0, beside: hidden) }
        alert.annotations = redacted(alert.annotations).mapValues { redacted($0, beside: hidden) }
        return alert
    }

    /// A text without the values of hidden labels: in selectors (`customer="acme"`), and `values` wherever they stand as a word.
    public func redacted(_ text: String, beside values: Labels = [:]) -> String {
        var text = speaks(of: text) ? inSelectors(text) : text
        for (name, value) in values.sorted(by: {
            ($1.value.utf8.count, $0.key) < ($0.value.utf8.count, $1.key)
        })
        where value.utf8.count >= LabelRedaction.leastWord {
            text = replacing(value, by: mark(name, value), in: text)
        }
        return text
    }

    /// Shorter values are no words that could be told from others.
    static let leastWord = 3

    private func speaks(of text: String) -> Bool { names.contains { text.contains($0) } }

    /// Replaces the quoted value behind each name and its operator.
    private func inSelectors(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if index == 0 || !LabelRedaction.isWord(bytes[index - 1]),
                let (name, value) = selector(at: index, in: bytes)
            {
                let plain = String(decoding: bytes[value], as: UTF8.self)
                result += bytes[index..<value.lowerBound]
                result += mark(name, plain).utf8
                index = value.upperBound
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The name that stands here and the range of its value; nil where there is none of the names.
    private func selector(at index: Int, in bytes: [UInt8]) -> (name: String, value: Range<Int>)? {
        for name in names where bytes[index...].starts(with: name.utf8) {
            var place = index + name.utf8.count
            func skip(_ allowed: String) {
                while place < bytes.count, allowed.utf8.contains(bytes[place]) { place += 1 }
            }
            // `customer="a"`, `customer =~ 'a'`, `"customer": "a"`, `customer: a`
            skip("\"' ")
            let operatorStart = place
            skip("=!~:")
            guard place > operatorStart else { continue }
            skip(" ")
            guard place < bytes.count else { return nil }
            let quote = bytes[place]
            let isQuoted = [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")].contains(quote)
            let start = isQuoted ? place + 1 : place
            var end = start
            if isQuoted {
                while end < bytes.count, bytes[end] != quote {
                    end += bytes[end] == UInt8(ascii: "\\") && quote != UInt8(ascii: "`") ? 2 : 1
                }
                end = min(end, bytes.count)
            } else {
                while end < bytes.count, !" &,;})]\n\t".utf8.contains(bytes[end]) { end += 1 }
            }
            return end > start ? (name, start..<end) : nil
        }
        return nil
    }

    private func replacing(_ value: String, by mark: String, in text: String) -> String {
        let (bytes, needle) = (Array(text.utf8), Array(value.utf8))
        guard bytes.count >= needle.count else { return text }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let end = index + needle.count
            if bytes[index...].starts(with: needle), index == 0 || !LabelRedaction.isWord(bytes[index - 1]),
                end == bytes.count || !LabelRedaction.isWord(bytes[end])
            {
                result += mark.utf8
                index = end
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
        default: byte >= 0x80
        }
    }
}
