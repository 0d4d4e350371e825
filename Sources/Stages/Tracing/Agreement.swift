internal import Model

extension Collection where Element == TraceAnswer {
    /// The one answer that all of them give: the same value, decided by the same token; nil where they differ, or one is held.
    ///
    /// What one root declares and several clusters deploy is one question to those who ask about the root. The other
    /// clusters are in what the answer says of elsewhere.
    var agreeing: TraceAnswer? {
        guard let first, let origin = first.trace.origin, first.ineffective == nil,
            allSatisfy({
                $0.trace.origin == origin && $0.trace.value == first.trace.value && $0.ineffective == nil
            })
        else { return nil }
        // Where the token decides more in one of them, that is the answer to be careful with.
        return self.first { $0.trace.status == .shared(origin) } ?? first
    }
}
