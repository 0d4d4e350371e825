/// Letters as Go's `unicode` sees them: one character for one.
extension Unicode.Scalar {
    var goUpper: Unicode.Scalar {
        Self.single(properties.uppercaseMapping) ?? Self.single(properties.titlecaseMapping) ?? self
    }
    var goLower: Unicode.Scalar {
        value == 0x130 ? "i" : Self.single(properties.lowercaseMapping) ?? self
    }
    var goTitle: Unicode.Scalar { Self.single(properties.titlecaseMapping) ?? self }

    private static func single(_ text: String) -> Unicode.Scalar? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
    }

    var isGoUpper: Bool { properties.generalCategory == .uppercaseLetter }
    var isGoLower: Bool { properties.generalCategory == .lowercaseLetter }
    var isGoLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }
    var isGoNumber: Bool {
        switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }
    var isGoPunctuation: Bool {
        switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }
    var isGoSpace: Bool {
        switch value {
        case 9...13, 32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }
}

extension GoText {
    /// The text with each character changed; what is not UTF-8 becomes the replacement character, as in Go.
    func mapCharacters(_ change: (Unicode.Scalar) -> Unicode.Scalar) -> GoText {
        var result = GoText([])
        var index = 0
        while index < count {
            let (scalar, length) = GoQuote.decode(bytes, index)
            let range = index..<(index + length)
            let changed = change(scalar ?? "\u{FFFD}")
            if changed == scalar {
                result.append(self, range)
            } else {
                result.append(String(Character(changed)), origins(in: range).origins)
            }
            index += length
        }
        return result
    }

    /// The text with a replacement character for each byte that is not UTF-8, as it is on its way through JSON.
    var valid: GoText {
        String(validating: bytes, as: UTF8.self) == nil ? mapCharacters { $0 } : self
    }

    /// The characters with their places.
    var scalars: [(scalar: Unicode.Scalar, range: Range<Int>)] {
        var result: [(scalar: Unicode.Scalar, range: Range<Int>)] = []
        result.reserveCapacity(count)
        var index = 0
        while index < count {
            let (scalar, length) = GoQuote.decode(bytes, index)
            result.append((scalar ?? "\u{FFFD}", index..<(index + length)))
            index += length
        }
        return result
    }
}
