import Diagnostics
import FileValues
import Foundation
import HCL

/// Reads and edits every HCL file below a folder that holds one folder a repository, and prints a table.
///
/// - Round trip: the leaves of the tree joined are the bytes of the file.
/// - Edits: literal arguments, spread evenly over each file, get another value; the bytes outside the token must be equal
///   (but for blanks of the aligned run in a file that was clean), and the file must read as asked. One of them is set again by
///   its path, as `trimtab set` does it, with the same bytes as a result.
/// - Layout: one edited file for each file that `terraform fmt` would leave alone is written below the second argument, where
///   the caller may ask `terraform fmt` about them.
///
/// Exits with 1 when bytes differ.
@main
struct CorpusHCL {
    static func main() throws {
        guard CommandLine.arguments.count >= 2 else { exit(64) }
        let root = URL(fileURLWithPath: CommandLine.arguments[1])
        let samples = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : nil
        var all = Row(name: "all")
        var rows: [Row] = []
        for folder in try names(in: root) {
            var row = Row(name: folder)
            for path in files(below: root.appendingPathComponent(folder)) {
                guard let data = FileManager.default.contents(atPath: path) else { continue }
                let shown = String(path.dropFirst(root.path.count + 1))
                FileCheck(path: shown, bytes: Array(data), samples: samples).run(&row)
            }
            rows.append(row)
            all.add(row)
        }
        Row.head()
        for row in rows + [all] { row.print() }
        for line in all.faults.prefix(40) { print("FAULT \(line)") }
        print(
            "\n\(all.paths) values read and set by their paths, \(all.clean) clean files edited and still clean by our own count"
        )
        exit(all.faults.isEmpty ? 0 : 1)
    }

    private static func names(in root: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
    }

    private static func files(below folder: URL) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: folder.path) else { return [] }
        return walk.compactMap { $0 as? String }.map { folder.path + "/" + $0 }
            .filter { path in
                var isDirectory: ObjCBool = false
                return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
                    && !isDirectory.boolValue
            }
            .sorted()
    }
}

/// What was seen in one repository.
struct Row {
    var name: String
    var files = 0
    var bytes = 0
    var equal = 0
    var errors = 0
    var edits = 0
    var disturbed = 0
    var refused = 0
    var paths = 0
    var clean = 0
    var faults: [String] = []

    mutating func add(_ row: Row) {
        files += row.files
        bytes += row.bytes
        equal += row.equal
        errors += row.errors
        edits += row.edits
        disturbed += row.disturbed
        refused += row.refused
        paths += row.paths
        clean += row.clean
        faults += row.faults
    }

    static func head() {
        line([
            "repository", "files", "bytes", "equal", "with errors", "edits", "touching other bytes",
            "refused",
        ])
        Swift.print("|---|---:|---:|---:|---:|---:|---:|---:|")
    }

    func print() {
        Self.line([name] + [files, bytes, equal, errors, edits, disturbed, refused].map(String.init))
    }

    private static func line(_ cells: [String]) { Swift.print("| \(cells.joined(separator: " | ")) |") }
}

/// The checks of one file.
struct FileCheck {
    /// How many literals of one file are set at most, and how large a file is edited at all.
    private static let editsPerFile = 12

    let path: String
    let bytes: [UInt8]
    let samples: String?

    func run(_ row: inout Row) {
        let file = HCLParser.parseAny(bytes, path: path)
        row.files += 1
        row.bytes += bytes.count
        if file.tree.printed() == bytes {
            row.equal += 1
        } else {
            row.faults.append("\(path): printing gives other bytes")
        }
        guard file.diagnostics.isEmpty else {
            row.errors += 1
            return
        }
        var literals: [(ExpressionView, [ValuePath.Step])] = []
        collect(file.body, [], &literals)
        let isClean = FmtLayout.isFmtClean(file) == true
        let stride = max(1, literals.count / Self.editsPerFile)
        for (index, literal) in literals.enumerated() where index % stride == 0 {
            let isLast = index + stride >= literals.count
            edit(literal.0, literal.1, file, isClean, isFirst: index == 0, isLast: isLast, &row)
        }
    }

    /// Literal arguments with their paths.
    private func collect(
        _ body: BodyView, _ steps: [ValuePath.Step], _ found: inout [(ExpressionView, [ValuePath.Step])]
    ) {
        for attribute in body.attributes {
            let path = steps + [.name(attribute.name)]
            let value = attribute.expression
            if value.literal != nil, value.kind != .null { found.append((value, path)) }
            collect(value, path, &found)
        }
        guard body.tree.syntax == .native else { return }
        for block in body.blocks {
            collect(block.body, steps + ([block.type] + block.labels).map { .name($0) }, &found)
        }
    }

