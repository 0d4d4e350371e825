/// Finds keys that a mapping has twice.
///
/// Small mappings, nearly all there are, are compared pair by pair without allocating; larger ones through a table.
struct YAMLDuplicateKeys {
    let nodes: ContiguousArray<YAMLNode>
    let bytes: UnsafeBufferPointer<UInt8>
    let decoded: [UInt8]

    /// Pairs of (earlier, later) key nodes with equal text; each later key once, merge keys never.
    func pairs(in mapping: Int) -> [(Int, Int)] {
        var pairs: [(Int, Int)] = []
        var table: [UInt64: [Int]] = [:]
        var count = 0
        let end = Int(nodes[mapping].end)
        var index = mapping + 1
        while index < end {
            let value = Int(nodes[index].end)
            guard value < end else { break }
            if nodes[index].kind == .scalar, !isMerge(index) {
                if let earlier = count < 12
                    ? search(mapping, until: index)
                    : table[hash(index)]?.last(where: {
                        isEqual($0, index)
                    })
                {
                    pairs.append((earlier, index))
                }
                if count >= 12 { table[hash(index), default: []].append(index) }
                count += 1
                if count == 12 { fill(&table, mapping, through: index) }
            }
            index = Int(nodes[value].end)
        }
        return pairs
    }

    private func search(_ mapping: Int, until later: Int) -> Int? {
        var index = mapping + 1
        var found: Int?
        while index < later {
            if nodes[index].kind == .scalar, isEqual(index, later) { found = index }
            index = Int(nodes[Int(nodes[index].end)].end)
        }
        return found
    }

    private func fill(_ table: inout [UInt64: [Int]], _ mapping: Int, through last: Int) {
        var index = mapping + 1
        while index <= last {
            if nodes[index].kind == .scalar { table[hash(index), default: []].append(index) }
            index = Int(nodes[Int(nodes[index].end)].end)
        }
    }

    private func withText<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let node = nodes[index]
        let range = Int(node.valueLower)..<Int(node.valueUpper)
        guard node.isDecoded else { return body(UnsafeBufferPointer(rebasing: bytes[range])) }
        return decoded.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    private func isEqual(_ a: Int, _ b: Int) -> Bool {
        guard nodes[a].valueUpper - nodes[a].valueLower == nodes[b].valueUpper - nodes[b].valueLower else {
            return false
        }
        return withText(a) { first in withText(b) { second in first.elementsEqual(second) } }
    }

    private func hash(_ index: Int) -> UInt64 {
        withText(index) { text in
            text.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        }
    }

    private func isMerge(_ index: Int) -> Bool {
        guard nodes[index].style == .plain else { return false }
        return withText(index) { $0.count == 2 && $0[0] == UInt8(ascii: "<") && $0[1] == UInt8(ascii: "<") }
    }
}
