import Diagnostics
import Kustomize
import Provenance
import Testing
import YAML

/// A token is what a field says it comes from when a change of the token changes that field, and nothing that does not say so.
@Suite struct MutationTests {
    @Test(arguments: Fixture.all)
    func aChangedTokenChangesTheFieldsThatNameItAndNoOthers(_ fixture: Fixture) throws {
        let files = FixtureFiles(fixture)
        let before = try KustomizeBuilder(files: files).build(fixture.root).leaves
        var proven = 0
        var tried = 0
        for (path, leaf) in before.sorted(by: { $0.key < $1.key }) {
            guard let span = leaf.origins.identity, let token = leaf.origins.token(in: files),
                !decidesIdentity(path)
            else { continue }
            tried += 1
            var changed = files
            changed.files[span.path]?.replaceSubrange(span.range.indices, with: Array(mutated(token).utf8))
            // What no longer builds proves nothing: a test that fails, a name that is gone.
            guard let after = try? KustomizeBuilder(files: changed).build(fixture.root).leaves else {
                continue
            }
            #expect(after[path]?.text != leaf.text, "\(path) does not follow \(span.path) `\(token)`")
            for (other, old) in before where after[other]?.text != old.text {
                let summary = old.origins.summary()
                #expect(
                    summary.all.contains { $0.path == span.path && $0.range.overlaps(span.range) },
                    "\(other) follows `\(token)` of \(span.path) without saying so")
            }
            proven += 1
        }
        #expect(tried > 0)
        #expect(proven * 10 >= tried * 7, "only \(proven) of \(tried) tokens could be proven")
    }

    /// Names, kinds and labels select other things; a change of them is another build.
    private func decidesIdentity(_ path: String) -> Bool {
        ["/kind", "/apiVersion", "/name", "/namespace"].contains { path.hasSuffix($0) }
            || path.contains("/labels/") || path.contains("matchLabels") || path.contains("/selector/")
            || path.contains("Ref/") || path.contains("/annotations/team")
            // Keys by which lists are merged.
            || path.contains("/containerPort") || path.contains("/mountPath")
    }

    private func mutated(_ token: String) -> String {
        if token.hasPrefix("\"") || token.hasPrefix("'") {
            return token.dropLast() + "7" + String(token.suffix(1))
        }
        if token == "true" { return "false" }
        if token == "null" || token.isEmpty { return "7" }
        if token.hasPrefix("|") { return token + "  more\n" }
        return token + "7"
    }
}
