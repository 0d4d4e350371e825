internal import Kustomize
internal import Model
internal import YAML

/// The layout of bjw-s' app-template chart: `controllers.X.containers.Y.resources`.
///
/// One controller is named after the release; of several each is `release-controller`. Versions disagree when that suffix is
/// there already, and on a controller called `main`: where the version is not said there is no single name then, and the
/// answer is a hold.
struct AppTemplateLayout {
    static let chart = "app-template"
    static let container = "controllers.{controller}.containers.{container}"

    static let kinds = [
        "deployment": "Deployment", "statefulset": "StatefulSet", "daemonset": "DaemonSet",
        "cronjob": "CronJob",
        "job": "Job",
    ]
    /// Keys by which a controller or container gets another name.
    private static let renaming = ["nameOverride", "prefix", "suffix"]
    /// What the chart copies from a container's values as it is.
    private static let copied = [
        "resources": ["resources"], "securityContext": ["securityContext"], "lifecycle": ["lifecycle"],
        "imagePullPolicy": ["image", "pullPolicy"],
    ]
    /// What of a probe's `spec` counts where the probe is not a custom one.
    private static let probeNumbers: Set<String> = [
        "initialDelaySeconds", "failureThreshold", "timeoutSeconds", "periodSeconds",
    ]

    func workloads(of release: LaidOutRelease) -> [LaidOutWorkload] {
        let values = release.values
        if AppTemplateLayout.isSingle(values) { return single(release) }
        let all = (values["controllers"]?.entries ?? []).filter { $0.value.isMapping }
        let enabled = all.filter { state($0.value["enabled"]) != false }
        let uncertain = all.contains { state($0.value["enabled"]) == nil }
        let overrides = renamed(release)
        // One alone is named as one of several where that is asked for.
        let appends = state(
            values.at("global", "alwaysAppendIdentifierToResourceName") ?? Node(text: "false"))
        let count = appends == false ? enabled.count : 2
        let workloads = enabled.map { entry in
            let id = entry.key
            let controller = entry.value
            let path = ["controllers", id]
            let type = controller["type"]?.text ?? "deployment"
            var workload = LaidOutWorkload(
                kind: AppTemplateLayout.kinds[type] ?? type,
                names: names(release, id, count: count),
                containers: containers(controller, path),
                fields: [.init(attribute: "replicas", path: path + ["replicas"])],
                because: "chart app-template: controllers.\(id)")
            let own = AppTemplateLayout.renaming.first { controller[$0] != nil }
            if let name = controller["forceRename"]?.text, !name.isEmpty {
                // Nothing else has a say in the name then.
                workload.names = [name.lowercased()]
                if FileMarks.isPlaceholder(name) {
                    workload.hold = Hold(
                        .templated, "the name `\(name)` in \(release.location) is a template")
                }
            } else if let key = overrides ?? own {
                workload.hold = Hold(
                    .unsupported, "`\(key)` in \(release.location) changes the workload's name")
            } else if uncertain {
                workload.hold = Hold(
                    .templated, "it is not plain which controllers of \(release.location) are enabled")
            }
            if controller["defaultContainerOptions"] != nil {
                workload.absence = Hold(
                    .unsupported,
                    "defaultContainerOptions of controller `\(id)` in \(release.location) may set it")
            }
            return workload
        }
        return workloads.map { workload in
            let isAlone = workloads.count { $0.kind == workload.kind && $0.names == workload.names } == 1
            guard !isAlone else { return workload }
            var workload = workload
            workload.hold = Hold(
                .ambiguous, "several controllers of \(release.location) have the same name")
            return workload
        }
    }

    /// The key that gives workloads another name than the release's; nil where what such keys say comes to the same.
    func renamed(_ release: LaidOutRelease) -> String? {
        let values = release.values
        for key in ["nameOverride", "fullnameOverride"] {
            for node in [values[key], values["global"]?[key]] {
                guard let node else { continue }
                // A short name that is a part of the release's leaves that one.
                let text = node.text ?? ""
                let isSame = key == "nameOverride" ? release.name.contains(text) : release.name == text
                guard !text.isEmpty, isSame else { return key }
            }
        }
        return nil
    }

    private func containers(_ controller: Node, _ path: [String]) -> [LaidOutWorkload.Container] {
        ["containers", "initContainers"].flatMap { list in
            (controller[list]?.entries ?? []).compactMap { entry -> LaidOutWorkload.Container? in
                guard entry.value.isMapping, state(entry.value["enabled"]) != false else { return nil }
                let own = path + [list, entry.key]
                let given = entry.value["nameOverride"]?.text ?? ""
                let name = given.isEmpty ? entry.key : given
                var result = LaidOutWorkload.Container(
                    name: name, fields: fields(entry.value, own), image: image(entry.value))
                if FileMarks.isPlaceholder(name) {
                    result.hold = Hold(.templated, "container name `\(name)` is a template")
                }
                return result
            }
        }
    }

    private func fields(_ container: Node, _ path: [String]) -> [LaidOutWorkload.Field] {
        var fields = AppTemplateLayout.copied.sorted { $0.key < $1.key }.map {
            LaidOutWorkload.Field(attribute: $0.key, path: path + $0.value)
        }
        // A single text becomes a list of one; a list stays as it is.
        for key in ["args", "command"] where container[key]?.items.isEmpty == false {
            fields.append(.init(attribute: key, path: path + [key]))
        }
        fields.append(.init(attribute: "image", path: path + ["image", "tag"], isTag: true))
        for entry in container["env"]?.entries ?? [] where AppTemplateLayout.isPlain(entry.value) {
            fields.append(.init(attribute: "env[\(entry.key)].value", path: path + ["env", entry.key]))
        }
        for entry in container["probes"]?.entries ?? [] {
            let probe = entry.value
            var field = LaidOutWorkload.Field(
                attribute: "\(entry.key)Probe", path: path + ["probes", entry.key, "spec"])
            if probe["enabled"]?.text != "true" {
                field.hold = Hold(.external, "the probe `\(entry.key)` is not plainly enabled")
            } else if probe["custom"]?.text != "true" {
                field.only = AppTemplateLayout.probeNumbers
            }
            fields.append(field)
        }
        return fields
    }

    /// True for what becomes the value of a variable as it is written: no template, and no number that is written anew.
    private static func isPlain(_ node: Node) -> Bool {
        guard let scalar = node.scalar else { return false }
        switch scalar.value {
        case .string(let text): return !text.contains("{{")
        case .int: return scalar.text == "0" || scalar.text.contains(/^[1-9][0-9]*$/)
        case .bool: return scalar.text == "true" || scalar.text == "false"
        default: return false
        }
    }

    /// `repository:tag`, where both are said and nothing else is.
    func image(_ container: Node) -> String? {
        guard let image = container["image"], let name = image["repository"]?.text,
            let tag = image["tag"]?.text, !tag.isEmpty, image["digest"] == nil
        else { return nil }
        return "\(name):\(tag)"
    }

    /// Enabled, disabled, or nil when it cannot be said; no key means enabled.
    func state(_ node: Node?) -> Bool? {
        guard let node else { return true }
        switch node.text {
        case "true": return true
        case "false": return false
        default: return nil
        }
    }
}
