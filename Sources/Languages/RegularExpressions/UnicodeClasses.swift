import Foundation
import Synchronization

/// The classes `\p{…}` names: general categories and scripts of Unicode 15.0, which is what Go knows.
enum UnicodeClasses {
    /// The class of a name as Go spells it; nil when there is none.
    static func named(_ name: String) -> CharacterClass? {
        if name == "Any" { return .everything }
        if let category = categories[name] { return category }
        guard scriptNames.contains(name) else { return nil }
        return scripts.withLock { known in
            if let script = known[name] { return script }
            let script = script(name)
            known[name] = script
            return script
        }
    }

    /// True for a character that Unicode 15.0 has.
    static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
        guard let age = scalar.properties.age else { return false }
        return age.major < 15 || age.major == 15 && age.minor == 0
    }

    /// The planes in which characters are assigned one by one; the others are empty or for private use.
    private static let planes: [ClosedRange<UInt32>] = [0...0x3FFFF, 0xE0000...0xE0FFF]

    private static let categories: [String: CharacterClass] = {
        var spans: [String: [CharacterClass.Span]] = [
            "Co": [
                .init(lower: 0xE000, upper: 0xF8FF), .init(lower: 0xF0000, upper: 0xFFFFD),
                .init(lower: 0x100000, upper: 0x10FFFD),
            ],
            "Cs": [.init(lower: 0xD800, upper: 0xDFFF)],
        ]
        for plane in planes {
            var current = ""
            var start = plane.lowerBound
            for value in plane.lowerBound...(plane.upperBound + 1) {
                var name = ""
                if value <= plane.upperBound, let scalar = Unicode.Scalar(value), isKnown(scalar) {
                    name = abbreviation(scalar.properties.generalCategory)
                }
                guard name != current else { continue }
                if !current.isEmpty {
                    spans[current, default: []].append(.init(lower: start, upper: value - 1))
                }
                current = name
                start = value
            }
        }
        var classes = spans.mapValues { CharacterClass($0) }
        for major in ["C", "L", "M", "N", "P", "S", "Z"] {
            classes[major] = CharacterClass(spans.filter { $0.key.hasPrefix(major) }.flatMap(\.value))
        }
        return classes
    }()

    private static func abbreviation(_ category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        // Set from their fixed ranges above, or assigned to nothing.
        case .surrogate, .privateUse, .unassigned: ""
        @unknown default: ""
        }
    }

    private static let scripts = Mutex<[String: CharacterClass]>([:])

    /// The standard library keeps scripts to itself; Foundation's expressions tell them.
    private static func script(_ name: String) -> CharacterClass? {
        guard let expression = try? NSRegularExpression(pattern: "\\p{Script=\(name)}+") else { return nil }
        var spans: [CharacterClass.Span] = []
        for plane in planes {
            var scalars = String.UnicodeScalarView()
            for value in plane { if let scalar = Unicode.Scalar(value) { scalars.append(scalar) } }
            let text = String(scalars)
            let whole = NSRange(location: 0, length: text.utf16.count)
            expression.enumerateMatches(in: text, range: whole) { match, _, _ in
                guard let match, let range = Range(match.range, in: text) else { return }
                for scalar in text[range].unicodeScalars where isKnown(scalar) {
                    spans.append(.init(lower: scalar.value, upper: scalar.value))
                }
            }
        }
        return CharacterClass(spans)
    }

    private static let scriptNames: Set<String> = Set(
        """
        Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali \
        Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma \
        Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari \
        Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic \
        Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana \
        Imperial_Aramaic Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana \
        Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A \
        Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi \
        Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro \
        Multani Myanmar Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong \
        Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian \
        Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa \
        Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sinhala \
        Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet \
        Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho \
        Warang_Citi Yezidi Yi Zanabazar_Square
        """.split(separator: " ").map(String.init))
}
