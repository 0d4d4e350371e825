import Diagnostics
import Foundation
import Testing
import YAML

/// Real repositories, where a checkout is at hand: `TRIMTAB_YAML_CORPUS` names a directory of them.
private let corpus = ProcessInfo.processInfo.environment["TRIMTAB_YAML_CORPUS"]

@Suite struct CorpusTests {
    /// Every file round-trips with nested ranges; every value can be replaced, and nothing else changes.
    @Test(.enabled(if: corpus != nil, "set TRIMTAB_YAML_CORPUS to a directory of checkouts"))
    func everyFileOfTheCorpus() throws {
        let root = URL(fileURLWithPath: corpus ?? "")
        let paths =
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?
            .compactMap { ($0 as? URL)?.path }
            .filter { path in [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) } } ?? []
        var tally = Tally()
        for path in paths.sorted() {
            guard let data = FileManager.default.contents(atPath: path) else { continue }
            tally.check(Array(data), path: path)
        }
        print(tally.summary)
        #expect(tally.files > 0)
        #expect(tally.complaints == [])
    }

    struct Tally {
        var files = 0
        var refused = 0
        var replaced = 0
        var declined: [YAMLRefusal.Code: Int] = [:]
        var embedded = 0
        var inserted = 0
        var restored = 0
        var complaints: [String] = []

        var summary: String {
            "\(files) files, \(refused) not YAML; \(replaced) values replaced, declined \(declined), "
                + "\(inserted) insertions of which \(restored) undone to the byte, \(embedded) embedded documents, "
                + "\(complaints.count) complaints\n" + complaints.prefix(40).joined(separator: "\n")
        }

        mutating func check(_ bytes: [UInt8], path: String) {
            files += 1
            let file = YAMLParser.parse(bytes, path: path)
            if file.bytes != bytes { complaints.append("\(path): other bytes") }
            guard !file.hasErrors else {
                refused += 1
                return
            }
            complaints += YAMLTests.complaints(about: file).map { "\(path): \($0)" }
            // Large files would make this quadratic; a sample spread over them is enough.
            let values = file.tree.allNodes.filter { $0.kind == .scalar && !$0.isKey }
            let stride = max(1, values.count * bytes.count / 4_000_000)
            for index in Swift.stride(from: 0, to: values.count, by: stride) {
                replace(values[index], in: file)
            }
            let maps = file.tree.allNodes.filter {
                $0.kind == .mapping && !Self.isInKey($0) && !Self.endsInOpenBlock($0)
            }
            let mapStride = max(1, maps.count * bytes.count / 1_000_000)
            for index in Swift.stride(from: 0, to: maps.count, by: mapStride) {
                insert(maps[index], in: file)
            }
        }

        /// A template that happens to be YAML (`{{ .x }}`) has mappings as keys.
        private static func isInKey(_ view: YAMLNodeView) -> Bool {
            sequence(first: view, next: \.parent).contains { $0.isKey }
        }

        /// A block scalar at the end of a file without a final newline changes when something follows it.
        private static func endsInOpenBlock(_ view: YAMLNodeView) -> Bool {
            let bytes = view.tree.source
            guard view.range.indices.upperBound == bytes.count, bytes.last != 0x0A else { return false }
            let last = sequence(first: view, next: \.children.last).reduce(view) { $1 }
            return last.style == .literal || last.style == .folded
        }

        private mutating func replace(_ view: YAMLNodeView, in file: YAMLFile) {
            guard let scalar = view.scalar else { return }
            if scalar.style == .literal || scalar.style == .folded { return replaceInside(view, in: file) }
            let text: String
            switch scalar.value(in: .helm) {
            case .null: text = "changed"
            case .bool(let flag): text = flag ? "false" : "true"
            case .int, .float: text = "4711"
            case .string(let old): text = old + "x"
            case .invalid: return
            }
            do throws(YAMLRefusal) {
                let change = try file.replaceScalar(
                    view, with: text, allowingTypeChange: scalar.value(in: .helm) == .null, reason: "corpus")
                replaced += 1
                if change.edits.count != 1 || !scalar.tokenRange.contains(change.edits[0].range) {
                    complaints.append("\(file.path): the edit of \(view.path) leaves its token")
                }
            } catch {
                declined[error.code, default: 0] += 1
                if error.code == .wouldBreak || error.code == .notAValue {
                    complaints.append("\(file.path): \(view.path) at \(scalar.tokenRange.lower): \(error)")
                }
            }
        }

        /// Block scalars are edited from the inside where they hold a document.
        private mutating func replaceInside(_ view: YAMLNodeView, in file: YAMLFile) {
            guard let inner = YAMLEmbedded(in: view, of: file), !inner.file.hasErrors,
                let root = inner.file.documents.first?.root, root.kind != .scalar,
                let value = inner.file.tree.allNodes.first(where: { node in
                    node.scalar.map {
                        !$0.isAbsent && !node.isKey && $0.value(in: .helm).family == .string
                            && $0.style == .plain
                    } ?? false
                }), let scalar = value.scalar
            else { return }
            do throws(YAMLRefusal) {
                _ = try inner.lift([
                    inner.file.replaceScalar(value, with: scalar.text + "x", reason: "corpus")
                ])
                embedded += 1
            } catch {
                complaints.append("\(file.path): inside \(view.path): \(error)")
            }
        }

        private mutating func insert(_ view: YAMLNodeView, in file: YAMLFile) {
            var top = view
            while let parent = top.parent { top = parent }
            guard let document = file.documents.firstIndex(where: { $0.root == top }) else { return }
            let path = YAMLPath(view.path.steps + [.key("zz-trimtab")])
            do throws(YAMLRefusal) {
                let change = try file.insertKey(
                    path, value: .plain("4711"), document: document, reason: "corpus")
                inserted += 1
                let edited = try file.verify([change])
                let undo = try edited.deleteKey(path, document: document, reason: "corpus")
                let back = try edited.verify([undo])
                if back.bytes == file.bytes {
                    restored += 1
                } else if !view.entries.isEmpty {
                    complaints.append(
                        "\(file.path): insertion into \(view.path) at \(view.range.lower) leaves a trace")
                }
            } catch {
                declined[error.code, default: 0] += 1
                if error.code == .wouldBreak || error.code == .notThere {
                    complaints.append(
                        "\(file.path): insertion into \(view.path) at \(view.range.lower): \(error)")
                }
            }
        }
    }
}
