internal import Model
internal import Settings
internal import YAML

/// A workload that a layout map finds in the values of a release.
struct LaidOutWorkload: Sendable {
    /// A container and where the values speak of it, from the HelmRelease's top.
    struct Container: Sendable {
        var name: String
        var path: [FieldStep]
        var hold: Hold?
    }

    var kind: String
    /// The name; several when versions of the chart disagree.
    var names: Set<String>
    var containers: [Container]
    /// Where the number of replicas stands.
    var replicas: [FieldStep]?
    /// Why nothing can be traced in it.
    var hold: Hold?
    /// Why a key that is not there does not mean that nothing sets it.
    var absence: Hold?
    /// The hop's reason.
    var because: String
}

/// Declared layout maps and the built-in one of the app-template chart.
struct ChartLayouts: Sendable {
    let declared: [LayoutMap]

    /// The workloads of a release; nil when no map speaks of its chart.
    func workloads(of release: HelmRelease) -> [LaidOutWorkload]? {
        guard let chart = release.chart else { return nil }
        let isBuiltIn = chart == AppTemplateLayout.chart
        // A declared map of the same shape adds nothing to the built-in one, which knows the chart's own exceptions.
        if let map = declared.last(where: { $0.chart == chart }),
            !(isBuiltIn && map.container == AppTemplateLayout.container)
        {
            return release.values.map { DeclaredLayout(map: map).workloads(of: release, $0) } ?? []
        }
        guard isBuiltIn else { return nil }
        return release.values.map { AppTemplateLayout().workloads(of: release, $0) } ?? []
    }
}

/// A map from configuration: a values path with placeholders, a name and a kind.
struct DeclaredLayout {
    let map: LayoutMap

    func workloads(of release: HelmRelease, _ values: YAMLNodeView) -> [LaidOutWorkload] {
        var found: [(bindings: [String: String], path: [FieldStep])] = []
        match(
            map.container.split(separator: ".").map(String.init)[...], values, [:],
            [.key("spec"), .key("values")], &found)
        var workloads: [String: LaidOutWorkload] = [:]
        var owners: [String: [String: String]] = [:]
        for (bindings, path) in found {
            var owner = bindings
            let container = owner.removeValue(forKey: "container")
            owner["release"] = release.name
            guard let name = fill(map.workloadName, owner), let kind = fill(map.workloadKind, owner) else {
                continue
            }
            let id = "\(kind)/\(name)"
            var workload =
                workloads[id]
                ?? LaidOutWorkload(
                    kind: kind, names: [name], containers: [], replicas: nil,
                    because: "chart `\(map.chart)` by the declared layout \(map.container)")
            if let other = owners[id], other != owner {
                workload.hold = Hold(
                    .ambiguous,
                    "the declared layout gives several parts of \(release.object.location) the name \(name)")
            }
            owners[id] = owner
            var found = LaidOutWorkload.Container(name: container ?? "", path: path)
            if container == nil {
                found.hold = Hold(
                    .unsupported, "the declared layout \(map.container) does not say the container's name")
            }
            workload.containers.append(found)
            workloads[id] = workload
        }
        return workloads.keys.sorted().compactMap { workloads[$0] }
    }

    private func match(
        _ pattern: ArraySlice<String>, _ node: YAMLNodeView, _ bindings: [String: String],
        _ path: [FieldStep],
        _ found: inout [(bindings: [String: String], path: [FieldStep])]
    ) {
        guard let part = pattern.first else {
            found.append((bindings, path))
            return
        }
        guard part.hasPrefix("{"), part.hasSuffix("}") else {
            if let next = node[part] {
                match(pattern.dropFirst(), next, bindings, path + [.key(part)], &found)
            }
            return
        }
        let placeholder = String(part.dropFirst().dropLast())
        for entry in node.members {
            guard let key = entry.key.resolved.scalar?.text, entry.value.resolved.kind == .mapping else {
                continue
            }
            var bindings = bindings
            bindings[placeholder] = key
            match(pattern.dropFirst(), entry.value.resolved, bindings, path + [.key(key)], &found)
        }
    }

    /// The text with every placeholder filled; nil when one is unknown.
    private func fill(_ pattern: String, _ bindings: [String: String]) -> String? {
        var text = pattern
        for (name, value) in bindings { text = text.replacing("{\(name)}", with: value) }
        return text.contains("{") ? nil : text
    }
}
