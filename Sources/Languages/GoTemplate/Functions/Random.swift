import Foundation

extension GoFunctionTable {
    /// Random functions: the same for the same seed, marked as volatile.
    ///
    /// Keys and certificates are placeholders.
    mutating func addRandom() {
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        random("randAlphaNum", letters + "0123456789")
        random("randAlpha", letters)
        random("randNumeric", "0123456789")
        random("randAscii", String(String.UnicodeScalarView((32...126).compactMap { Unicode.Scalar($0) })))
        add("randInt", "ii", state: .changing) { call in
            let (low, high) = (call.int(0), call.int(1))
            guard high > low else { throw GoFault("invalid argument to Intn") }
            return .int(
                low &+ Int(truncatingIfNeeded: call.run.nextRandom() % UInt64(bitPattern: Int64(high &- low)))
            )
        }
        add("uuidv4", "", state: .changing) { call in
            var digits = Array(
                (GoQuote.hex64(call.run.nextRandom()) + GoQuote.hex64(call.run.nextRandom())).utf8)
            digits[12] = UInt8(ascii: "4")
            digits[16] = UInt8(ascii: "a")
            let text = String(decoding: digits, as: UTF8.self)
            var rest = Substring(text)
            let parts = [8, 4, 4, 4, 12].map { width in
                let part = rest.prefix(width)
                rest = rest.dropFirst(width)
                return String(part)
            }
            return .string(parts.joined(separator: "-"))
        }
        add("randBytes", "i", state: .changing) { call in
            guard call.int(0) >= 0 else { throw GoFault("runtime error: makeslice: len out of range") }
            try call.run.step(call.int(0))
            try call.run.checkSize(call.int(0))
            let bytes = (0..<call.int(0)).map { _ in UInt8(truncatingIfNeeded: call.run.nextRandom()) }
            return .string(Data(bytes).base64EncodedString())
        }
        add("htpasswd", "ss", state: .placeholder) { call in
            let user = call.string(0)
            if user.contains(":") { return .string("invalid username: \(user)") }
            return .string("\(user):<htpasswd \(GoQuote.hex64(call.run.nextRandom()))>")
        }
        for (name, signature) in [
            ("genPrivateKey", "s"), ("derivePassword", "issss"), ("bcrypt", "s"),
            ("encryptAES", "ss"), ("decryptAES", "ss"),
        ] {
            add(name, signature, state: .placeholder) { call in
                .string("<\(name) \(GoQuote.hex64(call.run.nextRandom()))>")
            }
        }
        for (name, signature) in [
            ("genCA", "si"), ("genCAWithKey", "sis"), ("genSelfSignedCert", "saai"),
            ("genSignedCert", "saaia"),
            ("genSelfSignedCertWithKey", "saais"), ("genSignedCertWithKey", "saaias"),
            ("buildCustomCert", "ss"),
        ] {
            add(name, signature, state: .placeholder) { call in
                let mark = GoQuote.hex64(call.run.nextRandom())
                let origins = Origins(isVolatile: true)
                return .map([
                    "Cert": .string("<\(name) certificate \(mark)>", origins),
                    "Key": .string("<\(name) key \(mark)>", origins),
                ])
            }
        }
    }

    private mutating func random(_ name: String, _ alphabet: String) {
        add(name, "i", state: .changing) { call in
            try call.run.step(max(0, call.int(0)))
            try call.run.checkSize(call.int(0))
            let letters = Array(alphabet.utf8)
            let bytes = (0..<max(0, call.int(0))).map { _ in
                letters[Int(call.run.nextRandom() % UInt64(letters.count))]
            }
            return GoValue(.string(GoText(bytes)))
        }
    }
}

extension GoQuote {
    static func hex64(_ number: UInt64) -> String {
        hex(UInt32(number >> 32), 8) + hex(UInt32(truncatingIfNeeded: number), 8)
    }
}
