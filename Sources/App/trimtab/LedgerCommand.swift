internal import ArgumentParser
internal import Ledger
internal import Model
internal import Pipeline

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "What the bot did and declined to do.",
        subcommands: [Log.self, Export.self, Check.self, Queue.self, Archive.self],
        defaultSubcommand: Log.self)

    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints events, oldest first.")
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions
        @Option(name: .long, help: "Only this type.") var type: EventType?
        @Option(name: .long, help: "Only targets that contain this text.") var target: String?
        @Option(name: .long, help: "Only this action.") var action: String?
        @Option(name: .long, help: "Only from this moment on.") var since: Moment?

        func run() async throws {
            try await Terminal.run {
                let ledger = LedgerCommands(try await Workspace.open(repository.runOptions()))
                let entries = try await ledger.log(
                    type: type?.value, target: target, action: action, since: since?.time)
                switch output.format {
                case .json: try Terminal.json(entries.map(\.event))
                case .table: for entry in entries { Terminal.print(LedgerCommands.line(entry) + "\n") }
                }
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes events for other programs, oldest first, without what looks like a credential.")
        @OptionGroup var repository: RepositoryOptions
        @Option(name: .long, help: "jsonl, csv, or otlp: a request of OpenTelemetry logs as JSON.")
        var format = ExportFormat(value: .jsonLines)
        @Option(name: .long, help: "Only this type.") var type: EventType?
        @Option(name: .long, help: "Only targets that contain this text.") var target: String?
        @Option(name: .long, help: "Only this action.") var action: String?
        @Option(name: .long, help: "Only from this moment on.") var since: Moment?
        @Option(name: .long, help: "Only before this moment.") var until: Moment?
        @Option(
            name: .long,
            help:
                "Hides the value of this key of `details`, wherever in an event it stands. May be given several times."
        )
        var hide: [String] = []

        func run() async throws {
            try await Terminal.run {
                let ledger = LedgerCommands(try await Workspace.open(repository.runOptions()))
                let entries = try await ledger.log(
                    type: type?.value, target: target, action: action, since: since?.time, until: until?.time)
                Terminal.print(bytes: try LedgerExport(format.value, hiding: hide).bytes(of: entries))
            }
        }
    }

    struct Queue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what waits on this machine because the remote could not be reached.")
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Terminal.run {
                let (place, events) = try await LedgerCommands.waiting(repository.runOptions())
                switch output.format {
                case .json: try Terminal.json(events)
                case .table:
                    for (index, event) in events.enumerated() {
                        Terminal.print("\(place):\(index + 1)  \(LedgerCommands.line(event))\n")
                    }
                    if events.isEmpty { Terminal.print("nothing waits\n") }
                }
            }
        }
    }

    struct Archive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Moves old days to a reference of their own; nothing is deleted, and everything is still read."
        )
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions
        @Option(name: .long, help: "The first day that stays: 2026-10-01.") var before: String

        func run() async throws {
            try await Terminal.run {
                let ledger = LedgerCommands(try await Workspace.open(repository.runOptions()))
                let done = try await ledger.archive(before: before, person: Terminal.person)
                switch output.format {
                case .json: try Terminal.json(done.map { [$0.archive] } ?? [])
                case .table:
                    Terminal.print(
                        done.map { "archived \($0.events) events in \($0.archive.reference)\n" }
                            ?? "nothing is older than \(before)\n")
                }
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Checks that the ledger only grew, is signed, and agrees with the target branch.")
        @OptionGroup var repository: RepositoryOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Terminal.run {
                let faults = try await LedgerCommands(try await Workspace.open(repository.runOptions()))
                    .verify()
                switch output.format {
                case .json: try Terminal.json(faults)
                case .table:
                    for fault in faults { Terminal.print("\(fault.place): \(fault.message)\n") }
                    if faults.isEmpty { Terminal.print("the ledger is whole\n") }
                }
                if !faults.isEmpty { throw ExitCode(ExitStatus.problems.rawValue) }
            }
        }
    }
}

/// A form of an export on the command line.
struct ExportFormat: ExpressibleByArgument {
    var value: LedgerExport.Format

    init(value: LedgerExport.Format) { self.value = value }

    init?(argument: String) {
        guard let value = LedgerExport.Format(rawValue: argument) else { return nil }
        self.value = value
    }

    static var allValueStrings: [String] { LedgerExport.Format.allCases.map(\.rawValue) }
    var defaultValueDescription: String { value.rawValue }
}

/// A type of event on the command line.
struct EventType: ExpressibleByArgument {
    var value: LedgerEventType

    init?(argument: String) {
        guard let value = LedgerEventType(rawValue: argument) else { return nil }
        self.value = value
    }

    static var allValueStrings: [String] { LedgerEventType.allCases.map(\.rawValue) }
}
