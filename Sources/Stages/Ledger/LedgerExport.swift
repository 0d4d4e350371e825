internal import Diagnostics
internal import Model

/// Writes events for other programs: JSON lines, a table, OpenTelemetry logs.
///
/// What looks like a credential leaves no ledger, and neither do the values of names that somebody configured.
public struct LedgerExport: Sendable {
    /// What is written.
    public enum Format: String, Sendable, CaseIterable {
        /// One event a line, as the ledger has it, without signatures.
        case jsonLines = "jsonl"
        /// RFC 4180, one header, one event a line.
        case csv
        /// The JSON form of an OTLP logs request (`resourceLogs`).
        case openTelemetry = "otlp"
    }

    private let format: Format
    private let hidden: Set<String>

    /// `hiding` are keys of `details` whose values are replaced, everywhere in the event.
    public init(_ format: Format, hiding: [String] = []) {
        self.format = format
        hidden = Set(hiding)
    }

    /// The bytes, ending in a newline; for no events an empty text, a header alone, or an empty list.
    public func bytes(of entries: [LedgerEntry]) throws -> [UInt8] {
        switch format {
        case .jsonLines:
            var bytes: [UInt8] = []
            for entry in entries {
                bytes += try CanonicalJSON.encode(redacted(entry.event))
                bytes.append(0x0A)
            }
            return bytes
        case .csv: return Array(LedgerExport.csv(entries.map { ($0, redacted($0.event)) }).utf8)
        case .openTelemetry:
            return try CanonicalJSON.encode(OTLPLogs(entries.map { ($0, redacted($0.event)) })) + [0x0A]
        }
    }

    // MARK: - Redaction

    /// The event without secrets, and without what is to be hidden wherever it stands.
    func redacted(_ event: LedgerEvent) -> LedgerEvent {
        let values = event.details.filter { hidden.contains($0.key) && $0.value.utf8.count > 1 }.map(
            \.value
        )
        .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
        func without(_ text: String) -> String {
            values.reduce(text) { $0.replacing($1, with: SecretText.mark) }
        }
        var event = event.withoutSecrets
        guard !hidden.isEmpty else { return event }
        event.target = event.target.map(without)
        event.service = event.service.map(without)
        event.before = event.before.map(without)
        event.after = event.after.map(without)
        event.expected = event.expected.map(without)
        event.actual = event.actual.map(without)
        event.actor = without(event.actor)
        event.decision = event.decision?.mapText(without)
        for (key, value) in event.details {
            event.details[key] = hidden.contains(key) ? SecretText.mark : without(value)
        }
        return event
    }

    // MARK: - Table

    private static let columns = [
        "time", "type", "tier", "trigger", "actor", "action", "category", "service", "target", "before",
        "after",
        "expected", "actual", "duration", "id", "signedBy", "details",
    ]

    private static func csv(_ events: [(entry: LedgerEntry, event: LedgerEvent)]) -> String {
        var text = columns.joined(separator: ",") + "\r\n"
        for (entry, event) in events {
            let details = event.details.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let cells = [
                event.time.description, event.type.rawValue, event.tier.rawValue, event.trigger,
                event.actor,
                event.action?.rawValue ?? "", event.category ?? "", event.service ?? "", event.target ?? "",
                event.before ?? "", event.after ?? "", event.expected ?? "", event.actual ?? "",
                event.duration.map { "\($0)" } ?? "", event.id, entry.signer ?? "",
                details.joined(separator: "; "),
            ]
            text += cells.map(cell).joined(separator: ",") + "\r\n"
        }
        return text
    }

    /// Quoted where it must be; what a spreadsheet would take for a formula gets an apostrophe in front.
    private static func cell(_ text: String) -> String {
        var text = text
        if let first = text.unicodeScalars.first, ["=", "+", "-", "@", "\t", "\r"].contains(first) {
            text = "'" + text
        }
        guard text.unicodeScalars.contains(where: { ["\"", ",", "\n", "\r"].contains($0) }) else {
            return text
        }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

extension LedgerEntry {
    /// The principal whose key signed it.
    var signer: String? {
        if case .signed(let by) = standing { return by }
        return nil
    }
}

/// OpenTelemetry's JSON encoding of logs: numbers of 64 bits are texts, names are in lower camel case.
private struct OTLPLogs: Encodable {
    struct Value: Encodable {
        var stringValue: String
    }
    struct Attribute: Encodable {
        var key: String
        var value: Value

        init(_ key: String, _ text: String) {
            self.key = key
            value = Value(stringValue: text)
        }
    }
    struct Record: Encodable {
        var timeUnixNano: String
        var observedTimeUnixNano: String
        var severityNumber: Int
        var severityText: String
        var body: Value
        var attributes: [Attribute]
    }
    struct Scope: Encodable { var name: String }
    struct ScopeLogs: Encodable {
        var scope: Scope
        var logRecords: [Record]
    }
    struct Resource: Encodable { var attributes: [Attribute] }
    struct ResourceLogs: Encodable {
        var resource: Resource
        var scopeLogs: [ScopeLogs]
    }

    var resourceLogs: [ResourceLogs]

    init(_ events: [(entry: LedgerEntry, event: LedgerEvent)]) {
        let records = events.map { OTLPLogs.record($0.entry, $0.event) }
        resourceLogs =
            records.isEmpty
            ? []
            : [
                ResourceLogs(
                    resource: Resource(attributes: [Attribute("service.name", "trimtab")]),
                    scopeLogs: [ScopeLogs(scope: Scope(name: "trimtab/ledger/v1"), logRecords: records)])
            ]
    }

    private static func record(_ entry: LedgerEntry, _ event: LedgerEvent) -> Record {
        // INFO, WARN and FATAL of the data model.
        let severity: (number: Int, text: String) =
            switch event.tier {
            case .info: (9, "INFO")
            case .actionable: (13, "WARN")
            case .critical: (21, "FATAL")
            }
        var attributes = [
            Attribute("trimtab.type", event.type.rawValue), Attribute("trimtab.id", event.id),
            Attribute("trimtab.trigger", event.trigger), Attribute("trimtab.actor", event.actor),
        ]
        for (name, text) in [
            ("action", event.action?.rawValue), ("category", event.category), ("service", event.service),
            ("target", event.target), ("before", event.before), ("after", event.after),
            ("expected", event.expected), ("actual", event.actual),
            ("duration", event.duration.map { "\($0)" }),
            ("signed_by", entry.signer), ("decision", event.decision?.rendered),
        ] {
            if let text { attributes.append(Attribute("trimtab.\(name)", text)) }
        }
        attributes += event.details.sorted { $0.key < $1.key }.map {
            Attribute("trimtab.details.\($0.key)", $0.value)
        }
        let milliseconds = event.time.milliseconds
        let nanoseconds = milliseconds == 0 ? "0" : "\(milliseconds)000000"
        let body = [event.type.rawValue, event.target, event.actual].compactMap(\.self).joined(
            separator: " ")
        return Record(
            timeUnixNano: nanoseconds, observedTimeUnixNano: nanoseconds, severityNumber: severity.number,
            severityText: severity.text, body: Value(stringValue: body), attributes: attributes)
    }
}
