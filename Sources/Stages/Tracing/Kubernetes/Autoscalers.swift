internal import Diagnostics
internal import Model
internal import YAML

/// Finds autoscalers that own a field, so that what Git says about it is not what runs.
struct Autoscalers {
    let index: RepositoryIndex
    /// Templates of charts that are rendered, where autoscalers are seen as they come out.
    var evaluated: Set<String> = []
    /// Files whose objects are seen as something renders them; what they make of others is still to be read off them.
    var rendered: Set<String> = []

    /// The hold when an autoscaler of the repository owns the attribute of the workload.
    func hold(_ address: KubernetesAddress, attribute: String) throws -> Hold? {
        let attribute = attribute.hasPrefix("spec.") ? String(attribute.dropFirst(5)) : attribute
        let isReplicas = attribute == "replicas"
        guard isReplicas || attribute.hasPrefix("resources.") else { return nil }
        // Sizes are of processors and memory; nothing scales a volume or huge pages that way.
        if !isReplicas, let last = attribute.split(separator: ".").last,
            last.hasSuffix("-storage") || last.hasPrefix("hugepages-")
        {
            return nil
        }
        let all = try index.autoscalers.get { try Found(index) }
        for scaler in all.byTarget[address.name] ?? []
        where scaler.ownsReplicas == isReplicas && scaler.targetKind == address.kind
            && !evaluated.contains(scaler.object.file.path) && !rendered.contains(scaler.object.file.path)
            && agrees(scaler.object.namespace, address.namespace)
            && (isReplicas
                || VerticalScope(scaler.object.node["spec"]).owns(attribute, of: address.container))
        {
            let object = scaler.object
            return Hold(
                .autoscaled,
                "\(object.kind)/\(object.name) (\(object.location)) owns `\(attribute)`"
                    + Autoscalers.bounds(object.kind))
        }
        // Autoscalers that something else writes: a template, a set of resources with inputs.
        for (file, kind) in isReplicas ? all.indirectNumbers : all.indirectSizes
        where !evaluated.contains(file.path) && Autoscalers.mentions(file, kind, address.name) {
            return Hold(.autoscaled, "\(file.path) makes a \(kind) and mentions `\(address.name)`")
        }
        return nil
    }

    /// Notes whom the autoscalers name.
    func noteTargets() throws {
        let all = try index.autoscalers.get { try Found(index) }
        for (name, scalers) in all.byTarget
        where scalers.contains(where: {
            !evaluated.contains($0.object.file.path) && !rendered.contains($0.object.file.path)
        }) {
            index.noteScaled(name)
        }
        let indirect = all.indirectNumbers + all.indirectSizes
        if indirect.contains(where: { !evaluated.contains($0.file.path) }) { index.noteScaled(nil) }
    }

