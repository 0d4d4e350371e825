internal import Foundation
internal import TestSupport
internal import Testing

/// What people say while the remote is away binds at once, waits, and is pushed once; what grants never waits.
@Suite struct OfflineTests {
    private struct World: Sendable {
        let storefront: Storefront
        var state: String { storefront.directory.path + "/state" }
        var environment: [String: String] { ["TRIMTAB_CONFIG": storefront.directory.path + "/operator.yml"] }
        var product: Product { storefront.product(environment) }

        init() throws {
            storefront = try Storefront(.small)
            try "version: 1\nforge: local\nstateDirectory: \(storefront.directory.path)/state\n".write(
                toFile: storefront.directory.path + "/operator.yml", atomically: true, encoding: .utf8)
        }

        func remote(isThere: Bool) throws {
            let (here, away) = (storefront.origin, storefront.origin + ".away")
            try FileManager.default.moveItem(
                atPath: isThere ? away : here, toPath: isThere ? here : away)
        }

        func say(_ arguments: String...) throws -> Shell.Answer {
            try product.run(arguments + ["--repo", "clone", "--at", Product.now])
        }

        /// The queue's file; nil while there is none.
        var file: String? {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: state)) ?? []
            return names.first { $0.hasPrefix("ledger-queue-") && $0.hasSuffix(".jsonl") }.map {
                "\(state)/\($0)"
            }
        }

        func events(_ type: String) throws -> [EventSeen] {
            try EventSeen.all(storefront).filter { $0.type == type }
        }
    }

    @Test func aHaltWaitsBindsAndIsPushedOnce() throws {
        let world = try World()
        try world.remote(isThere: false)
        let halt = try world.say("halt", "--reason", "launch day, password=hunter2-canary")
        #expect(halt.status == 0, "\(halt.everything)")
        #expect(halt.complaint.contains("it waits in \(world.file ?? "?")"), "\(halt.complaint)")
        let hold = try world.say(
            "hold", "--scope", "target:\(PeopleTests.canonical)", "--reason", "we know")
        #expect(hold.status == 0, "\(hold.everything)")
        let text = try String(contentsOfFile: try #require(world.file), encoding: .utf8)
        #expect(!text.contains("hunter2-canary") && text.contains("***"))
        let queue = try world.say("ledger", "queue")
        #expect(queue.status == 0 && queue.text.split(separator: "\n").count == 2, "\(queue.everything)")
        #expect(queue.text.contains("launch day") && queue.text.contains(":1  2026-11-20T00:00:00Z  halt"))

        try world.remote(isThere: true)
        let run = try RunSeen(world.product.run(Storefront.run("sweep")))
        #expect(run.rows.allSatisfy { $0.result != "merged" && $0.pullRequest == nil }, "\(run.lines)")
        #expect(run.remarks.contains { $0.contains("launch day") }, "\(run.remarks)")
        _ = try world.product.run(Storefront.run("sweep"))
        #expect(try world.events("halt").count == 1 && world.events("hold").count == 1)
        let order = try EventSeen.all(world.storefront).filter { ["halt", "hold"].contains($0.type) }
        #expect(order.map(\.type) == ["halt", "hold"])
        #expect(try world.events("halt").first?.actor == "grace")
        #expect(try world.say("ledger", "queue").text == "nothing waits")
        #expect(try Invariants.broken(world.storefront) == [])

        // The word that ends it comes after what waited, and people go on.
        #expect(try world.say("halt", "--resume", "--reason", "over").status == 0)
        let free = try RunSeen(world.product.run(Storefront.run("sweep")))
        #expect(free.rows.contains { $0.result == "merged" }, "\(free.lines)")
        #expect(
            free.row(PeopleTests.search.target, PeopleTests.search.what)?.reason == "held-by-person",
            "\(free.lines)")
    }

    /// It was said on this machine, and the remote of the run is there: the run must stop all the same.
    @Test func whatWaitsBindsBeforeItIsPushed() throws {
        let world = try World()
        try world.remote(isThere: false)
        #expect(try world.say("halt", "--reason", "stop").status == 0)
        try world.remote(isThere: true)
        // A dry run pushes nothing, and is halted by what waits.
        let dry = try RunSeen(world.product.run(Storefront.run("sweep") + ["--dry-run"]))
        #expect(dry.rows.contains { $0.reason == "halted" }, "\(dry.lines)")
        #expect(try world.events("halt").isEmpty)
        #expect(try world.say("ledger", "queue").text.contains("halt"))
    }

    /// A resume after a halt that still waits ends it: both are pushed in the order in which they were said.
    @Test func theOrderIsKept() throws {
        let world = try World()
        try world.remote(isThere: false)
        #expect(try world.say("halt", "--reason", "stop").status == 0)
        try world.remote(isThere: true)
        #expect(try world.say("halt", "--resume", "--reason", "over").status == 0)
        let run = try RunSeen(world.product.run(Storefront.run("sweep")))
        #expect(run.rows.contains { $0.result == "merged" }, "\(run.lines)")
    }

    @Test(arguments: [
        ["release", "--reason", "go"], ["halt", "--resume", "--reason", "go"], ["approve", "1"],
    ]) func whatGrantsNeverWaits(_ arguments: [String]) throws {
        let world = try World()
        try world.remote(isThere: false)
        let answer = try world.product.run(arguments + ["--repo", "clone", "--at", Product.now])
        #expect(answer.status != 0, "\(answer.everything)")
        #expect(world.file == nil)
    }

    @Test func withoutAPlaceItIsSaid() throws {
        let world = try World()
        try "version: 1\nforge: local\n".write(
            toFile: world.storefront.directory.path + "/operator.yml", atomically: true, encoding: .utf8)
        try world.remote(isThere: false)
        let halt = try world.say("halt", "--reason", "stop")
        #expect(halt.status != 0 && halt.complaint.contains("stateDirectory"), "\(halt.everything)")
    }

    /// SIGKILL right after the push, before the file is emptied: the next run does not push it again.
    @Test(arguments: 1...3) func aKillInTheMiddleOfThePush(_ count: Int) throws {
        let world = try World()
        try world.remote(isThere: false)
        #expect(try world.say("hold", "--scope", "service:prod/api", "--reason", "we know").status == 0)
        #expect(try world.say("halt", "--reason", "stop").status == 0)
        try world.remote(isThere: true)
        let fault = world.environment.merging(["TRIMTAB_FAULT": "kill-after:\(count)"]) { $1 }
        let killed = try world.storefront.product(fault).run(Storefront.run("sweep"))
        if count == 1 {
            #expect(killed.status == 9)
            let text = try String(contentsOfFile: try #require(world.file), encoding: .utf8)
            #expect(text.split(separator: "\n").count == 2, "what was pushed still waits")
        }
        for _ in 0..<2 { _ = try world.product.run(Storefront.run("sweep")) }
        #expect(try world.events("halt").count == 1 && world.events("hold").count == 1)
        #expect(try world.say("ledger", "queue").text == "nothing waits")
        #expect(try Invariants.broken(world.storefront) == [])
    }

    /// A queue that cannot be read holds everything, and says where to look.
    @Test(arguments: [
        ("{nonsense\n", ":1", "not an event"), ("GOOD\n{}\n", ":2", "not an event"),
        ("GOOD", ":1", "cut off"), ("GOOD\n\nGOOD\n", ":2", "not an event"),
        ("APPROVE\n", ":1", "may not wait here"),
    ]) func aQueueThatCannotBeReadHolds(_ text: String, _ line: String, _ says: String) throws {
        let world = try World()
        try world.remote(isThere: false)
        #expect(try world.say("hold", "--scope", "service:prod/other", "--reason", "we know").status == 0)
        try world.remote(isThere: true)
        let file = try #require(world.file)
        let good = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")[0]
        let bad = text.replacing("GOOD", with: good).replacing(
            "APPROVE", with: good.replacing("\"type\":\"hold\"", with: "\"type\":\"release\""))
        try bad.write(toFile: file, atomically: true, encoding: .utf8)
        let run = try RunSeen(world.product.run(Storefront.run("sweep")))
        #expect(!run.rows.contains { $0.result == "merged" || $0.pullRequest != nil }, "\(run.lines)")
        let said = (run.rows.compactMap(\.detail) + run.remarks).joined(separator: "\n")
        #expect(said.contains(file + line) && said.contains(says), "\(said)")
        let queue = try world.say("ledger", "queue")
        #expect(queue.status == 65 && queue.complaint.contains(file + line), "\(queue.everything)")
        let doctor = try world.product.run(["doctor", "--repo", "clone", "--signals", Storefront.signals])
        #expect(doctor.text.contains("MEND  waiting for the remote"), "\(doctor.everything)")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == bad, "nobody touches it")
    }

    /// Many at once, from several processes: none is lost.
    @Test func severalWordsAtOnceAllWait() async throws {
        let world = try World()
        try world.remote(isThere: false)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<6 {
                group.addTask {
                    let answer = try world.say(
                        "hold", "--scope", "service:prod/\(index)", "--reason", "we know")
                    #expect(answer.status == 0, "\(answer.everything)")
                }
            }
            try await group.waitForAll()
        }
        try world.remote(isThere: true)
        _ = try world.product.run(Storefront.run("sweep"))
        #expect(try world.events("hold").count == 6)
    }
}
