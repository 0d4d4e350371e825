import Diagnostics
import Foundation
import GoTemplate
import Testing

/// The same templates given to Helm's own engine, where Python has the package `helm-python-sdk`.
@Suite struct DifferentialTests {
    private static let script = """
        import json, os, sys, tempfile
        import helm_python
        def one(template, values):
            with tempfile.TemporaryDirectory() as root:
                os.makedirs(root + "/templates"); os.makedirs(root + "/d")
                def put(name, text):
                    with open(root + "/" + name, "w") as file: file.write(text)
                put("Chart.yaml", "apiVersion: v2\\nname: t\\nversion: 0.1.0\\n")
                put("values.yaml", values); put("templates/a.yaml", template)
                put("a.txt", "one\\ntwo\\n"); put("d/b.txt", "x")
                with helm_python.Chart.load(root) as chart:
                    try: return {"text": list(chart.render({}, name="d", namespace="default").values())[0]}
                    except Exception as error: return {"error": str(error)}
        data = json.load(sys.stdin)
        print(json.dumps([one(template, data["values"]) for template in data["templates"]]))
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
        process.standardInput = try FileHandle(forReadingFrom: source)
        process.standardOutput = try FileHandle(forWritingTo: target)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try Data(contentsOf: target))
    }

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
            + Case.helm
        let question = Question(values: Case.values, templates: cases.map(\.template))
        let (_, output) = try Self.python(["-c", Self.script], input: JSONEncoder().encode(question))
        let answers = try JSONDecoder().decode([Answer].self, from: output)
        try #require(answers.count == cases.count)
        for (example, answer) in zip(cases, answers) {
            let own = try render(example.template, values: Case.values)
            let theirs = answer.error.map { "error: " + $0 } ?? answer.text
            #expect(
                (own.error == nil) == (answer.error == nil),
                "\(example.template): Helm: \(theirs ?? ""); here: \(own.error?.message ?? own.text)")
            if let text = answer.text { #expect(own.text == text, "\(example.template)") }
        }
    }
}
