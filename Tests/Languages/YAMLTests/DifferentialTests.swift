import Diagnostics
import Foundation
import Testing
import YAML

/// The same bytes read by other programs; skipped, visibly, where they are not installed.
@Suite struct DifferentialTests {
    static let hasPyYAML = Subprocess.run(["python3", "-c", "import yaml"])?.status == 0
    static let hasTerraform = Subprocess.run(["terraform", "version"])?.status == 0

    /// PyYAML's data of generated documents equals ours, before and after an edit; only the edited path differs.
    @Test(.enabled(if: hasPyYAML, "python3 with PyYAML is not installed"))
    func dataAgreesWithPyYAML() throws {
        var texts: [String] = []
        var ours: [String] = []
        for seed in UInt64(1)...120 {
            var generator = DocumentGenerator(seed: seed)
            let file = YAMLParser.parse(Array(generator.document().utf8), path: "seed-\(seed).yaml")
            let root = try #require(file.documents.first?.root)
            texts.append(String(decoding: file.bytes, as: UTF8.self))
            ours.append(canonical(root))
            let values = file.tree.allNodes.filter { $0.kind == .scalar && !$0.isKey && $0.style == .plain }
            guard let target = values.isEmpty ? nil : generator.random.pick(Array(values)) else { continue }
            let change = try file.replaceScalar(
                target, with: "edited é", allowingTypeChange: true, reason: "test")
            let edited = try file.verify([change])
            texts.append(String(decoding: edited.bytes, as: UTF8.self))
            ours.append(canonical(root, replacing: target, with: "edited é"))
        }
        let theirs = try #require(
            Subprocess.run(["python3", "-c", Self.reader], input: try encoded(texts.map(withoutTabs))))
        #expect(theirs.status == 0, "\(theirs.errors)")
        let lines = try JSONDecoder().decode([String].self, from: Data(theirs.output))
        #expect(lines.count == ours.count)
        for (index, (mine, other)) in zip(ours, lines).enumerated() where mine != other {
            Issue.record("document \(index):\n\(texts[index])\nours   \(mine)\ntheirs \(other)")
        }
    }

    /// Reads every scalar as text, so that only structure and decoding are compared, in one canonical form.
    private static let reader = """
        import sys, json, yaml
        class Texts(yaml.SafeLoader): pass
        def text(loader, node): return loader.construct_scalar(node)
        Texts.yaml_implicit_resolvers = {}
        Texts.add_constructor('tag:yaml.org,2002:str', text)
        def canon(value):
            if isinstance(value, dict): return '{' + ','.join(canon(k) + ':' + canon(v) for k, v in value.items()) + '}'
            if isinstance(value, list): return '[' + ','.join(canon(v) for v in value) + ']'
            return json.dumps(value, ensure_ascii=False)
        def read(text):
            try: return canon(yaml.load(text.encode('utf-8'), Loader=Texts))
            except Exception as error: return 'error ' + str(error)
        print(json.dumps([read(t) for t in json.load(sys.stdin)]))
        """

    private func canonical(
        _ view: YAMLNodeView, replacing target: YAMLNodeView? = nil, with text: String = ""
    ) -> String {
        let view = view.resolved
        if view == target { return quoted(text) }
        switch view.kind {
        case .scalar, .alias: return quoted(view.scalar?.text ?? "")
        case .sequence:
            return "["
                + view.items.map { canonical($0, replacing: target, with: text) }.joined(separator: ",") + "]"
        case .mapping:
            return "{"
                + view.effectiveEntries().map {
                    quoted($0.key.scalar?.text ?? "") + ":"
                        + canonical($0.value, replacing: target, with: text)
                }.joined(separator: ",") + "}"
        }
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// PyYAML's own scanner, unlike libyaml, refuses a tab before a comment.
    private func withoutTabs(_ text: String) -> String { text.replacing("\t# tab", with: " # tab") }

    private func encoded(_ texts: [String]) throws -> [UInt8] { Array(try JSONEncoder().encode(texts)) }

    /// Every row of the table of dialects, asked of Terraform itself.
    @Test(.enabled(if: hasTerraform, "terraform is not installed"))
    func scalarsAgreeWithTerraform() throws {
        let rows = DialectTests.rows.filter { row in
            if case .invalid = row.terraform { return false }
            if case .float(let number) = row.terraform { return number.isFinite }
            return true
        }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "trimtab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let yaml = rows.enumerated().map { "k\($0.offset): \($0.element.token)\n" }.joined()
        try Data(yaml.utf8).write(to: directory.appendingPathComponent("rows.yaml"))
        let answer = try #require(
            Subprocess.run(
                ["terraform", "console", "-no-color"],
                input: Array("jsonencode(yamldecode(file(\"rows.yaml\")))\n".utf8),
                in: directory))
        // The console prints a string in HCL's quotes, which JSON's reader understands.
        let output = String(decoding: answer.output, as: UTF8.self)
        let line = try #require(
            output.split(separator: "\n").last { $0.hasPrefix("\"") }, "\(output)\(answer.errors)")
        let json = try JSONDecoder().decode(String.self, from: Data(line.utf8))
        for (index, row) in rows.enumerated() {
            let expected = "\"k\(index)\":" + terraformJSON(row.terraform)
            #expect(
                json.contains(expected + ",") || json.contains(expected + "}"), "\(row.token): \(expected)")
        }
    }

    private func terraformJSON(_ value: YAMLScalarValue) -> String {
        switch value {
        case .null, .invalid: return "null"
        case .bool(let flag): return "\(flag)"
        case .int(let digits): return digits
        case .float(let number): return number == number.rounded() ? "\(Int(number))" : "\(number)"
        case .string(let text): return quoted(text)
        }
    }
}

/// Runs a program and waits for it.
enum Subprocess {
    struct Answer {
        var status: Int32
        var output: [UInt8]
        var errors: String
    }

    static func run(_ arguments: [String], input: [UInt8] = [], in directory: URL? = nil) -> Answer? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["LC_ALL": "C.UTF-8", "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": "/dev/null"]) { $1 }
        process.currentDirectoryURL = directory
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stderr)
        do { try process.run() } catch { return nil }
        // The readers drain their pipes, so this write cannot block for long.
        DispatchQueue.global().async {
            try? stdin.fileHandleForWriting.write(contentsOf: Data(input))
            try? stdin.fileHandleForWriting.close()
        }
        let output = stdout.fileHandleForReading.readDataToEndOfFile()
        let errors = stderr.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Answer(
            status: process.terminationStatus, output: Array(output),
            errors: String(decoding: errors, as: UTF8.self))
    }
}
