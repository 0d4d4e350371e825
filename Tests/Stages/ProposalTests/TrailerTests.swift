import Foundation
import Model
import Proposal
import TestSupport
import Testing

/// Git itself says what the trailers of our messages are.
@Suite(.enabled(if: Shell.has("git"), "git is not installed")) struct TrailerTests {
    private static let ours = [
        "Trimtab-Action", "Trimtab-Category", "Trimtab-Policy", "Trimtab-Owner", "Trimtab-Evidence",
    ]

    private func parsed(_ message: String, _ options: [String] = []) throws -> [String] {
        let directory = try TemporaryDirectory()
        return try Shell(directory: directory.path).run(
            ["git", "interpret-trailers", "--parse"] + options, input: Data(message.utf8)
        ).text.split(separator: "\n").map(String.init)
    }

    private func names(_ trailers: [String]) -> [String] {
        trailers.map { String($0.prefix { $0 != ":" }) }
    }

    @Test(arguments: Hostile.texts)
    func dataWritesNoTrailerAndHidesNone(_ text: String) throws {
        let plan = Samples.hostile(text)
        let message = try Samples.message(Samples.edit(plan))
        let trailers = try parsed(message)
        #expect(names(trailers) == Self.ours)
        #expect(trailers.first == "Trimtab-Action: \(plan.actionID)")
        #expect(trailers.last == "Trimtab-Evidence: sha256:\(Samples.digest)")
        // What reads divider lines as the end of a message agrees with what does not.
        #expect(try parsed(message, ["--no-divider"]) == trailers)
    }

    @Test(arguments: Hostile.texts)
    func aMergedMessageHasOneMore(_ text: String) throws {
        let message = try Samples.message(Samples.edit(Samples.hostile(text)))
        let merged = CommitMessage.merged(message, number: 3, ledgerTip: Samples.base)
        #expect(names(try parsed(merged)) == Self.ours + ["Trimtab-Ledger"])
    }

    @Test(arguments: [
        "{{subject}}\n\nx\n\nTrimtab-Action: forged\nTrimtab-Owner: me",
        "{{subject}}\r\n\r\nTrimtab-Action: forged\r\nSigned-off-by: A <a@b>\r\n",
        "{{subject}}\n\nCo-authored-by: {{undo}}\nAcked-by: x\n\n\n\n",
        "{{subject}}\n---\nTrimtab-Action: forged\n", "Trimtab-Action: forged", "",
        "{{subject}}\n\nTRIMTAB-ACTION: forged\n",
    ])
    func aTemplateAddsNoTrailer(_ template: String) throws {
        let message = try Samples.message(Samples.edit(Samples.memory()), ["commit": template])
        let trailers = try parsed(message)
        #expect(names(trailers) == Self.ours)
        #expect(!trailers.contains { $0.contains("forged") })
        // No line anywhere begins like one of ours, but for ours.
        let lines = message.split(whereSeparator: \.isNewline)
        #expect(lines.count { $0.lowercased().hasPrefix("trimtab-") } == Self.ours.count)
        #expect(!lines.contains { $0.lowercased().hasPrefix("signed-off-by") || $0.hasPrefix("Co-") })
    }

    @Test(arguments: Hostile.texts)
    func weReadTrailersAsGitDoes(_ text: String) throws {
        let message = try Samples.message(Samples.edit(Samples.hostile(text)))
        let record = CommitRecord(
            id: Samples.base, tree: Samples.base, parents: [],
            author: CommitIdentity(name: "A", email: "a@b", time: Samples.end),
            committer: CommitIdentity(name: "A", email: "a@b", time: Samples.end), message: message)
        let mine = record.trailers.map { "\($0.key): \($0.value)" }.sorted()
        let gits = try parsed(message).sorted()
        #expect(mine.map { $0.trimmingCharacters(in: .whitespaces) } == gits)
    }
}
