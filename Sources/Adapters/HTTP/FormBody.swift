/// A body of `application/x-www-form-urlencoded`: names and values in order.
public struct FormBody: Sendable, Hashable {
    /// Names and values, not yet encoded.
    public var fields: [(name: String, value: String)]

    /// Takes fields in order.
    public init(_ fields: [(name: String, value: String)]) { self.fields = fields }

    /// What the `Content-Type` header says about it.
    public static let contentType = "application/x-www-form-urlencoded"

    /// The encoded bytes: everything but letters, digits and `-._~` as `%XX`.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "&")) }
            Self.encode(field.name, into: &bytes)
            bytes.append(UInt8(ascii: "="))
            Self.encode(field.value, into: &bytes)
        }
        return bytes
    }

    /// Equal when the fields are, in order.
    public static func == (left: FormBody, right: FormBody) -> Bool {
        left.fields.elementsEqual(right.fields) { $0 == $1 }
    }

    /// Hashes the fields in order.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    private static func encode(_ text: String, into bytes: inout [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
    }
}
