internal import Synchronization

/// A number that is made when it is asked for first, and kept.
final class Once: Sendable {
    private let make: @Sendable () -> Double?
    /// Nil until it was made; then what was made, which may be nothing.
    private let made = Mutex<Double??>(nil)

    init(_ make: @escaping @Sendable () -> Double?) { self.make = make }

    /// The number; two first callers at once both make it, and get equal ones.
    var value: Double? {
        if let known = made.withLock({ $0 }) { return known }
        let number = make()
        made.withLock { $0 = .some(number) }
        return number
    }
}
