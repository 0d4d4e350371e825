public import Diagnostics

extension DiagnosticID {
    /// A key that this version does not know; nothing is ignored silently.
    public static let settingsUnknownKey: DiagnosticID = "settings-unknown-key"
    /// A key that must be there is not.
    public static let settingsMissingKey: DiagnosticID = "settings-missing-key"
    /// A value of the wrong type, form or range.
    public static let settingsBadValue: DiagnosticID = "settings-bad-value"
    /// Two values that cannot both be meant.
    public static let settingsContradiction: DiagnosticID = "settings-contradiction"
    /// The file is written for another version of this format.
    public static let settingsVersion: DiagnosticID = "settings-version"
    /// A secret stands in the file where the name of an environment variable is wanted.
    public static let settingsSecret: DiagnosticID = "settings-secret"
}

/// A value with the place it was read from.
public struct Located<Value> {
    /// The value.
    public var value: Value
    /// Where it stands.
    public var span: SourceSpan

    /// Makes it.
    public init(_ value: Value, at span: SourceSpan) {
        self.value = value
        self.span = span
    }
}

extension Located: Sendable where Value: Sendable {}

/// What decoding a file gave: a value when there were no errors, and everything that was noticed.
public struct Decoded<Value: Sendable>: Sendable {
    /// The value; nil when there is an error among the diagnostics.
    public var value: Value?
    /// Errors and warnings in the order of the file.
    public var diagnostics: [Diagnostic]

    /// Keeps the value only when nothing spoke against it.
    init(_ value: Value?, _ complaints: Complaints) {
        diagnostics = complaints.sorted
        self.value = complaints.hasErrors ? nil : value
    }
}

/// Collects what is wrong while a file is decoded, so that one run reports everything.
///
/// A class, because the cursors of one file share it; it never leaves the decoding function.
final class Complaints {
    private(set) var list: [Diagnostic] = []

    var hasErrors: Bool { list.contains { $0.severity == .error } }
    var sorted: [Diagnostic] {
        list.enumerated().sorted {
            ($0.element.subject.range, $0.offset) < ($1.element.subject.range, $1.offset)
        }.map(\.element)
    }

    func add(_ diagnostic: Diagnostic) { list.append(diagnostic) }

    func add(_ id: DiagnosticID, _ message: String, at span: SourceSpan, notes: [Diagnostic.Note] = []) {
        list.append(Diagnostic(id, .error, message, at: span, notes: notes))
    }
}
