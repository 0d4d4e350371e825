/// Scalars as Go's YAML packages read them: the second version under Helm, the third under Kustomize.
///
/// Helm then writes JSON and reads that back, so every number becomes a double: integers beyond 2^53 are no longer
/// exact, and infinity and not-a-number, which JSON cannot say, are refused.
struct GoScalars {
    let isHelm: Bool

    func resolve(_ text: String, style: YAMLStyle, tag: String?) -> YAMLScalarValue {
        guard let tag else { return style == .plain ? finish(plain(text)) : .string(text) }
        let value = plain(text)
        switch tag {
        case YAMLTag.string, YAMLTag.timestamp: return .string(text)
        case YAMLTag.binary: return Base64.decode(text).map { .string($0) } ?? .invalid("not base64")
        case YAMLTag.null: return value == .null ? .null : .invalid("`\(text)` is not null")
        case YAMLTag.bool: return value.family == .bool ? value : .invalid("`\(text)` is not a boolean")
        case YAMLTag.int:
            if case .int = value { return finish(value) }
            return .invalid("`\(text)` is not an integer")
        case YAMLTag.float:
            if case .int(let digits) = value, let number = Double(digits) { return finish(.float(number)) }
            return value.family == .number ? finish(value) : .invalid("`\(text)` is not a number")
        default: return .string(text)
        }
    }

    /// What JSON makes of it, for Helm.
    private func finish(_ value: YAMLScalarValue) -> YAMLScalarValue {
        guard isHelm else { return value }
        switch value {
        case .int(let digits):
            guard let magnitude = UInt64(digits.drop { $0 == "-" }), magnitude > 1 << 53 else { return value }
            return Double(digits).map { .float($0) } ?? value
        case .float(let number) where !number.isFinite: return .invalid("JSON has no word for \(number)")
        default: return value
        }
    }

    private func plain(_ text: String) -> YAMLScalarValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return isHelm ? .bool(true) : .string(text)
        case "n", "N", "no", "No", "NO", "off", "Off", "OFF": return isHelm ? .bool(false) : .string(text)
        case ".nan", ".NaN", ".NAN": return .float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
        default: return number(text)
        }
    }

    private func number(_ text: String) -> YAMLScalarValue {
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "."):
            guard GoNumbers.hasProperUnderscores(text) else { return .string(text) }
            return GoNumbers.double(text.filter { $0 != "_" }).map { .float($0) } ?? .string(text)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), 0x30...0x39:
            let digits = text.filter { $0 != "_" }
            if let whole = GoNumbers.integer(digits) { return .int(whole) }
            // Kustomize writes back what it read, so an integer of any length stays exact.
            if !isHelm, NumberShape.isDecimalInteger(digits.utf8), let whole = GoNumbers.longInteger(digits) {
                return .int(whole)
            }
            return GoNumbers.double(digits).map { .float($0) } ?? .string(text)
        default: return .string(text)
        }
    }
}
