public import Model

/// Something that answers PromQL: a server, or recorded answers.
public protocol MetricsSource: Sendable {
    /// The configured name that evidence shows; never a URL with credentials.
    var label: String { get }

    /// Evaluates `expression` at one moment.
    ///
    /// - Throws: `Failure` when the store cannot be reached or does not answer properly. An empty answer is not an error.
    func instant(_ expression: String, at time: Timestamp) async throws -> QueryAnswer

    /// Evaluates a query over a window; longer windows than a store allows are split and joined by the adapter.
    ///
    /// - Throws: `Failure` when the store cannot be reached or does not answer properly. An empty answer is not an error.
    func range(_ query: RangeQuery) async throws -> QueryAnswer
}
