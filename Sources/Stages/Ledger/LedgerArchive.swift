public import Diagnostics
public import Model

/// Where the older days of a ledger went: a tree with this file goes on from the commit that it names.
///
/// Nothing is deleted: the archived commit has everything that stood in the ledger until then, and what a decision reads is
/// the days before ``before`` of the archive, then the days of the tree itself.
public struct LedgerArchive: Hashable, Sendable, Codable {
    /// The form of the document.
    public static let schema = "trimtab/ledger-archive/v1"
    /// Its place in the tree of a ledger.
    public static let path = "archive.json"
    /// What the names of all archives begin with.
    public static let prefix = "refs/trimtab/archive/"

    /// The form of the document.
    public var schema = LedgerArchive.schema
    /// The reference of the remote that keeps the archived commit.
    public var reference: String
    /// The commit that was the ledger's tip.
    public var tip: ObjectID
    /// The first day that stayed: `2026-10-01`.
    public var before: String

    /// An archive of a ledger at `tip`, without the days from `before` on; `name` is the ledger's own reference, `number` is
    /// counted where other things have the name already.
    public init(of name: String, at tip: ObjectID, before: String, number: Int = 1) {
        let ledger = name.split(separator: "/").last ?? "ledger"
        let suffix = number == 1 ? "" : "_" + String(10_000 + number).dropFirst()
        reference = "\(Self.prefix)\(ledger)/\(before)\(suffix)"
        self.tip = tip
        self.before = before
    }

    /// What the paths of the days that stayed are not less than.
    var bound: String { LedgerArchive.bound(before) }

    /// True for `2026-10-01`, and nothing else.
    static func isDay(_ text: String) -> Bool { Timestamp("\(text)T00:00:00Z")?.dateText == text }

    /// `2026-10-01` → `events/2026/10/2026-10-01`.
    static func bound(_ day: String) -> String {
        "events/\(day.prefix(4))/\(day.dropFirst(5).prefix(2))/\(day)"
    }
}

extension Failure.Code {
    /// An archive that the ledger names is not on the remote, is another one, or does not fit what follows it.
    public static let ledgerArchive: Failure.Code = "ledger-archive"
}
