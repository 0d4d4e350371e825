internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Model
internal import Pipeline

struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "What machine types have: the built-in catalogue, and lists of vendors to import.",
        subcommands: [Import.self, Show.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Reads lists of machine types and prices as vendors' tools print them.",
            discussion: """
                FILE is what one of these prints: aws ec2 describe-instance-types; aws pricing get-products, or an offer \
                file; gcloud compute machine-types list --format=json; the SKUs of Google's billing catalogue; \
                az vm list-skus; the retail prices of Azure. Which one it is shows in its content; several may be given.
                The catalogue goes to --output, named by `catalog` in .trimtab.yml; prices to --prices, named by `prices`.
                """)

        @Argument(help: "A list as JSON; - reads standard input.")
        var file: [String]

        @Option(name: .long, help: "Where the catalogue goes; - writes standard output.")
        var output: String = "-"

        @Option(name: .long, help: "Where the prices go; without it they are left out.")
        var prices: String?

        @Option(name: .long, help: "The region whose prices are taken; needed where the lists name several.")
        var region: String?

        func validate() throws {
            if file.isEmpty { throw ValidationError("Name at least one list.") }
            if prices == "-" { throw ValidationError("--prices needs the name of a file.") }
        }

        func run() async throws {
            try Terminal.runNow {
                let made = try CatalogueCommands.imported(file, region: region)
                for remark in made.remarks { Terminal.error("warning: \(remark)\n") }
                if made.catalogue == nil, output != "-" {
                    Terminal.error("warning: no list of types was given; \(output) is not written\n")
                }
                if let text = made.catalogue {
                    try write(text, to: output)
                    if output != "-" { Terminal.error("\(made.types) types into \(output)\n") }
                }
                guard let prices else {
                    if made.priced > 0 {
                        Terminal.error("warning: \(made.priced) prices; --prices keeps them\n")
                    }
                    return
                }
                guard let text = made.prices else {
                    Terminal.error("warning: there are no prices; \(prices) is not written\n")
                    return
                }
                try write(text, to: prices)
                Terminal.error("\(made.priced) prices into \(prices)\n")
            }
        }

        private func write(_ text: String, to path: String) throws {
            guard path != "-" else { return Terminal.print(text) }
            do {
                try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
            } catch {
                throw Failure(.badInput, "writing \(path)", error.localizedDescription, .needsHuman)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Prints what the built-in catalogue says.")

        @Argument(help: "Names, or how they begin: m5.large, db.r6g, n2-standard; all when left out.")
        var type: [String] = []

        @OptionGroup var output: OutputOptions

        func run() async throws {
            try Terminal.runNow {
                let rows = CatalogueCommands.rows(type)
                switch output.format {
                case .json: try Terminal.json(rows)
                case .table:
                    Terminal.print(CatalogCommand.table(rows))
                }
                if rows.isEmpty { throw ExitCode(ExitStatus.problems.rawValue) }
            }
        }
    }

    private static func table(_ rows: [CatalogueCommands.Row]) -> String {
        func number(_ value: Double) -> String {
            value == value.rounded() ? value.fixed(0) : value.fixed(3)
        }
        func pair(_ values: [Double]?) -> String {
            guard let values, values.count == 2 else { return "-" }
            return values[0] == values[1] ? number(values[0]) : "\(number(values[0]))…\(number(values[1]))"
        }
        var table = [["TYPE", "VCPU", "GIB", "ARCHITECTURE", "FOR EVER", "GBIT/S", "DISK MBIT/S", "IOPS"]]
        table += rows.map { row in
            [
                row.type, number(row.vcpu), number(row.memoryGiB), row.architecture,
                row.baseline.map { "\(($0 * 100).fixed(1))%" } ?? "-", pair(row.network), pair(row.disk),
                pair(row.iops),
            ]
        }
        let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        return table.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            var line = cells.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
