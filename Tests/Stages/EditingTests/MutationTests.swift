import Diagnostics
import Foundation
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// Change the token of any trace: exactly what the trace declared changes, in every root of the repository.
@Suite struct MutationTests {
    static func settings() -> RepositorySettings {
        RepositorySettings(
            terraformRoots: [
                TerraformRootSettings(
                    path: "terraform/live",
                    environments: [
                        .init(name: "prod", variableFiles: ["terraform/live/prod.tfvars"], workspace: nil),
                        .init(
                            name: "staging", variableFiles: ["terraform/live/staging.tfvars"], workspace: nil),
                    ]), TerraformRootSettings(path: "terraform/tooling", environments: []),
            ])
    }

    @Test func everyTracedTokenOfTheExampleRepositoryHasItsDeclaredBlastRadius() throws {
        let tree = try InMemoryTree(
            directory: SourceDirectory.package.appending(path: "infra-examples/storefront"))
        let stage = TracingStage(tree: tree, settings: MutationTests.settings())
        let (mutated, _) = try mutateAll(stage, tree, most: .max)
        #expect(mutated >= 60, "\(mutated) tokens were changed")
    }

    @Test(arguments: ["flux", "argocd", "helmfile"]) func theSameInTheEstates(_ estate: String) throws {
        let tree = try InMemoryTree(
            directory: SourceDirectory.package.appending(path: "infra-examples/estates/\(estate)"))
        let stage = TracingStage(tree: tree, settings: RepositorySettings())
        let (mutated, _) = try mutateAll(stage, tree, most: .max)
        #expect(mutated >= 5, "\(mutated) tokens were changed")
    }

    /// The same in every estate of the tracing fixtures that is no Terraform.
    @Test(arguments: fixtures) func theSameInTheFixtures(_ fixture: String) throws {
        let tree = try InMemoryTree(
            directory: SourceDirectory.fixtures.appending(path: "tracing/\(fixture)/repository"))
        var settings = RepositorySettings()
        let origin = try? String(
            contentsOf: SourceDirectory.fixtures.appending(path: "tracing/\(fixture)/origin.txt"),
            encoding: .utf8)
        settings.setOrigin(origin)
        let stage = TracingStage(tree: tree, settings: settings)
        let (mutated, _) = try mutateAll(stage, tree, most: .max)
        // Where every question is held there may be nothing to change.
        let answers = try String(
            contentsOf: SourceDirectory.fixtures.appending(path: "tracing/\(fixture)/answers.txt"),
            encoding: .utf8)
        let isAnswered = answers.split(separator: "\n").contains {
            $0.hasPrefix("literal ") || $0.hasPrefix("shared ")
        }
        #expect(mutated > 0 || !isAnswered)
    }