    private func collect(
        _ value: ExpressionView, _ steps: [ValuePath.Step],
        _ found: inout [(ExpressionView, [ValuePath.Step])]
    ) {
        for item in value.items {
            guard let key = item.literalKey else { continue }
            if item.value.literal != nil, item.value.kind != .null {
                found.append((item.value, steps + [.name(key)]))
            }
            collect(item.value, steps + [.name(key)], &found)
        }
        for (index, element) in value.elements.enumerated() {
            collect(element, steps + [.index(index)], &found)
        }
    }

    private func edit(
        _ value: ExpressionView, _ steps: [ValuePath.Step], _ file: HCLFile, _ isClean: Bool, isFirst: Bool,
        isLast: Bool, _ row: inout Row
    ) {
        let new: HCLLiteral
        switch value.literal {
        case .string: new = .string("trimtab was here")
        case .number: new = .number("4711")
        case .bool(let flag): new = .bool(!flag)
        default: return
        }
        let place = "\(path): \(ValuePath(steps))"
        guard let edit = try? value.replaceLiteral(with: new, reason: "corpus"),
            let plan = try? FmtLayout.keepingClean([edit], in: file),
            let result = plan.edits.apply(to: bytes)
        else {
            row.refused += 1
            return
        }
        row.edits += 1
        if !isEqualOutside(edit, plan.layoutEdits, result) {
            row.disturbed += 1
            row.faults.append("\(place): other bytes changed")
        }
        let after = HCLParser.parseAny(result, path: path)
        if !after.diagnostics.isEmpty
            || !TreeComparison(file.tree, after.tree, edits: plan.edits).unexpected.isEmpty
        {
            row.disturbed += 1
            row.faults.append("\(place): the edited file reads otherwise")
        }
        if isLast || isFirst { setByPath(value, steps, edit, result, &row) }
        if isClean, isLast {
            row.clean += 1
            if FmtLayout.isFmtClean(after) != true {
                row.faults.append("\(place): a clean file did not stay clean")
            }
            writeSample(result, row.clean, row.name)
        }
    }

    /// True when nothing but the token, and blanks where a layout edit says so, differs.
    private func isEqualOutside(_ edit: Edit, _ layout: [Edit], _ result: [UInt8]) -> Bool {
        let areBlanks = layout.allSatisfy { edit in
            bytes[edit.range.indices].allSatisfy { $0 == 0x20 } && edit.replacement.allSatisfy { $0 == 0x20 }
        }
        guard areBlanks else { return false }
        guard layout.isEmpty else {
            // With the blanks out of the way the rest must be equal.
            let token = edit.range.indices
            let before =
                bytes[..<token.lowerBound].filter { $0 != 0x20 }
                + bytes[token.upperBound...].filter { $0 != 0x20 }
            let start =
                token.lowerBound
                + layout.filter { $0.range.upper <= edit.range.lower }
                .reduce(0) { $0 + $1.replacement.count - $1.range.count }
            let end = start + edit.replacement.count
            return before == result[..<start].filter { $0 != 0x20 } + result[end...].filter { $0 != 0x20 }
        }
        let start = edit.range.indices.lowerBound
        return result[..<start] == bytes[..<start]
            && result[(start + edit.replacement.count)...] == bytes[edit.range.indices.upperBound...]
    }

    /// The same through paths, where the path means this value alone.
    private func setByPath(
        _ value: ExpressionView, _ steps: [ValuePath.Step], _ edit: Edit, _ result: [UInt8], _ row: inout Row
    ) {
        let path = ValuePath(steps).description
        guard let file = try? ValueFile(bytes, path: self.path), let found = try? file.value(at: path) else {
            return
        }
        row.paths += 1
        guard found.range == value.range else {
            row.faults.append("\(self.path): \(path) leads elsewhere")
            return
        }
        let (token, inside) = (value.range.indices, edit.range.indices)
        let source =
            bytes[token.lowerBound..<inside.lowerBound] + edit.replacement
            + bytes[inside.upperBound..<token.upperBound]
        guard let edited = try? file.setting(path, to: String(decoding: source, as: UTF8.self)) else {
            row.faults.append("\(self.path): \(path) cannot be set")
            return
        }
        if edited.bytes != result { row.faults.append("\(self.path): \(path) is set otherwise") }
    }

    private func writeSample(_ bytes: [UInt8], _ number: Int, _ name: String) {
        guard let samples, number % 4 == 0, path.hasSuffix(".tf") || path.hasSuffix(".tfvars") else { return }
        let ending = path.hasSuffix(".tf") ? "tf" : "tfvars"
        let folder = "\(samples)/\(name)-\(number / 400)"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = FileManager.default.createFile(atPath: "\(folder)/f\(number).\(ending)", contents: Data(bytes))
    }
}
