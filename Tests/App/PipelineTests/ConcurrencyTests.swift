internal import Foundation
internal import TestSupport
internal import Testing

/// Two sweeps of one repository at the same time do the work once.
@Suite struct ConcurrencyTests {
    @Test(arguments: [true, false])
    func twoSweepsDoTheWorkOnce(shareTheClone: Bool) async throws {
        let alone = try Storefront(.small)
        for _ in 0..<2 { _ = try alone.sweep() }
        let expected = try EndState(alone)

        let storefront = try Storefront(.small)
        if !shareTheClone {
            try Shell(directory: storefront.directory.path).run(["git", "clone", "-q", "origin.git", "other"])
        }
        let clones = ["clone", shareTheClone ? "clone" : "other"]
        let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
            for clone in clones {
                var arguments = Storefront.run("sweep")
                arguments[2] = clone
                let command = arguments
                group.addTask { try storefront.product().run(command).status }
            }
            return try await group.reduce(into: [Int32]()) { $0.append($1) }
        }
        // Losing a race is no failure; a row may say so, and the run may ask to be started again.
        #expect(statuses.allSatisfy { [0, 1, 75].contains($0) }, "\(statuses)")
        #expect(try Invariants.broken(storefront) == [])
        #expect(try PullSeen.all(storefront).count == expected.pulls.count)
        _ = try storefront.sweep()
        let difference = expected.difference(try EndState(storefront))
        #expect(difference.isEmpty)
        #expect(try Invariants.broken(storefront) == [])
    }
}
