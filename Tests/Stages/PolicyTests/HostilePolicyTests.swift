import Diagnostics
import Foundation
import Model
import Settings
import TestSupport
import Testing

@testable import Policy

/// Files made to exhaust whoever reads them: each ends in a diagnostic, in bounded time and memory.
@Suite(.timeLimit(.minutes(10))) struct HostilePolicyTests {
    static let path = ".trimtab/policies/x.yaml"

    private func check(
        _ text: String, at path: String = HostilePolicyTests.path, files: [String: String] = [:]
    ) throws -> PolicyCheck.Report {
        let tree = InMemoryTree(
            texts: files.merging([path: text, "apps/a.yaml": "a: 1\n"]) { $1 })
        return try PolicyCheck().check(
            tree, operatorFile: nil, at: Timestamp("2026-11-20") ?? Timestamp(seconds: 0))
    }

    /// Nine anchors, each nine times the one before: 387 million nodes when written out.
    static let laughs: String = {
        var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for (name, before) in zip(
            ["b", "c", "d", "e", "f", "g", "h", "i"], ["a", "b", "c", "d", "e", "f", "g", "h"])
        {
            text +=
                "\(name): &\(name) [" + Array(repeating: "*\(before)", count: 9).joined(separator: ", ")
                + "]\n"
        }
        return text
    }()

    @Test(arguments: [HostilePolicyTests.path, ".trimtab.yml"])
    func aBombIsNotUnfolded(_ path: String) throws {
        let report = try check(HostilePolicyTests.laughs, at: path)
        #expect(report.policies.categories.isEmpty)
        #expect(report.diagnostics.map(\.id.rawValue) == ["yaml-limit"], "\(report.diagnostics)")
    }

    /// Few enough nodes for a manifest, far too many for settings: each limit is one of its own.
    @Test func aSmallBombIsOneToo() throws {
        var text = "a: &a [" + Array(repeating: "x", count: 500).joined(separator: ", ") + "]\n"
        text += "b: [" + Array(repeating: "*a", count: 500).joined(separator: ", ") + "]\n"
        #expect(try check(text).diagnostics.map(\.id.rawValue) == ["yaml-limit"])
    }

    @Test(arguments: [HostilePolicyTests.path, ".trimtab.yml"])
    func tenMegabytes(_ path: String) throws {
        let text = PolicyCheckTests.sound + String(repeating: "# padding of no meaning\n", count: 440_000)
        #expect(text.utf8.count > 10_000_000)
        let report = try check(text, at: path)
        #expect(report.diagnostics.count == 1)
        #expect(["policy-too-large", "yaml-limit"].contains(report.diagnostics.first?.id.rawValue ?? ""))
        #expect(report.diagnostics.first?.subject.range == ByteRange(0..<0))
        #expect(report.policies.categories.isEmpty)
    }

    @Test(arguments: ["[", "{a: ", "- "])
    func deepNesting(_ opening: String) throws {
        let report = try check("a: \n " + String(repeating: opening, count: 50_000))
        #expect(!report.isSound)
        #expect(report.policies.categories.isEmpty)
    }

    @Test func tenThousandUnknownKeys() throws {
        let text = PolicyCheckTests.sound + (0..<10_000).map { "key\($0): 1\n" }.joined()
        let report = try check(text)
        #expect(report.diagnostics.count { $0.id == .settingsUnknownKey } == 10_000)
    }

    @Test func aKeyOfTwoHundredKilobytes() throws {
        let report = try check(PolicyCheckTests.sound + String(repeating: "k", count: 1000) + ": 1\n")
        #expect(report.diagnostics.map(\.id) == [.settingsUnknownKey])
        #expect(try !check(PolicyCheckTests.sound + String(repeating: "k", count: 200_000) + ": 1\n").isSound)
    }

    /// What `{a,b}` would multiply out to is known before it is done.
    @Test func braces() throws {
        let words = String(repeating: "x,", count: 1500)
        for glob in [
            "{\(words)}", String(repeating: "{a,b}", count: 8) + "{\(words)}", "{a,b}{c,d}{\(words)}",
        ] {
            #expect(Glob.problem(in: glob) == "more than 256 alternatives")
            #expect(!Glob(glob).matches("a"))
        }
        #expect(Glob.problem(in: String(repeating: "{a,b}", count: 8)) == nil)
        #expect(Glob.problem(in: String(repeating: "a", count: 5000))?.contains("longer") == true)
    }

    /// A matcher that tries one way after the other would need longer than the universe has.
    @Test func stars() throws {
        let glob = String(repeating: "**/*a", count: 40) + "b"
        let path = String(repeating: "a/", count: 2000)
        #expect(!Glob(glob).matches(path))
        let report = try check(
            PolicyCheckTests.sound.replacingOccurrences(of: "apps/**", with: glob), files: [path + "a": ""])
        #expect(report.diagnostics.map(\.id) == [.policyDeadGlob])
        let attribute = String(repeating: "*a", count: 2000) + "b"
        let wild = PolicyCheckTests.sound.replacingOccurrences(
            of: "resources.limits.memory", with: "\"\(attribute)\"")
        #expect(try check(wild).isSound)
        #expect(!Wildcard.matches(attribute, String(repeating: "a", count: 4000)))
    }

    @Test func moreGlobsThanAnybodyKeeps() throws {
        let list = Array(repeating: "\"apps/**\"", count: 501).joined(separator: ", ")
        let report = try check(PolicyCheckTests.sound.replacingOccurrences(of: "\"apps/**\"", with: list))
        #expect(report.diagnostics.map(\.message) == ["`paths` has 501 globs; at most 500 are read"])
    }

    /// A span that no calendar holds must not be added to a moment.
    @Test func spansAreBoundedBeforeTheyAreUsed() throws {
        for span in ["36501d", "999999999999d", "99999999999999999999999999w"] {
            let text = PolicyCheckTests.sound.replacingOccurrences(of: "per: 24h", with: "per: \(span)")
            #expect(try check(text).diagnostics.map(\.id) == [.settingsBadValue], "\(span)")
        }
        let longest = PolicyCheckTests.sound.replacingOccurrences(of: "per: 24h", with: "per: 36500d")
        #expect(try check(longest).isSound)
    }

    /// What the repository excludes altogether is no use to grant.
    @Test func aCategoryOfExcludedFiles() throws {
        let report = try check(
            PolicyCheckTests.sound, files: [".trimtab.yml": "version: 1\nexclude: [\"apps/**\"]\n"])
        #expect(report.diagnostics.map(\.id) == [.policyUnreachable])
        #expect(
            try check(
                PolicyCheckTests.sound,
                files: [".trimtab.yml": "version: 1\nexclude: [\"apps/b/**\"]\n", "apps/b/c.yaml": ""]
            ).diagnostics.isEmpty)
    }
}
