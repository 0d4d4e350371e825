import Diagnostics
import Model
import Settings
import TestSupport
import Testing

@Suite struct OperatorSettingsDecoderTests {
    static let whole = """
        version: 1
        posture: auto
        forge: { github: { api: https://ghe.example.com/api/v3, repository: acme/infra, tokenVariable: GITHUB_TOKEN } }
        metrics:
          label: prod
          url: https://prometheus.example.com
          bearerVariable: PROM_TOKEN
          headers: { X-Scope-OrgID: acme }
          certificateFile: /etc/tls/client.pem
          keyFile: /etc/tls/client.key
          caFile: /etc/tls/ca.pem
        signing: { sshKey: /keys/bot, gpgKey: ABCD, allowedSigners: /keys/allowed }
        git: { tokenVariable: GIT_TOKEN }
        ledger: { remote: https://git.example.com/ledger.git, tokenVariable: LEDGER_TOKEN, name: acme/infra }
        stateDirectory: /var/lib/trimtab
        notify:
          - { kind: webhook, url: https://pager.example/x, secretVariable: S, bearerVariable: T, caFile: /ca }
          - { kind: webhook, url: http://pager.example, secretFile: /s }
          - { kind: alertmanager, url: http://127.0.0.1:9093, bearerVariable: T }
        """

