internal import HelmChart

/// Charts of elsewhere whose layout is known, as charts that render what the layout says and nothing else.
///
/// They stand in the places of dependencies that are not in the repository. What they do not render is not known: such a
/// dependency still counts as one that is missing.
enum LaidOutCharts {
    /// How the paths of their files begin, which are none of the repository's.
    private static let mark = "layout of "

    /// True for a path of such a chart.
    static func isPath(_ path: String) -> Bool { path.hasPrefix(mark) }

    /// The path that stands for a chart of elsewhere of which a layout is known; nil where there is none, or no version is told.
    static func path(of name: String, version: String?) -> String? {
        guard let version, version.contains(where: \.isNumber), !version.contains("{{"),
            template(of: name) != nil
        else { return nil }
        guard KnownCharts.byName[name]?.holds(for: version) ?? true else { return nil }
        return "\(mark)\(name)!\(version)"
    }

    /// The chart that such a path stands for.
    static func chart(at path: String) -> Chart? {
        let parts = path.dropFirst(mark.count).split(separator: "!", maxSplits: 1).map(String.init)
        guard isPath(path), parts.count == 2 else { return nil }
        return chart(of: parts[0], version: parts[1])
    }

    /// How people call what such a path stands for; nil for any other path.
    static func label(of path: String) -> String? {
        isPath(path) ? "the chart \(path.dropFirst(mark.count).prefix { $0 != "!" })" : nil
    }

    /// The chart that a dependency asks for; nil where no layout is known, or no version can be told.
    static func chart(for dependency: ChartDependency) -> Chart? {
        guard !dependency.repository.hasPrefix("file://"),
            KnownCharts.byName[dependency.name]?.holds(for: dependency.version) ?? true,
            let chart = chart(of: dependency.name, version: dependency.version), chart.satisfies(dependency)
        else { return nil }
        return chart
    }

    private static func chart(of name: String, version range: String) -> Chart? {
        guard let template = template(of: name) else { return nil }
        let path = "\(mark)\(name)!"
        // What is no range is told as the version of the application, which names may hang on.
        let exact = AppTemplateLayout.numbers(range) == nil ? "0.0.0" : range
        let manifest =
            "apiVersion: v2\nname: \(name)\nversion: \(version(in: range))\nappVersion: \"\(exact)\"\n"
        let files = [
            ChartFile(name: "Chart.yaml", path: path + "Chart.yaml", bytes: Array(manifest.utf8)),
            ChartFile(
                name: "templates/workloads.yaml", path: path + "templates/workloads.yaml",
                bytes: Array(template.utf8)),
        ]
        guard var chart = try? ChartLoader().load(directory: files, path: path) else { return nil }
        chart.standing = .laidOut
        return chart
    }

    /// `3.2.0` of `^3.2`.
    private static func version(in range: String) -> String {
        let numbers = range.drop { !$0.isNumber }.prefix { $0.isNumber || $0 == "." }.split(separator: ".")
        return (0..<3).map { numbers.indices.contains($0) ? String(numbers[$0]) : "0" }.joined(separator: ".")
    }

    private static func template(of name: String) -> String? {
        if name == AppTemplateLayout.chart { return AppTemplateLayout.template }
        guard let known = KnownCharts.byName[name] else { return nil }
        var workloads: [(key: String, rows: [KnownCharts.Row])] = []
        for row in known.rows {
            let key = "\(row.kind) \(row.workload) \(row.part ?? "")"
            if let index = workloads.firstIndex(where: { $0.key == key }) {
                workloads[index].rows.append(row)
            } else {
                workloads.append((key, [row]))
            }
        }
        return workloads.map { template(of: $0.rows, in: known) }.joined()
    }

    // MARK: Charts with one place for the sizes of each container

