internal import Model
internal import YAML

/// The layout of bjw-s' app-template chart: `controllers.X.containers.Y.resources`.
///
/// One controller is named after the release; of several each is `release-controller`. Versions disagree when that suffix is
/// there already, and on a controller called `main`: then there is no single name, and the answer is a hold.
struct AppTemplateLayout {
    static let chart = "app-template"
    static let container = "controllers.{controller}.containers.{container}"

    private static let kinds = [
        "deployment": "Deployment", "statefulset": "StatefulSet", "daemonset": "DaemonSet",
        "cronjob": "CronJob",
        "job": "Job",
    ]
    /// Keys by which a controller or container gets another name.
    private static let renaming = ["nameOverride", "prefix", "suffix", "forceRename"]

    func workloads(of release: HelmRelease, _ values: YAMLNodeView) -> [LaidOutWorkload] {
        let base: [FieldStep] = [.key("spec"), .key("values"), .key("controllers")]
        let all = values["controllers"]?.members ?? []
        let enabled = all.filter { state($0.value.resolved["enabled"]) != false }
        let uncertain = all.contains { state($0.value.resolved["enabled"]) == nil }
        let overrides = renamed(values)
        return enabled.compactMap { entry in
            guard let id = entry.key.resolved.scalar?.text else { return nil }
            let controller = entry.value.resolved
            guard controller.kind == .mapping else { return nil }
            let path = base + [.key(id)]
            let type = controller["type"]?.scalar?.text ?? "deployment"
            var workload = LaidOutWorkload(
                kind: AppTemplateLayout.kinds[type] ?? type,
                names: names(release.name, id, count: enabled.count),
                containers: containers(controller, path), replicas: path + [.key("replicas")],
                because: "chart app-template: controllers.\(id)")
            let own = AppTemplateLayout.renaming.first { controller[$0] != nil }
            if let key = overrides ?? own {
                workload.hold = Hold(
                    .unsupported, "`\(key)` in \(release.object.location) changes the workload's name")
            } else if uncertain {
                workload.hold = Hold(
                    .templated, "it is not plain which controllers of \(release.object.location) are enabled")
            }
            if controller["defaultContainerOptions"] != nil {
                workload.absence = Hold(
                    .unsupported,
                    "defaultContainerOptions of controller `\(id)` in \(release.object.location) may set it")
            }
            return workload
        }
    }

    private func renamed(_ values: YAMLNodeView) -> String? {
        for key in ["nameOverride", "fullnameOverride"] {
            if values[key] != nil || values["global"]?[key] != nil { return key }
        }
        return nil
    }

    private func names(_ release: String, _ id: String, count: Int) -> Set<String> {
        guard count > 1 else { return [release.lowercased()] }
        let long = "\(release)-\(id)".lowercased()
        if id == "main" || id == release || release.hasSuffix("-\(id)") {
            return [release.lowercased(), long]
        }
        return [long]
    }

    private func containers(_ controller: YAMLNodeView, _ path: [FieldStep]) -> [LaidOutWorkload.Container] {
        ["containers", "initContainers"].flatMap { list in
            (controller[list]?.members ?? []).compactMap { entry -> LaidOutWorkload.Container? in
                guard let id = entry.key.resolved.scalar?.text else { return nil }
                let container = entry.value.resolved
                guard state(container["enabled"]) != false else { return nil }
                var result = LaidOutWorkload.Container(name: id, path: path + [.key(list), .key(id)])
                if container["nameOverride"] != nil {
                    result.hold = Hold(.unsupported, "container `\(id)` has a nameOverride")
                } else if FileMarks.isPlaceholder(id) {
                    result.hold = Hold(.templated, "container name `\(id)` is a template")
                }
                return result
            }
        }
    }

    /// Enabled, disabled, or nil when it cannot be said; no key means enabled.
    private func state(_ node: YAMLNodeView?) -> Bool? {
        guard let node else { return true }
        switch node.scalar?.text {
        case "true": return true
        case "false": return false
        default: return nil
        }
    }
}
