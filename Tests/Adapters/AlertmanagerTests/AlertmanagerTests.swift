import Alertmanager
import Diagnostics
import Model
import TestSupport
import Testing

@Suite struct AlertmanagerTests {
    private func decode(_ text: String) -> (payload: AlertmanagerPayload?, diagnostics: [Diagnostic]) {
        AlertmanagerPayload.decode(SourceFile(path: "alert.json", bytes: Array(text.utf8)))
    }

    /// As Alertmanager 0.25 sends it.
    private static let real = """
        {"receiver":"trimtab","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"KubeContainerOOMKilled",\
        "container":"app","namespace":"prod","pod":"checkout-5d9c-abcde"},"annotations":{"summary":"killed \\u2013 again"},\
        "startsAt":"2026-11-19T14:32:00.123456789Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://p/graph","fingerprint":\
        "c1a0"},{"status":"resolved","labels":{"alertname":"KubeContainerOOMKilled","container":"app","namespace":"prod",\
        "pod":"search-1"},"annotations":{},"startsAt":"2026-11-19T10:00:00+02:00","endsAt":"2026-11-19T09:00:00Z",\
        "generatorURL":"","fingerprint":"c1a1"}],"groupLabels":{"alertname":"KubeContainerOOMKilled"},"commonLabels":\
        {"alertname":"KubeContainerOOMKilled","namespace":"prod"},"commonAnnotations":{},"externalURL":"http://am:9093",\
        "version":"4","groupKey":"{}:{alertname=\\"KubeContainerOOMKilled\\"}","truncatedAlerts":0}
        """

    @Test func readsWhatAlertmanagerSends() throws {
        let (read, diagnostics) = decode(Self.real)
        let payload = try #require(read)
        #expect(diagnostics.isEmpty)
        #expect(payload.groupKey == "{}:{alertname=\"KubeContainerOOMKilled\"}")
        #expect(payload.receiver == "trimtab")
        #expect(payload.status == .firing)
        #expect(payload.groupLabels == ["alertname": "KubeContainerOOMKilled"])
        #expect(payload.commonLabels["namespace"] == "prod")
        #expect(payload.externalURL == "http://am:9093")
        let alert = try #require(payload.firing.first)
        #expect(payload.firing.count == 1)
        #expect(alert.name == "KubeContainerOOMKilled")
        #expect(alert.labels["pod"] == "checkout-5d9c-abcde")
        #expect(alert.annotations["summary"] == "killed – again")
        #expect(alert.startsAt == Timestamp("2026-11-19T14:32:00.123Z"))
        #expect(alert.fingerprint == "c1a0")
        let resolved = try #require(payload.resolved.first)
        #expect(resolved.alert.startsAt == Timestamp("2026-11-19T08:00:00Z"))
        #expect(resolved.endsAt == Timestamp("2026-11-19T09:00:00Z"))
    }

    private static func payload(_ alerts: String) -> String {
        #"{"version":"4","status":"firing","alerts":["# + alerts + "]}"
    }

    private static func alert(
        _ labels: String = #"{"alertname":"A"}"#, status: String = "firing", fingerprint: String = "f1"
    ) -> String {
        #"{"status":"\#(status)","labels":\#(labels),"startsAt":"2026-11-20T00:00:00Z","fingerprint":"\#(fingerprint)"}"#
    }

    @Test func keepsTheGoodAlertsBesideTheBad() throws {
        let bad = #"{"status":"firing","labels":{},"startsAt":"2026-11-20T00:00:00Z"}"#
        let (payload, diagnostics) = decode(Self.payload([bad, Self.alert(), "7"].joined(separator: ",")))
        #expect(payload?.firing.map(\.name) == ["A"])
        #expect(diagnostics.map(\.id) == [.alertLabels, .alertField])
    }

    @Test func takesEveryFingerprintOnce() {
        let twice = [Self.alert(), Self.alert(fingerprint: "f2"), Self.alert()].joined(separator: ",")
        #expect(decode(Self.payload(twice)).payload?.firing.map(\.fingerprint) == ["f1", "f2"])
    }

