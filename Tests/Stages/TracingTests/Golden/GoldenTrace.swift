import Diagnostics
import Foundation
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// A small repository under `Fixtures/tracing` with questions about it.
///
/// `questions.txt` has one question a line in the words of the command line; `answers.txt` is recorded from them.
struct GoldenTrace: Sendable, CustomTestStringConvertible {
    let name: String
    var testDescription: String { name }

    private static var folder: URL { SourceDirectory.fixtures.appending(path: "tracing") }

    /// Every case there is, by name.
    static let all: [GoldenTrace] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { GoldenTrace(name: $0) }
    }()

    private var directory: URL { Self.folder.appending(path: name) }

    /// The files of the repository.
    var tree: InMemoryTree {
        get throws { try InMemoryTree(directory: directory.appending(path: "repository")) }
    }

    /// The settings; the one line of `origin.txt` is where the checkout comes from, or `folder NAME` what its folder is called.
    var settings: RepositorySettings {
        var settings = RepositorySettings()
        let text = try? String(contentsOf: directory.appending(path: "origin.txt"), encoding: .utf8)
        settings.setOrigin(text)
        return settings
    }

    /// One line of `questions.txt`.
    struct Question {
        var line: String
        var root: String?
        var environment: String?
        var workspace: String?
        var address = ""
        var attribute = ""
        var namespace: String?

        init?(_ line: String) {
            self.line = line
            var words = line.split(separator: " ").map(String.init)[...]
            guard let first = words.first, !first.hasPrefix("#") else { return nil }
            while let word = words.first, word.hasPrefix("--") {
                let value = words.dropFirst().first
                words = words.dropFirst(2)
                switch word {
                case "--root": root = value
                case "--environment": environment = value
                case "--workspace": workspace = value
                case "--namespace": namespace = value
                default: preconditionFailure("\(word) is no option of a question")
                }
            }
            precondition(words.count == 2, "a question is an address and an attribute: \(line)")
            address = words[words.startIndex]
            attribute = words[words.startIndex + 1]
        }

        /// Asks it as `trimtab trace` does.
        func ask(_ stage: TracingStage) throws -> TraceAnswer {
            let environment = environment ?? workspace
            let resource = AddressArgument.parse(
                address, root: root, environment: environment, namespace: namespace,
                settings: RepositorySettings())
            guard let resource else { preconditionFailure("\(address) is no address") }
            return try stage.answer(
                Target(resource, attribute), root: root, environment: environment, workspace: workspace)
        }
    }

    var questions: [Question] {
        get throws {
            let text = try String(contentsOf: directory.appending(path: "questions.txt"), encoding: .utf8)
            return text.split(separator: "\n").compactMap { Question(String($0)) }
        }
    }

    /// The first line in which `text` differs from `answers.txt`; with `RECORD=1` it is written, and reported as different.
    func difference(of text: String) throws -> String? {
        let url = directory.appending(path: "answers.txt")
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data(text.utf8).write(to: url)
            return "\(name) was recorded; run again without RECORD"
        }
        let recorded = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        guard recorded != text else { return nil }
        func lines(_ text: String) -> [Substring] {
            text.split(separator: "\n", omittingEmptySubsequences: false)
        }
        let (old, new) = (lines(recorded), lines(text))
        let place = (0..<max(old.count, new.count)).first { index in
            index >= old.count || index >= new.count || old[index] != new[index]
        }
        guard let place else { return nil }
        let (before, after) = (
            place < old.count ? old[place] : "(end)", place < new.count ? new[place] : "(end)"
        )
        return "\(name)/answers.txt:\(place + 1): recorded «\(before)», now «\(after)»"
    }
}

extension Trace {
    /// The whole answer, one fact a line.
    var lines: [String] {
        func row(_ word: String, _ row: DecidedAttribute) -> String {
            let place = [row.root, row.environment.map { "(\($0))" }].compactMap { $0 }
            return "  \(word) "
                + (place + ["\(row.resource) \(row.attribute) = \(row.value)"]).joined(separator: " ")
        }
        var lines: [String] = []
        switch status {
        case .literal(let origin): lines.append("literal \(origin.location) \(origin.token) = \(value ?? "")")
        case .shared(let origin): lines.append("shared \(origin.location) \(origin.token) = \(value ?? "")")
        case .absent(let insertion):
            lines.append("absent \(insertion.file):\(insertion.line) \(insertion.keyPath)")
        case .held(let hold): lines.append("held \(hold.reason.rawValue): \(hold.detail)")
        }
        lines += derivesFrom.map { "  from \($0.location) \($0.token)" }
        if let override { lines.append("  override \(override.file):\(override.line) \(override.keyPath)") }
        lines += alsoDecides.map { row("decides", $0) } + alsoAffects.map { row("affects", $0) }
        return lines + elsewhere.map { row("elsewhere", $0) }
    }
}
