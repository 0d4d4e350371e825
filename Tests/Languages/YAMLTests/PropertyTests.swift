import Diagnostics
import Testing
import YAML

/// What must hold for every document; a failure names the seed that makes it again.
@Suite struct PropertyTests {
    static let seeds = Array(UInt64(1)...200)

    /// Parse then print; nested ranges; nothing but trivia between tokens.
    @Test(arguments: seeds)
    func roundTrip(seed: UInt64) {
        var generator = DocumentGenerator(seed: seed)
        let text = generator.document()
        let file = YAMLParser.parse(Array(text.utf8), path: "seed-\(seed).yaml")
        #expect(!file.hasErrors, "seed \(seed): \(file.diagnostics)\n\(text)")
        #expect(complaints(about: file) == [], "seed \(seed)\n\(text)")
    }

    /// Replacing a value twice with the same text changes nothing the second time, and nothing else ever.
    @Test(arguments: seeds)
    func replacingIsLocalAndIdempotent(seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed)
        let text = generator.document()
        let file = YAMLParser.parse(Array(text.utf8), path: "seed-\(seed).yaml")
        let values = file.tree.allNodes.filter { node in
            node.kind == .scalar && !node.isKey && ![.literal, .folded].contains(node.style)
        }
        guard let target = values.isEmpty ? nil : generator.random.pick(Array(values)) else { return }
        let new = generator.random.pick([
            "768Mi", "3", "false", "it's \"so\"", "a: b", "é, {x}", "", "- x", "#c", "y",
        ])
        let change = try file.replaceScalar(target, with: new, allowingTypeChange: true, reason: "property")
        let edited = try file.verify([change])
        let range = target.tokenRange.indices
        #expect(edited.bytes.starts(with: file.bytes[..<range.lowerBound]), "seed \(seed)")
        #expect(
            edited.bytes.suffix(file.bytes.count - range.upperBound).elementsEqual(
                file.bytes[range.upperBound...]))
        let again = edited.tree[target.id]
        #expect(again.scalar?.text == new, "seed \(seed): \(target.path)\n\(text)")
        let second = try edited.replaceScalar(again, with: new, allowingTypeChange: true, reason: "property")
        #expect(try edited.verify([second]).bytes == edited.bytes, "seed \(seed): \(target.path)\n\(text)")
    }

    /// Replacing back gives the first bytes again, where the new token is in the old one's manner.
    @Test(arguments: seeds)
    func replacingBackRestoresTheBytes(seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed)
        let file = YAMLParser.parse(Array(generator.document().utf8), path: "seed-\(seed).yaml")
        let strings = file.tree.allNodes.filter { node in
            guard let scalar = node.scalar, !node.isKey, !node.tokenText.contains("\\") else { return false }
            return scalar.value(in: .helm).family == .string && ![.literal, .folded].contains(scalar.style)
        }
        guard let target = strings.isEmpty ? nil : generator.random.pick(Array(strings)),
            let scalar = target.scalar
        else { return }
        let edited = try file.verify([file.replaceScalar(target, with: "768Mi", reason: "property")])
        let back = try edited.replaceScalar(edited.tree[target.id], with: scalar.text, reason: "property")
        #expect(try edited.verify([back]).bytes == file.bytes, "seed \(seed): \(target.path)")
    }

    /// A key that is inserted behind siblings and deleted again leaves no trace.
    @Test(arguments: seeds)
    func insertingAndDeletingRestoresTheBytes(seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed)
        let text = generator.document()
        let file = YAMLParser.parse(Array(text.utf8), path: "seed-\(seed).yaml")
        let maps = file.tree.allNodes.filter { $0.kind == .mapping && !$0.entries.isEmpty && !$0.isShared }
        guard let target = maps.isEmpty ? nil : generator.random.pick(Array(maps)) else { return }
        let path = YAMLPath(target.path.steps + [.key("inserted")])
        let change: YAMLChange
        do throws(YAMLRefusal) {
            change = try file.insertKey(path, value: .plain("1Gi"), reason: "property")
        } catch {
            // Behind a block scalar that the end of the file cuts short, an insertion would change it.
            let isOpenBlock = file.bytes.last != 0x0A && error.code == .wouldBreak
            #expect(isOpenBlock, "seed \(seed): \(error)\n\(text)")
            return
        }
        let edited = try file.verify([change])
        #expect(edited.documents.first?.root?.lookup(path)?.view.scalar?.text == "1Gi", "seed \(seed)")
        let undone = try edited.verify([edited.deleteKey(path, reason: "property")])
        #expect(String(decoding: undone.bytes, as: UTF8.self) == text, "seed \(seed): \(path)")
    }

    /// Whatever the bytes are, the parser answers and the bytes stay.
    @Test(arguments: seeds)
    func damagedDocuments(seed: UInt64) {
        var generator = DocumentGenerator(seed: seed)
        var bytes = Array(generator.document().utf8)
        for _ in 0..<Int.random(in: 1...6, using: &generator.random) where !bytes.isEmpty {
            let index = Int.random(in: bytes.indices, using: &generator.random)
            switch Int.random(in: 0..<3, using: &generator.random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator.random)
            case 1: bytes.remove(at: index)
            default: bytes.insert(generator.random.pick(Array("{}[]:,&*!|>'\"#-?%\t\n ".utf8)), at: index)
            }
        }
        let file = YAMLParser.parse(bytes, path: "seed-\(seed).yaml")
        #expect(file.bytes == bytes)
        #expect(complaints(about: file) == [], "seed \(seed)\n\(String(decoding: bytes, as: UTF8.self))")
        for diagnostic in file.diagnostics {
            #expect(diagnostic.subject.range.indices.upperBound <= bytes.count, "seed \(seed)")
        }
    }
}
