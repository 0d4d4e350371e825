internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// What a helmfile says of its releases.
extension HelmfileState {
    private static let changing = ["jsonPatches", "strategicMergePatches", "transformers", "dependencies"]

    mutating func add(_ item: ValueTree, _ path: String, _ directory: String) throws {
        var tree = item
        for inherited in item["inherit"]?.items ?? [] {
            guard let name = inherited["template"]?.text, let template = templates[name] else {
                refuse(.unsupported, "\(path): a release inherits what is not there")
                return
            }
            tree = HelmfileState.inheriting(template, tree)
        }
        guard let name = tree["name"]?.text else { return }
        var release = HelmfileRelease(
            name: name, namespace: tree["namespace"]?.text, chart: tree["chart"]?.text ?? "", tree: tree,
            directory: directory, hold: nil)
        for key in ["chart", "namespace"] where tree[key]?.text?.contains("{{") == true {
            do {
                let text = try filled(tree[key]?.text ?? "", tree, directory)
                if key == "chart" { release.chart = text } else { release.namespace = text }
            } catch let problem as ChartProblem {
                return refuse(.unsupported, "\(path): \(problem.description)")
            }
        }
        let installed = tree["installed"]
        var isOff = installed?.text == "false"
        var switches = [installed].compactMap { $0 }
        if let condition = tree["condition"]?.text {
            var value: ValueTree? = values
            for key in condition.split(separator: ".") { value = value?[String(key)] }
            switches += [value].compactMap { $0 }
            isOff = isOff || value?.text != "true"
        }
        if let token = switches.flatMap(\.tokens).first(where: \.isUnknown) {
            release.hold = Hold(
                .notInRepository,
                "\(path): whether release \(name) is installed depends on \(token.unknownName)")
        } else if isOff {
            return uninstalled.append(release)
        }
        if let key = HelmfileState.changing.first(where: { tree[$0] != nil }) {
            release.hold = Hold(.unsupported, "\(path): `\(key)` of release \(name) changes the chart")
        }
        if let items = tree["secrets"]?.items, !items.isEmpty {
            let secrets = try secrets(of: release)
            if secrets == nil {
                release.hold = Hold(
                    .encrypted,
                    "\(path): release \(name) has secrets whose keys cannot be told, which may override its values"
                )
            }
            // What is filled in may be other values by the time all of the helmfile is read.
            if items.allSatisfy({ $0.text?.contains("{{") == false }) { release.secrets = secrets }
        }
        if tree["values"] != nil, tree["valuesTemplate"] != nil {
            release.hold = Hold(
                .unsupported,
                "\(path): release \(name) has values and valuesTemplate; their order is not known")
        }
        releases.append(release)
    }

    private static func inheriting(_ template: ValueTree, _ release: ValueTree) -> ValueTree {
        var merged = template.overlaid(by: release)
        // Lists of values are joined, the template's first.
        for key in ["values", "secrets", "set"] {
            guard case .list(let own)? = release[key], case .list(let others)? = template[key],
                case .mapping(var entries) = merged, let index = entries.firstIndex(where: { $0.key == key })
            else { continue }
            entries[index].value = .list(others + own)
            merged = .mapping(entries)
        }
        return merged
    }

    /// A text of a release with `{{ .Release.Name }}` filled in.
    func filled(_ text: String, _ release: ValueTree, _ directory: String) throws -> String {
        guard text.contains("{{") else { return text }
        let bytes = Array("v: \(text)".utf8)
        return try rendered(bytes, 0..<bytes.count, "release", directory, release: release)["v"]?.text ?? ""
    }

    /// The values of a release, all layers together, and whether each is there.
    mutating func values(of release: HelmfileRelease) throws -> ValueTree {
        var result = ValueTree.empty
        strongest = nil
        templatedValues = []
        valueOrder = []
        let declaring = release.tree["name"]?.tokens.first?.path
        let ignores = release.tree["missingFileHandler"]?.text.map { $0 != "Error" } ?? ignoresMissing
        for key in ["values", "valuesTemplate"] {
            for item in release.tree[key]?.items ?? [] {
                if case .mapping = item {
                    result = result.overlaid(by: item)
                    if let declaring { valueOrder.append(declaring) }
                    continue
                }
                let text = try filled(item.text ?? "", release.tree, release.directory)
                let found = paths(release.directory, text)
                guard !found.isEmpty else {
                    throw ChartProblem(.invalid, "the values `\(text)` are not in this repository")
                }
                for file in found {
                    if try bytes(file) == nil {
                        if ignores { continue }
                        throw ChartProblem(
                            .invalid, "the values file \(file) of release \(release.name) is missing")
                    }
                    if let real = index.realFile(file) { valueOrder.append(real) }
                    if !file.hasSuffix(".gotmpl") {
                        strongest = index.realFile(file)
                    } else if let real = index.realFile(file) {
                        templatedValues.append(real)
                    }
                    result = result.overlaid(by: try document(file, release: release.tree))
                }
            }
        }
        result = result.overlaid(by: try release.secrets ?? secrets(of: release) ?? .empty)
        for key in ["set", "setTemplate"] {
            for item in release.tree[key]?.items ?? [] {
                guard let name = item["name"]?.text, let value = item["value"], value.text != nil,
                    !name.contains(where: "[]\\,{}".contains)
                else { throw ChartProblem(.invalid, "`set` of release \(release.name) is not evaluated") }
                var tree = HelmfileState.typed(value)
                for step in name.split(separator: ".").reversed() { tree = .mapping([(String(step), tree)]) }
                result = result.overlaid(by: tree)
                if let declaring { valueOrder.append(declaring) }
            }
        }
        return result
    }

    /// What `--set` makes of a value.
    private static func typed(_ value: ValueTree) -> ValueTree {
        guard case .scalar(.string(let text), let tokens) = value else { return value }
        let own: ValueTree? = try? HelmfileState.plain(Array(text.utf8), file: "set")
        guard case .scalar(let scalar, _)? = own else { return value }
        switch scalar {
        case .bool, .int, .null: return .scalar(scalar, tokens: tokens)
        case .float, .string, .invalid: return value
        }
    }
}
