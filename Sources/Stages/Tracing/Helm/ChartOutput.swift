internal import Diagnostics
internal import GoTemplate
internal import HelmChart
public import Model
internal import YAML

/// What a chart renders, for people and programs.
public struct ChartOutput: Sendable, Encodable {
    /// The output of one template.
    public struct File: Sendable, Encodable {
        /// Helm's name of the template.
        public var name: String
        /// Its path in the repository.
        public var path: String
        /// Its text, to the byte.
        public var text: String
        /// Why the text is not complete.
        public var error: String?
    }

    /// One scalar of an object.
    public struct Scalar: Sendable, Encodable {
        /// Its path in the object, or in the container.
        public var attribute: String
        /// Its text.
        public var value: String
        /// The token that decides it, where one does.
        public var origin: Origin?
        /// Tokens it is computed from, where none does.
        public var derivesFrom: [Origin]

        private enum CodingKeys: String, CodingKey {
            case attribute, value, origin
            case derivesFrom = "derives_from"
        }
    }

    /// One object with the origin of each scalar.
    public struct Object: Sendable, Encodable {
        /// `Kind/name`.
        public var resource: String
        /// Helm's name of the template.
        public var template: String
        /// What `helm.sh/hook` says.
        public var hook: String?
        /// Its scalars in the order of the text.
        public var scalars: [Scalar]
    }

    /// The manifests as `helm template` prints them.
    public var manifest: String
    /// The outputs of all templates.
    public var files: [File]
    /// The objects; empty until ``addOrigins()``.
    public var objects: [Object] = []
    /// A dependency that was found elsewhere in the repository.
    public struct Borrowed: Sendable, Encodable {
        /// Names of the charts down to it.
        public var charts: [String]
        /// Where it is.
        public var path: String
    }

    /// Dependencies that are not vendored and were found elsewhere in the repository.
    public var borrowed: [Borrowed]
    /// Why Helm would refuse the chart, or parts that could not be rendered.
    public var problems: [String]

    /// True when everything could be rendered.
    public var isComplete: Bool { evaluation.hold == nil && evaluation.broken.isEmpty }

    private let evaluation: ChartEvaluation
    private let ecosystem: ChartEcosystem

    private enum CodingKeys: String, CodingKey { case manifest, files, objects, borrowed, problems }

    init(_ evaluation: ChartEvaluation, _ ecosystem: ChartEcosystem) {
        self.evaluation = evaluation
        self.ecosystem = ecosystem
        files = evaluation.rendered.files.filter { !LaidOutCharts.isPath($0.path) }.map {
            File(name: $0.name, path: $0.path, text: $0.text.string, error: $0.error?.message)
        }
        borrowed = evaluation.rendered.parts.compactMap { part in
            guard case .borrowed(let path) = part.standing else { return nil }
            return Borrowed(charts: part.names, path: path)
        }
        var problems = evaluation.broken.map(\.reason.detail)
        if let hold = evaluation.hold, !problems.contains(hold.detail) { problems.insert(hold.detail, at: 0) }
        problems += evaluation.rendered.missing.map {
            "dependency \($0.dependency.effectiveName) of \($0.charts.joined(separator: "/")) is not in this repository"
        }
        self.problems = problems
        manifest = ChartOutput.sorted(evaluation, evaluation.context.version ?? ecosystem.version).map {
            "---\n# Source: \($0.template.name)\n\($0.text.string)\n"
        }
        .joined()
    }

    /// Ordinary documents in the order of installation, then hooks.
    private static func sorted(_ evaluation: ChartEvaluation, _ version: HelmVersion) -> [ChartDocument] {
        func ordered(_ documents: [ChartDocument]) -> [ChartDocument] {
            documents.enumerated().sorted {
                let (a, b) = ($0.element.kind, $1.element.kind)
                if InstallOrder.precedes(a, b, version) { return true }
                return !InstallOrder.precedes(b, a, version) && $0.offset < $1.offset
            }.map(\.element)
        }
        let documents = evaluation.documents.filter { !LaidOutCharts.isPath($0.template.path) }
        return ordered(documents.filter { $0.hook == nil }) + ordered(documents.filter { $0.hook != nil })
    }

    /// Fills ``objects``, and puts the origin of each scalar as a comment behind its line of ``manifest``.
    public mutating func addOrigins() {
        let facts = ecosystem.facts(evaluation)
        var byObject: [Int: [ChartFact]] = [:]
        for fact in facts.all { byObject[fact.object, default: []].append(fact) }
        let own = evaluation.objects.enumerated().filter { !LaidOutCharts.isPath($0.element.template.path) }
        objects = own.map { number, object in
            Object(
                resource: "\(object.manifest.kind)/\(object.manifest.name)", template: object.template.name,
                hook: object.hook, scalars: (byObject[number] ?? []).map(scalar))
        }
        manifest = ChartOutput.sorted(evaluation, evaluation.context.version ?? ecosystem.version).map {
            document in
            let text = annotated(document.text.bytes, document.objects.flatMap { byObject[$0] ?? [] })
            return "---\n# Source: \(document.template.name)\n\(text)\n"
        }.joined()
    }

    private func scalar(_ fact: ChartFact) -> Scalar {
        let attribute =
            (fact.fact.key.resource.split(separator: "/").dropFirst(2).first.map { "\($0): " } ?? "")
            + fact.fact.key.attribute
        var scalar = Scalar(attribute: attribute, value: fact.fact.value ?? "", origin: nil, derivesFrom: [])
        switch fact.decision {
        case .nothing: break
        case .token(let span, _): scalar.origin = origin(span)
        case .computed(let spans): scalar.derivesFrom = spans.compactMap(origin)
        }
        return scalar
    }

    private func origin(_ span: SourceSpan) -> Origin? {
        guard let file = (try? ecosystem.index.store.source(span.path)) ?? nil else { return nil }
        return Origin(file, span.range)
    }

    private func annotated(_ bytes: [UInt8], _ facts: [ChartFact]) -> String {
        var comments: [Int: String] = [:]
        for fact in facts where fact.node.style != .literal && fact.node.style != .folded {
            var end = fact.node.tokenRange.indices.upperBound
            while end < bytes.count, bytes[end] == 0x20 { end += 1 }
            // A comment can stand only where the line ends.
            guard end == bytes.count || bytes[end] == 0x0A, !fact.node.tokenRange.isEmpty else { continue }
            let scalar = scalar(fact)
            if let origin = scalar.origin {
                comments[end] = origin.location
            } else if !scalar.derivesFrom.isEmpty {
                comments[end] =
                    "computed from " + scalar.derivesFrom.prefix(3).map(\.location).joined(separator: ", ")
            }
        }
        var result: [UInt8] = []
        for (offset, byte) in bytes.enumerated() {
            if let comment = comments[offset] { result += Array("  # \(comment)".utf8) }
            result.append(byte)
        }
        if let comment = comments[bytes.count] { result += Array("  # \(comment)".utf8) }
        return String(decoding: result, as: UTF8.self)
    }
}
