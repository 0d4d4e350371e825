import Foundation
import TestSupport
import Testing

/// A ledger that does not descend from the tip seen before halts every run, until people mend it.
@Suite struct RewrittenLedgerTests {
    @Test func haltsAgainAndAgain() throws {
        let storefront = try Storefront(.small)
        let directory = storefront.directory.path
        let operatorFile = directory + "/operator.yml"
        try "version: 1\nposture: auto\nforge: local\nstateDirectory: \(directory)/state\n"
            .write(toFile: operatorFile, atomically: true, encoding: .utf8)
        let first = try storefront.sweep("--config", operatorFile)
        #expect(first.rows.contains { $0.result == "merged" })

        // Somebody takes lines back and goes on from there.
        let whole = try storefront.git.run(["git", "rev-parse", "refs/trimtab/ledger"]).text
        try storefront.git.run(["git", "update-ref", "refs/trimtab/ledger", "refs/trimtab/ledger~3"])
        for attempt in 1...2 {
            let run = try storefront.sweep("--config", operatorFile)
            #expect(run.rows.allSatisfy { $0.result == "held" }, "attempt \(attempt): \(run.lines)")
            #expect(run.remarks.contains { $0.contains("does not descend from") }, "attempt \(attempt)")
        }
        let audit = try storefront.trimtab("ledger", "verify", "--config", operatorFile)
        #expect(audit.status == 1)

        try storefront.git.run([
            "git", "update-ref", "refs/trimtab/ledger", whole.trimmingCharacters(in: .newlines),
        ])
        let mended = try storefront.trimtab("ledger", "verify", "--config", operatorFile)
        #expect(mended.status == 0, "\(mended.everything)")
    }
}
