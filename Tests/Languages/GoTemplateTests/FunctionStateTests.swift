import Diagnostics
import GoTemplate
import Testing

/// Every function of `text/template`, of sprig 3 but for the environment's, and of Helm, and what is done for it.
@Suite struct FunctionStateTests {
    static let states: [(GoFunctionState, String)] = [
        (
            .computed,
            """
            abbrev abbrevboth add add1 add1f addf adler32sum all and any append atoi b32dec b32enc b64dec \
            b64enc base biggest call camelcase cat ceil chunk clean coalesce compact concat contains date \
            dateInZone dateModify date_in_zone date_modify deepCopy deepEqual default dict dig dir div divf \
            duration durationRound empty eq ext fail first float64 floor fromJson fromJsonArray fromToml \
            fromYaml fromYamlArray ge get gt has hasKey hasPrefix hasSuffix hello html htmlDate \
            htmlDateInZone include indent index initial initials int int64 isAbs join js kebabcase keys \
            kindIs kindOf last le len list lower lt max maxf merge mergeOverwrite min minf mod mul mulf \
            mustAppend mustChunk mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson mustHas \
            mustInitial mustLast mustMerge mustMergeOverwrite mustPrepend mustPush mustRegexFind \
            mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit \
            mustRest mustReverse mustSlice mustToDate mustToJson mustToPrettyJson mustToRawJson mustToToml \
            mustToYaml mustUniq mustWithout must_date_modify ne nindent nospace not omit or osBase osClean \
            osDir osExt osIsAbs pick pluck plural prepend print printf println push quote regexFind \
            regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat \
            replace required rest reverse round semver semverCompare seq set sha1sum sha256sum sha512sum \
            slice snakecase sortAlpha split splitList splitn squote sub subf substr swapcase ternary title \
            toDate toDecimal toJson toPrettyJson toRawJson toString toStrings toToml toYaml toYamlPretty tpl \
            trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq unixEpoch \
            unset until untilStep untitle upper urlJoin urlParse urlquery values without wrap wrapWith
            """
        ),
        (
            .changing,
            """
            randAlphaNum randAlpha randNumeric randAscii randInt randBytes uuidv4 shuffle now ago
            """
        ),
        (
            .placeholder,
            """
            genPrivateKey derivePassword bcrypt htpasswd encryptAES decryptAES genCA genCAWithKey \
            genSelfSignedCert genSignedCert genSelfSignedCertWithKey genSignedCertWithKey buildCustomCert
            """
        ),
        (.empty, "lookup getHostByName"),
    ]

    @Test func everyFunctionHasItsState() {
        var all: Set<String> = []
        for (state, names) in Self.states {
            for name in names.split(separator: " ").map(String.init) {
                all.insert(name)
                #expect(GoFunctionTable.helm.state(of: name) == state, "\(name)")
            }
        }
        #expect(GoFunctionTable.helm.names.symmetricDifference(all) == [])
        #expect(all.count == 240)
        #expect(GoFunctionTable.helm.state(of: "env") == nil)
    }

    @Test func helm3LacksWhatIsNewIn4() {
        #expect(
            GoFunctionTable.helm.names.subtracting(GoFunctionTable.helm3.names) == [
                "mustToYaml", "mustToToml",
            ])
        #expect(GoFunctionTable.helm3.names.isSubset(of: GoFunctionTable.helm.names))
        var set = GoTemplateSet(functions: .helm3)
        let diagnostics = set.add(Array("{{ mustToYaml 1 }}".utf8), name: "a", path: "a")
        #expect(diagnostics.first?.message == "function \"mustToYaml\" not defined")
        #expect(GoTemplateSet(functions: .helm).names.isEmpty)
    }

    @Test(arguments: [
        "randAlphaNum 5", "randInt 1 9", "uuidv4", "shuffle \"abc\"", "now", "ago (toDate \"2006\" \"2020\")",
        "bcrypt \"a\"",
        "htpasswd \"a\" \"b\"", "(genCA \"a\" 1).Cert", "genPrivateKey \"rsa\"",
        "ternary 1 2 (gt (randInt 1 9) 5)",
        "derivePassword 1 \"long\" \"a\" \"b\" \"c\"", "date \"2006\" nil", "durationRound now",
    ])
    func whatChangesIsMarked(_ call: String) throws {
        let result = try render("{{ \(call) }}", values: "{}")
        #expect(result.error == nil)
        #expect(result.rendering.isVolatile)
        #expect(result.rendering.text.origins.isVolatile)
    }

    @Test(arguments: [
        ("dateInZone \"MST\" 0 \"Asia/Kolkata\"", "dateInZone"), ("printf \"%x\" 1.5", "printf"),
        ("toDate \"MST\" \"CET\"", "toDate"), ("fromToml \"a = 2020-01-01\"", "fromToml"),
        ("dateInZone \"15\" 0 \"PST\"", "dateInZone"),
    ])
    func whatIsNotComputedIsNamed(_ call: String, _ name: String) throws {
        let result = try render("{{ \(call) }}", values: "{}")
        #expect(result.error?.id.rawValue == GoFault.unsupported)
        #expect(result.rendering.unsupported == name)
    }
}
