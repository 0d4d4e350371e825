import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

@testable import Policy

/// Files that must not be understood: each lies in `Tests/Fixtures/policies/malformed`, with what is said about it beside it.
///
/// `RECORD=1` writes the `.expected` files and fails; read what it wrote.
@Suite struct MalformedPolicyTests {
    static let folder = Fixtures.root.appendingPathComponent("policies/malformed")

    /// The files of one folder, without extension.
    static func names(_ kind: String) -> [String] {
        let all = try? FileManager.default.contentsOfDirectory(
            atPath: folder.appendingPathComponent(kind).path)
        return (all ?? []).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// Every diagnostic on a line of its own, with its place.
    static func said(of report: PolicyCheck.Report, in path: String) -> String {
        report.diagnostics.map { diagnostic in
            let file = report.files.first { $0.path == diagnostic.subject.path }
            let place = file?.location(diagnostic.subject.range).dropFirst(path.utf8.count + 1)
            return
                "\(place ?? "1:1"): \(diagnostic.severity.rawValue): \(diagnostic.message) [\(diagnostic.id.rawValue)]\n"
        }.joined()
    }

    private func expect(
        _ report: PolicyCheck.Report, of path: String, _ kind: String, _ name: String
    ) throws {
        let said = MalformedPolicyTests.said(of: report, in: path)
        let url = MalformedPolicyTests.folder.appendingPathComponent("\(kind)/\(name).expected")
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data(said.utf8).write(to: url)
            Issue.record("recorded; run again without RECORD")
        }
        #expect(said == String(decoding: try Data(contentsOf: url), as: UTF8.self))
        #expect(!report.diagnostics.isEmpty)
        // Every position lies inside the file.
        for diagnostic in report.diagnostics {
            guard let file = report.files.first(where: { $0.path == diagnostic.subject.path }) else {
                Issue.record("nobody knows \(diagnostic.subject.path)")
                continue
            }
            #expect(Int(diagnostic.subject.range.upper) <= file.bytes.count)
        }
    }

    @Test func thereAreEnough() {
        #expect(MalformedPolicyTests.names("category").count >= 130)
        #expect(MalformedPolicyTests.names("settings").count >= 19)
        #expect(MalformedPolicyTests.names("operator").count >= 9)
    }

    @Test(arguments: names("category"))
    func category(_ name: String) throws {
        let bytes = try Data(
            contentsOf: MalformedPolicyTests.folder.appendingPathComponent("category/\(name).yaml"))
        let path = ".trimtab/policies/\(name).yaml"
        let tree = InMemoryTree([path: Array(bytes), "apps/a.yaml": Array("a: 1\n".utf8)])
        let report = try PolicyCheck().check(
            tree, operatorFile: nil, at: Timestamp("2026-11-20") ?? Timestamp(seconds: 0))
        try expect(report, of: path, "category", name)
        // What has an error in its own text grants nothing; the others are usable, and capped by the rules.
        if report.diagnostics.contains(where: {
            $0.severity == .error && !$0.id.rawValue.hasPrefix("policy-")
        }) {
            #expect(report.policies.categories.isEmpty)
        }
    }

    @Test(arguments: names("settings"))
    func settings(_ name: String) throws {
        let bytes = try Data(
            contentsOf: MalformedPolicyTests.folder.appendingPathComponent("settings/\(name).yaml"))
        let tree = InMemoryTree([".trimtab.yml": Array(bytes)])
        let report = try PolicyCheck().check(tree, operatorFile: nil, at: Timestamp(seconds: 0))
        try expect(report, of: ".trimtab.yml", "settings", name)
        #expect(!report.isSound)
        #expect(try RepositorySettingsLoader().load(from: tree).settings == nil)
    }

    @Test(arguments: names("operator"))
    func operatorFile(_ name: String) throws {
        let bytes = try Data(
            contentsOf: MalformedPolicyTests.folder.appendingPathComponent("operator/\(name).yaml"))
        let file = SourceFile(path: "operator.yml", bytes: Array(bytes))
        let report = try PolicyCheck().check(
            InMemoryTree(texts: [:]), operatorFile: file, at: Timestamp(seconds: 0))
        try expect(report, of: "operator.yml", "operator", name)
        #expect(!report.isSound)
        #expect(OperatorSettingsLoader.decode(file).settings == nil)
    }
}
