public import Diagnostics

/// Why a kustomization cannot be built, or what in it cannot be seen.
public struct KustomizeProblem: Error, Sendable, Hashable {
    /// The kind of reason.
    public enum Reason: String, Sendable, Hashable {
        /// A file or directory is missing.
        case missing
        /// It stands in another repository, a registry or on a server.
        case remote
        /// A path leaves the repository.
        case outside
        /// Kustomizations include each other.
        case cycle
        /// A bound was reached.
        case limit
        /// Kustomize refuses it.
        case invalid
        /// A program that runs during the build.
        case program
        /// A feature that is not evaluated here.
        case unsupported
    }

    /// The kind of reason.
    public var reason: Reason
    /// One sentence for people.
    public var message: String
    /// The culprit.
    public var span: SourceSpan?
    /// True where Kustomize surely builds nothing either, whatever could not be seen.
    public var isCertain: Bool

    /// Makes a problem.
    public init(_ reason: Reason, _ message: String, at span: SourceSpan? = nil, isCertain: Bool = false) {
        self.isCertain = isCertain
        self.reason = reason
        self.message = message
        self.span = span
    }
}
