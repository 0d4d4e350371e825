import Diagnostics
import Foundation
import GoTemplate
import TestSupport
import Testing

/// The same templates given to Helm's own engine, where Python has the package `helm-python-sdk`.
@Suite struct DifferentialTests {
    /// Renders all templates as one chart, and, when one of them fails, the halves by themselves.
    private static let script = """
        import json, os, sys, tempfile
        import helm_python
        def put(root, name, text):
            os.makedirs(os.path.dirname(root + "/" + name), exist_ok=True)
            with open(root + "/" + name, "w") as file: file.write(text)
        def render(templates, values):
            name = lambda i: "templates/a.yaml" if len(templates) == 1 else "templates/a%05d.yaml" % i
            with tempfile.TemporaryDirectory() as root:
                put(root, "Chart.yaml", "apiVersion: v2\\nname: t\\nversion: 0.1.0\\n")
                put(root, "values.yaml", values)
                put(root, "a.txt", "one\\ntwo\\n"); put(root, "d/b.txt", "x")
                for i, template in enumerate(templates): put(root, name(i), template)
                with helm_python.Chart.load(root) as chart:
                    out = chart.render({}, name="d", namespace="default")
                    return [{"text": out.get("t/" + name(i), "")} for i in range(len(templates))]
        def answers(templates, values):
            try: return render(templates, values)
            except Exception as error:
                if len(templates) == 1: return [{"error": str(error)}]
                half = len(templates) // 2
                return answers(templates[:half], values) + answers(templates[half:], values)
        data = json.load(sys.stdin)
        alone = [i for i, t in enumerate(data["templates"]) if "define" in t or "block" in t or "template" in t]
        rest = [t for i, t in enumerate(data["templates"]) if i not in set(alone)]
        found = iter(answers(rest, data["values"]) if rest else [])
        result = []
        for i, template in enumerate(data["templates"]):
            result.append(answers([template], data["values"])[0] if i in set(alone) else next(found))
        print(json.dumps(result))
        """

    private static func python(_ arguments: [String], input: Data) throws -> (status: Int32, output: Data) {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "gotemplate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let source = directory.appendingPathComponent("input")
        let target = directory.appendingPathComponent("output")
        try input.write(to: source)
        try Data().write(to: target)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.environment = environment
        process.standardInput = try FileHandle(forReadingFrom: source)
        process.standardOutput = try FileHandle(forWritingTo: target)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try Data(contentsOf: target))
    }

    /// With the packages that `scripts/install-test-tools` installs.
    private static let environment: [String: String] = {
        var environment = ProcessInfo.processInfo.environment
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let modules =
            environment["TRIMTAB_TEST_MODULES"] ?? root.appendingPathComponent(".build/test-modules").path
        environment["PYTHONPATH"] = [modules, environment["PYTHONPATH"]].compactMap { $0 }
            .joined(separator: ":")
        return environment
    }()

    static let isInstalled = (try? python(["-c", "import helm_python"], input: Data()).status) == 0

    private struct Question: Encodable {
        var values: String
        var templates: [String]
    }
    private struct Answer: Decodable {
        var text: String?
        var error: String?
    }

    @Test(.enabled(if: isInstalled, "needs Python with helm-python-sdk 0.2.2 on its path"))
    func agreesWithHelm() throws {
        let cases =
            Case.language + Case.errors + Case.printf + Case.strings + Case.collections + Case.types
            + Case.yamlText
            + Case.helm + Case.recorded
        try compare(cases.map(\.template), "")
    }

    /// `TRIMTAB_GOTEMPLATE_FUZZ` says how many; `TRIMTAB_GOTEMPLATE_SEED` starts elsewhere.
    @Test(.enabled(if: isInstalled, "needs Python with helm-python-sdk 0.2.2 on its path"))
    func agreesWithHelmOnRandomTemplates() throws {
        var generator = TemplateGenerator(SeededGenerator(seed: Self.seed))
        try compare((0..<Self.count).map { _ in generator.template() }, "seed \(Self.seed): ")
    }

    /// Also the words of what is wrong with a pattern.
    @Test(.enabled(if: isInstalled, "needs Python with helm-python-sdk 0.2.2 on its path"))
    func agreesWithGoOnRandomPatterns() throws {
        var generator = PatternGenerator(SeededGenerator(seed: Self.seed))
        try compare((0..<Self.count).map { _ in generator.template() }, "seed \(Self.seed): ", words: true)
    }

    private static let count =
        ProcessInfo.processInfo.environment["TRIMTAB_GOTEMPLATE_FUZZ"].flatMap(Int.init) ?? 500
    private static let seed =
        ProcessInfo.processInfo.environment["TRIMTAB_GOTEMPLATE_SEED"].flatMap(UInt64.init) ?? 1

    private func compare(_ templates: [String], _ label: String, words: Bool = false) throws {
        let question = Question(values: Case.values, templates: templates)
        let (_, output) = try Self.python(["-c", Self.script], input: JSONEncoder().encode(question))
        let answers = try JSONDecoder().decode([Answer].self, from: output)
        try #require(answers.count == templates.count)
        for (template, answer) in zip(templates, answers) {
            let own = try render(template, values: Case.values)
            // What is not computed says so; that is never another answer.
            if own.rendering.unsupported != nil { continue }
            let theirs = answer.error.map { "error: " + $0 } ?? answer.text
            #expect(
                (own.error == nil) == (answer.error == nil),
                "\(label)\(template): Helm: \(theirs ?? ""); here: \(own.error?.message ?? own.text)")
            if words, let error = answer.error, let message = own.rendering.message {
                #expect(error.contains(message), "\(label)\(template)")
            }
            if let text = answer.text, own.error == nil { #expect(own.text == text, "\(label)\(template)") }
        }
    }
}
