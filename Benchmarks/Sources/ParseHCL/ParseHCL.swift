import Diagnostics
import Foundation
import HCL

/// Parses every file of a folder; parses, sets one value and prints it; the same with the layout kept and the result proven.
///
/// Prints one line for each way: its name, the processor seconds of its best round, and the bytes read. `Benchmarks/hcl/run`
/// compares them with other programs over the same files.
@main
struct ParseHCL {
    static func main() throws {
        guard CommandLine.arguments.count == 3, let rounds = Int(CommandLine.arguments[2]) else {
            FileHandle.standardError.write(Data("ParseHCL LIST ROUNDS\n".utf8))
            exit(64)
        }
        let list = try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8)
        let files = try list.split(separator: "\n").map {
            Array(try Data(contentsOf: URL(fileURLWithPath: String($0))))
        }
        let bytes = files.reduce(0) { $0 + $1.count }
        var nodes = 0
        let parse = best(rounds) {
            for file in files { nodes += HCLParser.parse(file, path: "x.tf").tree.nodeCount }
        }
        var printed = 0
        let set = best(rounds) {
            for bytes in files {
                let file = HCLParser.parse(bytes, path: "x.tf")
                guard let edit = edit(of: file.body), let result = [edit].apply(to: bytes) else { continue }
                printed += result.count
            }
        }
        let proven = best(rounds) {
            for bytes in files {
                let file = HCLParser.parse(bytes, path: "x.tf")
                guard let edit = edit(of: file.body),
                    let plan = try? FmtLayout.keepingClean([edit], in: file),
                    let result = plan.edits.apply(to: bytes)
                else { continue }
                let after = HCLParser.parse(result, path: "x.tf")
                precondition(
                    TreeComparison(file.tree, after.tree, edits: plan.edits).unexpected.isEmpty,
                    "more changed")
                printed += result.count
            }
        }
        precondition(nodes > 0 && printed > 0, "nothing was read")
        for (name, seconds) in [("parse", parse), ("set", set), ("set-proven", proven)] {
            print("\(name)\t\(seconds)\t\(bytes)")
        }
    }

    /// Another value for the first literal string that an argument has.
    private static func edit(of body: BodyView) -> Edit? {
        for attribute in body.attributes {
            let value = attribute.expression
            if value.kind == .string {
                return try? value.replaceLiteral(with: .string("trimtab"), reason: "benchmark")
            }
        }
        return body.blocks.lazy.compactMap { edit(of: $0.body) }.first
    }

    /// Processor time, so that a busy machine does not decide.
    private static func best(_ rounds: Int, _ body: () -> Void) -> Double {
        (0..<rounds).map { _ in
            let start = processorSeconds()
            body()
            return processorSeconds() - start
        }.min() ?? 0
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
