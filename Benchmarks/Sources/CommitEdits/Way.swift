import BareCommit
import Foundation
import Git
import Model

/// A way to branch, edit and commit.
enum Way: String, CaseIterable {
    case bareC, binding, plumbing

    var name: String {
        switch self {
        case .bareC: "bare C on libgit2"
        case .binding: "our binding"
        case .plumbing: "git plumbing"
        }
    }

    /// Commits in a round.
    var count: Int { self == .plumbing ? 100 : 2_000 }

    func run(_ path: String, round: Int, files: [String]) async throws {
        switch self {
        case .bareC: try runC(bare_commit, path, round, files)
        case .binding: try await commitWithBinding(path, round, files)
        case .plumbing: try runC(git_plumbing, path, round, files)
        }
    }

    private typealias Program = (
        UnsafePointer<CChar>?, Int32, Int32, UnsafePointer<UnsafePointer<CChar>?>?, Int32
    ) -> Int32

    private func runC(_ program: Program, _ path: String, _ round: Int, _ files: [String]) throws {
        let names: [UnsafePointer<CChar>?] = files.map { UnsafePointer(strdup($0)) }
        defer { names.forEach { free(UnsafeMutablePointer(mutating: $0)) } }
        let status = program(path, Int32(round), Int32(count), names, Int32(names.count))
        guard status == 0 else { throw CommandEnded(text: "\(name): \(status)") }
    }

    private func commitWithBinding(_ path: String, _ round: Int, _ files: [String]) async throws {
        let repository = try GitRepository(path: path)
        guard let base = try await repository.resolve("refs/heads/main") else { return }
        let author = CommitIdentity(
            name: "Bot", email: "bot@example.com", time: Timestamp(seconds: 1_763_600_000))
        for number in 0..<count {
            let text = "memory: \(number)Mi # s \(round)\n"
            let commit = try await repository.makeCommit(
                CommitDraft(
                    base: base, changes: [files[number % files.count]: .write(Array(text.utf8))],
                    message: "fix(resources): raise memory\n", author: author))
            try await repository.update(
                ReferenceUpdate("refs/heads/bench/s-\(round)-\(number)", to: commit, expecting: nil),
                message: "bench")
        }
    }
}
