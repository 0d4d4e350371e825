internal import Kustomize
internal import Model

/// Where widely used charts take the size of a container from, for releases whose chart is not in the repository.
///
/// Each row was read off the chart's templates: `resources` is copied as it is. A chart belongs here only when that is so for
/// every value of its other keys; what a row does not say is held.
struct KnownCharts: Sendable {
    /// A container of a workload.
    struct Row: Sendable {
        var kind: String
        /// The workload's name; `{fullname}` and `{name}` as charts make them.
        var workload: String
        var container: String
        /// The key of its resources.
        var resources: String
        /// A key that must not be set to anything but this for the row to hold; nil as `is` means not set or empty.
        var unless: (key: String, is: String)?
    }

    let chart: String
    let rows: [Row]

    static let byName: [String: KnownCharts] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.chart, $0) })

    private static func row(
        _ kind: String, _ workload: String, _ container: String, _ resources: String = "resources",
        unless: (key: String, is: String)? = nil
    ) -> Row {
        Row(kind: kind, workload: workload, container: container, resources: resources, unless: unless)
    }

    private static let all: [KnownCharts] = [
        KnownCharts(
            chart: "alertmanager",
            rows: [
                row("StatefulSet", "{fullname}", "alertmanager"),
                row(
                    "StatefulSet", "{fullname}", "alertmanager-configmap-reload", "configmapReload.resources",
                    unless: ("configmapReload.name", "")),
            ]),
        KnownCharts(
            chart: "opentelemetry-operator",
            rows: [row("Deployment", "{fullname}", "manager", "manager.resources")]),
        KnownCharts(chart: "podinfo", rows: [row("Deployment", "{fullname}", "podinfo")]),
        KnownCharts(
            chart: "prometheus-adapter", rows: [row("Deployment", "{fullname}", "prometheus-adapter")]),
        KnownCharts(
            chart: "prometheus-node-exporter", rows: [row("DaemonSet", "{fullname}", "node-exporter")]),
        KnownCharts(
            chart: "prometheus-postgres-exporter", rows: [row("Deployment", "{fullname}", "{name}")]),
        KnownCharts(
            chart: "prometheus-redis-exporter",
            rows: [row("Deployment", "{fullname}", "prometheus-redis-exporter")]),
        KnownCharts(
            chart: "prometheus-smartctl-exporter",
            rows: [
                row("DaemonSet", "{fullname}-0", "main", unless: ("common.resources", ""))
            ]),
        KnownCharts(
            chart: "prometheus-snmp-exporter",
            rows: [
                row("Deployment", "{fullname}", "snmp-exporter", unless: ("kind", "Deployment")),
                row("DaemonSet", "{fullname}", "snmp-exporter", unless: ("kind", "DaemonSet")),
            ]),
    ]

    func workloads(of release: LaidOutRelease) -> [LaidOutWorkload] {
        let values = release.values
        func text(_ key: String) -> String {
            values.at(key.split(separator: ".").map(String.init))?.text ?? ""
        }
        let short = KnownCharts.short(text("nameOverride").isEmpty ? chart : text("nameOverride"))
        let full: String
        if !text("fullnameOverride").isEmpty {
            full = KnownCharts.short(text("fullnameOverride"))
        } else if release.name.contains(short) {
            full = KnownCharts.short(release.name)
        } else {
            full = KnownCharts.short("\(release.name)-\(short)")
        }
        let placeholder = [full, short].first(where: FileMarks.isPlaceholder)
        var workloads: [LaidOutWorkload] = []
        for row in rows {
            if let unless = row.unless, !text(unless.key).isEmpty, text(unless.key) != unless.is { continue }
            func filled(_ text: String) -> String {
                text.replacing("{fullname}", with: full).replacing("{name}", with: short)
            }
            let path = row.resources.split(separator: ".").map(String.init)
            let container = LaidOutWorkload.Container(
                name: filled(row.container), fields: [.init(attribute: "resources", path: path)])
            let name = filled(row.workload)
            if let index = workloads.firstIndex(where: { $0.kind == row.kind && $0.names == [name] }) {
                workloads[index].containers.append(container)
                continue
            }
            var workload = LaidOutWorkload(
                kind: row.kind, names: [name], containers: [container],
                because: "chart \(chart): `\(row.resources)` becomes the container's resources")
            if let placeholder {
                workload.hold = Hold(.templated, "`\(placeholder)` is filled in before it is applied")
            }
            workloads.append(workload)
        }
        return workloads
    }

    /// `trunc 63 | trimSuffix "-"`.
    private static func short(_ text: String) -> String {
        let cut = String(text.prefix(63))
        return cut.hasSuffix("-") ? String(cut.dropLast()) : cut
    }
}
