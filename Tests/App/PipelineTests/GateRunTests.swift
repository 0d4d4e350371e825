internal import Foundation
internal import TestSupport
internal import Testing

/// Gates on the road: the storefront's category asks for programs, and its merge depends on what they say.
@Suite struct GateRunTests {
    /// Whether the machine holds programs apart; where it does not, gates fail, which is tested too.
    private static let isHeld =
        (try? Tool.run("bwrap", ["--unshare-all", "--ro-bind", "/", "/", "true"])) != nil

    private static func respond(_ gates: String, _ commands: String) throws -> (RunSeen, Storefront) {
        let storefront = try Storefront(.small)
        let path = ".trimtab/policies/raise-memory-on-oom.yaml"
        let text = try String(contentsOfFile: "\(storefront.clone)/\(path)", encoding: .utf8)
        try storefront.push([path: text.replacingOccurrences(of: "[parse, blast-radius]", with: gates)])
        let file = storefront.directory.path + "/operator.yml"
        try "version: 1\nposture: auto\nforge: local\ngates: { commands: [\(commands)] }\n".write(
            toFile: file, atomically: true, encoding: .utf8)
        return (try storefront.respond(environment: ["TRIMTAB_CONFIG": file]), storefront)
    }

    @Test(.enabled(if: isHeld, "bubblewrap does not work here"))
    func aGateThatPassesLetsItMergeAndIsRemembered() throws {
        let check = #"{ name: new-value, run: [grep, -q, "768Mi", "{files}"] }"#
        let (run, storefront) = try Self.respond("[parse, blast-radius, new-value]", check)
        #expect(run.rows.map(\.result) == ["merged"], "\(run.answer.everything)")
        let permits = try storefront.trimtab("ledger", "log", "--type", "permit", "-o", "json").output
        let text = String(decoding: permits, as: UTF8.self)
        #expect(text.contains("blast-radius new-value parse"), "\(text)")
        #expect(text.contains("gate new-value") && text.contains("exit status 0 after"), "\(text)")
        let watched = try storefront.trimtab("watchdog", "--at", Product.now)
        #expect(watched.status == 0, "\(watched.everything)")
    }

    @Test(.enabled(if: isHeld, "bubblewrap does not work here"))
    func aGateThatFailsLeavesAPullRequestThatSaysWhy() throws {
        let check = #"{ name: refuses, run: [sh, -c, "echo quota of prod is used up; exit 3"] }"#
        let (run, storefront) = try Self.respond("[parse, refuses]", check)
        #expect(run.rows.map(\.reason) == ["gate-failed"], "\(run.answer.everything)")
        let pull = try #require(try PullSeen.all(storefront).first)
        #expect(pull.body.contains("exit status 3: quota of prod is used up"), "\(pull.body)")
    }

    /// What it prints differs each time: the body is written again when it ends otherwise, and not before.
    @Test(.enabled(if: isHeld, "bubblewrap does not work here"))
    func onlyAnotherEndOfAGateIsNews() throws {
        func check(_ status: Int) -> String {
            #"{ name: refuses, run: [sh, -c, "echo at $(date +%s%N); exit \#(status)"] }"#
        }
        let (_, storefront) = try Self.respond("[parse, refuses]", check(3))
        let first = try #require(try PullSeen.all(storefront).first).body
        func again(_ status: Int) throws -> String {
            let file = storefront.directory.path + "/operator.yml"
            try "version: 1\nposture: auto\nforge: local\ngates: { commands: [\(check(status))] }\n".write(
                toFile: file, atomically: true, encoding: .utf8)
            _ = try storefront.respond(environment: ["TRIMTAB_CONFIG": file])
            return try #require(try PullSeen.all(storefront).first).body
        }
        #expect(first.contains("exit status 3: at ") && first.contains("<!-- trimtab-gates:"), "\(first)")
        #expect(try again(3) == first)
        let changed = try again(4)
        #expect(changed.contains("exit status 4: at ") && changed != first, "\(changed)")
    }

    /// A name that nobody declared never passes, sandbox or not.
    @Test func whatNobodyDeclaredNeverPasses() throws {
        let (run, _) = try Self.respond("[parse, conftest]", "")
        #expect(run.rows.map(\.reason) == ["gate-failed"], "\(run.answer.everything)")
    }
}
