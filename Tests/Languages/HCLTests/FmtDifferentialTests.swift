import Diagnostics
import Foundation
import HCL
import Testing

/// The installed `terraform`, asked about whole directories at a time.
enum Terraform {
    static let path: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { $0 + "/terraform" }.first(where: FileManager.default.isExecutableFile)
    }()

    /// For each source, whether `terraform fmt` leaves it alone.
    static func isClean(_ sources: [String]) throws -> [Bool] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("trimtab-fmt-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (index, source) in sources.enumerated() {
            try Data(source.utf8).write(to: folder.appendingPathComponent("f\(index).tf"))
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "")
        process.arguments = ["fmt", "-check", "-list=true", "-no-color", "."]
        process.currentDirectoryURL = folder
        process.environment = [
            "HOME": folder.path, "LC_ALL": "C", "TF_CLI_CONFIG_FILE": "/dev/null", "CHECKPOINT_DISABLE": "1",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(
            process.terminationStatus == 0 || process.terminationStatus == 3, "terraform fmt: \(text)")
        let unclean = Set(text.split(separator: "\n").map(String.init))
        return sources.indices.map { !unclean.contains("f\($0).tf") }
    }
}

@Suite("terraform fmt itself", .enabled(if: Terraform.path != nil, "terraform is not installed"))
struct FmtDifferentialTests {
    @Test("the tool agrees with every sample")
    func samples() throws {
        let answers = try Terraform.isClean(FmtTests.samples.map(\.0))
        for ((source, expected), answer) in zip(FmtTests.samples, answers) {
            #expect(answer == expected, "\(source)")
        }
    }

    @Test(
        "the tool agrees about generated files, and about those files after edits",
        arguments: [21, 22, 23] as [UInt64])
    func generated(seed: UInt64) throws {
        var generator = FmtSampleGenerator(seed: seed)
        let sources = (0..<200).map { _ in generator.file() }
        let answers = try Terraform.isClean(sources)
        for (source, answer) in zip(sources, answers) {
            #expect(FmtLayout.isFmtClean(parseGood(source)) == answer, "seed \(seed): \(source)")
        }
        #expect(answers.count { $0 } > 40, "seed \(seed) makes too few clean files to mean anything")

        var edited: [(before: String, wasClean: Bool, after: String)] = []
        for (source, answer) in zip(sources, answers) {
            guard let after = try editEverything(source, &generator) else { continue }
            edited.append((source, answer, after))
        }
        let after = try Terraform.isClean(edited.map(\.after))
        for (sample, isClean) in zip(edited, after) where sample.wasClean {
            #expect(isClean, "seed \(seed): \(sample.before)\nbecame\n\(sample.after)")
        }
        #expect(edited.count { $0.wasClean } > 40, "seed \(seed)")
    }

    /// Replaces some literals and inserts an argument in one plan; nil where the layout is refused.
    private func editEverything(_ source: String, _ generator: inout FmtSampleGenerator) throws -> String? {
        let file = parseGood(source)
        var edits: [Edit] = []
        var waiting = [file.tree.root]
        while let id = waiting.popLast() {
            waiting.append(contentsOf: file.tree.children(of: id))
            let view = ExpressionView(tree: file.tree, id: id)
            let isValue = view.kind == .number || file.tree.kind(of: id) == .string
            guard isValue, !isLabel(view, file.body), generator.chance(3) else { continue }
            let value = generator.value()
            guard let literal = view.literal else { continue }
            switch literal {
            case .number:
                edits.append(try view.replaceLiteral(with: .number("\(value.count)000"), reason: "test"))
            default: edits.append(try view.replaceLiteral(with: .string(value), reason: "test"))
            }
        }
        if generator.chance(2) {
            edits += try file.body.insertAttribute(name: "inserted_here", value: .string("x"), reason: "test")
        }
        return try apply(edits, to: file)
    }

    private func isLabel(_ view: ExpressionView, _ body: BodyView) -> Bool {
        body.blocks.contains { $0.labelRanges.contains(view.range) || isLabel(view, $0.body) }
    }
}

/// Files in which runs of arguments, comments, blocks, lists and heredocs follow each other, laid out well or badly.
struct FmtSampleGenerator {
    private var random: SeededGenerator
    private var isTidy = true

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func chance(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &random) == 0 }

    mutating func value() -> String {
        ["m5.24xlarge", "", "x", "a longer value than before", "é☃", "${not} 100%"].randomElement(
            using: &random) ?? ""
    }

    mutating func file() -> String {
        isTidy = !chance(3)
        return run(indentation: "", depth: 0)
    }

    /// Lines whose `=` and comments are aligned by hand here, so that clean files occur without the model's help.
    private mutating func run(indentation: String, depth: Int) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where depth < 3:
                let comment = chance(4) ? " # opens" : ""
                text += "\(indentation)block \"label\" {\(comment)\n"
                text += run(indentation: indentation + "  ", depth: depth + 1) + "\(indentation)}\n\n"
            case 1: text += "\(indentation)# a comment alone\n"
            case 2: text += "\n"
            case 3:
                text += "\(indentation)list\(Int.random(in: 0..<1000, using: &random)) = [\n"
                text += "\(indentation)  1,\n\(indentation)  \"two\",\n\(indentation)]\n\n"
            case 4 where depth < 3:
                text += "\(indentation)object\(Int.random(in: 0..<1000, using: &random)) = {\n"
                text += arguments(indentation + "  ") + "\(indentation)}\n\n"
            default: text += arguments(indentation) + "\n"
            }
        }
        return text
    }

    private mutating func arguments(_ indentation: String) -> String {
        let lines = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            (name: name(), value: argument(), comment: chance(2) ? "# why" : nil)
        }
        let widest = lines.map(\.name.count).max() ?? 0
        var text = ""
        var index = 0
        while index < lines.count {
            // Comments align within runs of lines that have one.
            let run = lines[index...].prefix { $0.comment != nil }
            let width = run.map(\.value.count).max() ?? 0
            for line in run {
                text +=
                    "\(indentation)\(padded(line.name, widest)) = \(padded(line.value, width)) \(line.comment ?? "")\n"
            }
            index += run.count
            if index < lines.count {
                text += "\(indentation)\(padded(lines[index].name, widest)) = \(lines[index].value)\n"
                index += 1
            }
        }
        return text
    }

    private mutating func padded(_ text: String, _ width: Int) -> String {
        let noise = !isTidy && chance(6) ? 1 : 0
        return text + String(repeating: " ", count: max(0, width - text.count) + noise)
    }

    private mutating func name() -> String {
        let number = Int.random(in: 0..<100_000, using: &random)
        return (["a", "name", "instance_type"].randomElement(using: &random) ?? "a") + "\(number)"
    }

    private mutating func argument() -> String {
        [
            "1", "2500", "\"m5.large\"", "\"\"", "true", "var.size", "-1", "f(1, \"x\")", "[1, 2]",
            "{ a = \"b\" }", "a ? \"b\" : 3",
            "\"${var.a}-x\"", "x[\"k\"].y", "!b", "1 + 2 * 3", "\"☃\"",
        ].randomElement(using: &random) ?? "1"
    }
}
