import Diagnostics
import HCL
import Model
import Ports
import TestSupport
import Testing

@testable import Tracing

/// Files that are the same are parsed once, and are each at their own path.
@Suite struct SourceStoreTests {
    /// A tree that knows which of its files are the same, as Git does.
    private struct Tree: SourceTree {
        let files: InMemoryTree
        var commit: ObjectID { files.commit }
        var entries: [TreeEntry] {
            files.entries.map { entry in
                var entry = entry
                let bytes = (try? files.read(entry.path)) ?? nil
                entry.id = ObjectID(rawValue: String(format: bytes ?? []))
                return entry
            }
        }
        func read(_ path: String) throws -> [UInt8]? { try files.read(path) }
        func realPath(_ path: String) -> String? { files.realPath(path) }
    }

    private static let text = "variable \"size\" {\n  default = \"s\"\n  broken = = 1\n}\n"

    @Test func parsesOneBlobOnce() throws {
        let tree = Tree(
            files: InMemoryTree(texts: [
                "a/main.tf": Self.text, "b/main.tf": Self.text, "c/main.tf": "x = 1\n",
                "d/main.tf.json": Self.text,
            ]))
        let store = SourceStore(tree: tree, limits: .default)
        for path in ["a/main.tf", "b/main.tf", "a/main.tf"] {
            let file = try #require(try store.hcl(path))
            #expect(file.path == path)
            #expect(file.source == Array(Self.text.utf8))
            #expect(file.diagnostics.allSatisfy { $0.subject.path == path } && !file.diagnostics.isEmpty)
        }
        #expect(store.parsedFiles == 1)
        _ = try store.hcl("c/main.tf")
        _ = try store.hcl("d/main.tf.json")
        #expect(store.parsedFiles == 3)
    }

    /// A file that was replaced has the old blob's id, and is not it.
    @Test func believesBytesMoreThanIds() throws {
        let tree = InMemoryTree(texts: ["a.tf": "x = 1\n", "b.tf": "x = 2\n"])
        let store = SourceStore(tree: tree, limits: .default)
        #expect(try store.hcl("a.tf")?.body.attribute("x")?.expression.text == "1")
        #expect(try store.hcl("b.tf")?.body.attribute("x")?.expression.text == "2")
    }
}

extension String {
    /// Forty hexadecimal digits that tell bytes apart.
    fileprivate init(format bytes: [UInt8]) {
        let value = Fingerprint.of(String(decoding: bytes, as: UTF8.self))
        let digits = String(value, radix: 16)
        self = String(repeating: "0", count: 40 - digits.count) + digits
    }
}
