public import Diagnostics

extension DiagnosticID {
    /// The file is not YAML (or JSON): the parser's own reason is the message.
    public static let yamlSyntax: DiagnosticID = "yaml-syntax"
    /// The file is not UTF-8, or has characters that YAML does not allow.
    public static let yamlEncoding: DiagnosticID = "yaml-encoding"
    /// The file is larger, deeper or more entangled than the limits allow.
    public static let yamlLimit: DiagnosticID = "yaml-limit"
    /// An alias names an anchor that does not stand above it.
    public static let yamlUndefinedAlias: DiagnosticID = "yaml-undefined-alias"
    /// An alias stands inside the node that it names.
    public static let yamlRecursiveAlias: DiagnosticID = "yaml-recursive-alias"
    /// A mapping has a key twice; the last one counts.
    public static let yamlDuplicateKey: DiagnosticID = "yaml-duplicate-key"
    /// A configuration file has more than one document.
    public static let yamlSeveralDocuments: DiagnosticID = "yaml-several-documents"
    /// A key of a configuration file is not a string.
    public static let yamlKeyNotText: DiagnosticID = "yaml-key-not-text"
    /// A configuration file uses a tag.
    public static let yamlTag: DiagnosticID = "yaml-tag"
}