    /// A workload whose containers take their resources as they are.
    private static func template(of rows: [KnownCharts.Row], in known: KnownCharts) -> String {
        guard let first = rows.first else { return "" }
        func named(_ text: String) -> String {
            text.replacing("{fullname}", with: "{{ $full }}").replacing("{name}", with: "{{ $short }}")
        }
        let containers = rows.map { row in
            """
            \(condition(row))
                    - name: \(named(row.container))
            \(resources(of: row))
            {{- end }}

            """
        }
        // Where no container is known, neither is the workload.
        let shown = rows.map(condition).map { $0 + "\n{{- $shown = true }}\n{{- end }}\n" }.joined()
        let counted = first.replicas.map { key in
            "\(condition(first.countConditions))\n\(nested(key, then: "  replicas: {{ . }}"))\n{{- end }}\n"
        }
        let one =
            known.isAlwaysJoined
            ? "" : "{{- else if contains $short .Release.Name }}\n{{- $full = .Release.Name }}\n"
        return """
            ---
            {{- $own := \(first.part.map { "index .Values \"\($0)\" | default dict" } ?? ".Values") }}
            {{- $short := default "\(first.part ?? known.name ?? known.chart)" (index $own "nameOverride") }}
            {{- $full := printf "%s-%s" .Release.Name $short }}
            {{- if index $own "fullnameOverride" }}
            {{- $full = index $own "fullnameOverride" }}
            \(one){{- end }}
            {{- $full = $full | trunc \(first.part == nil ? known.longest : 63) | trimSuffix "-" }}
            {{- $short = $short | trunc 63 | trimSuffix "-" }}
            {{- $shown := false }}
            \(shown){{- if $shown }}
            apiVersion: \(first.kind == "CronJob" ? "batch/v1" : "apps/v1")
            kind: \(first.kind)
            metadata:
              name: \(named(first.workload))
            spec:
            \(counted ?? "")\(podSpec(of: first.kind, containers.joined())){{- end }}

            """
    }

    /// The size of a container, all of it or the parts that are known.
    private static func resources(of row: KnownCharts.Row) -> String {
        guard let parts = row.parts else {
            return nested(row.resources, then: "          resources: {{ toYaml . | nindent 12 }}")
        }
        let lists = ["limits", "requests"].map { list in
            let own = parts.filter { $0.hasPrefix(list + ".") }.sorted().map { part in
                let name = part.dropFirst(list.count + 1)
                return nested("\(row.resources).\(part)", then: "              \(name): {{ . }}")
            }
            return (["            \(list):"] + own).joined(separator: "\n")
        }
        return (["          resources:"] + lists).joined(separator: "\n")
    }

    /// The template of the pods of a workload with such containers.
    private static func podSpec(of kind: String, _ containers: String) -> String {
        let lines = ["template:", "  spec:", "    containers:"]
        guard kind == "CronJob" else { return lines.map { "  \($0)\n" }.joined() + containers }
        // The containers stand where they do in the others: what is above them is shorter instead.
        return " jobTemplate:\n  spec:\n   template:\n    spec:\n     containers:\n" + containers
    }

    /// What must hold for a row, as the beginning of a condition.
    private static func condition(_ row: KnownCharts.Row) -> String { condition(row.conditions) }

    private static func condition(_ conditions: [(key: String, texts: [String])]) -> String {
        let asked = conditions.map { condition in
            var keys = condition.key.split(separator: ".").map(String.init)
            let last = keys.removeLast()
            let ways = keys.map { "{{- with index . \"\($0)\" }}" }.joined()
            let texts = condition.texts.map { "\"\($0)\"" }.joined(separator: " ")
            return """
                {{- $said := "" }}
                {{- with $.Values }}\(ways){{- if hasKey . "\(last)" }}
                {{- $said = kindIs "invalid" (index . "\(last)") | ternary "null" (toString (index . "\(last)")) }}
                {{- end }}\(keys.map { _ in "{{- end }}" }.joined()){{- end }}
                {{- if not (has $said (list \(texts))) }}
                {{- $holds = false }}
                {{- end }}

                """
        }
        return "{{- $holds := true }}\n\(asked.joined()){{- if $holds }}"
    }

    /// `text` where a key is set, with its value as the dot.
    private static func nested(_ path: String, then text: String) -> String {
        let keys = path.split(separator: ".")
        let start = keys.enumerated().map {
            "{{- with index \($0.offset == 0 ? "$.Values" : ".") \"\($0.element)\" }}"
        }
        return start.joined() + "\n\(text)\n" + keys.map { _ in "{{- end }}" }.joined()
    }
}
