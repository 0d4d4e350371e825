internal import ArgumentParser
internal import Model
internal import Pipeline

/// What a person speaks about.
struct ScopeOptions: ParsableArguments {
    @Option(
        name: .long,
        help: "repository, target:CANONICAL, service:NAMESPACE/NAME, category:NAME or literal:TEXT.")
    var scope: String = "repository"

    @Option(name: .long, help: "Why; it is kept in the ledger.")
    var reason: String
}

struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Holds a target or a wider scope until `release`.")
    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var output: OutputOptions
    @Option(name: .long, help: "Until this moment.") var until: Moment?

    func run() async throws {
        try await Terminal.run {
            let done = try await PeopleCommands.tighten(
                repository.runOptions(), person: Terminal.person, .hold, scope.scope, reason: scope.reason,
                until: until?.time)
            Terminal.tell(done)
            try output.confirm("held", scope.scope)
        }
    }
}

struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Releases what was held.")
    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Terminal.run {
            let people = PeopleCommands(
                try await Workspace.open(repository.runOptions()), person: Terminal.person)
            let remarks = try await people.release(scope.scope, reason: scope.reason)
            for remark in remarks { Terminal.error("\(remark)\n") }
            try output.confirm("released", scope.scope)
        }
    }
}

struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Approves a pull request at its present head; the next run may merge it.")
    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Its number.") var number: Int

    func run() async throws {
        try await Terminal.run {
            let people = PeopleCommands(
                try await Workspace.open(repository.runOptions()), person: Terminal.person)
            let pull = try await people.approve(number)
            try output.confirm("approved", "#\(number) at \(pull.headCommit.short)")
        }
    }
}

struct Drill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Records an exercise: how long it took to undo a change of a category.",
        discussion: """
            A category may act by itself only when undoing was measured. Where nothing had to be undone yet, people try it out:
            they merge a change, take it back, and note the time until production showed the old value.
            """)
    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The category.") var category: String
    @Option(name: .long, help: "From the decision to undo until production showed the old value: 12m.")
    var took: Span
    @Option(name: .long, help: "What was tried out; it is kept in the ledger.") var reason: String

    func run() async throws {
        try await Terminal.run {
            let people = PeopleCommands(
                try await Workspace.open(repository.runOptions()), person: Terminal.person)
            try await people.drill(category, took: took.span, reason: reason)
            try output.confirm("recorded", "undoing \(category) took \(took.span)")
        }
    }
}

struct Halt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turns the kill switch on, effective before the next outward effect of any run.")
    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var output: OutputOptions
    @Option(name: .long, help: "Until this moment.") var until: Moment?
    @Flag(name: .long, help: "Turns it off again.") var resume = false

    func run() async throws {
        try await Terminal.run {
            if resume {
                let people = PeopleCommands(
                    try await Workspace.open(repository.runOptions()), person: Terminal.person)
                let remarks = try await people.resume(scope.scope, reason: scope.reason)
                for remark in remarks { Terminal.error("\(remark)\n") }
            } else {
                let done = try await PeopleCommands.tighten(
                    repository.runOptions(), person: Terminal.person, .halt, scope.scope,
                    reason: scope.reason, until: until?.time)
                Terminal.tell(done)
            }
            try output.confirm(resume ? "resumed" : "halted", scope.scope)
        }
    }
}
