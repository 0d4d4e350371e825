public import Model

/// One line of the ledger as read: the event, and who vouches for it.
public struct LedgerEntry: Sendable, Hashable {
    /// Whether the signature holds.
    public enum Standing: Sendable, Hashable {
        /// A known key signed exactly this event.
        case signed(by: String)
        /// No signature. Such an event can tighten, never grant, except on the local forge.
        case unsigned
        /// A signature by an unknown key, or one that does not fit.
        case unknownKey
    }

    /// The event.
    public var event: LedgerEvent
    /// Whether the signature holds.
    public var standing: Standing
    /// Path of the dated file it stands in.
    public var file: String
    /// Line in that file, from 1.
    public var line: Int

    /// Makes an entry.
    public init(event: LedgerEvent, standing: Standing, file: String, line: Int) {
        self.event = event
        self.standing = standing
        self.file = file
        self.line = line
    }
}

/// The stored form of one event: a JSON line.
struct LedgerLine: Codable, Hashable {
    var event: LedgerEvent
    var signature: String?

    /// The bytes that are signed: the canonical JSON of the event alone.
    static func signedBytes(_ event: LedgerEvent) throws -> [UInt8] { try CanonicalJSON.encode(event) }
}
