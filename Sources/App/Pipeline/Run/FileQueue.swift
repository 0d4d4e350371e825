internal import Diagnostics
internal import Foundation
internal import Model
internal import Ports

/// Events that wait for the remote, in a file of the operator's state directory: one JSON line each.
///
/// Every change writes a new file, flushes it to the disk and renames it, under a lock: a kill leaves the old or the new one.
struct FileQueue: EventQueue {
    /// More are not kept: somebody must have seen that the remote is gone.
    static let most = 10_000

    let place: String

    /// The queue of a repository in `directory`; `repository` tells repositories apart.
    init(directory: String, repository: String) {
        place = "\(directory)/ledger-queue-\(Digest(of: repository.utf8).rawValue.prefix(16)).jsonl"
    }

    private struct Line: Codable {
        var event: LedgerEvent
    }

    func events() throws -> [(line: Int, event: LedgerEvent)] {
        guard FileManager.default.fileExists(atPath: place) else { return [] }
        guard let bytes = FileManager.default.contents(atPath: place) else {
            throw Failure(.badInput, "reading \(place)", "it cannot be read", .needsHuman)
        }
        if let last = bytes.last, last != 0x0A {
            let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).count
            throw Failure(
                .badInput, "reading \(place):\(lines)", "the line is cut off; complete or remove it",
                .needsHuman)
        }
        return try bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().enumerated().map
        {
            index, line in
            do {
                return (index + 1, try CanonicalJSON.decode(Line.self, from: Array(line)).event)
            } catch {
                throw Failure(
                    .badInput, "reading \(place):\(index + 1)",
                    "not an event of schema trimtab/ledger/v1; mend or remove the line", .needsHuman)
            }
        }
    }

    func add(_ events: [LedgerEvent]) throws -> Int {
        try locked {
            let present = try self.events().map(\.event)
            let known = Set(present.map(\.id))
            let news = events.filter { !known.contains($0.id) }
            guard present.count + news.count <= Self.most else {
                throw Failure(
                    .tool, "keeping events in \(place)", "more than \(Self.most) wait already", .needsHuman)
            }
            if !news.isEmpty { try write(present + news) }
            return news.count
        }
    }

    func remove(_ ids: Set<String>) throws {
        try locked {
            let present = try self.events().map(\.event)
            let rest = present.filter { !ids.contains($0.id) }
            if rest.count < present.count { try write(rest) }
        }
    }

    // MARK: - Writing

    private func write(_ events: [LedgerEvent]) throws {
        var bytes: [UInt8] = []
        for event in events {
            bytes += try CanonicalJSON.encode(Line(event: event))
            bytes.append(0x0A)
        }
        let fresh = place + ".new"
        try check("writing \(fresh)") {
            let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard file >= 0 else { return -1 }
            defer { close(file) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
                guard count > 0 else { return -1 }
                rest = rest.dropFirst(count)
            }
            return fsync(file)
        }
        try check("renaming \(fresh)") { rename(fresh, place) }
        try check("flushing the folder of \(place)") {
            let folder = open(
                (place as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard folder >= 0 else { return -1 }
            defer { close(folder) }
            return fsync(folder)
        }
    }

    private func locked<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            try FileManager.default.createDirectory(
                atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        } catch {
            throw Failure(.tool, "keeping events in \(place)", "\(error.localizedDescription)", .needsHuman)
        }
        let lock = open(place + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try check("locking \(place)") { lock < 0 ? -1 : flock(lock, LOCK_EX) }
        defer { close(lock) }
        return try body()
    }

    private func check(_ activity: String, _ body: () -> Int32) throws {
        guard body() != 0 else { return }
        throw Failure(.tool, activity, String(cString: strerror(errno)), .needsHuman)
    }
}
