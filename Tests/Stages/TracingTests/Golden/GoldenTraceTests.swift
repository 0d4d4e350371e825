import Diagnostics
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// Small estates in the forms of real ones: what is asked of them, and that each token decides what it is said to decide.
@Suite struct GoldenTraceTests {
    @Test func casesAreThere() { #expect(GoldenTrace.all.count > 0) }

    @Test(arguments: GoldenTrace.all) func answers(_ example: GoldenTrace) throws {
        let stage = TracingStage(tree: try example.tree, settings: example.settings)
        var text = ""
        for question in try example.questions {
            let answer = try question.ask(stage)
            text += "$ \(question.line)\n" + answer.trace.lines.joined(separator: "\n") + "\n"
            if let hold = answer.ineffective { text += "  not edited: \(hold.detail)\n" }
        }
        let difference = try example.difference(of: text)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test(arguments: GoldenTrace.all) func rootsHaveNamesOfTheirOwn(_ example: GoldenTrace) throws {
        func names() throws -> [String] {
            try TracingStage(tree: example.tree, settings: example.settings).roots().map {
                "\($0.id) [\($0.environment ?? "")]"
            }
        }
        let first = try names()
        let twice = Dictionary(grouping: first) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        #expect(twice.isEmpty)
        #expect(try names() == first)
    }

    @Test func anInventoryTakesAWorkspace() throws {
        let stage = TracingStage(
            tree: try GoldenTrace(name: "terraform-workspaces").tree, settings: RepositorySettings())
        let root = try #require(try stage.roots().first { $0.id == "one" })
        let values = try ["prod", "dev"].map { try stage.inventory(root, workspace: $0).map(\.trace.value) }
        #expect(values == [["m5.large"], ["t3.small"]])
        #expect(try stage.inventory(root).map(\.trace.hold?.reason) == [.notInRepository])
    }

    /// Another token: the attribute and all that is said to have its value change, here and in the other roots, and of the
    /// rest only what is said to follow it otherwise.
    @Test(arguments: GoldenTrace.all) func changingTheTokenChangesTheRadius(_ example: GoldenTrace) throws {
        let tree = try example.tree
        let before = TracingStage(tree: tree, settings: example.settings)
        for question in try example.questions {
            let answer = try question.ask(before)
            guard let origin = answer.trace.origin, let key = answer.key else { continue }
            let after = before.over(
                try tree.replacing(origin.range, of: origin.file, with: Mutation.of(origin.token)),
                changed: [origin.file])
            let again = try question.ask(after)
            #expect(again.trace.value != answer.trace.value, "\(question.line)")
            #expect(again.trace.origin?.location == origin.location, "\(question.line)")
            let radius = Radius(answer.trace, key)
            let changed = try Radius.changed(before, after, file: origin.file) {
                // For a workspace that is only asked for, the root has no rows of its own.
                question.workspace == nil || $0.root != key.root
            }
            let certain =
                question.workspace == nil ? radius.certain : radius.certain.filter { $0.root != key.root }
            #expect(
                certain.isSubset(of: changed), "\(question.line): not changed \(certain.subtracting(changed))"
            )
            let extra = changed.subtracting(radius.certain).subtracting(radius.possible)
            #expect(extra.isEmpty, "\(question.line): not named \(extra)")
        }
    }
}

/// What a trace says that its token decides.
private struct Radius {
    /// What has the token's value.
    var certain: Set<Fact.Key>
    /// What follows it in another way.
    var possible: Set<Fact.Key>

    init(_ trace: Trace, _ key: Fact.Key) {
        func keys(_ rows: [DecidedAttribute]) -> [Fact.Key] {
            rows.map {
                Fact.Key(
                    root: $0.root ?? key.root, environment: $0.root == nil ? key.environment : $0.environment,
                    release: $0.root == nil ? $0.release ?? key.release : $0.release,
                    namespace: $0.root == nil ? $0.namespace ?? key.namespace : $0.namespace,
                    resource: $0.resource, attribute: $0.attribute)
            }
        }
        let equal = trace.elsewhere.filter { $0.value == trace.value }
        certain = Set([key] + keys(trace.alsoDecides) + keys(equal))
        possible = Set(keys(trace.alsoAffects) + keys(trace.elsewhere))
    }

    /// Rows whose value is not the same before and after.
    static func changed(
        _ before: TracingStage, _ after: TracingStage, file: String, where isMeant: (Fact.Key) -> Bool
    ) throws -> Set<Fact.Key> {
        func prints(_ stage: TracingStage) throws -> [Fact.Key: UInt64] {
            Dictionary(
                try stage.facts(reading: [file]).filter { isMeant($0.key) }.map { ($0.key, $0.fingerprint) }
            ) { first, _ in first }
        }
        let (old, new) = (try prints(before), try prints(after))
        let gone = old.keys.filter { new[$0] == nil }
        let came = new.keys.filter { old[$0] == nil }
        // An instance with another key comes under another address, row for row.
        let kept = Set(old.keys.filter { old[$0] != new[$0] })
        return came.count == gone.count ? kept : kept.union(came)
    }
}

enum Mutation {
    /// Another token of the same kind.
    static func of(_ token: String) -> String {
        if token == "true" { return "false" }
        if token == "false" { return "true" }
        var characters = Array(token)
        guard let last = characters.lastIndex(where: { $0.isLetter || $0.isNumber }) else {
            preconditionFailure("nothing in `\(token)` can be changed")
        }
        if let digit = characters[last].wholeNumberValue {
            characters[last] = digit == 9 ? "8" : Character("\(digit + 1)")
        } else {
            characters[last] = characters[last] == "q" ? "z" : "q"
        }
        return String(characters)
    }
}

extension InMemoryTree {
    /// The same files with some bytes of one of them replaced.
    func replacing(_ range: ByteRange, of file: String, with text: String) throws -> InMemoryTree {
        var contents = contents
        contents[file]?.replaceSubrange(range.indices, with: text.utf8)
        return InMemoryTree(contents, links: linkTargets)
    }
}
