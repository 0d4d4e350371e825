import Crypto
import Diagnostics
import Foundation
import Provenance

extension Function {
    /// Encodings and hashes.
    static let encodings: [String: Function] = [
        "jsonencode": Function(1...1, takesNull: true) { a, _ throws(FunctionError) in
            Value(.string(JSONText.encode(a[0])))
        },
        "yamlencode": Function(1...1, takesNull: true) { a, _ throws(FunctionError) in
            Value(.string(YAMLText.encode(a[0])))
        },
        "jsondecode": Function(1...1, .moves) { a, _ throws(FunctionError) in
            try JSONReader.decode(a[0].converted(.string))
        },
        "yamldecode": Function(1...1, .moves) { a, evaluator throws(FunctionError) in
            let text = try a[0].converted(.string)
            guard let decode = evaluator.hooks.decodeYAML else {
                return try YAMLReader.decode(text, limits: evaluator.limits)
            }
            guard let value = decode(text) else {
                throw .unknown(.unsupported, "this YAML is not decoded here")
            }
            return value
        },
        "base64encode": Function(1...1) { a, _ throws(FunctionError) in
            .string(Data(try a[0].text().utf8).base64EncodedString())
        },
        "base64decode": Function(1...1) { a, _ throws(FunctionError) in
            // Line ends between the digits are nothing.
            let digits = try a[0].text().filter { $0 != "\n" && $0 != "\r" && $0 != "\r\n" }
            guard let data = Data(base64Encoded: digits),
                let text = String(data: data, encoding: .utf8)
            else {
                throw .message("this is no base64 of UTF-8")
            }
            return .string(text)
        },
        "urlencode": Function(1...1) { a, _ throws(FunctionError) in
            var result = ""
            for byte in try a[0].text().utf8 {
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x2E, 0x7E:
                    result.unicodeScalars.append(Unicode.Scalar(byte))
                case 0x20: result += "+"
                default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
                }
            }
            return .string(result)
        },
        // OpenTofu's.
        "urldecode": Function(1...1) { a, _ throws(FunctionError) in
            var bytes: [UInt8] = []
            var rest = Array(try a[0].text().utf8)[...]
            while let byte = rest.popFirst() {
                guard byte == 0x25 else {
                    bytes.append(byte == 0x2B ? 0x20 : byte)
                    continue
                }
                let digits = rest.prefix(2)
                guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                    let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else { throw .message("a % is not followed by two hexadecimal digits") }
                bytes.append(value)
                rest = rest.dropFirst(2)
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw .message("this is not UTF-8")
            }
            return .string(text)
        },
        "csvdecode": Function(1...1, .moves) { a, _ throws(FunctionError) in
            try CSVReader.decode(try a[0].converted(.string))
        },
        "textencodebase64": Function(2...2) { a, _ throws(FunctionError) in
            guard let bytes = try TextEncoding.named(try a[1].text()).encode(try a[0].text()) else {
                throw .message("a character is not in the encoding")
            }
            return .string(Data(bytes).base64EncodedString())
        },
        "textdecodebase64": Function(2...2) { a, _ throws(FunctionError) in
            guard let data = Data(base64Encoded: try a[0].text()) else { throw .message("this is no base64") }
            guard let text = try TextEncoding.named(try a[1].text()).decode(Array(data)) else {
                throw .message("the bytes are no text in the encoding")
            }
            return .string(text)
        },
        "uuidv5": Function(2...2) { a, _ throws(FunctionError) in
            guard let space = uuid(try a[0].text()) else { throw .message("the namespace is no UUID") }
            var bytes = Array(Insecure.SHA1.hash(data: Data(space + Array(try a[1].text().utf8))).prefix(16))
            bytes[6] = bytes[6] & 0x0F | 0x50
            bytes[8] = bytes[8] & 0x3F | 0x80
            let text = hex(bytes)
            let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
            return .string(groups.map { String(Array(text)[$0]) }.joined(separator: "-"))
        },
        "md5": hash { hex(Insecure.MD5.hash(data: $0)) }, "sha1": hash { hex(Insecure.SHA1.hash(data: $0)) },
        "sha256": hash { hex(SHA256.hash(data: $0)) }, "sha512": hash { hex(SHA512.hash(data: $0)) },
        "base64sha256": hash { Data(SHA256.hash(data: $0)).base64EncodedString() },
        "base64sha512": hash { Data(SHA512.hash(data: $0)).base64EncodedString() },
    ]

    /// File functions, by the reader that the evaluator was given.
    static let files: [String: Function] = [
        "file": Function(1...1) { a, evaluator throws(FunctionError) in
            let (path, bytes) = try read(a[0], evaluator)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw .message("\(path) is not UTF-8")
            }
            // The whole file is the token; what is taken out of it is a part of that.
            let origins = Origins(token: .init(path: path, range: .init(0..<bytes.count)))
            let normal = Strings.normalized(text)
            return Value(
                .string(
                    Text(
                        normal,
                        parts: normal.utf8.count == bytes.count && !bytes.isEmpty
                            ? [.init(0..<bytes.count, origins)] : [])), origins.derived)
        },
        "fileexists": Function(1...1) { a, evaluator throws(FunctionError) in
            Value(.bool(evaluator.hooks.readFile(try a[0].text()) != nil))
        },
        "filebase64": digest { Data($0).base64EncodedString() },
        "filemd5": digest { hex(Insecure.MD5.hash(data: $0)) },
        "filesha1": digest { hex(Insecure.SHA1.hash(data: $0)) },
        "filesha256": digest { hex(SHA256.hash(data: $0)) },
        "filesha512": digest { hex(SHA512.hash(data: $0)) },
        "filebase64sha256": digest { Data(SHA256.hash(data: $0)).base64EncodedString() },
        "filebase64sha512": digest { Data(SHA512.hash(data: $0)).base64EncodedString() },
        "fileset": Function(2...2) { a, evaluator throws(FunctionError) in
            let (path, pattern) = (try a[0].text(), try a[1].text())
            guard let glob = GlobPattern(pattern) else {
                throw .unknown(.unsupported, "the pattern \"\(pattern.prefix(40))\" is not matched here")
            }
            guard let files = evaluator.hooks.listFiles(path) else {
                throw .unknown(.file, "\(path) cannot be listed")
            }
            guard files.count <= evaluator.limits.elements else {
                throw .unknown(.limit, "more than \(evaluator.limits.elements) files")
            }
            let found = files.filter { glob.matches($0) }
            return Value(SetOrder.set(found.map { Value.string($0) }, .string))
        },
        "pathexpand": Function(1...1, .moves) { a, _ throws(FunctionError) in
            let path = try a[0].converted(.string)
            guard try path.text().utf8.first != 0x7E else {
                throw .unknown(.unsupported, "~ stands for a directory of the machine")
            }
            return path
        },
        "abspath": Function(1...1) { a, _ throws(FunctionError) in
            let path = try a[0].text()
            guard path.utf8.first == 0x2F else {
                throw .unknown(.unsupported, "abspath() of a relative path hangs on where Terraform runs")
            }
            return .string(clean(path))
        },
        "basename": Function(1...1) { a, _ throws(FunctionError) in
            var path = Array(try a[0].text().utf8)
            if path.isEmpty { return .string(".") }
            while path.count > 1, path.last == 0x2F { path.removeLast() }
            if path == [0x2F] { return .string("/") }
            return .string(String(decoding: path[((path.lastIndex(of: 0x2F) ?? -1) + 1)...], as: UTF8.self))
        },
        "dirname": Function(1...1) { a, _ throws(FunctionError) in
            let path = Array(try a[0].text().utf8)
            let end = path.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
            return .string(clean(String(decoding: path[..<end], as: UTF8.self)))
        },
    ]

    /// A path without `.`, `..` that can be resolved, and double slashes.
    private static func clean(_ path: String) -> String {
        let isRooted = path.utf8.first == 0x2F
        var kept: [String] = []
        for part in split("/", path) where !part.isEmpty && part != "." {
            if part == "..", let last = kept.last, last != ".." {
                kept.removeLast()
            } else if part != ".." || !isRooted {
                kept.append(part)
            }
        }
        if isRooted { return "/" + kept.joined(separator: "/") }
        return kept.isEmpty ? "." : kept.joined(separator: "/")
    }

    /// A namespace by its name, or a UUID in any of the usual forms.
    private static func uuid(_ text: String) -> [UInt8]? {
        let names = ["dns": "0", "url": "1", "oid": "2", "x500": "4"]
        if let digit = names[text] { return uuid("6ba7b81\(digit)-9dad-11d1-80b4-00c04fd430c8") }
        var form = text
        if form.lowercased().hasPrefix("urn:uuid:") {
            form = String(form.dropFirst(9))
        } else if form.hasPrefix("{"), form.hasSuffix("}") {
            form = String(form.dropFirst().dropLast())
        }
        let bytes = Array(form.utf8)
        if bytes.count == 36 {
            guard [8, 13, 18, 23].allSatisfy({ bytes[$0] == 0x2D }) else { return nil }
        } else if bytes.count != 32 {
            return nil
        }
        let digits = form.filter { $0 != "-" }
        guard digits.utf8.count == 32, digits.allSatisfy(\.isHexDigit) else { return nil }
        let characters = Array(digits)
        return stride(from: 0, to: 32, by: 2).compactMap {
            UInt8(String(characters[$0..<($0 + 2)]), radix: 16)
        }
    }

    private static func read(_ path: Value, _ evaluator: Evaluator) throws(FunctionError) -> (
        path: String, bytes: [UInt8]
    ) {
        let name = try path.text()
        guard let file = evaluator.hooks.readFile(name) else {
            throw .unknown(.file, "\(name) cannot be read")
        }
        return file
    }

    private static func hash(_ body: @escaping @Sendable (Data) -> String) -> Function {
        Function(1...1) { a, _ throws(FunctionError) in .string(body(Data(try a[0].text().utf8))) }
    }

    private static func digest(_ body: @escaping @Sendable ([UInt8]) -> String) -> Function {
        Function(1...1) { a, evaluator throws(FunctionError) in
            let (path, bytes) = try read(a[0], evaluator)
            return Value(
                .string(Text(body(bytes))),
                Origins(token: .init(path: path, range: .init(0..<bytes.count))).derived)
        }
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
