import Foundation
import GoTemplate
import HelmChart
import TestSupport
import Testing
import YAML

/// The charts of `Tests/Fixtures/charts`, rendered as Helm renders them.
@Suite struct FixtureChartTests {
    /// A chart with a values file, or with its defaults.
    struct Pair: Sendable, CustomTestStringConvertible {
        var chart: String
        var values: String?
        var testDescription: String { "\(chart) \(values ?? "defaults")" }
        var directory: String { FixtureChartTests.folder.appending(path: chart).path }
        var valuesPath: String? { values.map { "\(directory)/ci/\($0)" } }
    }

    static let folder = SourceDirectory.fixtures.appending(path: "charts")

    static let pairs: [Pair] = {
        func names(_ path: String) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }
                .sorted()
        }
        return names(folder.path).flatMap { chart in
            [Pair(chart: chart)]
                + names(folder.appending(path: "\(chart)/ci").path).map { Pair(chart: chart, values: $0) }
        }
    }()

    static func render(_ pair: Pair, _ version: HelmVersion) throws -> RenderedChart {
        let tree = try InMemoryTree(directory: folder.appending(path: pair.chart))
        let files = tree.contents.map { ChartFile(name: $0.key, path: $0.key, bytes: $0.value) }
        let chart = try ChartLoader().load(directory: files.sorted { $0.name < $1.name }, path: pair.chart)
        var release = ChartRelease(name: "rel", namespace: "default", version: version)
        if let values = pair.values {
            let bytes = try #require(tree.contents["ci/\(values)"])
            for document in version.documents(of: YAMLParser.parse(bytes, path: values)) {
                if let root = document.root {
                    release.layers.append(ValueLayer(.mapping(root), label: values))
                }
            }
        }
        return ChartRenderer().render(chart, release)
    }

    @Test func thereAreCharts() { #expect(FixtureChartTests.pairs.count >= 12) }

    @Test(arguments: pairs) func rendersWithoutAProblem(_ pair: Pair) throws {
        for version in [HelmVersion.three, .four] {
            let rendered = try Self.render(pair, version)
            #expect(rendered.error == nil)
            #expect(rendered.missing.isEmpty)
        }
    }

    /// Every template's text, byte by byte; lines that differ between two runs of Helm are left out.
    @Test(
        .enabled(if: HelmEngine.isInstalled, "needs Python with helm-python-sdk 0.2.2 on its path"))
    func agreesWithTheEngine() throws {
        let answers = try HelmEngine.render(Self.pairs.map { ($0.directory, $0.valuesPath) })
        try #require(answers.count == Self.pairs.count)
        for (pair, answer) in zip(Self.pairs, answers) {
            guard case .rendered(let helm, let again) = answer else {
                Issue.record("\(pair): Helm refuses it: \(answer)")
                continue
            }
            let rendered = try Self.render(pair, .four)
            let own = Dictionary(uniqueKeysWithValues: rendered.files.map { ($0.name, $0.text.string) })
            #expect(Set(own.keys) == Set(helm.keys.filter { helm[$0]?.isEmpty == false || own[$0] != nil }))
            for (name, text) in helm {
                let (a, b) = (Self.lines(own[name] ?? ""), Self.lines(text))
                let c = Self.lines(again[name] ?? "")
                guard a.count == b.count, b.count == c.count else {
                    #expect(own[name] == text, "\(pair) \(name)")
                    continue
                }
                for (number, line) in b.enumerated() where line == c[number] {
                    #expect(a[number] == line, "\(pair) \(name):\(number + 1)")
                }
            }
        }
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The documents of every template, as the program prints them; its own version is the one that is imitated.
    @Test(.enabled(if: HelmEngine.program != nil, "needs helm on the search path"))
    func agreesWithTheProgram() throws {
        let word = try Tool.run("helm", ["version", "--short"])
        let version: HelmVersion = word.hasPrefix("v3") ? .three : .four
        for pair in Self.pairs {
            var arguments = ["template", "rel", pair.directory, "--namespace", "default"]
            arguments += pair.valuesPath.map { ["-f", $0] } ?? []
            let printed = try Tool.run("helm", arguments)
            var helm: Set<String> = []
            for document in Self.documents(printed) {
                var lines = Self.lines(document)
                guard lines.first?.hasPrefix("# Source: ") == true else { continue }
                let source = lines.removeFirst().dropFirst(10)
                helm.insert("\(source)\n" + Self.trimmed(lines.joined(separator: "\n")))
            }
            var own: Set<String> = []
            for file in try Self.render(pair, version).files where !file.name.hasSuffix("NOTES.txt") {
                for document in Self.documents(file.text.string) where !Self.trimmed(document).isEmpty {
                    own.insert("\(file.name)\n" + Self.trimmed(document))
                }
            }
            #expect(own == helm, "\(pair)")
        }
    }

    private static func trimmed(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func documents(_ text: String) -> [String] {
        var documents = [""]
        for line in lines(text) {
            if line.hasPrefix("---") {
                documents.append("")
            } else {
                documents[documents.count - 1] += line + "\n"
            }
        }
        return documents
    }
}
