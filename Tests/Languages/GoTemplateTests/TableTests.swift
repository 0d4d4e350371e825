import Diagnostics
import GoTemplate
import Testing

/// What the documents of Go, sprig and Helm say.
@Suite struct TableTests {
    @Test(arguments: Case.language) func language(_ example: Case) throws { try check(example) }
    @Test(arguments: Case.errors) func errors(_ example: Case) throws { try check(example) }
    @Test(arguments: Case.printf) func printf(_ example: Case) throws { try check(example) }
    @Test(arguments: Case.strings) func strings(_ example: Case) throws { try check(example) }
    @Test(arguments: Case.collections) func collections(_ example: Case) throws { try check(example) }
    @Test(arguments: Case.types) func types(_ example: Case) throws { try check(example) }
    @Test(arguments: Case.yamlText) func yamlText(_ example: Case) throws { try check(example) }
    @Test(arguments: Case.helm) func helm(_ example: Case) throws { try check(example) }

    @Test(arguments: Case.recorded) func recorded(_ example: Case) throws { try check(example) }

    private func check(_ example: Case) throws {
        let result = try render(example.template, values: Case.values)
        if let part = example.error {
            let message = try #require(result.error?.message, "no error; rendered \(result.text)")
            #expect(message.contains(part))
        } else {
            #expect(result.error == nil)
            #expect(result.text == example.result)
        }
    }
}
