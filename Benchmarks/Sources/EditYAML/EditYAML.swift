import CLibyaml
import Diagnostics
import Foundation
import YAML

/// Locates and replaces one value in many values files, and compares with a bare scan of libyaml's events.
///
/// The thresholds: reading a file into a tree, finding the value and writing the file with another one takes at most twice
/// the scan, and with the second parse that verifies it at most four times; an edit touches no line but its own. The files are
/// the values files of a directory given as argument (`values*.yaml`, and what lies in a folder `ci`), else made up.
@main
struct EditYAML {
    static func main() throws {
        let all = CommandLine.arguments.count > 1 ? try read(CommandLine.arguments[1]) : MadeUpValues.files()
        let files = all.filter { !parse($0).hasErrors && !lastString($0).steps.isEmpty }
        let targets = files.map(lastString)
        let bytes = files.reduce(0) { $0 + $1.count }
        print("\(files.count) files with a string in them, \(bytes / 1000) kB, best of 9 rounds\n")
        let scan = best { for file in files { scanEvents(file) } }
        let locate = best {
            for (file, path) in zip(files, targets) {
                precondition(find(path, in: parse(file)) != nil, "not found")
            }
        }
        let replace = best {
            for (file, path) in zip(files, targets) {
                guard let node = find(path, in: parse(file)), let token = other(node),
                    [Edit(range: node.tokenRange, replacement: token, reason: "benchmark")].apply(to: file)
                        != nil
                else { preconditionFailure("not replaced") }
            }
        }
        let edit = best {
            for (file, path) in zip(files, targets) {
                let parsed = parse(file)
                guard let node = find(path, in: parsed), let scalar = node.scalar,
                    let change = try? parsed.replaceScalar(node, with: scalar.text + "x", reason: "benchmark")
                else { preconditionFailure("refused") }
                precondition(change.edits.apply(to: file) != nil, "not applied")
            }
        }
        report("bare libyaml scan", scan, scan, bytes)
        report("parse and locate", locate, scan, bytes)
        report("locate and replace", replace, scan, bytes)
        report("the same, verified", edit, scan, bytes)
        let disturbed = all.count(where: touchesOtherLines)
        print("\nan edit touches other lines in \(disturbed) of \(all.count) files")
        exit(replace <= 2 * scan && edit <= 4 * scan && disturbed == 0 ? 0 : 1)
    }

    /// Another text in the manner of the token, whose last character may be a quote.
    private static func other(_ node: YAMLNodeView) -> [UInt8]? {
        var token = Array(node.tree.source[node.tokenRange.indices])
        let isQuoted = node.style == .singleQuoted || node.style == .doubleQuoted
        guard !isQuoted || token.count >= 2 else { return nil }
        token.insert(UInt8(ascii: "x"), at: isQuoted ? token.count - 1 : token.count)
        return token
    }

    /// True when an edit changes a line that is not its own.
    ///
    /// The value is the last string, else the last value; where a file has none, a key is added to it.
    private static func touchesOtherLines(_ file: [UInt8]) -> Bool {
        let parsed = parse(file)
        let values = parsed.tree.allNodes.filter { node in
            node.kind == .scalar && !node.isKey && node.style != .literal && node.style != .folded
                && find(node.path, in: parsed) == node
        }
        guard let node = values.last(where: isString) ?? values.last else {
            return touchesByInsertion(parsed)
        }
        let text = node.scalar?.text ?? ""
        let other = isString(node) ? text + "x" : text == "true" ? "false" : text == "false" ? "true" : "4711"
        let change = try? parsed.replaceScalar(
            node, with: other, allowingTypeChange: text.isEmpty || text == "null", reason: "benchmark")
        guard let edited = change?.edits.apply(to: file) else { return true }
        let first = file[..<node.tokenRange.indices.lowerBound].count { $0 == 0x0A }
        let last = first + file[node.tokenRange.indices].count { $0 == 0x0A }
        let before = lines(file)
        let after = lines(edited)
        guard before.count == after.count else { return true }
        return zip(before, after).enumerated().contains { line, pair in
            !(first...last).contains(line) && pair.0 != pair.1
        }
    }

