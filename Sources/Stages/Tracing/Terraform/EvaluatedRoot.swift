internal import Diagnostics
internal import Model
internal import Provenance

/// One attribute of one resource instance, evaluated.
struct TerraformFact: Sendable {
    /// What is known about the value.
    enum Outcome: Sendable {
        /// One token, whose value this is.
        case token(SourceSpan)
        /// Computed from several tokens, or from one that it is not equal to.
        case derived
        /// Known, and no token of the repository decides it.
        case given
        /// Null: nothing sets it. The token is that of the `null`.
        case null(SourceSpan?)
        case held(Hold)
    }

    var attribute: String
    /// As text; nil for what is not known or null.
    var value: String?
    var outcome: Outcome
    var origins: Origins
    /// What a value is computed from that follows none of its tokens: the length of a list from the elements.
    var derivation: Origins = .none
    var isSensitive: Bool
    var fingerprint: UInt64
}

/// A block instance of a root.
struct TerraformResource: Sendable {
    /// The address; `[*]` stands for keys that are not known.
    var address: String
    var block: TerraformBlock
    /// The module it is in.
    var trail: ModuleTrail
    /// Why nothing can be said about it.
    var hold: Hold?
    /// Why its instances are not known.
    var instances: Hold?
    /// What its key and those of the modules around it are made of.
    var keys: Origins = .none
    /// Attributes that Terraform ignores after creation.
    var ignored: Set<String>
    /// The path of the block as `get` and `set` write it: `resource.aws_instance.web`.
    var keyPath: String
    /// `aws_instance.web` without module and key.
    var name: String
}

/// A block instance with its attributes.
struct EvaluatedResource: Sendable {
    var resource: TerraformResource
    var facts: [TerraformFact]
}

/// A root evaluated for one environment.
struct EvaluatedRoot: Sendable {
    var context: TerraformContext
    /// Every file that was read.
    var files: Set<String>
    var resources: [EvaluatedResource]
    /// Address → position of the resource; of several blocks with one address the first.
    var positions: [String: Int]
    /// Token → addresses of instances whose key it is, up to ten.
    var keys: [SourceSpan: [String]] = [:]
    /// Calls of modules that are not here: address and why.
    var opaque: [(address: String, hold: Hold)]
    /// Why the root as a whole cannot be relied on.
    var hold: Hold?
    /// Attributes in all.
    var count: Int

    func key(_ resource: EvaluatedResource, _ fact: TerraformFact) -> Fact.Key {
        Fact.Key(
            root: context.id, environment: context.environment, release: nil, namespace: nil,
            resource: resource.resource.address, attribute: fact.attribute)
    }

    /// The rows that other ecosystems' rows look like.
    var rows: [Fact] {
        resources.flatMap { resource in
            resource.facts.map {
                var row = Fact(key: key(resource, $0), value: $0.value, fingerprint: $0.fingerprint)
                row.isSensitive = $0.isSensitive
                return row
            }
        }
    }
}

extension Unknown {
    /// The hold that says so, with the place.
    func hold(_ files: (SourceSpan) -> String?) -> Hold {
        let place = span.flatMap(files).map { "\($0): " } ?? ""
        return Hold(holdReason, place + detail)
    }

    private var holdReason: HoldReason {
        switch reason {
        case .dataSource, .computed: .dataSource
        case .externalModule: .external
        case .unsetVariable: .notInRepository
        case .undefined: .noSuchResource
        case .limit: .limit
        case .cycle: .unparsable
        case .file: .notInRepository
        case .impureFunction, .unsupported, .error: .unsupported
        }
    }
}
