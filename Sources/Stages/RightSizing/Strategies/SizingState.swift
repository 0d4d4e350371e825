/// What a strategy knows of one workload, so that it can be kept, gone on with, and put together with another's.
///
/// It is encoded as it is: no number in it depends on the machine or the time, and the encoding of equal states is equal.
public protocol SizingState: Sendable, Codable {
    /// Takes what another saw, as if this one had seen both; which parts of the samples that may be, the strategy says.
    ///
    /// - Throws: ``StateFlaw`` where both cannot be one.
    mutating func merge(_ other: Self) throws
    /// Whether both were made with the same settings.
    func isAlike(_ other: Self) -> Bool
    /// What cannot be true of it, as the end of a sentence; nil when it is sound.
    var flaw: String? { get }
}

/// Why a state cannot be used.
public struct StateFlaw: Error, Hashable, Sendable, CustomStringConvertible {
    /// The end of a sentence.
    public let description: String

    /// Makes a flaw.
    public init(_ description: String) { self.description = description }
}

extension SizingState {
    /// Whether both are of one strategy, with the same settings.
    func isAlike(any other: any SizingState) -> Bool {
        guard let other = other as? Self else { return false }
        return isAlike(other)
    }

    /// The same of two whose strategy is not known here.
    mutating func merge(any other: any SizingState) throws {
        guard let other = other as? Self, isAlike(other) else {
            throw StateFlaw("they are of different strategies, or of one with different settings")
        }
        try merge(other)
    }
}

/// Checks that several kinds of state need.
enum StateCheck {
    /// More than any machine has, in cores or bytes.
    static let most = 1e15

    static func isAmount(_ value: Double) -> Bool { value >= 0 && value <= most }
    static func isTime(_ value: Double) -> Bool { abs(value) < 1e12 }

    /// The first flaw of several.
    static func first(_ flaws: String?...) -> String? { flaws.compactMap { $0 }.first }

    /// `what` where `isSound` does not hold.
    static func demand(_ isSound: Bool, _ what: String) -> String? { isSound ? nil : what }
}
