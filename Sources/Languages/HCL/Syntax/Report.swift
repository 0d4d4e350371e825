import Diagnostics

/// Collects the diagnostics of one parse, up to a limit.
struct Report {
    let path: String
    let limit: Int
    private(set) var diagnostics: [Diagnostic] = []

    init(path: String, limit: Int) {
        self.path = path
        self.limit = limit
    }

    mutating func error(_ id: DiagnosticID, _ message: String, at range: Range<Int>) {
        guard diagnostics.count < limit else { return }
        diagnostics.append(
            Diagnostic(id, .error, message, at: SourceSpan(path: path, range: ByteRange(range))))
    }

    func sorted() -> [Diagnostic] {
        let ordered = diagnostics.enumerated().sorted {
            ($0.element.subject.range.lower, $0.offset) < ($1.element.subject.range.lower, $1.offset)
        }
        return ordered.map(\.element)
    }
}
