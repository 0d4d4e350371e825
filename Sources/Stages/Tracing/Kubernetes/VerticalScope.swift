internal import Kustomize
internal import YAML

/// Which sizes of which containers a VerticalPodAutoscaler owns.
///
/// Source: `spec.resourcePolicy` of the autoscaler; without a policy it owns requests and limits of all containers.
struct VerticalScope: Sendable, Hashable {
    private struct Policy: Sendable, Hashable {
        var container: String?
        var mode: String?
        var values: String?
        var resources: [String]
    }

    private var policies: [Policy] = []

    /// Reads the `spec` of a manifest.
    init(_ spec: YAMLNodeView?) {
        policies = (spec?["resourcePolicy"]?["containerPolicies"]?.items ?? []).map { item in
            let item = item.resolved
            func text(_ key: String) -> String? { item[key]?.scalar?.text }
            return Policy(
                container: text("containerName"), mode: text("mode"), values: text("controlledValues"),
                resources: (item["controlledResources"]?.items ?? []).compactMap { $0.resolved.scalar?.text })
        }
    }

    /// Reads the `spec` of an object that is rendered.
    init(_ spec: Node?) {
        policies = (spec?.at("resourcePolicy", "containerPolicies")?.items ?? []).map { item in
            Policy(
                container: item["containerName"]?.text, mode: item["mode"]?.text,
                values: item["controlledValues"]?.text,
                resources: (item["controlledResources"]?.items ?? []).compactMap(\.text))
        }
    }

    /// True for an attribute such as `resources.limits.memory` that it owns; without a container, where it owns that of any.
    func owns(_ attribute: String, of container: String?) -> Bool {
        let fitting =
            container.map { name in
                policies.filter { $0.container == name }.first ?? policies.first { $0.container == "*" }
            } ?? nil
        guard let policy = fitting else { return true }
        let parts = attribute.split(separator: ".")
        if policy.mode == "Off" { return false }
        if policy.values == "RequestsOnly", parts.dropFirst().first == "limits" { return false }
        guard let last = parts.last, parts.count == 3, !policy.resources.isEmpty else { return true }
        return policy.resources.contains(String(last))
    }
}
