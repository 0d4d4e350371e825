internal import Diagnostics

extension YAMLFile {
    /// Applies `changes` and proves that they did what they say and nothing else.
    ///
    /// The result is parsed again and compared node by node with this file: no new errors or warnings, each target reads
    /// as planned, and every other node has the text, the style, the anchor and the tag that it had.
    ///
    /// - Parameter changes: changes planned on this very file.
    /// - Returns: the edited file.
    /// - Throws: ``YAMLRefusal`` with the first thing that is not as it must be.
    public func verify(_ changes: [YAMLChange]) throws(YAMLRefusal) -> YAMLFile {
        guard let bytes = changes.flatMap(\.edits).apply(to: bytes) else {
            throw YAMLRefusal(.wouldBreak, "two edits overlap or one lies outside the file")
        }
        let edited = YAMLParser.parse(bytes, path: path, limits: limits, format: format)
        if let error = edited.diagnostics.first(where: { $0.severity == .error }) {
            throw YAMLRefusal(.wouldBreak, "the edited file would not be readable: \(error.message)")
        }
        guard edited.diagnostics.count <= diagnostics.count else {
            throw YAMLRefusal(
                .wouldBreak, "the edit would add a problem: \(edited.diagnostics.last?.message ?? "")")
        }
        try YAMLComparison(old: self, new: edited, effects: changes.map(\.effect)).run()
        return edited
    }

    /// The reasons why `changes` cannot be made together; empty when they can.
    public func reasonsAgainst(_ changes: [YAMLChange]) -> [String] {
        do throws(YAMLRefusal) {
            _ = try verify(changes)
            return []
        } catch {
            return [error.reason]
        }
    }
}
