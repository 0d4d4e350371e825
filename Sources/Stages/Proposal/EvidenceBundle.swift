public import Model

/// Evidence as it is stored: canonical JSON under its own SHA-256.
public struct EvidenceBundle: Sendable {
    /// The reference of the tree that holds all bundles.
    public static let reference = "refs/trimtab/evidence"

    /// The canonical bytes.
    public let bytes: [UInt8]
    /// SHA-256 of ``bytes``.
    public let digest: Digest

    /// Serialises evidence.
    public init(_ evidence: Evidence) throws {
        bytes = try CanonicalJSON.encode(evidence)
        digest = Digest(of: bytes)
    }

    /// `ab/cdef….json` inside the evidence tree.
    public var path: String { EvidenceBundle.path(of: digest) }

    /// Where the bundle with that digest stands.
    public static func path(of digest: Digest) -> String {
        "\(digest.rawValue.prefix(2))/\(digest.rawValue.dropFirst(2)).json"
    }
}
