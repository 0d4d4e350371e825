import Model
import Testing

/// Values of hidden labels leave nothing behind but a mark.
struct LabelRedactionTests {
    private let rule = LabelRedaction(names: ["customer", "tenant"], key: "a key of sixteen or more")

    @Test func hidesValues() {
        let labels = rule.redacted(["customer": "acme", "tenant": "acme", "pod": "web-1", "empty": ""])
        #expect(labels["pod"] == "web-1" && labels["empty"] == "")
        #expect(labels["customer"] == rule.mark("customer", "acme"))
        #expect(labels["tenant"] == rule.mark("tenant", "acme"))
        #expect(labels["customer"] != labels["tenant"])
        #expect(labels["customer"]?.hasPrefix("redacted-") == true && labels["customer"]?.count == 19)
        #expect(!labels.values.contains { $0.contains("acme") })
        #expect(rule.redacted(["customer": ""]) == ["customer": ""])
    }

    /// Equal values stay equal and different ones apart; another key gives other marks.
    @Test func marksAreStableAndKeyed() {
        let again = LabelRedaction(names: ["customer"], key: "a key of sixteen or more")
        let other = LabelRedaction(names: ["customer"], key: "another key of sixteen")
        #expect(rule.mark("customer", "acme") == again.mark("customer", "acme"))
        #expect(rule.mark("customer", "acme") != rule.mark("customer", "acne"))
        #expect(rule.mark("customer", "acme") != other.mark("customer", "acme"))
    }

    struct Text: CustomTestStringConvertible {
        let before: String
        let after: String
        var testDescription: String { before }
    }

    @Test(arguments: [
        Text(before: #"up{customer="acme",pod="a"}"#, after: #"up{customer="M",pod="a"}"#),
        Text(before: #"up{customer=~"acme",tenant!='acme'}"#, after: #"up{customer=~"M",tenant!='T'}"#),
        Text(before: #"{"customer": "acme", "x": 1}"#, after: #"{"customer": "M", "x": 1}"#),
        Text(before: "customer: acme is slow", after: "customer: M is slow"),
        Text(before: "customer = `acme`)", after: "customer = `M`)"),
        Text(before: #"customer="acme"#, after: #"customer="M"#),
        Text(before: #"xcustomer="acme" customers="acme""#, after: #"xcustomer="acme" customers="acme""#),
        Text(before: "the customer of acme", after: "the customer of acme"),
        Text(before: "customer", after: "customer"), Text(before: #"customer="""#, after: #"customer="""#),
    ])
    func leavesNothingInTexts(_ one: Text) {
        let after = one.after.replacing("M", with: rule.mark("customer", "acme"))
            .replacing("T", with: rule.mark("tenant", "acme"))
        #expect(rule.redacted(one.before) == after)
    }

    @Test func anAlertLosesItsValuesEverywhere() {
        let alert = Alert(
            status: .firing,
            labels: ["alertname": "Slow", "customer": "acme", "query": #"rate(x{customer="acme"}[5m])"#],
            annotations: [
                "summary": "acme is slow, ACME too; acmeous is a word", "customer": "acme",
                "link": "https://x.example/?customer=acme&y=1",
            ], startsAt: Timestamp(seconds: 0), fingerprint: "f")
        let clean = rule.redacted(alert)
        let mark = rule.mark("customer", "acme")
        #expect(clean.labels["query"] == "rate(x{customer=\"\(mark)\"}[5m])")
        #expect(clean.annotations["summary"] == "\(mark) is slow, ACME too; acmeous is a word")
        #expect(clean.annotations["customer"] == mark)
        #expect(clean.annotations["link"] == "https://x.example/?customer=\(mark)&y=1")
        #expect(clean.name == "Slow" && clean.fingerprint == "f")
    }

    @Test func otherSeriesAreTheSame() {
        let series = Series(labels: ["pod": "a"], timestamps: [1], values: [2])
        #expect(rule.redacted(series) == series)
        let other = Series(labels: ["tenant": "acme"], timestamps: [1], values: [2])
        #expect(rule.redacted(other).labels == ["tenant": rule.mark("tenant", "acme")])
        #expect(rule.redacted(other).values == [2])
    }
}
