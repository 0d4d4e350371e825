/// Text that people or tools read line by line, made from data that may hold anything.
public enum PlainText {
    /// One line: tabs and line ends become spaces, other control and format characters go.
    ///
    /// What is left cannot move a terminal's cursor, colour it, reverse the direction of reading or hide a letter.
    public static func line(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\t" || scalar == "\r" {
                result.unicodeScalars.append(" ")
            } else if !isControl(scalar) {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text with a sign in place of every control and format character but tabs: as wide as it looks.
    public static func visible(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            result.unicodeScalars.append(scalar != "\t" && isControl(scalar) ? "\u{FFFD}" : scalar)
        }
        return result
    }

    /// The lines of a text; `\r\n` ends a line like `\n`.
    public static func lines(of text: String) -> [String] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.last == "\r" ? line.dropLast() : line)
        }
    }

    /// The text if it has at most `length` characters, otherwise its start and `…`.
    public static func cut(_ text: String, to length: Int) -> String {
        text.count <= length ? text : text.prefix(max(0, length - 1)) + "…"
    }

    /// The text if it has at most `length` characters, otherwise its start, `…` and its end.
    public static func cutInside(_ text: String, to length: Int) -> String {
        guard text.count > length, length > 2 else { return cut(text, to: length) }
        let head = length / 2
        return text.prefix(head) + "…" + text.suffix(length - head - 1)
    }

    /// Terminal columns that a line takes: two for East Asian wide characters and pictures, one for the rest.
    public static func columns(_ text: String) -> Int {
        text.reduce(0) { $0 + ($1.unicodeScalars.contains(where: isWide) ? 2 : 1) }
    }

    /// Control and format characters, line and paragraph separators: nothing that a line of text needs.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
        default: false
        }
    }

    /// Unicode Standard Annex 11, the ranges that are wide as a whole.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
            0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