    private static func isString(_ node: YAMLNodeView) -> Bool {
        node.scalar?.value(in: .helm).family == .string
    }

    /// True when the file with a new key, without the lines that are new, is not the file.
    private static func touchesByInsertion(_ file: YAMLFile) -> Bool {
        let change = try? file.insertKey(
            YAMLPath(keys: ["trimtab"]), value: .plain("4711"), reason: "benchmark")
        guard let edited = change?.edits.apply(to: file.bytes) else { return true }
        let before = lines(file.bytes).filter { !$0.isEmpty }
        let after = lines(edited).filter { !$0.isEmpty && !$0.starts(with: "trimtab".utf8) }
        return before != after
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    }

    private static func parse(_ file: [UInt8]) -> YAMLFile { YAMLParser.parse(file, path: "values.yaml") }

    private static func find(_ path: YAMLPath, in file: YAMLFile) -> YAMLNodeView? {
        file.documents.first?.root?.lookup(path)?.view
    }

    /// The last string of the file that is not in a block, as a path.
    private static func lastString(_ bytes: [UInt8]) -> YAMLPath {
        let file = parse(bytes)
        let target = file.tree.allNodes.last { node in
            guard let scalar = node.scalar, !node.isKey, node.style != .literal, node.style != .folded else {
                return false
            }
            return scalar.value(in: .helm).family == .string && find(node.path, in: file) == node
        }
        return target?.path ?? YAMLPath([])
    }

    private static func scanEvents(_ bytes: [UInt8]) {
        var parser = yaml_parser_t()
        var event = yaml_event_t()
        yaml_parser_initialize(&parser)
        defer { yaml_parser_delete(&parser) }
        bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            while yaml_parser_parse(&parser, &event) == 1 {
                let isEnd = event.type == YAML_STREAM_END_EVENT
                yaml_event_delete(&event)
                if isEnd { return }
            }
        }
    }

    /// Processor time, so that a busy machine does not decide.
    private static func best(_ body: () -> Void) -> Double {
        (0..<9).map { _ in
            let start = processorSeconds()
            body()
            return processorSeconds() - start
        }.min() ?? 0
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func report(_ name: String, _ seconds: Double, _ scan: Double, _ bytes: Int) {
        let speed = Int(Double(bytes) / seconds / 1e6)
        let ratio = (seconds / scan * 100).rounded() / 100
        print(
            "\(name.padding(toLength: 24, withPad: " ", startingAt: 0)) \(speed) MB/s   \(ratio) times the scan"
        )
    }

    /// The values files below `directory`.
    private static func read(_ directory: String) throws -> [[UInt8]] {
        let root = URL(fileURLWithPath: directory)
        let paths =
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }
            .filter { url in
                let isInCI = url.deletingLastPathComponent().lastPathComponent == "ci"
                let isYAML = ["yaml", "yml"].contains(url.pathExtension)
                return isYAML && (isInCI || url.lastPathComponent.hasPrefix("values"))
            } ?? []
        return try paths.sorted { $0.path < $1.path }.map { Array(try Data(contentsOf: $0)) }
    }
}

/// Values files as charts have them: comments, blocks, lists, quotes.
enum MadeUpValues {
    static func files() -> [[UInt8]] {
        (1...40).map { number in
            var text = "# Values of service \(number)\nreplicaCount: \(number)\n"
            for component in 0..<(number * 2) {
                text += """

                    # -- Component \(component), with the größe it needs
                    component\(component):
                      enabled: true
                      image:
                        repository: "registry.example.org/team/component-\(component)"
                        tag: v1.\(component).0  # pinned
                        pullPolicy: IfNotPresent
                      resources:
                        requests: {cpu: 100m, memory: 128Mi}
                        limits:
                          cpu: "1"
                          memory: 512Mi
                      args:
                        - --log.level=info
                        - '--web.listen-address=:9090'
                      nodeSelector: {}

                    """
            }
            return Array(text.utf8)
        }
    }
}
