import Diagnostics
import Editing
import Foundation
import Model
import Settings
import TestSupport
import Testing

/// `Tests/Fixtures/editing/<case>`: what is in `before`, changed as `plan.json` says, is what is in `after`, to the byte.
@Suite struct GoldenTests {
    static let folder = SourceDirectory.fixtures.appending(path: "editing")

    static var cases: [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test func thereAreCases() { #expect(GoldenTests.cases.count >= 35) }

    @Test(arguments: cases) func becomesWhatIsExpected(_ name: String) throws {
        let folder = GoldenTests.folder.appending(path: name)
        let before = try InMemoryTree(directory: folder.appending(path: "before"))
        let after = try InMemoryTree(directory: folder.appending(path: "after"))
        let file = try JSONDecoder().decode(
            PlanFile.self, from: Data(contentsOf: folder.appending(path: "plan.json")))
        let plan = try PlanSample.plan(file.changes, tree: before)
        let outcome = EditingStage().edit(plan, tree: before, settings: RepositorySettings())
        guard case .done(let edit) = outcome else {
            Issue.record("\(name): \(outcome)")
            return
        }
        var result = before.contents
        for change in edit.files {
            #expect(change.before == result[change.path])
            #expect(change.edits.apply(to: change.before) == change.after)
            result[change.path] = change.after
        }
        for (path, bytes) in after.contents {
            #expect(
                result[path].map { String(decoding: $0, as: UTF8.self) }
                    == String(decoding: bytes, as: UTF8.self), "\(path)")
            #expect(result[path] == bytes)
        }
        #expect(result.count == after.contents.count)
        #expect(edit.passedGates == ["parse", "blast-radius"])
        #expect(edit.changed.count == file.changes.count)
        #expect(Set(edit.changed.map(\.value)) == Set(file.changes.map(\.after)))
    }

    /// A revert is an edit back: the bytes are those from before.
    @Test(arguments: cases.filter { !$0.contains("insert") }) func theWayBackGivesTheSameBytes(_ name: String)
        throws
    {
        let folder = GoldenTests.folder.appending(path: name)
        let before = try InMemoryTree(directory: folder.appending(path: "before"))
        let after = try InMemoryTree(directory: folder.appending(path: "after"))
        var file = try JSONDecoder().decode(
            PlanFile.self, from: Data(contentsOf: folder.appending(path: "plan.json")))
        for index in file.changes.indices {
            (file.changes[index].before, file.changes[index].after) = (
                file.changes[index].after, file.changes[index].before
            )
        }
        let plan = try PlanSample.plan(file.changes, tree: after)
        let outcome = EditingStage().edit(plan, tree: after, settings: RepositorySettings())
        if name == "yaml-number-becomes-quantity" || outcome.value != nil {
            for change in outcome.value?.files ?? [] { #expect(change.after == before.contents[change.path]) }
        } else {
            Issue.record("\(name): \(outcome)")
        }
    }
}