    @Test func standsInForAMissingFingerprint() {
        let one = Self.alert(#"{"a":"1","b":"2"}"#, fingerprint: "")
        let same = Self.alert(#"{"b":"2","a":"1"}"#, fingerprint: "")
        let other = Self.alert(#"{"a":"1","b":"3"}"#, fingerprint: "")
        let firing = decode(Self.payload([one, same, other].joined(separator: ","))).payload?.firing
        #expect(firing?.count == 2)
        #expect(firing?.allSatisfy { $0.fingerprint.count == 16 } == true)
    }

    /// The mark stands at the first byte of what is reported.
    @Test(arguments: [
        ("1️⃣", "the payload ends here, a value is missing", DiagnosticID.alertSyntax),
        ("{\"version\":\"4\",\n  \"alerts\":[1️⃣", "the payload ends here, a value is missing", .alertSyntax),
        ("{\"version\":\"4\" 1️⃣\"alerts\":[]}", "expected a comma or }", .alertSyntax),
        ("{\"version\" 1️⃣}", "expected a colon", .alertSyntax),
        ("{1️⃣version:4}", "expected a name in quotes", .alertSyntax),
        ("{\"a\":[1 1️⃣2]}", "expected a comma or ]", .alertSyntax),
        ("{\"a\":1️⃣nul}", "expected true, false or null", .alertSyntax),
        ("{\"a\":1️⃣\"x", "this text has no closing quote", .alertSyntax),
        ("{\"a\":\"x1️⃣\n\"}", "a text contains a bare control character", .alertSyntax),
        ("{\"a\":\"1️⃣\\q\"}", "this is no escape of JSON", .alertSyntax),
        ("{\"a\":\"\\u1️⃣00g0\"}", "expected four hexadecimal digits", .alertSyntax),
        ("{\"a\":-1️⃣x}", "expected a digit", .alertSyntax),
        ("{} 1️⃣{}", "something follows the end of the payload", .alertSyntax),
        ("1️⃣status=firing", "expected a value", .alertSyntax),
        ("1️⃣[]", "an Alertmanager payload is a JSON object", .alertField),
        (
            "1️⃣{\"alerts\":[]}",
            "there is no `version`; is this an Alertmanager webhook payload? It says \"version\": \"4\"",
            .alertVersion
        ),
        (
            "{\"version\":1️⃣\"3\",\"alerts\":[]}", "version 3 is not understood, version \"4\" is",
            .alertVersion
        ),
        (
            "{\"version\":1️⃣[],\"alerts\":[]}", "version of another kind is not understood, version \"4\" is",
            .alertVersion
        ),
        ("1️⃣{\"version\":\"4\"}", "`alerts` is missing", .alertField),
        ("{\"version\":\"4\",\"alerts\":1️⃣{}}", "`alerts` is a list", .alertField),
        ("{\"version\":\"4\",\"alerts\":1️⃣[]}", "the payload holds no alert", .alertField),
        ("{\"version\":\"4\",\"alerts\":[1️⃣1]}", "an alert is a JSON object", .alertField),
        ("{\"version\":\"4\",\"alerts\":[1️⃣{\"labels\":{\"a\":\"b\"}}]}", "`status` is missing", .alertField),
        (
            "{\"version\":\"4\",\"alerts\":[{\"status\":1️⃣\"on\"}]}", "a status is \"firing\" or \"resolved\"",
            .alertField
        ),
        (
            "{\"version\":\"4\",\"alerts\":[1️⃣{\"status\":\"firing\"}]}",
            "the alert has no labels, so nothing tells what it is about", .alertLabels
        ),
        (
            "{\"version\":\"4\",\"alerts\":[{\"status\":\"firing\",\"labels\":1️⃣null}]}",
            "the alert has no labels, so nothing tells what it is about", .alertLabels
        ),
        (
            "{\"version\":\"4\",\"alerts\":[{\"status\":\"firing\",\"labels\":{\"a\":\"b\"},\"startsAt\":1️⃣\"now\"}]}",
            "`startsAt` is a time such as \"2026-11-20T00:00:00Z\"", .alertField
        ),
        (
            "{\"version\":\"4\",\"alerts\":[1️⃣{\"status\":\"firing\",\"labels\":{\"a\":\"b\"}}]}",
            "`startsAt` is missing", .alertField
        ),
    ])
    func saysWhatIsWrongWhere(_ marked: String, _ message: String, _ id: DiagnosticID) throws {
        let sample = MarkedText(marked)
        let (payload, diagnostics) = decode(sample.text)
        #expect(payload == nil)
        let diagnostic = try #require(diagnostics.first)
        #expect(diagnostics.count == 1)
        #expect(diagnostic.message == message)
        #expect(diagnostic.id == id)
        #expect(diagnostic.severity == .error)
        #expect(Int(diagnostic.subject.range.lower) == sample.offset("1️⃣"))
    }

    @Test func aLabelThatIsNoTextIsNamed() throws {
        let (payload, diagnostics) = decode(Self.payload(Self.alert(#"{"alertname":"A","n":5}"#)))
        #expect(payload?.firing.first?.labels == ["alertname": "A"])
        #expect(diagnostics.map(\.message) == ["`labels.n` is a text"])
    }

    @Test func rendersWithLineAndColumn() {
        let file = SourceFile(path: "alert.json", bytes: Array("{\n  \"version\": \"5\"\n}".utf8))
        let diagnostic = AlertmanagerPayload.decode(file).diagnostics[0]
        let text = DiagnosticRenderer(files: [file]).render(diagnostic)
        #expect(text.hasPrefix("alert.json:2:14: error: version 5 is not understood"))
    }

    @Test func sizesAreLimited() {
        let huge = SourceFile(
            path: "a", bytes: [UInt8](repeating: 0x20, count: AlertmanagerPayload.maximumBytes + 1))
        #expect(AlertmanagerPayload.decode(huge).diagnostics.map(\.id) == [.alertLimit])
        #expect(
            decode(String(repeating: "[", count: 100_000)).diagnostics.map(\.message) == [
                "nested more than 32 deep"
            ])
        let many = (0...1000).map { Self.alert(fingerprint: "\($0)") }.joined(separator: ",")
        let (payload, diagnostics) = decode(Self.payload(many))
        #expect(payload?.firing.count == 1000)
        #expect(diagnostics.map(\.severity) == [.warning])
    }

    @Test func sayThatAlertsWereLeftOut() {
        let text = #"{"version":"4","truncatedAlerts":7,"alerts":["# + Self.alert() + "]}"
        let (payload, diagnostics) = decode(text)
        #expect(payload?.truncatedAlerts == 7)
        #expect(
            diagnostics.first?.message == "Alertmanager left out 7 alerts of this group; raise max_alerts")
    }

    @Test func brokenBytesNeverTrap() {
        let alphabet = Array("{}[]\",:\\u0123456789.eE+-ntf \n\u{1}é".utf8)
        for seed in 0..<3000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var bytes = Array(Self.real.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                case 1: bytes.remove(at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 200))
                }
            }
            let (payload, diagnostics) = AlertmanagerPayload.decode(SourceFile(path: "a", bytes: bytes))
            #expect(payload != nil || diagnostics.contains { $0.severity == .error }, "seed \(seed)")
            for one in diagnostics { #expect(Int(one.subject.range.upper) <= bytes.count, "seed \(seed)") }
        }
    }
}
