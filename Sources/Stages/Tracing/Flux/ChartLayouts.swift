internal import Kustomize
internal import Model
internal import Settings

/// A workload that a layout finds in the values of a release.
struct LaidOutWorkload: Sendable {
    /// Which values become which fields.
    struct Field: Sendable {
        /// The field of the workload, or of the container.
        var attribute: String
        /// Where its value stands, from the top of the values.
        var path: [String]
        /// The only names below it that are passed on; nil for everything.
        var only: Set<String>?
        /// True for the tag of an image, which is a part of the field's text.
        var isTag = false
        /// Why the field cannot be traced although the layout knows it.
        var hold: Hold?
    }

    /// A container and where the values speak of it.
    struct Container: Sendable {
        var name: String
        var fields: [Field]
        /// The text of its image, where the values say it.
        var image: String?
        var hold: Hold?
    }

    var kind: String
    /// The name; several when versions of the chart disagree.
    var names: Set<String>
    var containers: [Container]
    /// Fields of the workload itself.
    var fields: [Field] = []
    /// Why nothing can be traced in it.
    var hold: Hold?
    /// Why a key that is not there does not mean that nothing sets it.
    var absence: Hold?
    /// The hop's reason.
    var because: String

    /// What decides an attribute: the way through the values, and what is left of the attribute behind it, such as `limits.cpu`
    /// or `[1]`.
    static func place(of attribute: String, in fields: [Field]) -> (field: Field, rest: String)? {
        for field in fields {
            if attribute == field.attribute { return (field, "") }
            if attribute.hasPrefix(field.attribute + "["), field.only == nil {
                return (field, String(attribute.dropFirst(field.attribute.count)))
            }
            guard attribute.hasPrefix(field.attribute + ".") else { continue }
            let rest = String(attribute.dropFirst(field.attribute.count + 1))
            if let only = field.only, !only.contains(rest) { return nil }
            return (field, rest)
        }
        return nil
    }
}

/// What installs a chart: under which name, with which values.
struct LaidOutRelease {
    /// The chart's name.
    var chart: String
    /// The chart's version, where it is said; a range is none.
    var version: String?
    /// The release's name.
    var name: String
    /// What it says to the chart.
    var values: Node
    /// `path:line`, for messages.
    var location: String
}

/// Layouts of charts that are not in the repository: declared ones, and those that are built in.
struct ChartLayouts: Sendable {
    let declared: [LayoutMap]

    /// The workloads of a release; nil when no layout speaks of its chart.
    func workloads(of release: LaidOutRelease) -> [LaidOutWorkload]? {
        let isAppTemplate = release.chart == AppTemplateLayout.chart
        // A declared map of the same shape adds nothing to the built-in one, which knows the chart's own exceptions.
        if let map = declared.last(where: { $0.chart == release.chart }),
            !(isAppTemplate && map.container == AppTemplateLayout.container)
        {
            return DeclaredLayout(map: map).workloads(of: release)
        }
        if isAppTemplate { return AppTemplateLayout().workloads(of: release) }
        if release.chart == FluxInstanceLayout.chart { return FluxInstanceLayout().workloads(of: release) }
        return KnownCharts.byName[release.chart]?.workloads(of: release)
    }
}

/// A map from configuration: a values path with placeholders, a name and a kind.
struct DeclaredLayout {
    let map: LayoutMap

    func workloads(of release: LaidOutRelease) -> [LaidOutWorkload] {
        var found: [(bindings: [String: String], path: [String])] = []
        match(map.container.split(separator: ".").map(String.init)[...], release.values, [:], [], &found)
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
                    kind: kind, names: [name], containers: [],
                    because: "chart `\(map.chart)` by the declared layout \(map.container)")
            if let other = owners[id], other != owner {
                workload.hold = Hold(
                    .ambiguous,
                    "the declared layout gives several parts of \(release.location) the name \(name)")
            }
            owners[id] = owner
            var found = LaidOutWorkload.Container(
                name: container ?? "", fields: [.init(attribute: "resources", path: path + ["resources"])])
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
        _ pattern: ArraySlice<String>, _ node: Node, _ bindings: [String: String], _ path: [String],
        _ found: inout [(bindings: [String: String], path: [String])]
    ) {
        guard let part = pattern.first else {
            found.append((bindings, path))
            return
        }
        guard part.hasPrefix("{"), part.hasSuffix("}") else {
            if let next = node[part] {
                match(pattern.dropFirst(), next, bindings, path + [part], &found)
            }
            return
        }
        let placeholder = String(part.dropFirst().dropLast())
        for entry in node.entries where entry.value.isMapping {
            var bindings = bindings
            bindings[placeholder] = entry.key
            match(pattern.dropFirst(), entry.value, bindings, path + [entry.key], &found)
        }
    }

    /// The text with every placeholder filled; nil when one is unknown.
    private func fill(_ pattern: String, _ bindings: [String: String]) -> String? {
        var text = pattern
        for (name, value) in bindings { text = text.replacing("{\(name)}", with: value) }
        return text.contains("{") ? nil : text
    }
}
