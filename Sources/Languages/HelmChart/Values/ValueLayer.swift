public import Diagnostics
public import YAML

/// The version of Helm that is imitated.
public enum HelmVersion: Int, Sendable, Hashable {
    /// Helm 3: keys that are null in a chart's defaults stay.
    case three = 3
    /// Helm 4: they go.
    case four = 4

    /// The documents of a values file that are read: Helm 3 heeds the first alone.
    public func documents(of file: YAMLFile) -> [YAMLDocument] {
        self == .three ? Array(file.documents.prefix(1)) : file.documents
    }
}

/// One source of values above a chart's own, such as a `-f` file; later ones override earlier ones.
public struct ValueLayer: Sendable {
    /// How an assignment on the command line is read.
    public enum Assignment: Sendable, Hashable {
        /// `--set`: numbers, booleans and null are what they look like.
        case typed
        /// `--set-string`: everything is text.
        case text
        /// `--set-json`: values are JSON.
        case json
        /// `--set-literal`: the rest of the line is the value.
        case literal
    }

    /// What is in it.
    public enum Content: Sendable {
        /// A mapping in a file, such as the root of a values file or `spec.values` of a HelmRelease.
        case mapping(YAMLNodeView)
        /// `a.b[0]=c,d=e`.
        case assignments(String, Assignment)
        /// One value for one path, as Argo CD's parameters are; one token is the value itself, several are what it was
        /// computed from.
        case parameter(path: String, value: String, tokens: [SourceSpan], isText: Bool)
        /// Values that were put together from several places.
        case tree(ValueTree)
        /// Texts for paths of keys, as a trial; they come from nowhere.
        case trial([(path: [String], text: String)])
    }

    /// What is in it.
    public var content: Content
    /// What people call it: `values-prod.yaml`, `--set a=b`.
    public var label: String

    /// Makes a layer.
    public init(_ content: Content, label: String) {
        self.content = content
        self.label = label
    }
}
