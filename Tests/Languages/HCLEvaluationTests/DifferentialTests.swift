import Foundation
import HCL
import HCLEvaluation
import Provenance
import TestSupport
import Testing

@Suite("terraform console itself", .enabled(if: Shell.has("terraform"), "terraform is not installed"))
struct DifferentialTests {
    @Test("the tool agrees about every expression of the table")
    func table() throws {
        let answers = try TerraformConsole.ask(ExpressionTable.all)
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
        let answers = try TerraformConsole.ask(expressions)
        var known = 0
        for (expression, answer) in zip(expressions, answers) {
            let mine = ours(expression)
            if answer != "ERROR", mine == answer { known += 1 }
            let isHeld = Self.reasons.contains { mine == "unknown: \($0)" }
            #expect(mine == answer || isHeld, "seed \(seed): \(expression)")
        }
        #expect(known > 40, "many generated expressions must have a value, or nothing is compared")
    }

    /// Why a generated expression may be unknown: only what is not computed on purpose.
    static let reasons = [
        "division by zero is infinite", "a number this large is not computed with",
        "pow() of these numbers is not computed here to the last digit", "pow() is infinite",
        "log() is infinite", "a null without a type is not formatted",
    ]

    private func ours(_ expression: String) -> String {
        // Terraform 1.11 looks at both operands of && and ||.
        let answer = evaluate(
            file: "result = try(jsonencode(\(expression)), \"ERROR\")\n", shortCircuits: false)
        return answer.value.string ?? "unknown: \(answer.value.firstUnknown?.detail ?? "")"
    }
}
