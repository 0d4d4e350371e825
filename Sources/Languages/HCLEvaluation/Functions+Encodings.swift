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
            guard let data = Data(base64Encoded: try a[0].text()),
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
        "csvdecode": Function(1...1) { a, _ throws(FunctionError) in try CSV.decode(try a[0].text()) },
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
        "basename": Function(1...1) { a, _ throws(FunctionError) in
            var path = Array(try a[0].text().utf8)
            if path.isEmpty { return .string(".") }
            while path.count > 1, path.last == 0x2F { path.removeLast() }
            if path == [0x2F] { return .string("/") }
            return .string(String(decoding: path[((path.lastIndex(of: 0x2F) ?? -1) + 1)...], as: UTF8.self))
        },
        "dirname": Function(1...1) { a, _ throws(FunctionError) in
            let path = try a[0].text()
            let parts = split("/", path)
            var kept: [String] = []
            for part in parts.dropLast() where !part.isEmpty && part != "." {
                if part == "..", let last = kept.last, last != ".." {
                    kept.removeLast()
                } else if part != ".." || !path.hasPrefix("/") {
                    kept.append(part)
                }
            }
            if path.hasPrefix("/") { return .string("/" + kept.joined(separator: "/")) }
            return .string(kept.isEmpty ? "." : kept.joined(separator: "/"))
        },
    ]

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

/// Comma-separated values with a line of names first.
private enum CSV {
    static func decode(_ text: String) throws(FunctionError) -> Value {
        let rows = try rows(Array(text.utf8))
        guard let names = rows.first else { throw .message("there is no line of names") }
        guard Set(names).count == names.count else { throw .message("two columns have the same name") }
        var objects: [Value] = []
        for row in rows.dropFirst() {
            guard row.count == names.count else {
                throw .message("a line has \(row.count) fields, not \(names.count)")
            }
            objects.append(Value(.object(Members(zip(names, row).map { .init($0, .string($1)) }))))
        }
        let type = ValueType.object(Dictionary(names.map { ($0, .string) }, uniquingKeysWith: { $1 }))
        return Value(.list(objects, type))
    }

    private static func rows(_ bytes: [UInt8]) throws(FunctionError) -> [[String]] {
        var rows: [[String]] = []
        for line in lines(bytes) where !line.isEmpty {
            if line.contains(0x22) {
                throw .unknown(.unsupported, "csvdecode() of quoted fields is not computed here")
            }
            rows.append(
                line.split(separator: 0x2C, omittingEmptySubsequences: false).map {
                    String(decoding: $0, as: UTF8.self)
                })
        }
        return rows
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: true).map {
            $0.last == 0x0D ? $0.dropLast() : $0
        }
    }
}
