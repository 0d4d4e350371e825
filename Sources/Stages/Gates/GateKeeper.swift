internal import Diagnostics
public import Model
public import Ports
public import Settings

/// Runs the gates that categories ask for, over exactly the tree that a merge would make.
///
/// What was said about a tree is remembered for the time of a run: the same tree gives the same answer, another one is looked
/// at anew. What cannot be run has not passed.
public actor GateKeeper {
    /// So much of what a gate said stands in a decision.
    public static let mostText = 600

    private let sandbox: (any GateSandbox)?
    private let repository: any Repository
    private let validators: [String: Validator]
    private var said: [Question: GateRun] = [:]

    private struct Question: Hashable {
        var tree: ObjectID
        var name: String
        var files: [String]
        var roots: [String]
    }

    /// `sandbox` is nil where there is none: then no gate passes.
    public init(sandbox: (any GateSandbox)?, repository: any Repository, settings: GateSettings) {
        self.sandbox = sandbox
        self.repository = repository
        validators = Validator.all(settings)
    }

    /// What the gates named say about the files of `commit`, which are those after `edit`.
    ///
    /// - Throws: `Failure` when the repository cannot be read. All else is a gate that did not pass.
    public func report(_ names: [String], of edit: VerifiedEdit, at commit: ObjectID) async throws
        -> GateReport
    {
        let names = Set(names).subtracting(edit.passedGates).sorted()
        guard !names.isEmpty else { return .none }
        let tree = try await repository.commit(commit).tree
        let subject = GateSubject(
            files: edit.files.map(\.path).sorted(),
            roots: Set(edit.changed.compactMap(\.root)).sorted(),
            paths: Set(try await repository.entries(at: commit).map(\.path)))
        let questions = names.map {
            Question(tree: tree, name: $0, files: subject.files, roots: subject.roots)
        }
        try await ask(questions.filter { said[$0] == nil }, subject, commit)
        return GateReport(tree: tree, runs: questions.compactMap { said[$0] })
    }

    private func ask(_ questions: [Question], _ subject: GateSubject, _ commit: ObjectID) async throws {
        var jobs: [(question: Question, job: SandboxJob)] = []
        for question in questions {
            guard let validator = validators[question.name] else {
                said[question] = Self.notRun(question.name, "no gate of that name is known here")
                continue
            }
            switch validator.job(subject) {
            case .nothing(let why): said[question] = Self.notRun(question.name, "nothing to look at: \(why)")
            case .run(let job): jobs.append((question, job))
            }
        }
        guard !jobs.isEmpty else { return }
        guard let sandbox else {
            for (question, _) in jobs { said[question] = Self.notRun(question.name, "there is no sandbox") }
            return
        }
        do {
            let results = try await sandbox.run(jobs.map(\.job), over: commit, of: repository)
            for (index, (question, _)) in jobs.enumerated() {
                // An adapter that forgets an answer has not given a good one.
                said[question] =
                    index < results.count
                    ? Self.run(question.name, results[index]) : Self.notRun(question.name, "not run")
            }
        } catch let failure as Failure {
            for (question, _) in jobs {
                said[question] = Self.notRun(question.name, SecretText.redacted(failure.description))
            }
        }
    }

    private static func notRun(_ name: String, _ why: String) -> GateRun {
        GateRun(name: name, isPassed: false, status: why)
    }

    private static func run(_ name: String, _ result: SandboxResult) -> GateRun {
        let isPassed = result.end == .exited(0)
        return GateRun(
            name: name, isPassed: isPassed, status: status(result.end),
            output: isPassed ? "" : text(result.output), duration: result.duration)
    }

    private static func status(_ end: SandboxResult.End) -> String {
        switch end {
        case .exited(let code): "exit status \(code)"
        case .signalled(let signal): "ended by signal \(signal)"
        case .outOfTime: "stopped, its time was over"
        case .tooMuchOutput: "stopped, it printed too much"
        case .outOfMemory: "stopped, it used too much memory"
        case .notStarted(let why): why
        }
    }

    /// The end of what was said in one line: first without secrets, so that no cut hides one's beginning.
    private static func text(_ bytes: [UInt8]) -> String {
        let clean = SecretText.redacted(String(decoding: bytes, as: UTF8.self))
        let line = clean.split(whereSeparator: \.isNewline).map(String.init)
            .filter { !$0.allSatisfy(\.isWhitespace) }.joined(separator: "; ")
        let plain = PlainText.line(line)
        return plain.count <= mostText ? plain : "…" + plain.suffix(mostText)
    }
}
