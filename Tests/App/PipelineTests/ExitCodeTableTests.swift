import Foundation
import Pipeline
import Testing

/// The table of exit codes in README.md says what the code says: every status once, in order, in the same words.
@Suite struct ExitCodeTableTests {
    private static let readme = URL(filePath: #filePath)
        .deletingLastPathComponent().appending(path: "../../../README.md").standardized

    /// The cells of the table under the heading, without its head.
    private func rows(under heading: String, of text: String) -> [[String]] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .drop { $0 != heading }.dropFirst()
            .prefix { !$0.hasPrefix("## ") }
            .filter { $0.hasPrefix("|") }.dropFirst(2)
            .map { line in
                line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                    .map { $0.trimmingCharacters(in: .whitespaces) }
            }
    }

    @Test func documentsEveryStatusInItsOwnWords() throws {
        let text = try String(contentsOf: Self.readme, encoding: .utf8)
        let expected = ExitStatus.allCases.map { ["\($0.rawValue)", $0.meaning] }
        #expect(rows(under: "## Exit codes", of: text) == expected)
    }
}
