public import Synchronization

/// A value that is computed when it is first asked for, and kept.
public final class Lazily<Value: Sendable>: Sendable {
    @usableFromInline let value = Mutex<Value?>(nil)

    /// Nothing is computed yet.
    @inlinable public init() {}

    /// The value where it was asked for already.
    @inlinable public var made: Value? { value.withLock { $0 } }

    /// The value; two first callers at once may both compute it, and get equal ones.
    ///
    /// - Throws: what computing it throws; the next caller computes it again.
    @inlinable
    public func get(_ make: () throws -> Value) rethrows -> Value {
        if let known = value.withLock({ $0 }) { return known }
        let made = try make()
        return value.withLock { value in
            if let value { return value }
            value = made
            return made
        }
    }
}
