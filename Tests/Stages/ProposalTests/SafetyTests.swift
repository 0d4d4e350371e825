import Foundation
import Model
import Proposal
import TestSupport
import Testing

/// Whatever stands in data, it stays data: in commits, pull requests and escalations.
@Suite struct SafetyTests {
    /// Control and format characters but for line feeds, and the mark that we put behind `@` ourselves.
    private func controls(_ text: String, allowing allowed: Set<Unicode.Scalar>) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: !allowed.contains(scalar)
            default: false
            }
        }
    }

    /// The Markdown outside of fences and inline code: what a forge renders.
    private func rendered(_ body: String) -> String {
        var text = ""
        var isFence = false
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isFence.toggle()
            } else if !isFence {
                text += prose(String(line)) + "\n"
            }
        }
        return text
    }

    /// A line without its inline code, and with a dot for what a backslash takes the meaning from.
    private func prose(_ line: String) -> String {
        var text = ""
        var rest = Substring(line)
        while let character = rest.popFirst() {
            if character == "\\" {
                _ = rest.popFirst()
                text += "·"
            } else if character == "`", let end = rest.firstIndex(of: "`") {
                rest = rest[rest.index(after: end)...]
            } else {
                text.append(character)
            }
        }
        return text
    }

    private func expectHarmless(_ markdown: String, _ what: String) throws {
        let text = rendered(markdown)
        for (name, pattern) in [
            ("a mention", "@[A-Za-z]"), ("a link", #"\]\("#), ("a bare link", "://"),
            ("a bare host", #"(?i)www\.[a-z]"#),
            ("HTML", "<(?!/?(details|summary|sub)>)"), ("a reference", "[#!][0-9]"),
            ("an issue", "(?i)gh-[0-9]"),
            ("a heading", "(?m)^#{1,6} (?!##)(?!What |Why |Check |If |Causes )"),
            ("a quick action", "(?m)^/"),
            ("a quotation", "(?m)^>"), ("an underline", "(?m)^(=|-){4,}"),
        ] {
            #expect(try Regex(pattern).firstMatch(in: text) == nil, "\(what) has \(name)")
        }
    }

    @Test(arguments: Hostile.texts)
    func aPullRequestIsHarmless(_ text: String) throws {
        let body = try Samples.body(
            Samples.edit(Samples.hostile(text)), decision: Samples.hostileDecision(text), diff: text)
        #expect(controls(body, allowing: ["\n", "\t", "\u{200B}"]).isEmpty)
        try expectHarmless(body, "the body")
        // The same frame as with harmless data: no fence is closed early, no row or section is added.
        let plain = try Samples.body(
            Samples.edit(Samples.hostile("plain")), decision: Samples.hostileDecision("plain"), diff: "plain")
        if text.count < 1000 { #expect(frame(body) == frame(plain)) }
        for row in rendered(body).split(separator: "\n") where row.hasPrefix("|") {
            #expect(row.count { $0 == "|" } == 3, "\(row)")
        }
    }

    /// Fences, headings, HTML and rules: what gives the body its sections.
    private func frame(_ body: String) -> [String] {
        var isFence = false
        return body.split(separator: "\n").filter { line in
            if line.hasPrefix("```") {
                isFence.toggle()
                return line != "```mermaid"
            }
            return !isFence && ["#", "<", "---"].contains { line.hasPrefix($0) }
        }.map { $0.hasPrefix("<sub>") ? "<sub>" : String($0) }
    }

    @Test(arguments: Hostile.texts)
    func aCommitIsHarmless(_ text: String) throws {
        let message = try Samples.message(Samples.edit(Samples.hostile(text)))
        #expect(controls(message, allowing: ["\n"]).isEmpty)
        let trailers = try #require(message.range(of: "\n\nTrimtab-Action: "))
        let body = message[..<trailers.lowerBound]
        for (name, pattern) in [
            ("a mention", "@[A-Za-z]"), ("a link", "://"), ("a bare host", #"(?i)www\.[a-z]"#),
            ("a reference", "[#!][0-9]"),
            ("an issue", "(?i)gh-[0-9]"), ("a divider", "(?m)^(---|diff -|Index: )"),
            ("a trailer", "(?mi)^(trimtab-|signed-off-by|co-authored-by)"),
        ] {
            #expect(try Regex(pattern).firstMatch(in: body) == nil, "the message has \(name)")
        }
        let subject = message.prefix { $0 != "\n" }
        #expect(subject.count <= 200)
        #expect(message.dropFirst(subject.count).hasPrefix("\n\n"))
    }

    @Test(arguments: Hostile.texts)
    func anEscalationIsHarmless(_ text: String) throws {
        let issue = try Escalation(templates: Samples.templates()).issue(
            for: Samples.hostile(text).finding, hold: Hold(.recurring, text), owner: text)
        #expect(controls(issue.body, allowing: ["\n", "\t", "\u{200B}"]).isEmpty)
        #expect(controls(issue.title, allowing: []).isEmpty)
        try expectHarmless(issue.body, "the escalation")
    }

    /// Canaries in the shapes that secrets have: neither commit nor pull request nor issue shows them.
    @Test(arguments: [
        "timed out at https://bot:canary77x@forge.example/a.git",
        "key ghp_canary77x0123456789abcdefABCDEF0123", "with password=canary77x next",
        "of {\"token\": \"canary77x\"}", "with Authorization: Bearer canary77x",
    ])
    func secretsAreNotShown(_ text: String) throws {
        let edit = Samples.hostile(text)
        #expect(try !Samples.message(Samples.edit(edit)).contains("canary77x"))
        #expect(try !Samples.body(Samples.edit(edit)).contains("canary77x"))
        let issue = try Escalation(templates: Samples.templates()).issue(
            for: edit.finding, hold: Hold(.recurring, text), owner: "team")
        #expect(!issue.body.contains("canary77x"))
        #expect(!issue.title.contains("canary77x"))
    }

    @Test(arguments: Hostile.texts)
    func aCommandThatPeopleCopyIsOneCommand(_ text: String) throws {
        let body = try Samples.body(Samples.edit(Samples.hostile(text)))
        let command = try #require(body.split(separator: "\n").first { $0.hasPrefix("trimtab trace ") })
        guard text.count < 1000 else { return }
        let directory = try TemporaryDirectory()
        let words = try Shell(directory: directory.path).run(
            ["sh", "-c", "trimtab() { for word; do printf '<%s>\\n' \"$word\"; done; }; \(command)"]
        ).text.split(separator: "\n")
        #expect(words.count == 5 && words[0] == "<trace>" && words[1] == "<--namespace>", "\(words)")
    }

    /// Random mixtures of what is dangerous alone.
    @Test func randomMixturesAreHarmless() throws {
        let seed: UInt64 = 20_261_120
        var generator = SeededGenerator(seed: seed)
        let pieces =
            Hostile.texts.filter { $0.count < 60 } + ["\n", " ", "\n\n", "a", "|", "`", ":", "<", "\\"]
        for round in 0..<60 {
            let text = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
            let body = try Samples.body(Samples.edit(Samples.hostile(text)), diff: text)
            try expectHarmless(body, "seed \(seed), round \(round), «\(text)»: the body")
            let message = try Samples.message(Samples.edit(Samples.hostile(text)))
            let lines = message.split(separator: "\n")
            #expect(
                lines.count { $0.hasPrefix("Trimtab-") } == 5, "seed \(seed), round \(round), «\(text)»")
        }
    }
}
