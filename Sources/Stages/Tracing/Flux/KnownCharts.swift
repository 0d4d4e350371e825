internal import Kustomize
internal import Model
internal import YAML

/// Where a widely used chart takes the size of its containers from, for releases whose chart is not in the repository.
///
/// Each row was read off the chart's templates: `resources` is copied as it is. A chart belongs here only when that is so for
/// every value of its other keys, or for those that the row names; what a row does not say is held.
struct KnownCharts: Sendable {
    /// A container of a workload.
    struct Row: Sendable {
        var kind: String
        /// The workload's name; `{fullname}` and `{name}` as charts make them, of the chart's part where there is one.
        var workload: String
        var container: String
        /// The key of its resources.
        var resources: String
        /// What must hold for the row: keys with the texts that they may have, an empty one where they may be unset or empty.
        var conditions: [(key: String, texts: [String])] = []
        /// The only parts of them that nothing else is made of; nil for all.
        var parts: Set<String>?
        /// The key of how many pods the workload has; nil where it is not known, or decides something else as well.
        var replicas: String?
        /// What must hold beside for that key to count.
        var countConditions: [(key: String, texts: [String])] = []
        /// The chart inside of the chart to which it belongs, under whose name its values stand.
        var part: String?

        /// The same under conditions.
        func when(_ key: String, _ texts: String...) -> Row { when(key, texts) }

        func when(_ key: String, _ texts: [String]) -> Row {
            var row = self
            row.conditions.append((key, texts))
            return row
        }

        /// The same where but these parts of the size decide nothing else.
        func taking(_ parts: String...) -> Row {
            var row = self
            row.parts = Set(parts)
            return row
        }

        /// The same with the key of how many pods there are, while nothing is switched on that counts them itself.
        func counted(by key: String, unless scalers: String...) -> Row {
            var row = self
            row.replicas = key
            row.countConditions = scalers.map { ($0, ["", "false"]) }
            return row
        }
    }

    let chart: String
    /// The first version of which it is known, by its first number; nil for all.
    var since: Int?
    /// The first of which it is not, likewise.
    var before: Int?
    /// The name that the chart's own values give instead of its own; nil for none.
    var name: String?
    /// How many letters a full name has at most.
    var longest = 63
    /// True where the chart's own values give no sizes: one that a release does not say is said by nobody.
    var isUnsized = false
    /// True where the release's name stands before the chart's even if that is a part of it.
    var isAlwaysJoined = false
    let rows: [Row]

    static let byName: [String: KnownCharts] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.chart, $0) })

    /// False for a version that is older than what is known, or may be.
    func holds(for version: String?) -> Bool {
        guard since != nil || before != nil else { return true }
        let numbers = (version ?? "").drop { !$0.isNumber }.prefix(while: \.isNumber)
        return Int(numbers).map { $0 >= since ?? 0 && $0 < before ?? .max } ?? false
    }

    /// The workloads of a release; nil for a version of which nothing is known.
    func workloads(of release: LaidOutRelease) -> [LaidOutWorkload]? {
        guard holds(for: release.version) else { return nil }
        let values = release.values
        func text(_ key: String) -> String {
            let scalar = values.at(key.split(separator: ".").map(String.init))?.scalar
            if case .null = scalar?.value { return "null" }
            return scalar?.text ?? ""
        }
        var workloads: [LaidOutWorkload] = []
        for row in rows {
            func hold(_ conditions: [(key: String, texts: [String])]) -> Bool {
                conditions.allSatisfy { $0.texts.contains(text($0.key)) }
            }
            guard hold(row.conditions) else { continue }
            let part = row.part.map { $0 + "." } ?? ""
            let (full, short) = names(
                release.name, of: row, override: text(part + "nameOverride"),
                full: text(part + "fullnameOverride"))
            func filled(_ text: String) -> String {
                text.replacing("{fullname}", with: full).replacing("{name}", with: short)
            }
            let path = row.resources.split(separator: ".").map(String.init)
            let container = LaidOutWorkload.Container(
                name: filled(row.container),
                fields: [.init(attribute: "resources", path: path, only: row.parts)])
            let name = filled(row.workload)
            if let index = workloads.firstIndex(where: { $0.kind == row.kind && $0.names == [name] }) {
                workloads[index].containers.append(container)
                continue
            }
            var workload = LaidOutWorkload(
                kind: row.kind, names: [name], containers: [container],
                because: "chart \(chart): `\(row.resources)` becomes the container's resources")
            if let replicas = row.replicas, hold(row.countConditions) {
                let path = replicas.split(separator: ".").map(String.init)
                workload.fields = [.init(attribute: "replicas", path: path)]
            }
            if !isUnsized {
                workload.absence = Hold(
                    .external,
                    "nothing in \(release.location) sets it; what the values of chart `\(chart)` say is not in this repository"
                )
            }
            if let placeholder = [full, short].first(where: FileMarks.isPlaceholder) {
                workload.hold = Hold(.templated, "`\(placeholder)` is filled in before it is applied")
            }
            workloads.append(workload)
        }
        return workloads
    }

    /// The full name and the short one of a chart or of its part.
    private func names(_ release: String, of row: Row, override: String, full: String) -> (String, String) {
        let name = override.isEmpty ? row.part ?? self.name ?? chart : override
        let longest = row.part == nil ? longest : 63
        if !full.isEmpty { return (cut(full, longest), cut(name, 63)) }
        let isOne = release.contains(name) && !isAlwaysJoined
        return (cut(isOne ? release : "\(release)-\(name)", longest), cut(name, 63))
    }

    /// `trunc 63 | trimSuffix "-"`.
    private func cut(_ text: String, _ longest: Int) -> String {
        let cut = String(text.prefix(longest))
        return cut.hasSuffix("-") ? String(cut.dropLast()) : cut
    }
}
