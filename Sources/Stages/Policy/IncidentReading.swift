public import Model

/// Whether trouble is open on a service, other than what the change answers.
public enum IncidentReading: Hashable, Sendable {
    /// Nothing fires.
    case clear
    /// These fire.
    case open([String])
    /// It cannot be told, which counts as open.
    case unknown(String)
}

/// Reads incidents from what fires; one query serves all targets of a run.
public enum IncidentRule {
    /// All alerts that fire.
    public static let query = "ALERTS{alertstate=\"firing\"}"
    /// Alerts that say that alerting works, and nothing else.
    static let harmless: Set<String> = ["Watchdog", "DeadMansSwitch", "InfoInhibitor"]

    /// The reading for one target.
    ///
    /// `firing` is the answer to ``query``, nil when it could not be had. An alert counts when its labels lead to the
    /// target's service, or to its namespace without naming another workload. The alert that the run answers does not.
    public static func reading(
        of firing: [Labels]?, for target: Target, trigger: Trigger, whyUnknown: String = "no answer"
    ) -> IncidentReading {
        guard let firing else { return .unknown(whyUnknown) }
        let open = firing.filter { alert in
            !harmless.contains(alert["alertname"] ?? "") && !isAnswered(alert, by: trigger)
                && concerns(alert, target.address)
        }
        let names = Set(open.map { $0["alertname"] ?? "an alert without a name" })
        return names.isEmpty ? .clear : .open(names.sorted())
    }

    private static func isAnswered(_ alert: Labels, by trigger: Trigger) -> Bool {
        guard case .alert(let answered) = trigger else { return false }
        let bookkeeping: Set<String> = ["__name__", "alertstate"]
        return answered.labels.allSatisfy { alert[$0.key] == $0.value || alert[$0.key] == nil }
            && alert.allSatisfy { bookkeeping.contains($0.key) || answered.labels[$0.key] == $0.value }
            && alert["alertname"] == answered.name
    }

    private static func concerns(_ alert: Labels, _ address: ResourceAddress) -> Bool {
        switch address {
        case .kubernetes(let kubernetes): return concerns(alert, kubernetes)
        case .terraform(let terraform):
            let name = terraform.address.split(separator: ".").last.map(String.init) ?? terraform.address
            return alert["service"].map { $0 == address.service || $0 == name } ?? false
        }
    }

    private static func concerns(_ alert: Labels, _ address: KubernetesAddress) -> Bool {
        guard alert["namespace"] == address.namespace else { return false }
        if let cluster = address.cluster, let said = alert["cluster"], said != cluster { return false }
        let named = ["deployment", "statefulset", "daemonset", "workload", "service", "app"].compactMap {
            alert[$0]
        }
        if !named.isEmpty { return named.contains(address.name) }
        guard let pod = alert["pod"] else { return true }
        return pod == address.name || isPod(pod, of: address)
    }

    /// `checkout-6d4f9c7b8d-x2x4z` is of Deployment checkout, `db-0` of StatefulSet db; `checkout-api-…` is of neither.
    private static func isPod(_ pod: String, of address: KubernetesAddress) -> Bool {
        guard pod.hasPrefix(address.name + "-") else { return false }
        let rest = pod.dropFirst(address.name.count + 1).split(separator: "-")
        return address.kind == "StatefulSet"
            ? rest.count == 1 && rest[0].allSatisfy(\.isNumber)
            : rest.count <= 2 && rest.last.map { $0.count == 5 } ?? false
    }
}
