import Model
import Testing

@Suite struct DecisionTests {
    @Test func aTreePrintsItsInputsWithVerdictAndSource() {
        let tree = DecisionNode(
            "merge?", "no", .blocks,
            children: [
                DecisionNode("class", "auto", .allows, source: "compiled in"),
                DecisionNode(
                    "category", "", .lowers, source: "a.yaml:4",
                    children: [DecisionNode("step", "50%", .informs), DecisionNode("", "ok", .allows)]),
                DecisionNode("halt", "none", .allows),
            ])
        #expect(
            tree.rendered == """
                merge? no  ✗
                ├─ class  auto   (compiled in)
                ├─ category  ↓   (a.yaml:4)
                │  ├─ step  50%
                │  └─ ok
                └─ halt  none

                """)
    }

    @Test func aNodeIsOneLineWhateverItsValue() {
        let tree = DecisionNode(
            "merge?", "a\nb", .allows,
            children: [DecisionNode("x\u{1B}[2J", "y\r\nz", .allows, source: "p\nq")])
        #expect(tree.rendered == "merge? a b\n└─ x[2J  y  z   (p q)\n")
    }

    @Test func aDecisionMayMergeWithoutAHold() {
        let tree = DecisionNode("merge?", "", .allows)
        #expect(Decision(posture: .auto, hold: nil, tree: tree).mayMerge)
        #expect(!Decision(posture: .auto, hold: Hold(.frozen), tree: tree).mayMerge)
    }
}

@Suite struct HoldTests {
    @Test func everyReasonHasASentenceOfItsOwn() {
        let sentences = HoldReason.allCases.map(\.sentence)
        #expect(Set(sentences).count == sentences.count)
        for reason in HoldReason.allCases {
            #expect(reason.sentence.first?.isLowercase == true, "\(reason)")
            #expect(!reason.sentence.hasSuffix("."), "\(reason)")
            #expect(reason.rawValue.allSatisfy { $0.isLowercase || $0 == "-" }, "\(reason)")
            #expect(Hold(reason).detail == reason.sentence)
        }
        #expect(Hold(.limit, "too deep").detail == "too deep")
    }
}

@Suite struct SecretTests {
    private struct Holder { var token = Secret("hunter2") }

    @Test func noWayOfPrintingShowsIt() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        dump(Holder(), to: &dumped)
        dump([secret], to: &dumped)
        for text in [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", "\(Holder())",
            dumped,
            "\(Optional(secret) as Any)",
            String(describing: Mirror(reflecting: secret).children.map { $0.value }),
        ] {
            #expect(!text.contains("hunter2"), "\(text)")
        }
        #expect(secret.description == "***")
        #expect(secret.withExposed { $0 } == "hunter2")
        #expect(!(secret is any Encodable))
    }

    @Test func emptinessAndEqualityAreKnown() {
        #expect(Secret("").isEmpty)
        #expect(!Secret("x").isEmpty)
        #expect(Secret("x") == Secret("x"))
    }
}
