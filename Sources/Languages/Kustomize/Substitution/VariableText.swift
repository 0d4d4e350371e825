/// A text with `${VARIABLES}`, taken apart as Flux's post-build substitution does.
///
/// Known forms: `${V}`, `${V:=x}`, `${V:-x}`, `${V=x}`, `${V-x}`, `${V:n}`, `${V:n:m}`, `${V/a/b}`, `${V//a/b}`, `${V/#a/b}`,
/// `${V/%a/b}`, `${V#a}`, `${V##a}`, `${V%a}`, `${V%%a}`, `${V^}`, `${V^^}`, `${V,}`, `${V,,}`, `${#V}`, and `$${V}` for
/// `${V}` itself. A dollar sign before anything else is text.
struct VariableText {
    /// A stretch of the text.
    enum Piece {
        /// Bytes that stay.
        case text([UInt8])
        /// Something to be filled in.
        case variable(Variable)
    }

    /// `${…}`.
    struct Variable {
        var name: String
        /// What is written behind the name: `:=`, `/`, `^^`; empty for nothing, `length` for `${#V}`.
        var operation: String
        /// What the operation takes.
        var arguments: [[Piece]]
        /// Where the first argument stands in the text.
        var argumentRange: Range<Int>
        /// True when the first argument is nothing but text.
        var isPlain: Bool
    }

    /// Why a text cannot be filled in.
    struct Malformed: Error { var text: String }

    let pieces: [Piece]

    /// True when filling in may change something.
    static func concerns(_ text: String) -> Bool { text.utf8.contains(0x24) && text.contains("${") }

    init(_ text: String) throws(Malformed) {
        var parser = Parser(bytes: Array(text.utf8))
        pieces = try parser.pieces(until: [])
    }

    private struct Parser {
        let bytes: [UInt8]
        var position = 0
        var depth = 0

        mutating func pieces(until stops: Set<UInt8>) throws(Malformed) -> [Piece] {
            var pieces: [Piece] = []
            var text: [UInt8] = []
            func flush() { if !text.isEmpty { pieces.append(.text(text)) } }
            while position < bytes.count {
                let byte = bytes[position]
                if stops.contains(byte) { break }
                if byte == 0x24, position + 2 < bytes.count, bytes[position + 1] == 0x24,
                    bytes[position + 2] == 0x7B
                {
                    text += [0x24, 0x7B]
                    position += 3
                    // What follows is text up to the brace that closes it.
                    while position < bytes.count, bytes[position] != 0x7D {
                        text.append(bytes[position])
                        position += 1
                    }
                    continue
                }
                if byte == 0x24, position + 1 < bytes.count, bytes[position + 1] == 0x7B {
                    flush()
                    text = []
                    pieces.append(.variable(try variable()))
                    continue
                }
                text.append(byte)
                position += 1
            }
            flush()
            return pieces
        }

        private func isName(_ byte: UInt8, first: Bool) -> Bool {
            byte == 0x5F || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || (!first && (0x30...0x39).contains(byte))
        }

        private mutating func name() -> String {
            let start = position
            while position < bytes.count, isName(bytes[position], first: position == start) { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        private func malformed() -> Malformed {
            Malformed(text: String(decoding: bytes.prefix(80), as: UTF8.self))
        }

        private mutating func variable() throws(Malformed) -> Variable {
            depth += 1
            defer { depth -= 1 }
            guard depth < 20 else { throw malformed() }
            position += 2
            if position < bytes.count, bytes[position] == 0x23 {
                position += 1
                let name = name()
                guard !name.isEmpty else { throw malformed() }
                try close()
                return Variable(
                    name: name, operation: "length", arguments: [], argumentRange: 0..<0, isPlain: true)
            }
            let name = name()
            guard !name.isEmpty, position < bytes.count else { throw malformed() }
            let operation = operation()
            let start = position
            var arguments: [[Piece]] = []
            if !operation.isEmpty, !"^,".contains(operation.prefix(1)) {
                let separator: UInt8? = operation == ":" ? 0x3A : operation.hasPrefix("/") ? 0x2F : nil
                repeat {
                    if !arguments.isEmpty { position += 1 }
                    let stops: Set<UInt8> =
                        separator.map { arguments.count == 0 ? [0x7D, $0] : [0x7D] } ?? [0x7D]
                    arguments.append(try pieces(until: stops))
                } while position < bytes.count && bytes[position] != 0x7D
            }
            let end = position
            try close()
            let isPlain = (arguments.first ?? []).allSatisfy { if case .text = $0 { true } else { false } }
            return Variable(
                name: name, operation: operation, arguments: arguments, argumentRange: start..<end,
                isPlain: isPlain)
        }

        private mutating func operation() -> String {
            let known = [
                ":=", ":-", ":?", ":+", "//", "/#", "/%", "##", "%%", "^^", ",,", ":", "/", "#", "%", "^",
                ",", "=", "-", "?", "+",
            ]
            for text in known where bytes[position...].starts(with: text.utf8) {
                position += text.utf8.count
                return text
            }
            return ""
        }

        private mutating func close() throws(Malformed) {
            guard position < bytes.count, bytes[position] == 0x7D else { throw malformed() }
            position += 1
        }
    }
}
