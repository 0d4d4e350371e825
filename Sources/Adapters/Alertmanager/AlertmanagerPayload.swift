public import Diagnostics
public import Model

/// What Alertmanager's webhook (version 4) delivers: one group of alerts.
///
/// An alert is a hint, never proof; everything in it was written by others and is data.
public struct AlertmanagerPayload: Sendable, Hashable {
    /// The only version there has been for years.
    public static let version = "4"
    /// The longest payload that is read.
    public static let maximumBytes = 4 << 20
    /// The most alerts taken from one payload.
    public static let maximumAlerts = 1000

    /// Alertmanager's identity of the group.
    public var groupKey: String
    /// The receiver that was configured for us.
    public var receiver: String
    /// Firing when any alert of the group fires.
    public var status: Alert.Status
    /// The labels that the group was made by.
    public var groupLabels: Labels
    /// The labels that all alerts share.
    public var commonLabels: Labels
    /// Alerts that Alertmanager left out because the group was too large.
    public var truncatedAlerts: Int
    /// Where Alertmanager is.
    public var externalURL: String
    /// Alerts whose condition holds, in the order of the payload, each fingerprint once.
    public var firing: [Alert]
    /// Alerts whose condition is over, with the moment it ended.
    public var resolved: [ResolvedAlert]

    /// An alert whose condition is over.
    public struct ResolvedAlert: Sendable, Hashable {
        /// The alert.
        public var alert: Alert
        /// When its condition ended, where that is told.
        public var endsAt: Timestamp?
    }

    /// Reads a payload.
    ///
    /// Alerts that can be used are returned even when others cannot; the diagnostics say what is wrong with those.
    ///
    /// - Returns: nil with at least one error when nothing can be used.
    public static func decode(_ file: SourceFile) -> (
        payload: AlertmanagerPayload?, diagnostics: [Diagnostic]
    ) {
        guard file.bytes.count <= maximumBytes else {
            let start = SourceSpan(path: file.path, range: ByteRange(0..<0))
            let message = "the payload has \(file.bytes.count) bytes; at most \(maximumBytes) are read"
            return (nil, [Diagnostic(.alertLimit, .error, message, at: start)])
        }
        let (node, problems) = JSONDocument.decode(file, id: .alertSyntax, what: "payload")
        guard let node else { return (nil, problems) }
        var reader = PayloadReader()
        let payload = reader.payload(node)
        return (payload, reader.diagnostics)
    }
}
