import Diagnostics
import Model
import Settings
import TestSupport
import Testing

@Suite struct RepositorySettingsDecoderTests {
    static let whole = """
        version: 1
        branch: trunk
        posture: approve
        exclude: ["vendor/**"]
        freezes:
          - { from: 2026-12-20, to: 2027-01-03, zone: Europe/Berlin, reason: holidays }
          - { from: 2026-11-27T00:00:00Z, to: 2026-11-28T00:00:00Z }
        openPullRequests: 7
        quietPeriod: 36h
        terraform:
          roots:
            - path: live
              environments: [{ name: prod, variableFiles: [live/prod.tfvars], workspace: p }]
              identifiers: { i-0a: aws_instance.a }
        terragrunt: { environment: { REGION: eu-west-1, SHARDS: 3 } }
        layouts: [{ chart: app, container: "c.{container}", workload: { name: "{release}", kind: Deployment } }]
        objects: [{ kind: Cache, group: example.com, paths: [spec.size, "spec.shards[*].count"] }]
        clusters: { eu: prod-eu }
        prices: prices.yml
        author: { name: Bot, email: bot@example.com }
        helm: { version: 4, kubernetes: 1.30, apiVersions: [monitoring.coreos.com/v1] }
        """

    @Test func readsEveryKey() throws {
        let (settings, diagnostics) = Decoding.repository(RepositorySettingsDecoderTests.whole)
        #expect(diagnostics.isEmpty, "\(diagnostics)")
        let value = try #require(settings)
        #expect(value.targetBranch == "trunk")
        #expect(value.posture == .approve)
        #expect(value.excludedPaths == ["vendor/**"])
        #expect(
            value.freezes.map(\.window.start)
                == ["2026-12-19T23:00:00Z", "2026-11-27T00:00:00Z"].compactMap { Timestamp($0) })
        #expect(
            value.freezes.map(\.window.end)
                == ["2027-01-02T23:00:00Z", "2026-11-28T00:00:00Z"].compactMap { Timestamp($0) })
        #expect(value.freezes.map(\.reason) == ["holidays", ""])
        #expect(value.freezes.map(\.source) == [".trimtab.yml:6", ".trimtab.yml:7"])
        #expect(value.openPullRequests == 7)
        #expect(value.quietPeriod == TimeSpan(seconds: 36 * 3600))
        #expect(value.terraformRoots.map(\.path) == ["live"])
        #expect(value.terraformRoots.flatMap(\.environments).map(\.variableFiles) == [["live/prod.tfvars"]])
        #expect(value.terraformRoots.flatMap(\.environments).map(\.workspace) == ["p"])
        #expect(value.terraformRoots.map(\.identifiers) == [["i-0a": "aws_instance.a"]])
        #expect(
            value.layouts == [
                LayoutMap(
                    chart: "app", container: "c.{container}", workloadName: "{release}",
                    workloadKind: "Deployment")
            ])
        #expect(
            value.objects == [
                ObjectLayout(
                    kind: "Cache", group: "example.com", paths: ["spec.size", "spec.shards[*].count"])
            ])
        #expect(value.terragruntEnvironment == ["REGION": "eu-west-1", "SHARDS": "3"])
        #expect(value.clusters == ["eu": "prod-eu"])
        #expect(value.prices == "prices.yml")
        #expect(value.helmVersion == 4)
        #expect(value.kubernetesVersion == "1.30")
        #expect(value.kubernetesAPIVersions == ["monitoring.coreos.com/v1"])
        #expect(value.authorName == "Bot")
        #expect(value.authorEmail == "bot@example.com")
        #expect(value.sources["posture"] == ".trimtab.yml:3")
    }

    @Test func aVersionAloneIsTheDefault() {
        var defaults = RepositorySettings()
        defaults.sources = ["version": ".trimtab.yml:1"]
        #expect(Decoding.repository("version: 1\n").0 == defaults)
    }

    @Test func anEmptyFileMissesItsVersion() {
        #expect(Decoding.repository("").1.map(\.id) == [.settingsMissingKey])
    }

    @Test(arguments: [
        Decoding.Fault("version: 1️⃣2", .settingsVersion, "reads version 1"),
        Decoding.Fault("version: 1️⃣one", .settingsBadValue, "whole number"),
        Decoding.Fault("1️⃣postur: auto", .settingsUnknownKey, "did you mean `posture`?"),
        Decoding.Fault("helm: { version: 1️⃣2 }", .settingsBadValue, "3 to 4"),
        Decoding.Fault("helm: { kubernetes: 1️⃣newest }", .settingsBadValue, "such as 1.29"),
        Decoding.Fault("helm: { kubernetes: 1️⃣[1, 29] }", .settingsBadValue, "such as 1.29"),
        Decoding.Fault("helm: { apiVersions: 1️⃣apps/v1 }", .settingsBadValue, "list"),
        Decoding.Fault("branch: 1️⃣refs/heads/main", .settingsBadValue, "without refs/heads/"),
        Decoding.Fault("branch: 1️⃣a..b", .settingsBadValue, "branch"),
        Decoding.Fault("branch: 1️⃣\"a b\"", .settingsBadValue, "branch"),
        Decoding.Fault("branch: 1️⃣-x", .settingsBadValue, "branch"),
        Decoding.Fault("posture: 1️⃣Auto", .settingsBadValue, "did you mean `auto`?"),
        Decoding.Fault("exclude: [1️⃣\"[a\"]", .settingsBadValue, "no glob"),
        Decoding.Fault("freezes: [{ 1️⃣from: 2026-01-01, to: 2026-01-02 }]", .settingsMissingKey, "`zone`"),
        Decoding.Fault(
            "freezes: [{ from: 2026-01-02, to: 1️⃣2026-01-02, zone: UTC }]", .settingsContradiction,
            "before it begins"),
        Decoding.Fault(
            "freezes: [{ from: 2026-01-01, to: 2026-01-02, zone: 1️⃣Mars }]", .settingsBadValue, "time zone"),
        Decoding.Fault("freezes: [{ 1️⃣from: 2026-01-01, zone: UTC }]", .settingsMissingKey, "`to`"),
        Decoding.Fault("noAutomation: [{ 1️⃣days: [12-25] }]", .settingsMissingKey, "`zone`"),
        Decoding.Fault("noAutomation: [{ 1️⃣zone: UTC }]", .settingsMissingKey, "`days`"),
        Decoding.Fault("noAutomation: [{ days: [1️⃣12-32], zone: UTC }]", .settingsBadValue, "no day"),
        Decoding.Fault("noAutomation: [{ days: [1️⃣2026-02-29], zone: UTC }]", .settingsBadValue, "no day"),
        Decoding.Fault(
            "noAutomation: [{ days: [1️⃣2026-12-24..01-02], zone: UTC }]", .settingsBadValue, "no day"),
        Decoding.Fault(
            "noAutomation: [{ days: [1️⃣2026-12-24..2026-12-23], zone: UTC }]", .settingsBadValue, "no day"),
        Decoding.Fault("noAutomation: [{ weekdays: [1️⃣friday], zone: UTC }]", .settingsBadValue, "fri"),
        Decoding.Fault("noAutomation: [{ days: [12-25], zone: 1️⃣CET }]", .settingsBadValue, "time zone"),
        Decoding.Fault("overrides: [{ 1️⃣name: a, posture: propose }]", .settingsMissingKey, "`match`"),
        Decoding.Fault(
            "overrides: [{ 1️⃣match: { paths: [a] }, posture: propose }]", .settingsMissingKey, "`name`"),
        Decoding.Fault(
            "overrides: [1️⃣{ name: a, match: { paths: [a] } }]", .settingsMissingKey, "asks for something"),
        Decoding.Fault(
            "overrides: [{ name: a, match: { 1️⃣path: [a] }, posture: propose }]", .settingsUnknownKey,
            "paths"),
        Decoding.Fault(
            "overrides: [{ name: a, match: {}, posture: 1️⃣human }]", .settingsBadValue, "propose"),
        Decoding.Fault("openPullRequests: 1️⃣-1", .settingsBadValue, "whole number"),
        Decoding.Fault("quietPeriod: 1️⃣23h", .settingsBadValue, "from 1d to 30d"),
        Decoding.Fault("quietPeriod: 1️⃣31d", .settingsBadValue, "from 1d to 30d"),
        Decoding.Fault("terraform: { roots: [{ 1️⃣environments: [] }] }", .settingsMissingKey, "`path`"),
        Decoding.Fault(
            "terraform: { roots: [{ path: 1️⃣../other }] }", .settingsBadValue, "inside the repository"),
        Decoding.Fault(
            "terraform: { roots: [{ path: a }, { path: 1️⃣a }] }", .settingsContradiction, "second time"),
        Decoding.Fault(
            "terraform: { roots: [{ path: a, environments: [{ name: p, variableFiles: [1️⃣/etc/x] }] }] }",
            .settingsBadValue, "inside the repository"),
        Decoding.Fault(
            "terraform: { roots: [{ path: a, identifiers: { x: 1️⃣[] } }] }", .settingsBadValue, "must be text"),
        Decoding.Fault("layouts: [{ 1️⃣chart: a, container: b }]", .settingsMissingKey, "`workload`"),
        Decoding.Fault("objects: [{ 1️⃣kind: Cache }]", .settingsMissingKey, "`paths`"),
        Decoding.Fault("objects: [{ kind: C, paths: [1️⃣\"a[0]\"] }]", .settingsBadValue, "no path of keys"),
        Decoding.Fault("objects: [{ kind: C, paths: [1️⃣a..b] }]", .settingsBadValue, "no path of keys"),
        Decoding.Fault("clusters: 1️⃣[a]", .settingsBadValue, "mapping"),
        Decoding.Fault("author: { name: 1️⃣\"a <b\" }", .settingsBadValue, "without < and >"),
        Decoding.Fault("prices: 1️⃣/etc/prices", .settingsBadValue, "inside the repository"),
    ]) func reportsAtTheCulprit(_ fault: Decoding.Fault) {
        let head = fault.line.hasPrefix("version") ? "" : "version: 1\n"
        let marked = MarkedText(head + fault.line + "\n")
        let (settings, diagnostics) = Decoding.repository(marked.text)
        Decoding.expect(fault, in: marked, (settings == nil, diagnostics))
    }
}
