internal import ArgumentParser
internal import FileValues
internal import Pipeline

/// Which value of which file.
struct ValueOptions: ParsableArguments {
    @Argument(help: "A .tf, .tofu, .tfvars, .hcl, .yaml or .yml file, or a JSON form of one.")
    var file: String

    @Argument(
        help: "The value: resource.aws_instance.web.instance_type, containers[name=app].image, a[\"b.c\"][0]."
    )
    var path: String

    @Option(name: .long, help: "Number of the document in a YAML file, from 0; all are searched without it.")
    var document: Int?
}

struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints one value of a Terraform, HCL, YAML or JSON file.",
        discussion: """
            A string is printed as its text, a list or a map as JSON, an expression that must be evaluated as its source.
            A path that leads nowhere, or to more than one place, ends with 65.
            """)

    @OptionGroup var value: ValueOptions

    @Flag(name: .long, help: "Print the bytes of the source, quotes and comments inside included.")
    var raw = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try Terminal.runNow {
            let file = try ValueFiles.open(value.file)
            let found = try ValueFiles.get(file, value.path, document: value.document)
            switch output.format {
            case .json: Terminal.print(ValueFiles.report(found, at: value.path, in: file) + "\n")
            case .table where raw: Terminal.print(bytes: found.raw + [0x0A])
            case .table: Terminal.print(found.value.text + "\n")
            }
        }
    }
}

struct SetValue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Rewrites one value of a Terraform, HCL, YAML or JSON file and not one byte else.",
        discussion: """
            VALUE is source in the language of the file: '"m5.large"' or 3 or var.size in HCL, 512Mi in YAML, '"x"' in JSON.
            The new file goes to standard output, or in the place of the old one with --in-place.
            A file that `terraform fmt` would leave alone stays one: blanks of the aligned lines around may move.
            """)

    @OptionGroup var value: ValueOptions

    @Argument(
        help: ArgumentHelp(
            "The new value, as source; behind `--` where it begins with a dash and is no number.",
            valueName: "value"))
    var newValue: String

    @Flag(
        name: [.customShort("i"), .long], help: "Replace the file, at once or not at all, and print nothing.")
    var inPlace = false

    @Flag(name: .long, help: "Make the value, and what it stands in, where it is not there.")
    var create = false

    @Flag(name: .long, help: "No notes on stderr.")
    var quiet = false

    func run() async throws {
        try Terminal.runNow {
            let file = try ValueFiles.open(value.file)
            let edited = try ValueFiles.set(
                file, value.path, newValue, creating: create, document: value.document)
            if !quiet { for note in edited.notes { Terminal.error("note: \(note)\n") } }
            if inPlace {
                try ValueFiles.replace(file, with: edited.bytes)
            } else {
                Terminal.print(bytes: edited.bytes)
            }
        }
    }
}
