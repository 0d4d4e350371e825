import Diagnostics
import FileValues
import Foundation
import HCL
import TestSupport
import Testing

/// Random values set and made at random paths of random files: each reads as asked, nothing else does otherwise, and what
/// was in the layout of `terraform fmt` still is.
@Suite("get and set: properties")
struct RandomEditTests {
    @Test(
        "what is set is there, what was there stays, and a second time changes nothing",
        arguments: [1, 2, 3] as [UInt64])
    func edits(seed: UInt64) throws {
        var maker = FileMaker(seed: seed)
        var done = 0
        var cleanFiles: [String] = []
        for round in 0..<80 {
            let sample = maker.file()
            let file = try ValueFile(Array(sample.text.utf8), path: "a.tf")
            let before = try values(sample.paths, in: file)
            let (path, isNew) = maker.path(of: sample)
            let value = maker.value()
            let place: Comment = "seed \(seed), round \(round): \(path) to \(value) in\n\(sample.text)"
            guard let edited = try? file.setting(path, to: value, creating: isNew) else {
                // A comment cannot follow the marker that ends a heredoc, and is not moved.
                if !value.hasPrefix("<<") { Issue.record("refused: \(place)") }
                continue
            }
            done += 1
            let after = try ValueFile(edited.bytes, path: "a.tf")
            let raw = String(decoding: try after.value(at: path).raw, as: UTF8.self)
            #expect(squeezed(raw) == squeezed(value), place)
            for (other, text) in before where other != path {
                #expect(try after.value(at: other).value.text == text, place)
            }
            #expect(try after.setting(path, to: value).bytes == edited.bytes, place)
            if FmtLayout.isFmtClean(HCLParser.parse(file.bytes, path: "a.tf")) == true {
                #expect(FmtLayout.isFmtClean(HCLParser.parse(edited.bytes, path: "a.tf")) == true, place)
                cleanFiles.append(String(decoding: edited.bytes, as: UTF8.self))
            }
        }
        #expect(done > 70 && cleanFiles.count > 10, "seed \(seed): \(done) done, \(cleanFiles.count) clean")
        try askTerraform(cleanFiles, seed)
    }

    private func values(_ paths: [String], in file: ValueFile) throws -> [(String, String)] {
        try paths.map { ($0, try file.value(at: $0).value.text) }
    }

    private func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }

    /// The tool itself about the same files, where it is installed.
    private func askTerraform(_ files: [String], _ seed: UInt64) throws {
        guard Shell.has("terraform") else { return }
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        for (index, text) in files.enumerated() {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory.path)/f\(index).tf"))
        }
        let answer = try Shell(directory: directory.path, environment: ["TF_CLI_CONFIG_FILE": "/dev/null"])
            .attempt(["terraform", "fmt", "-check", "-list=true", "-no-color"])
        let bad = answer.text.split(separator: "\n").compactMap { Int($0.dropFirst().dropLast(3)) }
        for index in bad { Issue.record("seed \(seed): terraform fmt would change\n\(files[index])") }
    }
}

/// Makes files of blocks and maps, most of them laid out as `terraform fmt` does, and paths into them.
private struct FileMaker {
    struct Sample {
        var text = ""
        /// Paths of values that are there.
        var paths: [String] = []
        /// Paths of bodies and maps into which something can be put.
        var places: [String] = []
    }

    private var random: SeededGenerator
    private var names = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func chance(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &random) == 0 }

    private mutating func name() -> String {
        names += 1
        return (["a", "size", "instance_type"].randomElement(using: &random) ?? "a") + "\(names)"
    }

    mutating func value() -> String {
        [
            "1", "-2.5", "true", "null", "\"\"", "\"m5.large\"", "\"a ${var.b} c\"", "var.size", "[1, 2]",
            "[]", "{}",
            "{ a = 1 }", "{\n  a   = 1\n  bcd = 2\n}", "[\n  1,\n  2,\n]", "f(1, \"x\")", "a ? 1 : 2",
            "<<-EOT\n  x\nEOT",
        ].randomElement(using: &random) ?? "1"
    }

    mutating func file() -> Sample {
        names = 0
        var sample = Sample()
        for index in 0..<Int.random(in: 1...3, using: &random) {
            let path = "resource.t.r\(index)"
            sample.text += (index == 0 ? "" : "\n") + "resource \"t\" \"r\(index)\" {\n"
            sample.places.append(path)
            body(path, "  ", &sample, depth: 0)
            sample.text += "}\n"
        }
        if chance(3) { sample.text = String(sample.text.dropLast()) }
        return sample
    }

    private mutating func body(_ path: String, _ indentation: String, _ sample: inout Sample, depth: Int) {
        lines(path, indentation, &sample)
        if chance(2), depth < 2 {
            let map = name()
            sample.text += "\n\(indentation)\(map) = {\n"
            sample.places.append("\(path).\(map)")
            lines("\(path).\(map)", indentation + "  ", &sample)
            sample.text += "\(indentation)}\n"
        }
        if chance(2), depth < 2 {
            let block = name()
            sample.text += "\n\(indentation)\(block) {\n"
            sample.places.append("\(path).\(block)")
            body("\(path).\(block)", indentation + "  ", &sample, depth: depth + 1)
            sample.text += "\(indentation)}\n"
        }
    }

    private mutating func lines(_ path: String, _ indentation: String, _ sample: inout Sample) {
        let count = Int.random(in: 1...3, using: &random)
        let rows = (0..<count).map { _ in
            (name: name(), value: simple(), comment: chance(3))
        }
        let widest = rows.map(\.name.count).max() ?? 0
        let noise = chance(4) ? " " : ""
        for row in rows {
            sample.paths.append("\(path).\(row.name)")
            let padding = String(repeating: " ", count: widest - row.name.count)
            // A comment alone in its run stands one blank behind the value.
            sample.text +=
                "\(indentation)\(row.name)\(padding)\(noise) = \(row.value)\(row.comment ? " # why" : "")\n"
        }
    }

    private mutating func simple() -> String {
        ["1", "25", "\"x\"", "\"longer text\"", "true", "var.y", "[1, 2]"].randomElement(using: &random)
            ?? "1"
    }

    /// A path that is there, or one that can be made.
    mutating func path(of sample: Sample) -> (String, isNew: Bool) {
        guard chance(2), let place = sample.places.randomElement(using: &random) else {
            return (sample.paths.randomElement(using: &random) ?? "", false)
        }
        return ("\(place).made_here", true)
    }
}
