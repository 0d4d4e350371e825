import Diagnostics
import Foundation
import YAML

/// Reads and edits every YAML file below a folder that holds one folder a repository, and prints a table.
///
/// - Round trip: the bytes are kept, and the tokens of the tree with what stands between them are the file.
/// - Edits: scalars, spread evenly over each file, get another text; the bytes outside the token must be equal, and every other
///   node must read as before (which `verify` proves by a second parse).
///
/// Files that cannot be read are counted apart: those with `{{` in them are templates of YAML rather than YAML.
/// Exits with 1 when bytes differ.
@main
struct CorpusYAML {
    static func main() throws {
        guard CommandLine.arguments.count >= 2 else { exit(64) }
        if CommandLine.arguments[1] == "--suite" {
            guard CommandLine.arguments.count >= 3 else { exit(64) }
            let isVerbose = CommandLine.arguments.contains("--verbose")
            exit(SuiteCheck.run(below: CommandLine.arguments[2], isVerbose: isVerbose))
        }
        let root = URL(fileURLWithPath: CommandLine.arguments[1])
        var all = Row(name: "all")
        var rows: [Row] = []
        for folder in try FileManager.default.contentsOfDirectory(atPath: root.path).sorted() {
            var row = Row(name: folder)
            let base = root.path + "/" + folder
            let walk = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
            for name in walk.sorted() {
                var isDirectory: ObjCBool = false
                let path = base + "/" + name
                guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
                    !isDirectory.boolValue,
                    let data = FileManager.default.contents(atPath: path)
                else { continue }
                check(Array(data), folder + "/" + name, &row)
            }
            rows.append(row)
            all.add(row)
        }
        Row.head()
        for row in rows + [all] { row.print() }
        for line in all.faults.prefix(40) { print("FAULT \(line)") }
        exit(all.faults.isEmpty ? 0 : 1)
    }

    static func check(_ bytes: [UInt8], _ path: String, _ row: inout Row) {
        let file = YAMLParser.parse(bytes, path: path)
        row.files += 1
        row.bytes += bytes.count
        if file.bytes == bytes, isTiled(file) {
            row.equal += 1
        } else {
            row.faults.append("\(path): the tokens are not the file")
        }
        guard !file.hasErrors else {
            if bytes.indices.dropLast().contains(where: { bytes[$0] == 0x7B && bytes[$0 + 1] == 0x7B }) {
                row.templates += 1
            } else {
                row.errors += 1
            }
            return
        }
        let scalars = file.tree.allNodes.filter { node in
            node.kind == .scalar && !node.tokenRange.isEmpty && node.style != .literal
                && node.style != .folded
        }
        let stride = max(1, scalars.count / 8)
        for (index, node) in scalars.enumerated() where index % stride == 0 && !node.isKey {
            edit(node, file, path, &row)
        }
    }

    /// True when scalars follow each other in the file and nothing but punctuation, blanks and comments lies between.
    private static func isTiled(_ file: YAMLFile) -> Bool {
        var position: UInt32 = 0
        for node in file.tree.allNodes where node.kind == .scalar {
            guard node.range.lower >= position, node.range.contains(node.tokenRange),
                node.range.indices.upperBound <= file.bytes.count
            else { return false }
            position = node.range.upper
        }
        return true
    }

    private static func edit(_ node: YAMLNodeView, _ file: YAMLFile, _ path: String, _ row: inout Row) {
        let isNumber = node.scalar?.value(in: .helm).family == .number && node.style == .plain
        guard
            let change = try? file.replaceScalar(
                node, with: isNumber ? "4711" : "trimtab-was-here", allowingTypeChange: true, reason: "corpus"
            ),
            let result = change.edits.apply(to: file.bytes)
        else {
            row.refused += 1
            return
        }
        row.edits += 1
        let range = node.tokenRange.indices
        let tail = file.bytes.count - range.upperBound
        let isEqual =
            result[..<range.lowerBound] == file.bytes[..<range.lowerBound]
            && result.suffix(tail) == file.bytes.suffix(tail)
        if !isEqual {
            row.disturbed += 1
            row.faults.append("\(path): \(node.path): other bytes changed")
        }
    }
}

/// What was seen in one repository.
struct Row {
    var name: String
    var files = 0
    var bytes = 0
    var equal = 0
    var templates = 0
    var errors = 0
    var edits = 0
    var disturbed = 0
    var refused = 0
    var faults: [String] = []

    mutating func add(_ row: Row) {
        files += row.files
        bytes += row.bytes
        equal += row.equal
        templates += row.templates
        errors += row.errors
        edits += row.edits
        disturbed += row.disturbed
        refused += row.refused
        faults += row.faults
    }

    static func head() {
        line([
            "repository", "files", "bytes", "equal", "templates", "with errors", "edits",
            "touching other bytes", "refused",
        ])
        Swift.print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    }

    func print() {
        Self.line(
            [name] + [files, bytes, equal, templates, errors, edits, disturbed, refused].map(String.init))
    }

    private static func line(_ cells: [String]) { Swift.print("| \(cells.joined(separator: " | ")) |") }
}
