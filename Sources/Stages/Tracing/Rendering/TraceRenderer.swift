public import Model
public import Ports

/// Prints a trace for people.
public struct TraceRenderer {
    private let tree: any SourceTree

    /// Shows source lines of `tree`.
    public init(tree: any SourceTree) { self.tree = tree }

    /// The trace, ending in a newline.
    public func render(_ trace: Trace) throws -> String {
        switch trace.status {
        case .literal(let origin), .shared(let origin):
            "\(trace.target.address.argument).\(trace.target.attribute) = \(trace.value ?? "?")\n  decided by   \(origin.location)  \(origin.token)\n"
        case .absent(let insertion):
            "absent: would be set in \(insertion.file) at \(insertion.keyPath)\n"
        case .held(let hold): "held: \(hold.reason.rawValue). \(hold.detail)\n"
        }
    }
}
