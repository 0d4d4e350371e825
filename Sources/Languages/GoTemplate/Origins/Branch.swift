public import Diagnostics

/// The number of a branch in a ``BranchTable``.
public struct BranchID: Hashable, Sendable {
    /// The index; zero is outside of every branch.
    public let rawValue: UInt32
    init(rawValue: UInt32) { self.rawValue = rawValue }
    /// Outside of every branch.
    public static let outside = BranchID(rawValue: 0)
}

/// A decision of the run that let text through: an `if`, a `with`, a `range`.
public struct Branch: Sendable, Hashable {
    /// What decided.
    public enum Reason: String, Sendable, Hashable {
        /// The condition of `if` was true.
        case ifTrue
        /// The condition of `if` was not true.
        case ifFalse
        /// The value of `with` was not empty.
        case withValue
        /// The value of `with` was empty.
        case withoutValue
        /// An element of `range`.
        case element
        /// There was nothing to range over.
        case noElements
    }

    /// The branch around it.
    public var parent: BranchID
    /// What decided.
    public var reason: Reason
    /// The condition's pipeline in the template.
    public var span: SourceSpan
    /// Where the condition's value came from.
    public var origins: Origins
}

/// The branches that a run went through.
public struct BranchTable: Sendable {
    private var branches: [Branch] = []
    private var known: [Branch: BranchID] = [:]

    init() {}

    /// The branch of a number; nil for the outside.
    public subscript(id: BranchID) -> Branch? {
        id == .outside ? nil : branches[Int(id.rawValue) - 1]
    }

    /// The branch and those around it, innermost first.
    public func chain(_ id: BranchID) -> [Branch] {
        var result: [Branch] = []
        var next = id
        while let branch = self[next] {
            result.append(branch)
            next = branch.parent
        }
        return result
    }

    mutating func add(_ branch: Branch) -> BranchID {
        if let id = known[branch] { return id }
        branches.append(branch)
        let id = BranchID(rawValue: UInt32(branches.count))
        known[branch] = id
        return id
    }
}
