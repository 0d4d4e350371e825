import Diagnostics
import Foundation
import Git
import Ledger
import Model
import Ports

/// A clone and its bare origin, on a RAM disk where there is one.
struct World {
    let folder: String
    let repository: GitRepository

    init() throws {
        let base =
            FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        folder = base + "/trimtab-govern-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["origin.git", "clone.git"] {
            try World.git("init", "-q", "--bare", "--template=", "\(folder)/\(name)")
        }
        repository = try GitRepository(path: folder + "/clone.git")
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    func store() async throws -> LedgerStore {
        LedgerStore(
            repository: repository, remote: try GitRemote(url: folder + "/origin.git", of: repository),
            author: ("Trimtab", "trimtab@localhost"))
    }

    /// A ledger of 100,000 events in commits of four, packed as a fetch leaves it.
    func bulk() async throws -> LedgerStore {
        var tip: ObjectID?
        var (path, content, parts): (String, [UInt8], Int) = ("", [], 0)
        for first in stride(from: 0, to: Govern.events, by: 4) {
            let events = (0..<4).map { Govern.event(first + $0) }
            let date = events[0].time.dateText
            let day = "events/\(date.prefix(4))/\(date.dropFirst(5).prefix(2))/\(date)"
            if !path.hasPrefix(day) { (path, content, parts) = (day + ".jsonl", [], 1) }
            if content.count >= 32 * 1024 {
                parts += 1
                (path, content) = (day + "_" + String(10_000 + parts).dropFirst() + ".jsonl", [])
            }
            for event in events {
                content += Array("{\"event\":".utf8) + (try CanonicalJSON.encode(event)) + Array("}\n".utf8)
            }
            tip = try await repository.makeCommit(
                CommitDraft(
                    base: tip, changes: [path: .write(content)], message: "ledger\n",
                    author: CommitIdentity(
                        name: "Trimtab", email: "trimtab@localhost", time: events[0].time)
                ).asData)
        }
        try await repository.update(
            ReferenceUpdate("refs/bulk/ledger", to: tip, expecting: nil), message: "bulk")
        try World.git("-C", folder + "/clone.git", "gc", "-q")
        return LedgerStore(
            repository: repository, remote: LocalOnly(repository: repository),
            author: ("Trimtab", "trimtab@localhost"))
    }

    private static func git(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { fatalError("git \(arguments)") }
    }
}

/// The repository as its own remote.
private struct LocalOnly: Remote {
    let repository: GitRepository

    func references() async throws -> [String: ObjectID] {
        try await repository.references(prefix: "refs/bulk/").reduce(into: [:]) {
            $0["refs/trimtab/" + $1.key.dropFirst("refs/bulk/".count)] = $1.value
        }
    }

    func fetch(_ refspecs: [String]) async throws {}

    func push(_ updates: [ReferenceUpdate]) async throws -> [String: Failure] {
        for update in updates {
            let name = "refs/bulk/" + update.name.dropFirst("refs/trimtab/".count)
            try await repository.update(
                ReferenceUpdate(name, to: update.new, expecting: update.expected), message: "bulk")
        }
        return [:]
    }
}
