public import Diagnostics

/// The members of a map or object, ordered by the bytes of their keys.
public struct Members: Sendable {
    /// A key and its value.
    public struct Entry: Sendable {
        /// The key.
        public var key: String
        /// Where the key comes from.
        public var keyOrigins: Origins
        /// The value.
        public var value: Value
        /// Makes an entry.
        public init(_ key: String, _ value: Value, keyOrigins: Origins = .none) {
            self.key = key
            self.keyOrigins = keyOrigins
            self.value = value
        }
    }

    /// In the order of keys.
    public let entries: [Entry]
    /// Where they are written as one object, to which a key can be added; nil for what is put together from others.
    public var constructor: SourceSpan? { written?.span }
    // In a box, so that values without one stay small.
    private let written: Written?

    private final class Written: Sendable {
        let span: SourceSpan
        init(_ span: SourceSpan) { self.span = span }
    }

    /// Orders the entries; of equal keys the last one stays.
    public init(_ unordered: [Entry], constructor: SourceSpan? = nil) {
        written = constructor.map(Written.init)
        let sorted = unordered.enumerated().sorted { a, b in
            a.element.key == b.element.key
                ? a.offset < b.offset : a.element.key.utf8.lexicographicallyPrecedes(b.element.key.utf8)
        }
        var entries: [Entry] = []
        entries.reserveCapacity(sorted.count)
        for (_, entry) in sorted {
            if entries.last?.key == entry.key { entries.removeLast() }
            entries.append(entry)
        }
        self.entries = entries
    }

    private init(sorted: [Entry], written: Written?) {
        entries = sorted
        self.written = written
    }

    /// The same keys with other values.
    public func mapValues(_ transform: (Entry) throws -> Value) rethrows -> Members {
        Members(
            sorted: try entries.map { Entry($0.key, try transform($0), keyOrigins: $0.keyOrigins) },
            written: written)
    }

    /// How many there are.
    public var count: Int { entries.count }

    /// The entry of a key.
    public func entry(_ key: String) -> Entry? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key.utf8.lexicographicallyPrecedes(key.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < entries.count && entries[low].key == key ? entries[low] : nil
    }

    /// The value of a key.
    public subscript(_ key: String) -> Value? { entry(key)?.value }
}
