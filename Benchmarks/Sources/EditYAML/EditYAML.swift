import CLibyaml
import Diagnostics
import Foundation
import YAML

/// Locates and replaces one value in many values files, and compares with a bare scan of libyaml's events.
///
/// The thresholds: reading a file into a tree and finding the value takes at most twice the scan, planning the edit with
/// the verifying second parse at most four times. The files are those of a directory given as argument, else made up.
@main
struct EditYAML {
    static func main() throws {
        let files =
            CommandLine.arguments.count > 1 ? try read(CommandLine.arguments[1]) : MadeUpValues.files()
        let targets = files.map(lastString)
        let bytes = files.reduce(0) { $0 + $1.count }
        print("\(files.count) files, \(bytes / 1000) kB, best of 9 rounds\n")
        let scan = best { for file in files { scanEvents(file) } }
        let locate = best {
            for (file, path) in zip(files, targets) {
                precondition(find(path, in: parse(file)) != nil, "not found")
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
        report("and replace, verified", edit, scan, bytes)
        exit(locate <= 2 * scan && edit <= 4 * scan ? 0 : 1)
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

    /// Files named `values*.yaml` below `directory` that can be read and hold a string.
    private static func read(_ directory: String) throws -> [[UInt8]] {
        let root = URL(fileURLWithPath: directory)
        let paths =
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }
            .filter { $0.lastPathComponent.hasPrefix("values") && $0.pathExtension == "yaml" } ?? []
        return try paths.sorted { $0.path < $1.path }.map { Array(try Data(contentsOf: $0)) }
            .filter { !parse($0).hasErrors && !lastString($0).steps.isEmpty }
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
