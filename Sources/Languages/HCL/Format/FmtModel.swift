import Diagnostics

/// What `terraform fmt` would make of the blanks of a file.
///
/// The tool looks at lines of tokens. A line is a head, then from the first `=` on an assignment (when its brackets close on
/// the line), then a trailing comment. Consecutive lines with an assignment align their `=`; consecutive lines with a
/// trailing comment align it. Any other line, an empty one too, ends the run. A heredoc is part of the line it starts on.
struct FmtModel {
    /// Why a gap has the width it has.
    enum Role {
        case assignment
        case comment
        case other
    }

    /// A gap that is not as `terraform fmt` writes it.
    struct Deviation {
        var gap: Range<Int>
        var blanks: Int
        var role: Role
    }

    private struct Line {
        var head: Range<Int>
        var assignment: Range<Int>
        var comment: Range<Int>
    }

    private let source: [UInt8]
    private let tokens: [FmtToken]
    private var blanks: [Int]
    private var roles: [Role]

    /// Lays out a tree that has no errors.
    init(_ tree: HCLTree) {
        source = tree.source
        tokens = FmtToken.read(tree)
        blanks = Array(repeating: 0, count: tokens.count)
        // An `=` whose line opens a bracket stands in no run, but it may just have left one.
        roles = tokens.map { $0.class == .equals ? .assignment : .other }
        let lines = splitLines()
        indent(lines)
        for line in lines {
            space(line.head)
            space(line.assignment)
        }
        align(lines.map(\.assignment), widths: lines.map { columns($0.head) }, role: .assignment)
        align(
            lines.map(\.comment), widths: lines.map { columns($0.head) + columns($0.assignment) },
            role: .comment)
    }

    /// The gaps that differ, in order.
    var deviations: [Deviation] {
        tokens.indices.compactMap { index in
            let gap = tokens[index].gap
            if gap.count == blanks[index], source[gap].allSatisfy({ $0 == Byte.space }) { return nil }
            return Deviation(gap: gap, blanks: blanks[index], role: roles[index])
        }
    }

    // MARK: Lines

    private func splitLines() -> [Line] {
        var lines: [Line] = []
        var start = 0
        for index in tokens.indices where tokens[index].endsLine {
            lines.append(line(start..<index + 1))
            start = index + 1
        }
        if start < tokens.count { lines.append(line(start..<tokens.count)) }
        return lines
    }

    private func line(_ range: Range<Int>) -> Line {
        var head = range
        var comment = range.upperBound..<range.upperBound
        if head.count > 1, tokens[head.upperBound - 1].class == .comment {
            comment = head.upperBound - 1..<head.upperBound
            head = head.lowerBound..<head.upperBound - 1
        }
        var assignment = head.upperBound..<head.upperBound
        if let equals = head.dropFirst().first(where: { tokens[$0].class == .equals }),
            (equals..<head.upperBound).reduce(0, { $0 + tokens[$1].class.depthChange }) == 0
        {
            assignment = equals..<head.upperBound
            head = head.lowerBound..<equals
        }
        return Line(head: head, assignment: assignment, comment: comment)
    }

    // MARK: Indentation

    /// Two blanks for every line above that opened more brackets than it closed.
    private mutating func indent(_ lines: [Line]) {
        var open: [Int] = []
        for line in lines where !line.head.isEmpty {
            let first = line.head.lowerBound
            guard tokens[first].class != .newline else { continue }
            let change = depthChange(line.head) + depthChange(line.assignment)
            if change < 0 { Self.close(-change, &open) }
            blanks[first] = 2 * open.count
            if change > 0 { open.append(change) }
        }
    }

    /// The brackets that a cell leaves open, up to a heredoc, whose text does not count.
    private func depthChange(_ cell: Range<Int>) -> Int {
        var change = 0
        for index in cell {
            change += tokens[index].class.depthChange
            if tokens[index].class == .openHeredoc { break }
        }
        return change
    }

    private static func close(_ count: Int, _ open: inout [Int]) {
        var count = count
        while count > 0, let last = open.popLast() {
            if count < last { open.append(last - count) }
            count -= last
        }
    }

    // MARK: Blanks

    private mutating func space(_ cell: Range<Int>) {
        for index in cell.dropLast() {
            let before = index > cell.lowerBound ? tokens[index - 1].class : nil
            let blank = FmtSpacing.hasBlank(
                before: before, tokens[index].class, after: tokens[index + 1].class)
            blanks[index + 1] = blank ? 1 : 0
        }
    }

    // MARK: Alignment

    /// Puts the first tokens of the cells of consecutive lines into one column, one blank behind the widest line.
    private mutating func align(_ cells: [Range<Int>], widths: [Int], role: Role) {
        var start = 0
        while start < cells.count {
            let end = cells[start...].firstIndex { $0.isEmpty } ?? cells.count
            let widest = widths[start..<end].max() ?? 0
            for line in start..<end {
                let token = cells[line].lowerBound
                blanks[token] = widest - widths[line] + 1
                roles[token] = role
            }
            start = end + 1
        }
    }

    private func columns(_ cell: Range<Int>) -> Int {
        cell.reduce(0) { $0 + blanks[$1] + Self.width(source[tokens[$1].text]) }
    }

    /// Characters as people see them.
    private static func width(_ text: ArraySlice<UInt8>) -> Int {
        if text.allSatisfy({ $0 < 0x80 && $0 != Byte.carriageReturn }) { return text.count }
        return String(decoding: text, as: UTF8.self).count
    }
}
