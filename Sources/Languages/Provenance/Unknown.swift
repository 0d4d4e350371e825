public import Diagnostics

/// Why a value cannot be known from the files alone.
public struct Unknown: Hashable, Sendable {
    /// The kind of reason.
    public enum Reason: String, Hashable, Sendable {
        /// It comes from a data source.
        case dataSource
        /// Another resource computes it.
        case computed
        /// A module that is not in the repository computes it.
        case externalModule
        /// Nobody gives the variable a value.
        case unsetVariable
        /// A function whose answer depends on the clock, chance or the network.
        case impureFunction
        /// A function, or a use of one, that is not computed here.
        case unsupported
        /// A file that cannot be read.
        case file
        /// A bound on work, size or depth was reached.
        case limit
        /// It refers to itself.
        case cycle
        /// An error; a diagnostic says which.
        case error
        /// A name that nothing here defines.
        case undefined
    }

    /// The kind of reason.
    public var reason: Reason
    /// One sentence for people, naming the function, variable or data source.
    public var detail: String
    /// Where it became unknown.
    public var span: SourceSpan?
    /// The type, as far as it is known.
    public var type: ValueType

    /// True for what a run of Terraform would know, so that all around it is right; false for what is wrong or was given up.
    public var isOfProduction: Bool {
        switch reason {
        case .dataSource, .computed, .externalModule, .unsetVariable, .impureFunction: true
        case .unsupported, .file, .limit, .cycle, .error, .undefined: false
        }
    }

    /// Makes a reason.
    public init(_ reason: Reason, _ detail: String, at span: SourceSpan? = nil, type: ValueType = .dynamic) {
        self.reason = reason
        self.detail = detail
        self.span = span
        self.type = type
    }
}