    static let fixtures: [String] = {
        let folder = SourceDirectory.fixtures.appending(path: "tracing")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasPrefix("terraform-") }.sorted()
    }()

    /// The same over checkouts of other people's repositories, when `TRIMTAB_CORPUS` names a folder of them.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["TRIMTAB_CORPUS"] != nil, "TRIMTAB_CORPUS names no folder"
        ))
    func theSameInOtherRepositories() throws {
        let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["TRIMTAB_CORPUS"] ?? "/nowhere")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let tree = try InMemoryTree(directory: folder.appending(path: name))
            let stage = TracingStage(tree: tree, settings: RepositorySettings())
            let start = ContinuousClock.now
            let (mutated, holds) = try mutateAll(stage, tree, most: 150)
            print(
                "\(name): \(tree.entries.count) files, \(mutated) tokens changed, \(ContinuousClock.now - start)"
            )
            for (hold, count) in holds.sorted(by: { $0.value > $1.value }) { print("  \(count) \(hold)") }
        }
    }

    private func mutateAll(_ stage: TracingStage, _ tree: InMemoryTree, most: Int) throws -> (
        Int, [String: Int]
    ) {
        var mutated = 0
        var holds: [String: Int] = [:]
        for root in try stage.roots() where root.excluded == nil {
            holds["root \(root.kind.rawValue)", default: 0] += 1
            for entry in try stage.inventory(root) {
                if case .held(let hold) = entry.trace.status {
                    holds["held \(hold.reason.rawValue)", default: 0] += 1
                }
                // Another number of instances makes and removes attributes; here only their values are compared.
                guard let origin = entry.trace.origin, entry.attribute != "count" else { continue }
                holds["traced", default: 0] += 1
                guard mutated < most, origin.token != "(sensitive)" else { continue }
                try check(entry, origin, stage, tree)
                mutated += 1
            }
        }
        return (mutated, holds)
    }

    private func check(_ entry: InventoryEntry, _ origin: Origin, _ stage: TracingStage, _ tree: InMemoryTree)
        throws
    {
        let token = origin.token
        let quoted = token.hasPrefix("\"") || token.hasPrefix("'")
        let inside = quoted ? String(token.dropFirst().dropLast()) : token
        // Another value of the same type.
        let other = Int(inside) == nil ? inside + "x" : inside + "0"
        let replacement = quoted ? "\(token.prefix(1))\(other)\(token.suffix(1))" : other
        let edit = Edit(range: origin.range, replacement: Array(replacement.utf8), reason: "")
        let bytes = try #require(tree.contents[origin.file].flatMap { [edit].apply(to: $0) })
        let after = stage.over(tree.replacing(origin.file, with: bytes), changed: [origin.file])
        let (before, now) = (
            try stage.facts(reading: [origin.file]), try after.facts(reading: [origin.file])
        )
        // A token that is also the key of a `for_each` makes another resource: of that only the name can be compared.
        let (old, new) = (Set(before.map(Place.init)), Set(now.map(Place.init)))
        let stays = { (key: Fact.Key) in old.contains(Place(key)) && new.contains(Place(key)) }
        let own = Place(root: entry.root, environment: entry.environment, resource: entry.resource)
        if !old.contains(own) || new.contains(own) {
            let trace = try after.trace(entry.trace.target, root: entry.root, environment: entry.environment)
            #expect(trace.value == other, "\(entry.resource) \(entry.attribute): \(trace.status)")
        }
        let changed = difference(before, now)
        var declared: Set<Fact.Key> = [
            Fact.Key(
                root: entry.root, environment: entry.environment, release: entry.release,
                namespace: entry.namespace,
                resource: entry.resource, attribute: entry.attribute)
        ]
        for row in entry.trace.alsoDecides + entry.trace.alsoAffects + entry.trace.elsewhere {
            let isOwn = row.root == nil
            declared.insert(
                Fact.Key(
                    root: row.root ?? entry.root,
                    environment: row.environment ?? (isOwn ? entry.environment : nil),
                    release: row.release ?? (isOwn ? entry.release : nil),
                    namespace: row.namespace ?? (isOwn ? entry.namespace : nil),
                    resource: row.resource, attribute: row.attribute))
        }
        let what = "\(origin.location) \(entry.resource) \(entry.attribute)"
        #expect(changed.filter(stays) == declared.filter { stays($0) || !old.contains(Place($0)) }, "\(what)")
        let gone = old.subtracting(new)
        #expect(gone.isSubset(of: declared.map { Place($0) }), "\(what)")
    }

    /// A resource of a root.
    private struct Place: Hashable {
        var root: String
        var environment: String?
        var resource: String

        init(root: String, environment: String?, resource: String) {
            (self.root, self.environment, self.resource) = (root, environment, resource)
        }
        init(_ key: Fact.Key) {
            self.init(root: key.root, environment: key.environment, resource: key.resource)
        }
        init(_ fact: Fact) { self.init(fact.key) }
    }

    private func difference(_ before: [Fact], _ after: [Fact]) -> Set<Fact.Key> {
        let old = Dictionary(before.map { ($0.key, $0.fingerprint) }, uniquingKeysWith: { $0 &+ $1 })
        let new = Dictionary(after.map { ($0.key, $0.fingerprint) }, uniquingKeysWith: { $0 &+ $1 })
        return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
    }
}