    /// True where a file may make an autoscaler of that kind for a workload of that name.
    ///
    /// Documents that say plainly whom they scale are believed; of others a mention anywhere in the file is enough.
    private static func mentions(_ file: SourceFile, _ kind: String, _ name: String) -> Bool {
        guard FileMarks.containsWord(file.bytes, name) else { return false }
        let lines = String(decoding: file.bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var documents: [[Substring]] = [[]]
        for line in lines {
            if line.hasPrefix("---") {
                documents.append([])
            } else {
                documents[documents.count - 1].append(line)
            }
        }
        for document in documents where document.contains(where: { makes($0, kind) }) {
            let targets = document.indices.filter { index in
                ["targetRef:", "scaleTargetRef:"].contains(trimmed(document[index]))
            }
            guard !targets.isEmpty, targets.count == document.count(where: { makes($0, kind) }) else {
                return true
            }
            for index in targets {
                let depth = document[index].prefix { $0 == " " }.count
                let inside = document[(index + 1)...].prefix { line in
                    line.prefix { $0 == " " }.count > depth
                }
                let names = inside.map(trimmed).filter { $0.hasPrefix("name:") }
                guard names.count == 1, let text = names.first else { return true }
                let named = trimmed(text.dropFirst(5)).filter { $0 != "\"" && $0 != "'" }
                if named.isEmpty || FileMarks.isPlaceholder(named) || named == name { return true }
            }
        }
        return false
    }

    /// True for a line that says of an object that it is of the kind, and does not only speak of it.
    private static func makes(_ line: Substring, _ kind: String) -> Bool {
        guard line.contains(kind) else { return false }
        let text = trimmed(line)
        guard !text.hasPrefix("#") else { return false }
        return text.ranges(of: kind).contains { range in
            let before = text[..<range.lowerBound].filter { !" \"'\\".contains($0) }
            let after = text[range.upperBound...].first
            return before.hasSuffix("kind:") && after?.isLetter != true
        }
    }

    private static func trimmed(_ line: some StringProtocol) -> String {
        var text = Substring(line)
        while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
        if let comment = text.firstRange(of: " #") { text = text[..<comment.lowerBound] }
        while let last = text.last, last == " " || last == "\t" || last == "\r" { text = text.dropLast() }
        return String(text)
    }

    /// Everything in a repository that may be an autoscaler or make one.
    struct Found: Sendable {
        struct Scaler: Sendable {
            var object: ManifestObject
            var targetKind: String
            var ownsReplicas: Bool
        }

        /// By the name of what they scale.
        var byTarget: [String: [Scaler]] = [:]
        /// Files that may make one of replicas, with its kind.
        var indirectNumbers: [(file: SourceFile, kind: String)] = []
        /// Files that may make one of sizes.
        var indirectSizes: [(file: SourceFile, kind: String)] = []

        init(_ index: RepositoryIndex) throws {
            let manifests = try index.manifests()
            for object in manifests.objects {
                for ownsReplicas in [true, false] {
                    guard let target = Autoscalers.target(of: object, replicas: ownsReplicas),
                        PathConventions.notDeployed(object.file.path) == nil
                    else { continue }
                    byTarget[target.name, default: []].append(
                        Scaler(object: object, targetKind: target.kind, ownsReplicas: ownsReplicas))
                }
            }
            for file in manifests.files where Autoscalers.isIndirect(file) {
                for kind in ["HorizontalPodAutoscaler", "ScaledObject"]
                where FileMarks.containsWord(file.source.bytes, kind) {
                    indirectNumbers.append((file.source, kind))
                }
                if FileMarks.containsWord(file.source.bytes, "VerticalPodAutoscaler") {
                    indirectSizes.append((file.source, "VerticalPodAutoscaler"))
                }
            }
        }
    }

    /// What people may ask for instead.
    static func bounds(_ kind: String) -> String {
        switch kind {
        case "HorizontalPodAutoscaler": "; its `minReplicas` and `maxReplicas` bound that"
        case "ScaledObject": "; its `minReplicaCount` and `maxReplicaCount` bound that"
        default: ""
        }
    }

    private static func isIndirect(_ file: ManifestFile) -> Bool {
        guard PathConventions.notDeployed(file.source.path) == nil else { return false }
        switch file.standing {
        case .templated, .unparsable: return true
        default:
            return file.objects.contains {
                $0.kind == "ResourceSet" || $0.kind == "Template" || $0.kind == "ConfigMap"
            }
        }
    }

    private static func target(of object: ManifestObject, replicas: Bool) -> (kind: String, name: String)? {
        let spec = object.node["spec"]
        let reference: YAMLNodeView?
        switch (object.kind, replicas) {
        case ("HorizontalPodAutoscaler", true), ("ScaledObject", true): reference = spec?["scaleTargetRef"]
        case ("VerticalPodAutoscaler", false):
            if spec?["updatePolicy"]?["updateMode"]?.scalar?.text == "Off" { return nil }
            reference = spec?["targetRef"]
        default: return nil
        }
        guard let name = reference?["name"]?.scalar?.text else { return nil }
        return (reference?["kind"]?.scalar?.text ?? "Deployment", name)
    }

    private func agrees(_ a: String?, _ b: String) -> Bool { a == nil || b.isEmpty || a == b }
}
