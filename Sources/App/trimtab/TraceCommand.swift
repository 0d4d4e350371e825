internal import ArgumentParser
internal import Foundation
internal import Model
internal import Pipeline
internal import Tracing

/// Whether a commit is read or the files of the machine.
struct FileOptions: ParsableArguments {
    @Option(name: .long, help: "The revision to read.")
    var rev: String = "HEAD"

    @Flag(
        name: .long,
        help:
            "Reads the files of the work tree instead of a revision, modules in .terraform/modules included.")
    var worktree = false

    func validate() throws {
        if worktree, rev != "HEAD" { throw ValidationError("--rev and --worktree exclude each other") }
    }
}

/// Whether answers are kept.
struct CacheOptions: ParsableArguments {
    @Flag(
        name: .long,
        help:
            "Computes the answer even where one is kept that was read from the same files, and keeps none; as TRIMTAB_CACHE=off."
    )
    var noCache = false

    /// Nil for none.
    var cache: AnswerCache? {
        noCache ? nil : AnswerCache(environment: ProcessInfo.processInfo.environment)
    }
}

/// Which root a question is about.
struct RootOptions: ParsableArguments {
    @OptionGroup var files: FileOptions

    @Option(name: .long, help: "What gets deployed: a directory, a file, or an id of `trimtab roots`.")
    var root: String?

    @Option(name: .long, help: "Terraform workspace; the environment unless that is given too.")
    var workspace: String?

    @Option(name: .long, help: "Environment of the root, as `trimtab roots` lists it.")
    var environment: String?

    @Option(name: .long, help: "Terraform variable file instead of the environment's; may be repeated.")
    var varFile: [String] = []

    @OptionGroup var helm: HelmOptions

    func question(repo: String) -> TraceQuestion {
        var question = TraceQuestion(
            repositoryPath: repo, revision: files.rev, root: root, environment: environment,
            workspace: workspace, variableFiles: varFile, helm: helm.arguments)
        question.readsWorkTree = files.worktree
        return question
    }
}

/// What Helm is given.
struct HelmOptions: ParsableArguments {
    @Option(
        name: .customShort("f"),
        help: ArgumentHelp("Helm values file of the repository; may be repeated.", valueName: "file"))
    var values: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Value for Helm, or as `-var` for a variable of a Terraform root; may be repeated.",
            valueName: "key=value"))
    var set: [String] = []

    @Option(name: .long, help: ArgumentHelp("Text for Helm; may be repeated.", valueName: "key=value"))
    var setString: [String] = []

    @Option(name: .long, help: ArgumentHelp("JSON for Helm; may be repeated.", valueName: "key=value"))
    var setJson: [String] = []

    @Option(name: .long, help: "Helm or Flux release; of a chart the name it gets.")
    var release: String?

    @Option(
        name: .long, help: "Only in this namespace, or where none is said; of a chart the one it goes to.")
    var namespace: String?

    @Option(
        name: .long, help: "The version of Helm to imitate, 3 or 4; the repository's setting unless given.")
    var helmVersion: Int?

    @Option(
        name: .customLong("kube-version"),
        help: ArgumentHelp(
            "The version of Kubernetes that charts see; the repository's setting unless given.",
            valueName: "version"))
    var kubernetesVersion: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "API version that charts see beside Kubernetes' own; may be repeated.", valueName: "group/version"
        ))
    var apiVersions: [String] = []

    func validate() throws {
        if !arguments.hasReadableKubernetesVersion {
            throw ValidationError("--kube-version is a version such as 1.29")
        }
        if let helmVersion, helmVersion != 3, helmVersion != 4 {
            throw ValidationError("--helm-version is 3 or 4")
        }
    }

    var arguments: HelmArguments {
        var arguments = HelmArguments()
        arguments.valueFiles = values
        arguments.set = set
        arguments.setString = setString
        arguments.setJSON = setJson
        arguments.release = release
        arguments.namespace = namespace
        arguments.version = helmVersion
        arguments.kubernetesVersion = kubernetesVersion
        arguments.apiVersions = apiVersions.flatMap { $0.split(separator: ",").map(String.init) }
        return arguments
    }
}

struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Finds the token in Git that decides an attribute of a resource.")

    @Option(name: .long, help: "The repository, or any folder in it.")
    var repo: String = "."

    @OptionGroup var root: RootOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Terraform's state as JSON (`terraform show -json`, or a raw state), a file on this machine; may be repeated.",
            valueName: "file"))
    var state: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Terraform's plan as JSON (`terraform show -json PLAN`), a file on this machine; may be repeated.",
            valueName: "file"))
    var plan: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Another value of the token: what it would change in every root, before and after, by evaluating them again.",
            valueName: "value"))
    var to: String?

    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    @Argument(
        help:
            "A Terraform address, or Kind/name or Kind/name/container; with a state or plan also a cloud identifier."
    )
    var address: String

    @Argument(help: "The attribute: resources.limits.memory, replicas, instance_type …")
    var attribute: String

    func run() async throws {
        try await Terminal.run {
            var question = root.question(repo: repo)
            question.stateFiles = state + plan
            question.newValue = to
            let command = ["trace", "\(output.format)", address, attribute]
            let answer = try await Tracer(question).answer(command, cache: cache.cache) { tracer in
                let answer = try await tracer.trace(address, attribute)
                return .init(
                    output.format == .json ? try CanonicalJSON.encodePretty(answer.trace) : answer.text)
            }
            Terminal.print(answer.text)
        }
    }
}

struct Inventory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Traces every attribute of a root that decides size or number.")

    @Option(name: .long, help: "The repository, or any folder in it.")
    var repo: String = "."

    @OptionGroup var root: RootOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Terminal.run {
            let tracer = Tracer(root.question(repo: repo))
            let answer = try await tracer.answer(["inventory", "\(output.format)"], cache: cache.cache) {
                tracer in
                let listing = try await tracer.inventory()
                let entries = listing.entries
                var remark = ""
                if entries.isEmpty {
                    for reason in listing.silent { remark += "nothing to list of \(reason)\n" }
                    if listing.leftOut > 0 {
                        remark +=
                            "nothing to list: \(listing.leftOut) roots are left out; `trimtab roots` says why, --root names one\n"
                    }
                }
                return .init(
                    pieces: output.format == .json
                        ? CanonicalJSON.prettyPieces(list: entries)
                        : [Array(TracingTables.cells(entries).utf8)[...]],
                    remark: remark)
            }
            if output.format == .json {
                Terminal.print(pieces: answer.pieces)
            } else {
                Terminal.print(TracingTables.inventory(cells: answer.text))
            }
            if !output.quiet { Terminal.error(answer.remark) }
        }
    }
}

struct Roots: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists everything in the repository that gets deployed.")

    @Option(name: .long, help: "The repository, or any folder in it.")
    var repo: String = "."

    @OptionGroup var files: FileOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Terminal.run {
            var question = TraceQuestion(repositoryPath: repo, revision: files.rev)
            question.readsWorkTree = files.worktree
            let answer = try await Tracer(question).answer(["roots", "\(output.format)"], cache: cache.cache)
            { tracer in
                let roots = try await tracer.roots()
                return .init(
                    pieces: output.format == .json
                        ? CanonicalJSON.prettyPieces(list: roots)
                        : [Array(TracingTables.roots(roots).utf8)[...]])
            }
            Terminal.print(pieces: answer.pieces)
        }
    }
}
