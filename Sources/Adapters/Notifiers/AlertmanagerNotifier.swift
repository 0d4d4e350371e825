internal import Diagnostics
public import HTTP
public import Model
public import Ports

/// An Alertmanager, by `POST /api/v2/alerts`; what is over is sent once more with its end.
public struct AlertmanagerNotifier: Notifier {
    /// A page without an end fires for so long: an Alertmanager ends what has none by itself after minutes.
    static let longest = 365 * 86_400.0

    /// Host and port, and a few digits that tell addresses of one host apart; never the path.
    public let name: String
    private let delivery: Delivery

    /// An Alertmanager at `url`, its address without `/api/v2`.
    public init(
        url: HTTPURL, bearer: Secret? = nil, authorityFile: String? = nil,
        transport: (any HTTPTransport)? = nil
    ) {
        name = "alertmanager \(Delivery.place(url))"
        delivery = Delivery(
            url: url, bearer: bearer, authorityFile: authorityFile,
            transport: transport ?? Delivery.retrying())
    }

    /// One alert as the API takes it.
    struct PostedAlert: Codable, Hashable {
        var labels: [String: String]
        var annotations: [String: String]
        var startsAt: String
        var endsAt: String
    }

    /// Posts the page as one alert.
    public func deliver(_ page: Page) async throws {
        try await delivery.post(
            CanonicalJSON.encode([AlertmanagerNotifier.alert(of: page)]),
            to: delivery.url.appending("api/v2/alerts"))
    }

    /// The alert of a page: its labels are the same when it fires and when it is over.
    static func alert(of page: Page) -> PostedAlert {
        var labels = [
            "alertname": alertName(page.cause), "severity": "critical", "source": "trimtab", "page": page.id,
            "repository": page.repository,
        ]
        labels["owner"] = page.owner
        labels["scope"] = page.scope
        labels["category"] = page.category
        labels["service"] = page.service
        // An empty label is no label.
        labels = labels.filter { !$0.value.isEmpty }
        let first = page.startsAt.adding(seconds: 1)
        let end = page.endsAt ?? page.startsAt.adding(seconds: longest)
        return PostedAlert(
            labels: labels, annotations: ["summary": page.title, "description": page.detail],
            startsAt: page.startsAt.description, endsAt: max(first, end).description)
    }

    /// `TrimtabBudgetExhausted`.
    static func alertName(_ cause: Page.Cause) -> String {
        "Trimtab"
            + cause.rawValue.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
