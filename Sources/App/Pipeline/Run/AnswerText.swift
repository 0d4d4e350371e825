/// What an answer prints, as pieces: some stand in the file of another answer, the others beside the entry.
///
/// An answer may have a hundred megabytes of which a commit changes a thousand bytes; only these are written.
struct AnswerText: Sendable, Hashable {
    /// A piece.
    enum Piece: Sendable, Hashable {
        /// A part of the file.
        case old(Range<Int>)
        /// So many of the bytes that stand beside the entry.
        case new(Int)
    }

    /// The digest of the file, which is its name; empty where nothing is taken from one.
    var file: String
    /// The pieces, in order.
    var pieces: [Piece]
    /// The bytes of those that are new.
    var inline: [UInt8] = []

    /// More pieces than these are not worth their list.
    private static let mostPieces = 4_096
    /// A text as short as this needs no file.
    static let short = 1 << 16

    /// A text that stands in its own file whole.
    static func whole(_ file: String, _ length: Int) -> AnswerText {
        AnswerText(file: file, pieces: [.old(0..<length)])
    }

    /// A text that stands beside the entry whole.
    static func short(_ bytes: [UInt8]) -> AnswerText {
        AnswerText(file: "", pieces: [.new(bytes.count)], inline: bytes)
    }

    /// Another text, of which some pieces are parts of this one; nil where there is too much that is new.
    ///
    /// `pieces` are the parts, and the bytes where they are no parts.
    func replaced(by pieces: [(part: Range<Int>?, bytes: ArraySlice<UInt8>)]) -> AnswerText? {
        let length = pieces.reduce(0) { $0 + $1.bytes.count }
        let new = pieces.reduce(0) { $0 + ($1.part == nil ? $1.bytes.count : 0) }
        guard !file.isEmpty, new <= length / 2 else { return nil }
        var result = AnswerText(file: file, pieces: [])
        for piece in pieces where !piece.bytes.isEmpty {
            if let part = piece.part { add(part, to: &result) } else { result.add(piece.bytes) }
        }
        guard result.inline.count <= length / 2, result.pieces.count <= AnswerText.mostPieces else {
            return nil
        }
        return result
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        inline += bytes
        if case .new(let count)? = pieces.last {
            pieces[pieces.count - 1] = .new(count + bytes.count)
        } else {
            pieces.append(.new(bytes.count))
        }
    }

    /// Adds a part of this text to another one of the same file.
    private func add(_ part: Range<Int>, to result: inout AnswerText) {
        var (start, offset) = (0, 0)
        for piece in pieces {
            let length = piece.length
            let common =
                max(
                    part.lowerBound, start)..<max(
                    part.lowerBound, start, min(part.upperBound, start + length))
            if !common.isEmpty {
                switch piece {
                case .old(let range):
                    let from = range.lowerBound + common.lowerBound - start
                    result.pieces.append(.old(from..<(from + common.count)))
                case .new:
                    let from = offset + common.lowerBound - start
                    result.add(inline[from..<(from + common.count)])
                }
            }
            if case .new = piece { offset += length }
            start += length
        }
    }

    /// The text, put together; nil where the pieces are not all there.
    func text(of file: [UInt8]) -> [UInt8]? {
        if inline.isEmpty, pieces == [.old(0..<file.count)] { return file }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.length })
        var offset = 0
        for piece in pieces {
            switch piece {
            case .old(let range):
                guard range.upperBound <= file.count else { return nil }
                bytes += file[range]
            case .new(let count):
                guard offset + count <= inline.count else { return nil }
                bytes += inline[offset..<(offset + count)]
                offset += count
            }
        }
        return offset == inline.count ? bytes : nil
    }

    // MARK: As text

    /// The list of the pieces: `120-300` for a part, `+20` for new bytes.
    var list: String {
        pieces.map { piece in
            switch piece {
            case .old(let range): "\(range.lowerBound)-\(range.upperBound)"
            case .new(let count): "+\(count)"
            }
        }.joined(separator: ",")
    }

    /// What ``list`` gave; nil for anything else.
    static func pieces(_ list: String) -> [Piece]? {
        var pieces: [Piece] = []
        for text in list.split(separator: ",") {
            if text.hasPrefix("+") {
                guard let count = Int(text.dropFirst()), count >= 0 else { return nil }
                pieces.append(.new(count))
                continue
            }
            let ends = text.split(separator: "-").map { Int($0) }
            guard ends.count == 2, let lower = ends[0], let upper = ends[1], 0 <= lower, lower <= upper else {
                return nil
            }
            pieces.append(.old(lower..<upper))
        }
        return pieces
    }
}

extension AnswerText.Piece {
    /// How many bytes it has.
    var length: Int {
        switch self {
        case .old(let range): range.count
        case .new(let count): count
        }
    }
}
