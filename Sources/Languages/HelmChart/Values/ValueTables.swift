internal import GoTemplate
internal import YAML

/// Merging of values, rule by rule as Helm has it.
struct ValueTables {
    let version: HelmVersion

    // MARK: Files above each other

    /// A later file over an earlier one: maps are merged, everything else replaces, null included.
    static func overlay(_ base: GoMap, _ upper: GoMap) {
        for (key, entry) in upper.entries {
            if let theirs = entry.value.table, let mine = base[key]?.table {
                overlay(mine, theirs)
            } else {
                base.entries[key] = entry
            }
        }
    }

    /// Everything that the layers say, the last the strongest.
    func values(of layers: [ValueLayer], tokens: TokenTable) throws -> GoMap {
        let result = GoMap()
        for layer in layers {
            switch layer.content {
            case .mapping(let node):
                let value = try GoValue(node, tokens: tokens)
                guard let table = value.table else {
                    if value.isNothing { continue }
                    throw ChartProblem(.invalid, "\(layer.label) is no mapping")
                }
                ValueTables.overlay(result, table)
            case .assignments(let text, let kind):
                try Assignments(text, kind, label: layer.label, tokens: tokens).apply(
                    to: result, takesObjects: version == .four)
            case .parameter(let path, let value, let spans, let isText):
                let origins = Origins(tokens: TokenSet(spans.map { tokens.id($0) }))
                try Assignments.assign(
                    path, isText ? GoValue.string(value, origins) : Assignments.typed(value, origins),
                    to: result, label: layer.label)
            case .tree(let tree):
                let value = tree.value(tokens)
                guard let table = value.table else {
                    if value.isNothing { continue }
                    throw ChartProblem(.invalid, "\(layer.label) is no mapping")
                }
                ValueTables.overlay(result, table)
            case .trial(let entries):
                for entry in entries { ValueTables.set(entry.path[...], entry.text, in: result) }
            }
        }
        return result
    }

    private static func set(_ path: ArraySlice<String>, _ text: String, in map: GoMap) {
        guard let key = path.first else { return }
        guard path.count > 1 else {
            map.entries[key] = GoMap.Entry(value: Assignments.typed(text, .none))
            return
        }
        let inner = map[key]?.table ?? GoMap()
        map.entries[key] = GoMap.Entry(value: GoValue(.map(inner)))
        set(path.dropFirst(), text, in: inner)
    }

    // MARK: Charts below values

    /// What the values of a chart and of the charts in it become under `values`; null deletes unless `merges`.
    func coalesce(_ chart: ChartNode, _ values: GoMap, merges: Bool) throws -> GoMap {
        try coalesceOwn(chart, values, merges: merges)
        for child in chart.dependencies {
            guard let existing = values[child.name] else {
                values.entries[child.name] = GoMap.Entry(value: GoValue(.map(GoMap())))
                try coalesceChild(child, values, merges: merges)
                continue
            }
            guard existing.table != nil else {
                throw ChartProblem(.invalid, "values of the chart \(child.name) are no mapping")
            }
            try coalesceChild(child, values, merges: merges)
        }
        return values
    }

    private func coalesceChild(_ child: ChartNode, _ values: GoMap, merges: Bool) throws {
        guard let own = values[child.name]?.table else { return }
        coalesceGlobals(own, from: values)
        _ = try coalesce(child, own, merges: merges)
    }

    private func coalesceOwn(_ chart: ChartNode, _ values: GoMap, merges: Bool) throws {
        guard let defaults = try GoValue(.map(chart.values)).deepCopy().mapping else { return }
        for (key, entry) in defaults.entries {
            guard let present = values.entries[key]?.value else {
                // Helm 4 takes over no null of a chart's defaults.
                if version == .four, !merges {
                    if entry.value.isNothing { continue }
                    entry.value.table.map(ValueTables.dropNulls)
                }
                values.entries[key] = entry
                continue
            }
            if present.isNothing, !merges {
                values.entries[key] = nil
            } else if let mine = present.table, let theirs = entry.value.table {
                let isChild = chart.dependencies.contains { $0.name == key }
                coalesceTables(mine, theirs, merges: merges || isChild)
            }
        }
    }

    /// Adds to `upper` what `lower` has beyond it.
    func coalesceTables(_ upper: GoMap, _ lower: GoMap, merges: Bool) {
        let hadValue = Set(lower.entries.filter { !$0.value.value.isNothing }.keys)
        for (key, entry) in upper.entries where entry.value.isNothing { lower.entries[key] = entry }
        for (key, entry) in lower.entries {
            guard let present = upper.entries[key]?.value else {
                if version == .four, !merges {
                    if entry.value.isNothing { continue }
                    entry.value.table.map(ValueTables.dropNulls)
                }
                upper.entries[key] = entry
                continue
            }
            if !merges, present.isNothing {
                if hadValue.contains(key) { upper.entries[key] = nil }
            } else if let theirs = entry.value.table, let mine = present.table {
                coalesceTables(mine, theirs, merges: merges)
            }
        }
    }

    static func dropNulls(_ map: GoMap) {
        for (key, entry) in map.entries {
            if entry.value.isNothing { map.entries[key] = nil }
            entry.value.table.map(dropNulls)
        }
    }

    private func coalesceGlobals(_ child: GoMap, from parent: GoMap) {
        let key = "global"
        var target = GoMap()
        if let present = child[key] {
            guard let table = present.table else { return }
            target = table
        }
        var source = GoMap()
        if let present = parent[key] {
            guard let table = present.table else { return }
            source = table
        }
        for (name, entry) in source.entries {
            if let theirs = try? entry.value.deepCopy().table {
                guard let present = target[name] else {
                    target.entries[name] = GoMap.Entry(
                        value: GoValue(.map(theirs), entry.value.origins), keyOrigins: entry.keyOrigins)
                    continue
                }
                guard let mine = present.table else { continue }
                // The parent's word counts, so the roles are exchanged.
                coalesceTables(theirs, mine, merges: true)
                target.entries[name]?.value = GoValue(.map(theirs), entry.value.origins)
            } else if target[name]?.table == nil {
                target.entries[name] = entry
            }
        }
        let origins = child.entries[key]?.value.origins ?? .none
        child.entries[key] = GoMap.Entry(value: GoValue(.map(target), origins))
    }
}

extension GoValue {
    /// The map, of plain maps only.
    var table: GoMap? {
        if case .map(let map) = data { return map }
        return nil
    }
}

extension GoMap {
    /// The value at a path of keys, which must not be a map; nil when there is none.
    func scalar(at path: [Substring]) -> GoValue? {
        guard let last = path.last else { return nil }
        var map = self
        for key in path.dropLast() {
            guard let next = map[String(key)]?.table else { return nil }
            map = next
        }
        guard let value = map[String(last)], value.table == nil else { return nil }
        return value
    }

    /// The map at a path of keys.
    func table(at path: [Substring]) -> GoMap? {
        var map = self
        for key in path {
            guard let next = map[String(key)]?.table else { return nil }
            map = next
        }
        return map
    }
}
