import Foundation
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// Charts that want too much or reach too far: each ends in a hold that says where.
@Suite struct HostileChartTests {
    private static let metadata = "apiVersion: v2\nname: web\nversion: 1.0.0\n"
    private static let app = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec: {template: {spec: {containers: [{name: app, image: a, resources: {limits: {memory: 1Gi}}}]}}}

        """

    private func trace(
        _ files: [String: String], links: [String: String] = [:], bytes: [String: [UInt8]] = [:],
        limits: TracingLimits = .default, _ attribute: String = "resources.limits.memory"
    ) throws -> Trace {
        var all: [String: [UInt8]] = ["charts/web/Chart.yaml": Array(Self.metadata.utf8)]
        for (path, text) in files { all["charts/web/\(path)"] = Array(text.utf8) }
        for (path, data) in bytes { all["charts/web/\(path)"] = data }
        let stage = TracingStage(
            tree: InMemoryTree(all, links: links), settings: RepositorySettings(), limits: limits)
        let address = KubernetesAddress(namespace: "", kind: "Deployment", name: "web", container: "app")
        return try stage.trace(Target(.kubernetes(address), attribute), root: "charts/web")
    }

    // MARK: Templates

    /// What is asked of the whole, where, and a call on the way.
    @Test(arguments: [
        (
            "{{ include \"a\" . }}",
            "{{ define \"a\" }}{{ include \"b\" . }}{{ end }}\n{{ define \"b\" }}\n{{ include \"a\" . }}{{ end }}"
        ),
        ("{{ template \"a\" . }}", "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}"),
        ("{{ range until 90000000 }}{{ . }}{{ end }}", ""),
        (
            "{{ include \"a\" . }}",
            "{{ define \"a\" }}{{ range untilStep 0 900000000 1 }}{{ . }}{{ end }}{{ end }}"
        ),
        ("{{ tpl .Values.bomb . }}", ""),
        ("{{ repeat 2000000000 \"x\" }}", ""),
        ("{{ $s := \"xxxxxxxx\" }}{{ range until 60 }}{{ $s = printf \"%s%s\" $s $s }}{{ end }}{{ $s }}", ""),
        ("{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ toYaml $m }}", ""),
    ])
    func templatesAreBounded(_ template: String, _ helpers: String) throws {
        let trace = try trace([
            "values.yaml": "bomb: '{{ tpl .Values.bomb . }}'\n",
            "templates/_helpers.tpl": helpers, "templates/web.yaml": "\n" + template + "\n",
        ])
        let hold = try #require(trace.hold)
        #expect(hold.reason == .limit, "\(hold.detail)")
        #expect(hold.detail.contains(/charts\/web\/(templates|values)[^ ]*:\d+:\d+/), "\(hold.detail)")
    }

    /// The place is the innermost one, and those who called it are named.
    @Test func theStackIsTold() throws {
        let trace = try trace([
            "templates/_helpers.tpl":
                "{{ define \"outer\" }}\n{{ include \"inner\" . }}{{ end }}\n{{ define \"inner\" }}{{ repeat 2000000000 \"x\" }}{{ end }}",
            "templates/web.yaml": "a: 1\nb: {{ include \"outer\" . }}\n",
        ])
        let detail = try #require(trace.hold?.detail)
        #expect(detail.hasPrefix("charts/web/templates/_helpers.tpl:3:24: "), "\(detail)")
        #expect(detail.contains("charts/web/templates/_helpers.tpl:2:"), "\(detail)")
        #expect(detail.contains("charts/web/templates/web.yaml:2:"), "\(detail)")
    }

    // MARK: Values

    /// Ten levels of ten aliases each.
    private static let laughs: String = {
        var text = "l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
        for level in 1..<10 {
            let before = Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
            text += "l\(level): &l\(level) [\(before)]\n"
        }
        return text
    }()

    /// What Helm's `fromYaml` refuses, it says in its result; nothing is unfolded.
    @Test func aliasesInATextAreBounded() throws {
        let text = Self.laughs.split(separator: "\n").map { "  \($0)\n" }.joined()
        let trace = try trace([
            "values.yaml": "laughs: |\n" + text,
            "templates/web.yaml": Self.app + "---\n{{ toYaml (fromYaml .Values.laughs) | trunc 80 }}\n",
        ])
        #expect(trace.value == "1Gi")
    }

    @Test(arguments: ["values.yaml", "templates/web.yaml"])
    func aliasesAreBounded(_ path: String) throws {
        let trace = try trace(["templates/web.yaml": Self.app].merging([path: Self.laughs]) { $1 })
        let hold = try #require(trace.hold)
        #expect([.limit, .unparsable, .unsupported, .noSuchResource].contains(hold.reason), "\(hold.detail)")
    }

    // MARK: Paths

    /// Neither a path, nor a link, nor a dependency leads out of the repository.
    @Test(arguments: [
        "{{ .Files.Get \"../../../etc/passwd\" }}", "{{ .Files.Get \"/etc/passwd\" }}",
        "{{ .Files.Get \"out.txt\" }}",
        "{{ .Files.Get \"../other/secret.txt\" }}",
        "{{ range $p, $_ := .Files.Glob \"../**\" }}{{ $p }}{{ end }}",
        "{{ (.Files.Glob \"out.txt\").AsConfig | replace \"{}\" \"\" }}",
    ])
    func filesAreThoseOfTheChart(_ template: String) throws {
        let text = Self.app.replacing("image: a", with: "image: \"a\(template)\"")
        let tree = InMemoryTree(
            [
                "charts/web/Chart.yaml": Array(Self.metadata.utf8),
                "charts/web/templates/web.yaml": Array(text.utf8),
                "charts/other/secret.txt": Array("secret".utf8),
            ], links: ["charts/web/out.txt": "../../../../etc/passwd"])
        let stage = TracingStage(tree: tree, settings: RepositorySettings())
        let output = try #require(
            try stage.render(chart: "charts/web", environment: nil, helm: HelmArguments()))
        #expect(output.isComplete, "\(output.problems)")
        #expect(output.manifest.contains("image: \"a\""), "\(output.manifest)")
    }

    /// A link that stays inside is followed, and what it leads to is the origin.
    @Test func aLinkInsideOfTheRepositoryIsRead() throws {
        let files = [
            "templates/web.yaml": Self.app.replacing("1Gi", with: "{{ .Values.memory }}"),
            "shared.yaml": "memory: 7Gi\n",
        ]
        let trace = try trace(files, links: ["charts/web/values.yaml": "shared.yaml"])
        #expect(trace.value == "7Gi")
        #expect(trace.origin?.file == "charts/web/shared.yaml")
    }

    @Test(arguments: [
        "file:///etc", "file://../../../../etc", "file://../..", "file://../missing", "file://.",
    ])
    func dependenciesStayInTheRepository(_ repository: String) throws {
        let trace = try trace([
            "Chart.yaml": Self.metadata
                + "dependencies: [{name: web, version: 9.x.x, repository: \"\(repository)\"}]\n",
            "templates/web.yaml": Self.app.replacing("web}", with: "other}"),
        ])
        #expect(trace.hold?.reason == .external, "\(trace.status)")
    }

    @Test func chartsThatDependOnEachOtherEnd() throws {
        let files = ["a", "b"].reduce(into: [String: [UInt8]]()) { files, name in
            let other = name == "a" ? "b" : "a"
            files["charts/\(name)/Chart.yaml"] = Array(
                "name: \(name)\nversion: 1.0.0\ndependencies: [{name: \(other), version: 1.x.x}]\n".utf8)
            files["charts/\(name)/templates/x.yaml"] = Array(Self.app.utf8)
        }
        let stage = TracingStage(tree: InMemoryTree(files), settings: RepositorySettings())
        let address = KubernetesAddress(namespace: "", kind: "Deployment", name: "web", container: "app")
        let trace = try stage.trace(
            Target(.kubernetes(address), "resources.limits.memory"), root: "charts/a")
        #expect(trace.hold?.reason == .ambiguous, "\(trace.status)")
    }

    // MARK: Archives

    /// Bytes that say of themselves that they unpack to gigabytes: an archive of zeros, made by gzip and tar.
    @Test(.enabled(if: Tool.path("gzip") != nil && Tool.path("tar") != nil, "needs gzip and tar"))
    func anArchiveThatUnpacksToTooMuchIsRefused() throws {
        let directory = try TemporaryDirectory()
        try Tool.run(
            "sh",
            [
                "-c",
                "cd '\(directory.path)' && mkdir bomb && printf 'name: bomb\\nversion: 1.0.0\\n' > bomb/Chart.yaml && head -c 400000000 /dev/zero > bomb/zeros && tar -cf - bomb | gzip -1 > bomb.tgz && rm bomb/zeros",
            ])
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: "\(directory.path)/bomb.tgz")))
        #expect(bytes.count < 4_000_000)
        let trace = try trace(
            ["templates/web.yaml": Self.app], bytes: ["charts/bomb-1.0.0.tgz": bytes])
        #expect(trace.hold?.reason == .limit, "\(trace.status)")
        #expect(trace.hold?.detail.contains("bomb-1.0.0.tgz") == true)
    }
}
