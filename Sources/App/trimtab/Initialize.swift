internal import ArgumentParser
internal import Pipeline

struct Initialize: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract:
            "Puts the default policies and a starting .trimtab.yml into the work tree; nothing is overwritten."
    )

    @Option(name: .long, help: "The repository, or any folder in it.")
    var repo: String = "."
    @OptionGroup var output: OutputOptions

    func run() throws {
        try Terminal.runNow {
            let lines = try Initializer(repositoryPath: repo).write()
            switch output.format {
            case .json: try Terminal.json(lines)
            case .table:
                for line in lines {
                    Terminal.print("\(line.isWritten ? "wrote" : "kept ") \(line.path)\n")
                }
                Terminal.print("Read them, name the owners, commit them, then run `trimtab policy check`.\n")
            }
        }
    }
}