    @Test func readsEveryKey() throws {
        let (settings, diagnostics) = Decoding.operatorFile(OperatorSettingsDecoderTests.whole)
        #expect(diagnostics.isEmpty, "\(diagnostics)")
        let value = try #require(settings)
        #expect(value.posture == .auto)
        #expect(
            value.forge
                == .github(
                    api: "https://ghe.example.com/api/v3", repository: "acme/infra",
                    tokenVariable: "GITHUB_TOKEN"))
        let metrics = try #require(value.metrics)
        #expect(metrics.label == "prod")
        #expect(metrics.url == "https://prometheus.example.com")
        #expect(metrics.bearerVariable == "PROM_TOKEN")
        #expect(metrics.headers == ["X-Scope-OrgID": "acme"])
        #expect(metrics.certificateFile == "/etc/tls/client.pem")
        #expect(metrics.keyFile == "/etc/tls/client.key")
        #expect(metrics.caFile == "/etc/tls/ca.pem")
        #expect(value.signingKey == "/keys/bot")
        #expect(value.gpgKey == "ABCD")
        #expect(value.allowedSigners == "/keys/allowed")
        #expect(value.gitTokenVariable == "GIT_TOKEN")
        #expect(
            value.sharedLedger
                == OperatorSettings.SharedLedger(
                    remote: "https://git.example.com/ledger.git", tokenVariable: "LEDGER_TOKEN",
                    name: "acme/infra"))
        #expect(value.notifiers.map(\.kind) == [.webhook, .webhook, .alertmanager])
        #expect(value.notifiers[0].secretVariable == "S" && value.notifiers[0].bearerVariable == "T")
        #expect(value.notifiers[0].caFile == "/ca" && value.notifiers[1].secretFile == "/s")
        #expect(value.sources["ledger"] == "operator.yml:14")
        #expect(value.stateDirectory == "/var/lib/trimtab")
        #expect(value.sources["signing"] == "operator.yml:12")
    }

    /// Autonomy on a forge is given, never assumed; the local forge is the user's own machine.
    @Test(arguments: [
        ("version: 1\n", Posture.auto), ("version: 1\nforge: local\n", .auto),
        ("version: 1\nforge: local\nposture: observe\n", .observe),
        ("version: 1\nforge: { github: { repository: a/b, tokenVariable: T } }\n", .propose),
    ]) func capsWithoutAPosture(text: String, expected: Posture) {
        #expect(Decoding.operatorFile(text).0?.posture == expected)
    }

    @Test func anAbsentFileCapsByTheForge() {
        #expect(OperatorSettings().posture == .auto)
        #expect(
            OperatorSettings(forge: .github(api: "x", repository: "a/b", tokenVariable: "T")).posture
                == .propose)
    }

    @Test(arguments: [
        Decoding.Fault("forge: 1️⃣gitlab", .settingsBadValue, "local"),
        Decoding.Fault("forge: { 1️⃣gihub: {} }", .settingsUnknownKey, "did you mean `github`?"),
        Decoding.Fault("forge: { github: { 1️⃣repository: a/b } }", .settingsMissingKey, "`tokenVariable`"),
        Decoding.Fault(
            "forge: { github: { repository: 1️⃣a, tokenVariable: T } }", .settingsBadValue, "owner/name"),
        Decoding.Fault(
            "forge: { github: { repository: a/b, tokenVariable: 1️⃣ghp_abcdef123 } }", .settingsSecret,
            "environment variable"),
        Decoding.Fault("notify: 1️⃣{}", .settingsBadValue, "must be a list"),
        Decoding.Fault("notify: [{ 1️⃣kind: alertmanager }]", .settingsMissingKey, "`url`"),
        Decoding.Fault("notify: [{ kind: 1️⃣slack, url: https://a }]", .settingsBadValue, "webhook"),
        Decoding.Fault("notify: [{ 1️⃣kind: webhook, url: https://a }]", .settingsMissingKey, "secretVariable"),
        Decoding.Fault(
            "notify: [{ kind: webhook, url: https://a, secretVariable: S, 1️⃣secretFile: /s }]",
            .settingsContradiction, "not in both"),
        Decoding.Fault(
            "notify: [{ kind: alertmanager, url: https://a, secretVariable: 1️⃣S }]", .settingsBadValue,
            "no signature"),
        Decoding.Fault(
            "notify: [{ kind: alertmanager, url: 1️⃣http://a, bearerVariable: T }]", .settingsSecret,
            "https only"),
        Decoding.Fault(
            "notify: [{ kind: webhook, url: 1️⃣https://u:p@a, secretVariable: S }]", .settingsSecret,
            "no credentials"),
        Decoding.Fault(
            "notify: [{ kind: webhook, url: https://a, secretVariable: 1️⃣hunter2 }]", .settingsSecret,
            "environment variable"),
        Decoding.Fault("ledger: { 1️⃣name: a }", .settingsMissingKey, "`remote`"),
        Decoding.Fault("ledger: { 1️⃣remotes: a }", .settingsUnknownKey, "did you mean `remote`?"),
        Decoding.Fault("ledger: { remote: 1️⃣https://u:p@a/b }", .settingsSecret, "no credentials"),
        Decoding.Fault("ledger: { remote: 1️⃣https://token@a/b }", .settingsSecret, "no credentials"),
        Decoding.Fault("ledger: { remote: 1️⃣ssh://git:p@a/b }", .settingsSecret, "no credentials"),
        Decoding.Fault("ledger: { remote: 1️⃣--upload-pack=x }", .settingsBadValue, "an address or a path"),
        Decoding.Fault(
            "ledger: { remote: a, tokenVariable: 1️⃣glpat-x }", .settingsSecret, "environment variable"),
        Decoding.Fault("ledger: { remote: a, name: 1️⃣\"a\\nb\" }", .settingsBadValue, "one line"),
        Decoding.Fault("metrics: { 1️⃣label: a }", .settingsMissingKey, "`url`"),
        Decoding.Fault("metrics: { url: 1️⃣ftp://a }", .settingsBadValue, "http or https"),
        Decoding.Fault("metrics: { url: 1️⃣https:// }", .settingsBadValue, "http or https"),
        Decoding.Fault("metrics: { url: 1️⃣https://user:pass@a }", .settingsSecret, "no credentials"),
        Decoding.Fault(
            "metrics: { url: http://a, bearerVariable: 1️⃣eyJhbGciOi }", .settingsSecret, "environment variable"
        ),
        Decoding.Fault(
            "metrics: { 1️⃣url: http://a, userVariable: U }", .settingsMissingKey, "`passwordVariable`"),
        Decoding.Fault("metrics: { 1️⃣url: http://a, keyFile: /k }", .settingsMissingKey, "`certificateFile`"),
        Decoding.Fault(
            "metrics: { url: http://a, headers: { 1️⃣Authorization: x } }", .settingsSecret, "bearerVariable"),
        Decoding.Fault(
            "metrics: { url: http://a, bearerVariable: B, 1️⃣userVariable: U, passwordVariable: P }",
            .settingsContradiction, "cannot both"),
        Decoding.Fault("git: { tokenVariable: 1️⃣1TOKEN }", .settingsSecret, "environment variable"),
        Decoding.Fault("signing: { 1️⃣key: /k }", .settingsUnknownKey, "`signing`"),
        Decoding.Fault("posture: 1️⃣5", .settingsBadValue, "must be text"),
    ]) func reportsAtTheCulprit(_ fault: Decoding.Fault) {
        let marked = MarkedText("version: 1\n" + fault.line + "\n")
        let (settings, diagnostics) = Decoding.operatorFile(marked.text)
        Decoding.expect(fault, in: marked, (settings == nil, diagnostics))
    }
}
