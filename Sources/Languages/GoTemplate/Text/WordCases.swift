/// `camelcase`, `snakecase` and `kebabcase` as the `xstrings` package cuts words.
enum WordCases {
    private typealias Piece = (scalar: Unicode.Scalar, range: Range<Int>)

    private enum Kind { case none, number, upper, letters, connector, punctuation, other }

    private static func isConnector(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "_" || scalar.isGoSpace
    }
    /// A letter that belongs to words: all but the common ideographs.
    private static func isAlphabet(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isGoLetter else { return false }
        switch scalar.value {
        case 0x3400...0x4D85, 0x4E00...0x9FCC, 0x20000...0x2B81D: return false
        default: return true
        }
    }

    // MARK: Upper camel case

    static func pascal(_ text: GoText) -> GoText {
        let pieces = text.scalars
        var result = GoText([])
        func put(_ scalar: Unicode.Scalar, _ range: Range<Int>) {
            result.append(String(Character(scalar)), text.origins(in: range).origins)
        }
        var index = 0
        // Connectors in front stay.
        while index < pieces.count, isConnector(pieces[index].scalar) {
            put(pieces[index].scalar, pieces[index].range)
            index += 1
        }
        guard index < pieces.count else {
            // The last of nothing but connectors comes twice, as it does there.
            if let last = pieces.last { put(last.scalar, last.range) }
            return result
        }
        var previous = pieces[index]
        var isRun = previous.scalar.isGoUpper
        previous.scalar = previous.scalar.goUpper
        for var piece in pieces[(index + 1)...] {
            let afterConnector = isConnector(previous.scalar)
            if isConnector(piece.scalar), afterConnector {
                put(previous.scalar, previous.range)
                previous = piece
                continue
            }
            if afterConnector {
                isRun = piece.scalar.isGoUpper
                piece.scalar = piece.scalar.goUpper
            } else {
                if isRun {
                    if piece.scalar.isGoUpper { piece.scalar = piece.scalar.goLower } else { isRun = false }
                }
                put(previous.scalar, previous.range)
            }
            previous = piece
        }
        put(previous.scalar, previous.range)
        return result
    }

    // MARK: Lower case with a connector

    private struct Cutter {
        let pieces: [Piece]
        var position = 0
        var isAtEnd: Bool { position >= pieces.count }

        mutating func next() -> (Kind, ArraySlice<Piece>) {
            guard position < pieces.count else { return (.none, []) }
            let start = position
            let first = pieces[start].scalar
            position += 1
            func take(while matches: (Unicode.Scalar) -> Bool) {
                while position < pieces.count, matches(pieces[position].scalar) { position += 1 }
            }
            let kind: Kind
            if isConnector(first) {
                kind = .connector
                take(while: isConnector)
            } else if first.isGoPunctuation {
                kind = .punctuation
                take { $0.isGoPunctuation }
            } else if first.isGoUpper {
                kind = .upper
                if position < pieces.count, pieces[position].scalar.isGoUpper {
                    take { $0.isGoUpper }
                    // The last capital begins the next word.
                    if position < pieces.count, isAlphabet(pieces[position].scalar) { position -= 1 }
                } else if position < pieces.count, isAlphabet(pieces[position].scalar) {
                    take { isAlphabet($0) && !$0.isGoUpper }
                }
            } else if isAlphabet(first) {
                kind = .letters
                take { isAlphabet($0) && !$0.isGoUpper }
            } else if first.isGoNumber {
                kind = .number
                take { $0.isGoNumber }
            } else {
                kind = .other
                take { !isConnector($0) && !isAlphabet($0) && !$0.isGoNumber && !$0.isGoPunctuation }
            }
            return (kind, pieces[start..<position])
        }
    }

    static func lower(_ text: GoText, connector: String) -> GoText {
        var cutter = Cutter(pieces: text.scalars)
        var result = GoText([])
        func write(_ word: (Kind, ArraySlice<Piece>)) {
            for piece in word.1 {
                let origins = text.origins(in: piece.range).origins
                if word.0 == .connector {
                    result.append(connector, origins)
                } else if word.0 == .upper, piece.scalar.isGoUpper {
                    result.append(String(Character(piece.scalar.goLower)), origins)
                } else {
                    result.append(text, piece.range)
                }
            }
        }
        func join(_ word: (Kind, ArraySlice<Piece>)) {
            let origins = word.1.first.map { text.origins(in: $0.range).origins } ?? .none
            result.append(connector, origins)
        }
        func bindsLetters(_ kind: Kind) -> Bool { kind == .letters || kind == .number }
        func standsAlone(_ kind: Kind) -> Bool { kind == .connector || kind == .punctuation }
        var word = cutter.next()
        while !cutter.isAtEnd {
            if word.0 != .connector { write(word) }
            let previous = word
            word = cutter.next()
            switch previous.0 {
            case .number:
                while bindsLetters(word.0) {
                    write(word)
                    word = cutter.next()
                }
                if word.0 != .none, !standsAlone(word.0) { join(word) }
            case .connector: write(previous)
            case .punctuation: break
            default:
                guard word.0 == .number else {
                    if !standsAlone(word.0) { join(word) }
                    continue
                }
                if cutter.isAtEnd { continue }
                let number = word
                word = cutter.next()
                if word.0 != .letters {
                    write(number)
                    if !standsAlone(word.0) { join(word) }
                    continue
                }
                join(number)
                write(number)
                while bindsLetters(word.0) {
                    write(word)
                    word = cutter.next()
                }
                if word.0 != .none, !standsAlone(word.0) { join(word) }
            }
        }
        write(word)
        return result
    }
}
