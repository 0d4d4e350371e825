/// Reads a packed chart: a gzipped tar whose files all lie in one directory.
public enum ChartArchive {
    /// The files, named as in the chart; their paths say that they stand inside of the archive.
    ///
    /// - Parameters:
    ///   - bytes: the archive.
    ///   - path: its path in the repository.
    ///   - limits: bounds on number and size of what is in it.
    /// - Returns: the files in the order of the archive.
    /// - Throws: ``ChartProblem`` for a damaged archive, a path that leaves it, and whatever reaches a bound.
    public static func files(
        _ bytes: [UInt8], path: String, limits: ChartLimits = ChartLimits()
    ) throws(ChartProblem) -> [ChartFile] {
        let tar = try Gzip.inflate(bytes, path: path, limit: limits.archiveBytes)
        var files: [ChartFile] = []
        var position = 0
        var longName: String?
        while position + 512 <= tar.count {
            let header = tar[position..<(position + 512)]
            guard header.contains(where: { $0 != 0 }) else { break }
            guard let size = number(header, 124, 12), size >= 0, position + 512 + size <= tar.count else {
                throw ChartProblem(.invalid, "\(path): an entry of the archive is cut short")
            }
            let body = tar[(position + 512)..<(position + 512 + size)]
            let type = header[position + 156]
            position += 512 + (size + 511) / 512 * 512
            switch type {
            case UInt8(ascii: "L"): longName = text(body)
            case UInt8(ascii: "x"): longName = paxPath(body) ?? longName
            case 0, UInt8(ascii: "0"):
                let name = longName ?? entryName(header)
                longName = nil
                guard let file = try inside(name, path, limits) else { continue }
                guard files.count < limits.archiveFiles else {
                    throw ChartProblem(
                        .limit, "\(path): the archive has more than \(limits.archiveFiles) files")
                }
                files.append(ChartFile(name: file, path: "\(path)!\(file)", bytes: Array(body)))
            default: longName = nil
            }
        }
        return files
    }

    /// The name without the chart's directory; nil for what lies beside it.
    private static func inside(
        _ name: String, _ path: String, _ limits: ChartLimits
    ) throws(ChartProblem) -> String? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }
        guard !name.hasPrefix("/"), !parts.contains(".."), !name.contains("\\"),
            name.utf8.count <= limits.pathBytes
        else { throw ChartProblem(.invalid, "\(path): an entry of the archive leads out of it") }
        guard parts.count > 1 else { return nil }
        return parts.dropFirst().joined(separator: "/")
    }

    private static func entryName(_ header: ArraySlice<UInt8>) -> String {
        let start = header.startIndex
        let name = text(header[start..<(start + 100)])
        guard text(header[(start + 257)..<(start + 262)]) == "ustar" else { return name }
        let prefix = text(header[(start + 345)..<(start + 500)])
        return prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// An octal number of a header, or a binary one whose first bit is set.
    private static func number(_ header: ArraySlice<UInt8>, _ offset: Int, _ count: Int) -> Int? {
        let field = header[(header.startIndex + offset)..<(header.startIndex + offset + count)]
        guard let first = field.first else { return nil }
        if first & 0x80 != 0 {
            guard field.dropFirst().dropLast(7).allSatisfy({ $0 == 0 }), first == 0x80 else { return nil }
            return field.suffix(7).reduce(0) { $0 << 8 | Int($1) }
        }
        let digits = text(field).filter { $0 != " " }
        return digits.isEmpty ? 0 : Int(digits, radix: 8)
    }

    /// The value of `path` in records of the form `27 path=a/b/c\n`.
    private static func paxPath(_ body: ArraySlice<UInt8>) -> String? {
        for line in body.split(separator: 0x0A) {
            let record = String(decoding: line, as: UTF8.self)
            guard let space = record.firstIndex(of: " ") else { continue }
            let pair = record[record.index(after: space)...]
            if pair.hasPrefix("path=") { return String(pair.dropFirst(5)) }
        }
        return nil
    }
}
