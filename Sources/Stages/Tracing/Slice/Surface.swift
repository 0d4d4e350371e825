internal import HelmChart
internal import Kustomize
internal import Model

/// A name under which others know something that is rendered.
struct SurfaceName: Sendable, Hashable {
    /// The kind of an object; empty for anything else.
    var kind = ""
    /// Its name.
    var name = ""
    /// What is known of it.
    var text: String
}

extension KustomizeEcosystem {
    /// The names under which others know what is rendered.
    func surface() throws -> [SurfaceName] {
        try deployments().flatMap { deployment -> [SurfaceName] in
            let id = deployment.root.id
            let objects = (deployment.output?.resources ?? []).enumerated().map {
                number, resource -> SurfaceName in
                let texts = [
                    id, resource.file, resource.kind.group, resource.kind.kind, resource.namespace ?? "",
                    resource.name, deployment.doubt(number)?.detail ?? "",
                ]
                return SurfaceName(
                    kind: resource.kind.kind, name: resource.name, text: texts.joined(separator: " "))
            }
            let scalers = deployment.scalers.map { SurfaceName(text: "\(id) \($0)") }
            let releases = deployment.releases.sorted { $0.key < $1.key }.map {
                _, release -> SurfaceName in
                let workloads = release.workloads?.map { workload in
                    let containers = workload.containers.map(\.name)
                    return "\(workload.kind) \(workload.names.sorted()) \(containers)"
                }
                let texts = [
                    id, release.root, release.name, release.namespace ?? "", "\(release.chart)",
                    "\(release.hold?.detail ?? "")", "\(workloads ?? ["none"])",
                    "\(release.files.sorted())",
                ]
                return SurfaceName(text: texts.joined(separator: " "))
            }
            let refusal = deployment.refusal.map { SurfaceName(text: "\(id) \($0.detail)") }
            return objects + scalers + releases + (refusal.map { [$0] } ?? [])
        }
    }
}

extension KustomizeEcosystem {
    /// Every file that has a part in a root, or may have one where it cannot be built.
    func filesByRoot() throws -> [String: Set<String>] {
        try deployments().reduce(into: [:]) { found, deployment in
            var files = deployment.files
            if deployment.output == nil { files.formUnion(reach(of: deployment)) }
            found[deployment.root.shortKey, default: []].formUnion(files)
        }
    }
}

extension ChartEcosystem {
    /// Every file that has a part in a root.
    func filesByRoot() throws -> [String: Set<String>] {
        try contexts().reduce(into: [:]) { found, context in
            var files = context.readFiles
            if case .success(let chart) = try library.chart(context.directory) {
                files.formUnion(chart.allPaths)
            }
            found[context.shortKey, default: []].formUnion(files)
        }
    }

    /// The names under which others know what charts install; nil where it is not known what those install that read one of the files.
    func surface(reading files: Set<String>) throws -> [SurfaceName]? {
        var names = try contexts().map { context in
            [
                context.root, context.kind.rawValue, context.directory, context.release ?? "",
                context.namespace ?? "", context.environment ?? "", "\(context.orderedFiles)",
                context.hold?.detail ?? "", context.doubt?.detail ?? "", "\(context.postRendering)",
            ].joined(separator: " ")
        }
        let source = ChartSource(ecosystem: self)
        for context in try contexts(reading: files) {
            // What may be installed beside what is seen is asked for by words.
            guard case .success(let evaluation) = try evaluate(context), evaluation.hold == nil,
                context.doubt == nil, !context.isSupposed, evaluation.broken.isEmpty,
                evaluation.rendered.files.allSatisfy(\.undecided.isEmpty)
            else { return nil }
            for object in evaluation.objects.map(\.manifest) {
                let address = KubernetesAddress(
                    namespace: "", kind: object.kind, name: object.name, container: nil)
                let isFound = try source.candidate(for: address, context) != nil
                names.append(
                    "\(context.identity) \(object.group) \(object.kind) \(object.namespace ?? "") \(object.name) \(isFound)"
                )
            }
        }
        return names.map { SurfaceName(text: $0) }
    }
}

extension ChartContext {
    /// What ``Root/shortKey`` is of its root.
    var shortKey: String { [kind.rawValue, root, environment ?? ""].joined(separator: "\u{1F}") }
}

extension Root {
    /// What tells it from most others.
    var shortKey: String { [kind.rawValue, id, environment ?? ""].joined(separator: "\u{1F}") }
}
