import Foundation
import HCL
import HCLEvaluation
import Provenance
import TestSupport
import Testing

/// The installed `terraform console`, asked many questions at once.
enum Console {
    /// The answers as JSON values; an expression that Terraform refuses answers `"ERROR"`.
    static func ask(_ expressions: [String]) throws -> [String] {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        var shell = Shell(directory: directory.path)
        shell.environment = [
            "HOME": directory.path, "LC_ALL": "C", "TF_CLI_CONFIG_FILE": "/dev/null",
            "CHECKPOINT_DISABLE": "1",
        ]
        // Locals of a file, for the console reads one line and heredocs have several.
        let locals = expressions.enumerated().map {
            "  e\($0.offset) = try(jsonencode(\($0.element)), \"ERROR\")\n"
        }
        try Data("locals {\n\(locals.joined())}\n".utf8).write(
            to: URL(fileURLWithPath: directory.path + "/main.tf"))
        let question =
            "base64encode(jsonencode([" + expressions.indices.map { "local.e\($0)" }.joined(separator: ", ")
            + "]))\n"
        let answer = try shell.attempt(["terraform", "console"], input: Data(question.utf8))
        // In base64 the console has nothing to escape.
        guard let outer = Data(base64Encoded: answer.text.trimmingCharacters(in: ["\"", "\n"])),
            let strings = try? JSONDecoder().decode([String].self, from: outer)
        else {
            throw ToolError(
                text: "terraform console: \(answer.text.suffix(2000)) \(answer.complaint.suffix(2000))")
        }
        return strings
    }
}

@Suite("terraform console itself", .enabled(if: Shell.has("terraform"), "terraform is not installed"))
struct DifferentialTests {
    @Test("the tool agrees about every expression of the table")
    func table() throws {
        let answers = try Console.ask(ExpressionTable.all)
        for (expression, answer) in zip(ExpressionTable.all, answers) {
            let mine = ours(expression)
            if ExpressionTable.held.contains(expression) {
                #expect(mine.hasPrefix("unknown: "), "\(expression) is in the list of what is not computed")
            } else {
                #expect(mine == answer, "\(expression)")
            }
        }
    }

    /// Seeds of a hundred expressions each: 500 in every run, 10,000 where `TRIMTAB_NIGHTLY` is set.
    static let seeds = Array(
        UInt64(1)...(ProcessInfo.processInfo.environment["TRIMTAB_NIGHTLY"] == nil ? 5 : 100))

    @Test("the tool agrees about generated expressions", arguments: seeds)
    func generated(seed: UInt64) throws {
        var generator = ExpressionGenerator(seed: seed)
        let expressions = (0..<100).map { _ in generator.expression() }
        let answers = try Console.ask(expressions)
        var known = 0
        for (expression, answer) in zip(expressions, answers) {
            let mine = ours(expression)
            if answer != "ERROR", mine == answer { known += 1 }
            let isHeld = Self.reasons.contains { mine == "unknown: \($0)" }
            #expect(mine == answer || isHeld, "seed \(seed): \(expression)")
        }
        #expect(known > 50, "most generated expressions must have a value, or nothing is compared")
    }

    /// Why a generated expression may be unknown: only what is not computed on purpose.
    static let reasons = [
        "division by zero is infinite", "a number this large is not computed with",
        "pow() of these numbers is not computed here to the last digit", "pow() is infinite",
        "log() is infinite", "a null without a type is not formatted",
    ]

    private func ours(_ expression: String) -> String {
        let answer = evaluate("try(jsonencode(\(expression)), \"ERROR\")")
        return answer.value.string ?? "unknown: \(answer.value.firstUnknown?.detail ?? "")"
    }
}
