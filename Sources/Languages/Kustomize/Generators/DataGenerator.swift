internal import Diagnostics
internal import Provenance
internal import YAML

/// An entry of `configMapGenerator` or `secretGenerator`.
struct DataGenerator {
    let arguments: Node
    let isSecret: Bool
    /// `generatorOptions` of the kustomization.
    let common: Node?
    let directory: String
    let file: String

    private var place: SourceSpan? { arguments.place }

    private func problem(_ message: String) -> KustomizeProblem {
        KustomizeProblem(
            .invalid, "\(isSecret ? "secretGenerator" : "configMapGenerator"): \(message)", at: place)
    }

    /// One key of the data.
    private struct Pair {
        var key: String
        var bytes: [UInt8]
        var origins: Origins
    }

    /// The object; `read` gives the bytes of a file by its path from the kustomization.
    func generate(_ read: (String, SourceSpan?) throws -> (path: String, bytes: [UInt8])) throws -> Resource {
        guard let name = arguments["name"], name.text?.isEmpty == false else { throw problem("no name") }
        var metadata = Node(.mapping([Node.Entry("name", name)]))
        if let namespace = arguments["namespace"], namespace.text?.isEmpty == false {
            metadata.set("namespace", namespace)
        }
        var object = Node(
            .mapping([
                Node.Entry("apiVersion", Node(text: "v1")),
                Node.Entry("kind", Node(text: isSecret ? "Secret" : "ConfigMap")),
            ]))
        if isSecret {
            let type = arguments["type"].flatMap { $0.text?.isEmpty == false ? $0 : nil }
            object.set("type", type ?? Node(text: "Opaque"))
            object.set("data", .emptyMapping)
        }
        var seen: Set<String> = []
        for pair in try pairs(read) {
            guard seen.insert(pair.key).inserted else { throw problem("`\(pair.key)` is there twice") }
            let isText = String(validating: pair.bytes, as: UTF8.self)
            let field = isSecret || isText != nil ? "data" : "binaryData"
            let text = isSecret ? nil : isText
            let value = Node(text: text ?? Base64Lines.encode(pair.bytes), origins: pair.origins)
            object.change(field, or: .emptyMapping) { $0.set(pair.key, value) }
        }
        for key in ["labels", "annotations"] {
            for entry in option(key) {
                metadata.change(key, or: .emptyMapping) {
                    $0.set(entry.key, Node(text: entry.value.text ?? "", origins: entry.value.origins))
                }
            }
        }
        object.set("metadata", metadata)
        if isOn("immutable") {
            object.set("immutable", Node(.scalar(Scalar(text: "true", value: .bool(true)))))
        }
        var resource = Resource(object, file: file, layer: directory)
        resource.needsHash = !isOn("disableNameSuffixHash")
        resource.behavior = Resource.Behavior(rawValue: arguments["behavior"]?.text ?? "") ?? .unspecified
        return resource
    }

    // MARK: Options

    /// Own entries over common ones.
    private func option(_ key: String) -> [Node.Entry] {
        var result = common?[key] ?? .emptyMapping
        for entry in arguments.at("options", key)?.entries ?? [] { result.set(entry.key, entry.value) }
        return result.entries
    }

    private func isOn(_ key: String) -> Bool {
        common?[key]?.flag == true || arguments.at("options", key)?.flag == true
    }

    // MARK: Sources

    private func pairs(_ read: (String, SourceSpan?) throws -> (path: String, bytes: [UInt8])) throws
        -> [Pair]
    {
        var environments = arguments["envs"]?.items ?? []
        if let single = arguments["env"], single.text?.isEmpty == false { environments.append(single) }
        var pairs: [Pair] = []
        for item in environments {
            let file = try read(item.text ?? "", item.origins.identity)
            pairs += try lines(file.path, file.bytes)
        }
        for item in arguments["literals"]?.items ?? [] { pairs.append(try literal(item)) }
        for item in arguments["files"]?.items ?? [] {
            let text = item.text ?? ""
            let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2, !parts.contains("") else { throw problem("`\(text)` names no file") }
            let path = parts.last ?? ""
            let key = parts.count == 2 ? parts[0] : String(path.split(separator: "/").last ?? "")
            let file = try read(path, item.origins.identity)
            let span = SourceSpan(path: file.path, range: ByteRange(0..<file.bytes.count))
            // A whole file is no token: what follows it is computed.
            let origins = Origins(token: span).derived.passing(
                Provenance.Hop(item.origins.identity ?? span, "`\(key)` is the file \(file.path)"))
            pairs.append(Pair(key: key, bytes: file.bytes, origins: origins))
        }
        return pairs
    }

    /// `KEY=value`; quotes around the value go.
    private func literal(_ item: Node) throws -> Pair {
        guard let text = item.text, let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw problem("`\(item.text ?? "")` is no KEY=value")
        }
        var value = text[text.index(after: equals)...]
        var offset = text.utf8.distance(from: text.startIndex, to: value.startIndex)
        if value.utf8.count >= 2, let quote = value.first, quote == value.last, quote == "\"" || quote == "'"
        {
            value = value.dropFirst().dropLast()
            offset += 1
        }
        var origins = item.origins.derived
        if let span = item.origins.identity, span.range.count >= text.utf8.count {
            // Plain or in simple quotes: the value stands there byte by byte.
            let quotes = (span.range.count - text.utf8.count) / 2
            let lower = Int(span.range.lower) + quotes + offset
            let range = ByteRange(lower..<(lower + value.utf8.count))
            origins = item.origins.part(SourceSpan(path: span.path, range: range))
        }
        return Pair(key: String(text[..<equals]), bytes: Array(value.utf8), origins: origins)
    }

    /// `KEY=value` line by line, `#` for comments.
    private func lines(_ path: String, _ bytes: [UInt8]) throws -> [Pair] {
        var pairs: [Pair] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            var line = bytes[start..<end]
            start = end + 1
            if line.last == 0x0D { line = line.dropLast() }
            line = line.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            let equals = line.firstIndex(of: UInt8(ascii: "=")) ?? line.endIndex
            let value = equals < line.endIndex ? line[(equals + 1)...] : line[line.endIndex...]
            let key = String(decoding: line[..<equals], as: UTF8.self)
            let span = SourceSpan(path: path, range: ByteRange(value.startIndex..<value.endIndex))
            // Where no value is written there is no token, only the line.
            let whole = SourceSpan(path: path, range: ByteRange(line.startIndex..<line.endIndex))
            let origins = value.isEmpty ? Origins(token: whole).derived : Origins(token: span)
            pairs.append(Pair(key: key, bytes: Array(value), origins: origins))
        }
        return pairs
    }
}

/// Base64 as Kustomize writes it: in lines of 70 characters where there is more than one.
enum Base64Lines {
    static func encode(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var encoded: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let chunk = bytes[start..<min(start + 3, bytes.count)]
            var number = chunk.reduce(0) { $0 << 8 | Int($1) }
            number <<= 8 * (3 - chunk.count)
            for position in 0..<4 {
                let isPadding = position > chunk.count
                encoded.append(
                    isPadding ? UInt8(ascii: "=") : alphabet[(number >> (18 - 6 * position)) & 63])
            }
        }
        guard encoded.count / 70 + 1 > 1 else { return String(decoding: encoded, as: UTF8.self) }
        var result: [UInt8] = []
        for start in stride(from: 0, to: encoded.count, by: 70) {
            result += encoded[start..<min(start + 70, encoded.count)]
            result.append(0x0A)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
