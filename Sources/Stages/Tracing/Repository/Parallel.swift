internal import Dispatch
internal import Synchronization

/// Work on many things at once, as many as there are processors.
enum Parallel {
    /// The results in the order of the items; the first error in that order, where there is one.
    ///
    /// Nobody waits for anybody in `work` but behind a lock that is held for a moment, so threads that are short are no trouble.
    static func map<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ work: @Sendable (Item) throws -> Value
    ) throws -> [Value] {
        // Neighbours are alike: small pieces, taken in turn, keep all processors busy to the end.
        let pieces = min(items.count, 256)
        guard pieces > 1 else { return try items.map(work) }
        let results = Mutex<[Int: [Result<Value, any Error>]]>([:])
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            let range = (piece * items.count / pieces)..<((piece + 1) * items.count / pieces)
            let made = items[range].map { item in Result { try work(item) } }
            results.withLock { $0[piece] = made }
        }
        let made = results.withLock { $0 }
        return try (0..<pieces).flatMap { try (made[$0] ?? []).map { try $0.get() } }
    }

    /// The same with something at hand that only one may use at a time, such as what was built before: neighbours share it.
    ///
    /// Where there are no more items than make one piece, `first` is used for all.
    static func pieces<Item: Sendable, Value: Sendable, Tool>(
        _ items: [Item], of size: Int, with first: Tool, make: @Sendable () -> Tool,
        work: @Sendable (Tool, Item) throws -> Value
    ) throws -> [Value] {
        guard items.count > size else { return try items.map { try work(first, $0) } }
        let starts = Array(stride(from: 0, to: items.count, by: size))
        return try map(starts) { start in
            let tool = make()
            return try items[start..<min(start + size, items.count)].map { try work(tool, $0) }
        }.flatMap { $0 }
    }
}
