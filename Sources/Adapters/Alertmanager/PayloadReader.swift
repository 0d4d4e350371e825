internal import Diagnostics
internal import Model

/// Gives the nodes of a payload their meaning and collects what is wrong with them.
struct PayloadReader {
    private(set) var diagnostics: [Diagnostic] = []

    mutating func payload(_ node: ConfigNode) -> AlertmanagerPayload? {
        guard case .map = node.value else {
            report(.alertField, "an Alertmanager payload is a JSON object", node)
            return nil
        }
        guard versionIsKnown(node), let list = node["alerts"] else {
            if node["alerts"] == nil { reportMissing("alerts", in: node) }
            return nil
        }
        guard case .list(let items) = list.value else {
            report(.alertField, "`alerts` is a list", list)
            return nil
        }
        var payload = AlertmanagerPayload(
            groupKey: text("groupKey", in: node), receiver: text("receiver", in: node), status: .firing,
            groupLabels: labels("groupLabels", in: node), commonLabels: labels("commonLabels", in: node),
            truncatedAlerts: count("truncatedAlerts", in: node), externalURL: text("externalURL", in: node),
            firing: [], resolved: [])
        if let status = node["status"] { payload.status = self.status(status) ?? .firing }
        if items.isEmpty { report(.alertField, "the payload holds no alert", list) }
        if items.count > AlertmanagerPayload.maximumAlerts {
            report(
                .alertLimit, "\(items.count) alerts; the first \(AlertmanagerPayload.maximumAlerts) are read",
                list,
                .warning)
        }
        if payload.truncatedAlerts > 0 {
            report(
                .alertLimit,
                "Alertmanager left out \(payload.truncatedAlerts) alerts of this group; raise max_alerts",
                node["truncatedAlerts"] ?? node, .warning)
        }
        add(items.prefix(AlertmanagerPayload.maximumAlerts), to: &payload)
        return payload.firing.isEmpty && payload.resolved.isEmpty ? nil : payload
    }

    private mutating func add(_ items: ArraySlice<ConfigNode>, to payload: inout AlertmanagerPayload) {
        var seen: Set<String> = []
        for item in items {
            guard let alert = alert(item), seen.insert(alert.fingerprint).inserted else { continue }
            switch alert.status {
            case .firing: payload.firing.append(alert)
            case .resolved:
                // A zero time means that the end is not known.
                let end = moment("endsAt", in: item).flatMap { $0.milliseconds > 0 ? $0 : nil }
                payload.resolved.append(AlertmanagerPayload.ResolvedAlert(alert: alert, endsAt: end))
            }
        }
    }

    private mutating func alert(_ node: ConfigNode) -> Alert? {
        guard case .map = node.value else {
            report(.alertField, "an alert is a JSON object", node)
            return nil
        }
        guard let statusNode = node["status"] else {
            reportMissing("status", in: node)
            return nil
        }
        guard let status = status(statusNode) else { return nil }
        let labels = labels("labels", in: node)
        guard !labels.isEmpty else {
            report(
                .alertLabels, "the alert has no labels, so nothing tells what it is about",
                node["labels"] ?? node)
            return nil
        }
        guard let startsAt = moment("startsAt", in: node) else {
            if node["startsAt"] == nil { reportMissing("startsAt", in: node) }
            return nil
        }
        let fingerprint = text("fingerprint", in: node)
        return Alert(
            status: status, labels: labels, annotations: self.labels("annotations", in: node),
            startsAt: startsAt,
            fingerprint: fingerprint.isEmpty ? Self.identity(labels) : fingerprint)
    }

    private mutating func versionIsKnown(_ node: ConfigNode) -> Bool {
        guard let version = node["version"] else {
            report(
                .alertVersion,
                "there is no `version`; is this an Alertmanager webhook payload? It says \"version\": \"4\"",
                node)
            return false
        }
        guard version.scalarText == AlertmanagerPayload.version else {
            report(
                .alertVersion,
                "version \(version.scalarText ?? "of another kind") is not understood, version \"4\" is",
                version)
            return false
        }
        return true
    }

    private mutating func status(_ node: ConfigNode) -> Alert.Status? {
        guard case .string(let text) = node.value, let status = Alert.Status(rawValue: text) else {
            report(.alertField, "a status is \"firing\" or \"resolved\"", node)
            return nil
        }
        return status
    }

    private mutating func moment(_ name: String, in node: ConfigNode) -> Timestamp? {
        guard let value = node[name] else { return nil }
        guard case .string(let text) = value.value, let moment = Timestamp(text) else {
            report(.alertField, "`\(name)` is a time such as \"2026-11-20T00:00:00Z\"", value)
            return nil
        }
        return moment
    }

    private mutating func labels(_ name: String, in node: ConfigNode) -> Labels {
        guard let value = node[name] else { return [:] }
        if case .null = value.value { return [:] }
        guard case .map(let entries) = value.value else {
            report(.alertField, "`\(name)` is an object of texts", value)
            return [:]
        }
        var labels: Labels = [:]
        for entry in entries {
            if case .string(let text) = entry.value.value {
                labels[entry.key] = text
            } else {
                report(.alertField, "`\(name).\(entry.key)` is a text", entry.value)
            }
        }
        return labels
    }

    private mutating func text(_ name: String, in node: ConfigNode) -> String {
        guard let value = node[name] else { return "" }
        if case .string(let text) = value.value { return text }
        report(.alertField, "`\(name)` is a text", value)
        return ""
    }

    private mutating func count(_ name: String, in node: ConfigNode) -> Int {
        guard let value = node[name] else { return 0 }
        if case .number(let number, _) = value.value, let count = Int(exactly: number), count >= 0 {
            return count
        }
        report(.alertField, "`\(name)` is a count", value)
        return 0
    }

    private mutating func reportMissing(_ name: String, in node: ConfigNode) {
        report(.alertField, "`\(name)` is missing", node)
    }

    private mutating func report(
        _ id: DiagnosticID, _ message: String, _ node: ConfigNode, _ severity: Severity = .error
    ) {
        diagnostics.append(Diagnostic(id, severity, message, at: node.span))
    }

    /// Stands in for a missing fingerprint: equal labels, equal alert.
    private static func identity(_ labels: Labels) -> String {
        let parts = labels.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        return ActionID(of: parts).rawValue
    }
}
