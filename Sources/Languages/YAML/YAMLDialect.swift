/// Who reads the file: the same bytes mean different things to different programs.
public enum YAMLDialect: Sendable, Hashable, CaseIterable {
    /// Helm: YAML 1.1 as Go reads it, then JSON. `y` and `on` are booleans, `0777` is 511, every number is a float.
    case helm
    /// Terraform's `yamldecode`: `y` and `on` are booleans, `0777` is 777, integers are exact however long.
    case terraform
    /// Kustomize: YAML 1.2's booleans, `0777` is 511, keys and integers stay what is written.
    case kustomize

    /// What a scalar is to this reader.
    ///
    /// - Parameters:
    ///   - text: the decoded text.
    ///   - style: how it is written; quoted and block scalars are strings.
    ///   - tag: its tag, written out, or nil.
    /// - Returns: the value, or `.invalid` where this reader refuses the file.
    public func resolve(_ text: String, style: YAMLStyle, tag: String?) -> YAMLScalarValue {
        switch self {
        case .helm: GoScalars(isHelm: true).resolve(text, style: style, tag: tag)
        case .kustomize: GoScalars(isHelm: false).resolve(text, style: style, tag: tag)
        case .terraform: TerraformScalars.resolve(text, style: style, tag: tag)
        }
    }

    /// The name that a key has for this reader, or nil where it refuses such a key.
    ///
    /// - Parameters:
    ///   - text: the decoded text of the key.
    ///   - style: how it is written.
    ///   - tag: its tag, written out, or nil.
    /// - Returns: the name; Helm and Terraform read `y` as `true`, and `1.10` as `1.1`.
    public func keyName(_ text: String, style: YAMLStyle, tag: String?) -> String? {
        guard self != .kustomize else { return text }
        switch resolve(text, style: style, tag: tag) {
        case .string(let text): return text
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let digits): return digits
        case .float(let number): return self == .helm ? GoNumbers.keyName(number) : GoNumbers.decimal(text)
        case .null, .invalid: return nil
        }
    }

    /// How explicit keys and merged ones compete.
    public var mergeOrder: YAMLMergeOrder { self == .kustomize ? .explicitWins : .topToBottom }
}

/// What a scalar is to one reader.
public enum YAMLScalarValue: Sendable, Hashable {
    /// Nothing.
    case null
    /// A boolean.
    case bool(Bool)
    /// A whole number in decimal digits, exact.
    case int(String)
    /// Any other number; integers that the reader cannot hold exactly are here too.
    case float(Double)
    /// Text.
    case string(String)
    /// The reader refuses the file because of this scalar.
    case invalid(String)

    /// The kinds between which an edit must not wander.
    public enum Family: Sendable, Hashable {
        /// Nothing.
        case null
        /// True or false.
        case bool
        /// A number.
        case number
        /// Text.
        case string
        /// Not readable.
        case invalid
    }

    /// The kind.
    public var family: Family {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int, .float: .number
        case .string: .string
        case .invalid: .invalid
        }
    }
}

extension YAMLScalar {
    /// What the scalar is to `dialect`.
    public func value(in dialect: YAMLDialect) -> YAMLScalarValue {
        dialect.resolve(text, style: style, tag: tag)
    }
}

extension YAMLEntry {
    /// The name of the key for `dialect`; nil where it refuses the key.
    public func name(in dialect: YAMLDialect) -> String? {
        guard let key = key.resolved.scalar else { return nil }
        return dialect.keyName(key.text, style: key.style, tag: key.tag)
    }
}
