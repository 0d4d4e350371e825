internal import ArgumentParser

@main
struct Trimtab: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trimtab",
        abstract:
            "Finds the exact literal in Git that decides a misbehaving resource, and changes it with evidence.",
        discussion: """
            Results go to stdout, diagnostics to stderr. Commands that print results take -o json.
            Exit codes: 0 done; 1 problems found; 2 changes proposed (--detailed-exit-code); 64 bad arguments;
            65 input has errors; 69 a service is unavailable; 70 our bug; 75 worth retrying; 78 configuration invalid.
            """,
        version: "0.1.0",
        subcommands: [
            Sweep.self, Respond.self, Verify.self, Record.self, TraceCommand.self, Inventory.self, Roots.self,
            RenderCommand.self, Explain.self, Get.self, SetValue.self, PullRequests.self, PolicyCommand.self,
            LadderCommand.self, Drill.self, DigestCommand.self,
            Hold.self, Release.self, Approve.self,
            Halt.self,
            LedgerCommand.self, WatchdogCommand.self, RehearseCommand.self, Recommend.self,
            BacktestCommand.self, CatalogCommand.self, Initialize.self,
            Doctor.self,
        ])

    static func main() async {
        await main(NegativeNumber.behindOptions(Array(CommandLine.arguments.dropFirst())))
    }
}
