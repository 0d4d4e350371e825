public import Model

/// What time it is; injected, so that a run replays exactly.
public protocol TimeSource: Sendable {
    /// The present moment.
    func now() -> Timestamp
}

/// A clock that stands still: `--at TIME`, and tests.
public struct FixedTime: TimeSource {
    private let time: Timestamp
    /// Stands at `time`.
    public init(_ time: Timestamp) { self.time = time }
    /// The moment it stands at.
    public func now() -> Timestamp { time }
}

/// Signs ledger events; the key never leaves the adapter.
public protocol EventSigner: Sendable {
    /// An armoured SSH signature of `bytes` in namespace `trimtab-ledger`.
    func sign(_ bytes: [UInt8]) async throws -> String
}

/// Tells who signed.
public protocol SignatureVerifier: Sendable {
    /// The principal whose known key made `signature` over `bytes`, or nil for an unknown key or a bad signature.
    func principal(of signature: String, over bytes: [UInt8]) async throws -> String?
}

/// The files of one commit, as tracing and editing see them.
///
/// Reading is lazy; a path outside the tree is nil, never a file of the machine.
public protocol SourceTree: Sendable {
    /// The commit it shows.
    var commit: ObjectID { get }
    /// All entries, sorted by path.
    var entries: [TreeEntry] { get }
    /// The bytes at `path`; for a symbolic link the bytes of the file it leads to inside the tree; nil when there is none.
    func read(_ path: String) throws -> [UInt8]?
    /// The real path behind `path`, links resolved inside the tree; nil when it leaves the tree or is missing.
    func realPath(_ path: String) -> String?
}

/// Told before and after every outward effect; the place where faults are injected and progress is shown.
public protocol EffectObserver: Sendable {
    /// Called right after a ledger event was pushed or an outward call returned.
    func didPerform(_ effect: String)
}
