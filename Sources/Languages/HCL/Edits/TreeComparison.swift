public import Diagnostics

/// What differs between a file and the same file after edits, beyond the edits themselves.
///
/// Every token that no edit touches must be in both trees: at the place the edits move it to, with the same text, of the same
/// kind, below nodes of the same kinds. Blanks and comments belong to no token's text.
public struct TreeComparison: Sendable, Hashable {
    /// A token that is not in both trees as it should be.
    public struct Change: Sendable, Hashable {
        /// Its bytes before; nil for one that was not there.
        public var before: ByteRange?
        /// Its bytes after; nil for one that is gone.
        public var after: ByteRange?
    }

    /// Changes that the edits do not account for, at most ``limit`` of them; empty for a good edit.
    public private(set) var unexpected: [Change] = []
    /// Tokens of the file before that an edit overlaps.
    public private(set) var touchedBefore: [HCLNodeID] = []
    /// Tokens of the file after that come from an edit.
    public private(set) var touchedAfter: [HCLNodeID] = []

    /// How many unexpected changes are listed.
    public static let limit = 20

    /// Compares `before` with `after`, which `edits` made out of it.
    public init(_ before: HCLTree, _ after: HCLTree, edits: [Edit]) {
        let ordered = edits.sorted { $0.range < $1.range }
        let map = PlaceMap(ordered)
        let old = TokenWalk.tokens(before).filter { token in
            let touched = map.touches(before: token.text)
            if touched { touchedBefore.append(token.id) }
            return !touched
        }
        let new = TokenWalk.tokens(after).filter { token in
            let touched = map.touches(after: token.text)
            if touched { touchedAfter.append(token.id) }
            return !touched
        }
        var oldIndex = 0
        var newIndex = 0
        while oldIndex < old.count || newIndex < new.count, unexpected.count < Self.limit {
            let a = oldIndex < old.count ? old[oldIndex] : nil
            let b = newIndex < new.count ? new[newIndex] : nil
            let place = a.map { map.after($0.text.lower) }
            if let a, let b, place == Int(b.text.lower) {
                let same =
                    a.kind == b.kind && a.path == b.path
                    && before.source[a.text.indices] == after.source[b.text.indices]
                if !same { unexpected.append(Change(before: a.text, after: b.text)) }
                oldIndex += 1
                newIndex += 1
            } else if let place, place < b.map({ Int($0.text.lower) }) ?? Int.max {
                unexpected.append(Change(before: a?.text, after: nil))
                oldIndex += 1
            } else {
                unexpected.append(Change(before: nil, after: b?.text))
                newIndex += 1
            }
        }
    }
}

/// The tokens of a tree with a digest of the kinds above each.
private enum TokenWalk {
    struct Token {
        var id: HCLNodeID
        var kind: HCLNodeKind
        var path: UInt64
        var text: ByteRange
    }

    static func tokens(_ tree: HCLTree) -> [Token] {
        var tokens: [Token] = []
        tokens.reserveCapacity(tree.nodeCount)
        var waiting: [(HCLNodeID, UInt64)] = [(tree.root, 14_695_981_039_346_656_037)]
        while let (id, path) = waiting.popLast() {
            let node = tree[id]
            let children = tree.children(of: id)
            if children.isEmpty {
                if node.kind.isToken, node.kind != .endOfFile {
                    tokens.append(Token(id: id, kind: node.kind, path: path, text: tree.textRange(of: id)))
                }
            } else {
                let below = (path ^ UInt64(node.kind.rawValue)) &* 1_099_511_628_211
                for child in children.reversed() { waiting.append((child, below)) }
            }
        }
        return tokens
    }
}

/// Where bytes go when ordered edits are applied.
private struct PlaceMap {
    /// Ranges before, ranges after, and by how much what follows moves.
    private let before: [Range<Int>]
    private let after: [Range<Int>]
    private let shifts: [Int]

    init(_ edits: [Edit]) {
        var shift = 0
        var before: [Range<Int>] = []
        var after: [Range<Int>] = []
        var shifts: [Int] = []
        for edit in edits {
            let start = Int(edit.range.lower) + shift
            before.append(edit.range.indices)
            after.append(start..<start + edit.replacement.count)
            shift += edit.replacement.count - edit.range.count
            shifts.append(shift)
        }
        self.before = before
        self.after = after
        self.shifts = shifts
    }

    func touches(before range: ByteRange) -> Bool { Self.touches(before, range.indices) }
    func touches(after range: ByteRange) -> Bool { Self.touches(after, range.indices) }

    /// True when a range shares a byte with an edit, or an edit of no bytes lies within it.
    private static func touches(_ edits: [Range<Int>], _ range: Range<Int>) -> Bool {
        var index = firstIndex(in: edits) { $0.upperBound >= range.lowerBound }
        while index < edits.count, edits[index].lowerBound <= range.upperBound {
            let edit = edits[index]
            if edit.overlaps(range)
                || edit.isEmpty && range.lowerBound < edit.lowerBound && edit.lowerBound < range.upperBound
            {
                return true
            }
            index += 1
        }
        return false
    }

    /// The place after the edits of a byte that none of them touches.
    func after(_ offset: UInt32) -> Int {
        let index = Self.firstIndex(in: before) { $0.upperBound > Int(offset) }
        return Int(offset) + (index > 0 ? shifts[index - 1] : 0)
    }

    private static func firstIndex(in ranges: [Range<Int>], where test: (Range<Int>) -> Bool) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if test(ranges[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
