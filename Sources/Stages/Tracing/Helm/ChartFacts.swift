internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// One attribute of a rendered object with what decides it.
struct ChartFact: Sendable {
    var fact: Fact
    var decision: TokenDecision
    /// Its path in the object.
    var steps: [FieldStep]
    /// Tokens whose values let it be rendered at all.
    var conditions: Set<Fact.Token>
    /// Index of the object in the evaluation.
    var object: Int
    /// The scalar in the rendered document.
    var node: YAMLNodeView
}

/// Everything that a chart renders, attribute by attribute.
struct ChartFacts: Sendable {
    let all: [ChartFact]
    let evaluation: ChartEvaluation
    private let tables = Lazily<Tables>()
    /// The same by tokens and names, once somebody asks.
    var byToken: Tables { tables.get { Tables(all) } }

    /// Positions of the facts by what decides them.
    struct Tables: Sendable {
        /// Those whose value a token is.
        var decided: [Fact.Token: [Int]] = [:]
        /// Those that a token has any part in: their value, or that they are rendered at all.
        var following: [Fact.Token: [Int]] = [:]
        /// The values by their names, of several the last.
        var values: [Fact.Key: String] = [:]

        init(_ facts: [ChartFact]) {
            for (position, fact) in facts.enumerated() {
                values[fact.fact.key] = fact.fact.value ?? ""
                if case .token(let span, _) = fact.decision {
                    decided[Fact.Token(span), default: []].append(position)
                }
                for token in fact.fact.affectedBy { following[token, default: []].append(position) }
                for token in fact.conditions where !fact.fact.affectedBy.contains(token) {
                    following[token, default: []].append(position)
                }
            }
        }
    }

    init(_ evaluation: ChartEvaluation, _ files: TokenFiles, limits: TracingLimits) {
        self.evaluation = evaluation
        let reader = TokenReader(files: files, rendered: evaluation.rendered)
        var all: [ChartFact] = []
        for (number, object) in evaluation.objects.enumerated() {
            let naming = ChartNaming(object, evaluation.context)
            let walk = FieldWalk(object.manifest.node, limit: limits.attributesPerObject)
            var conditions: [BranchID: Set<Fact.Token>] = [:]
            for leaf in walk.leaves {
                let key = naming.key(leaf.steps)
                let text = leaf.node.scalar?.text ?? ""
                var print = Fingerprint()
                print.add(text)
                print.add(leaf.node.scalar?.style == .plain ? "plain" : "quoted")
                let decision = reader.decision(
                    leaf.node, in: object.text, isImage: ImageParts.isImage(key.attribute))
                var fact = Fact(key: key, value: text, fingerprint: print.value)
                if case .token(let span, _) = decision { fact.token = Fact.Token(span) }
                fact.affectedBy = Set(reader.tokens(of: leaf.node, in: object.text).map { Fact.Token($0) })
                let branch = reader.branch(of: leaf.node, in: object.text)
                if conditions[branch] == nil {
                    conditions[branch] = reader.conditions(branch, object.template)
                }
                all.append(
                    ChartFact(
                        fact: fact, decision: decision, steps: leaf.steps,
                        conditions: conditions[branch] ?? [],
                        object: number, node: leaf.node))
            }
        }
        self.all = all
    }

    /// The facts, and one for every output that could not be taken apart.
    var facts: [Fact] {
        var facts = all.map(\.fact)
        let context = evaluation.context
        for broken in evaluation.broken {
            let key = Fact.Key(
                root: context.root, environment: context.environment, release: context.release,
                resource: broken.path, attribute: "(not rendered)")
            facts.append(Fact(key: key, fingerprint: Fingerprint.of(broken.reason.detail)))
        }
        if let hold = evaluation.hold {
            let key = Fact.Key(
                root: context.root, environment: context.environment, release: context.release,
                resource: evaluation.context.directory, attribute: "(refused)")
            facts.append(Fact(key: key, fingerprint: Fingerprint.of(hold.detail)))
        }
        return facts
    }
}

extension Fact.Token {
    init(_ span: SourceSpan) {
        self.init(file: span.path, lower: span.range.lower, upper: span.range.upper)
    }

    var span: SourceSpan { SourceSpan(path: file, range: ByteRange(lower: lower, upper: upper)) }
}

extension ImageParts {
    /// True for attributes that hold the name of an image.
    static func isImage(_ attribute: String) -> Bool { attribute == "image" || attribute.hasSuffix(".image") }
}
