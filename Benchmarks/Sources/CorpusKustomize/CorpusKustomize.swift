import Diagnostics
import Foundation
import Kustomize
import YAML

/// Renders every overlay below a folder that holds one folder a repository, by our own builder and by `kubectl kustomize`, and
/// compares the objects as parsed YAML.
///
/// - Ours renders all overlays of a repository in this process; `kubectl` is one process for each overlay, as it is used.
/// - What needs the network, a program or a chart is left out and counted: `kubectl` is not asked about it.
///
/// Prints a table, and every difference on standard error. Exits with 1 when two renderings differ or the ratio is below ten.
@main
struct CorpusKustomize {
    static func main() throws {
        guard CommandLine.arguments.count >= 2 else { exit(64) }
        let isTiming = CommandLine.arguments.contains("--ours-only")
        let root = CommandLine.arguments[1]
        guard isTiming || Kubectl.version != nil else {
            print("kubectl with Kustomize 5 or newer is not installed; nothing was compared")
            exit(69)
        }
        let head = """
            kubectl has Kustomize \(Kubectl.version ?? "–")

            | repository | overlays | equal | refused by both | left out | different | ours | kubectl | ratio |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|

            """
        FileHandle.standardOutput.write(Data(head.utf8))
        var all = Row(name: "all")
        for name in try FileManager.default.contentsOfDirectory(atPath: root).sorted() {
            var row = Row(name: name.replacingOccurrences(of: "+", with: "/"))
            try check(root + "/" + name, &row, asksKubectl: !isTiming)
            guard row.overlays > 0 else { continue }
            row.print()
            for line in row.faults { FileHandle.standardError.write(Data("DIFFERENT \(line)\n".utf8)) }
            all.add(row)
        }
        all.print()
        for (reason, count) in all.reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            print("left out \(count): \(reason)")
        }
        let ratio = all.theirs / max(all.ours, 1e-9)
        exit(all.faults.isEmpty && (isTiming || ratio >= 10) ? 0 : 1)
    }

    private static func check(_ folder: String, _ row: inout Row, asksKubectl: Bool) throws {
        let files = try Checkout(folder)
        let overlays = files.overlays
        let clock = ContinuousClock()
        var rendered: [(String, Result<RenderedKustomization, any Error>)] = []
        row.ours += seconds(
            clock.measure {
                let builder = KustomizeBuilder(files: files)
                for overlay in overlays { rendered.append((overlay, Result { try builder.build(overlay) })) }
            })
        for (overlay, result) in rendered {
            row.overlays += 1
            if let reason = opaque(result) {
                row.leftOut += 1
                row.reasons[reason, default: 0] += 1
                continue
            }
            guard asksKubectl else { continue }
            var answer: Kubectl.Answer?
            let time = clock.measure { answer = Kubectl.build(folder, overlay) }
            guard let answer else { continue }
            row.theirs += seconds(time)
            compare(result, answer, "\(row.name) \(overlay.isEmpty ? "." : overlay)", &row)
        }
    }

    /// What kubectl would have to fetch or run; nil for what it renders from the files alone.
    private static func opaque(_ result: Result<RenderedKustomization, any Error>) -> String? {
        switch result {
        case .success(let output):
            if let problem = output.opaque.first ?? output.clouded { return "\(problem.reason)" }
        case .failure(let error):
            if let problem = error as? KustomizeProblem,
                problem.reason == .remote || problem.reason == .program
            {
                return "\(problem.reason)"
            }
        }
        return nil
    }

    private static func compare(
        _ result: Result<RenderedKustomization, any Error>, _ answer: Kubectl.Answer, _ place: String,
        _ row: inout Row
    ) {
        switch (result, answer) {
        case (.failure, .refused): row.refused += 1
        case (.failure(let error), .rendered):
            row.faults.append("\(place): we refuse it: \(error)")
        case (.success, .refused(let complaint)):
            row.faults.append("\(place): kubectl refuses it: \(complaint)")
        case (.success(let output), .rendered(let bytes)):
            let parsed = YAMLParser.parse(bytes, path: "kubectl.yaml")
            let theirs = parsed.documents.compactMap { $0.root.map(PlainValue.init) }.sorted()
            let ours = output.resources.map { PlainValue($0.node) }.sorted()
            if ours == theirs {
                row.equal += 1
                return
            }
            let (mine, other) = (Set(ours), Set(theirs))
            let first = ours.first { !other.contains($0) }
            let second = theirs.first { !mine.contains($0) }
            row.faults.append(
                "\(place): \(ours.count) objects, kubectl \(theirs.count)\n  ours    \(Difference.text(first, second))\n"
                    + "  kubectl \(Difference.text(second, first))")
        }
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}

/// One repository.
struct Row {
    var name: String
    var overlays = 0
    var equal = 0
    var refused = 0
    var leftOut = 0
    var ours = 0.0
    var theirs = 0.0
    var faults: [String] = []
    var reasons: [String: Int] = [:]

    mutating func add(_ other: Row) {
        overlays += other.overlays
        equal += other.equal
        refused += other.refused
        leftOut += other.leftOut
        ours += other.ours
        theirs += other.theirs
        faults += other.faults
        reasons.merge(other.reasons) { $0 + $1 }
    }

    func print() {
        let ratio = theirs > 0 ? String(format: "%.0fx", theirs / max(ours, 1e-9)) : "–"
        let (own, kubectl) = (String(format: "%.3f s", ours), String(format: "%.2f s", theirs))
        // Not kept back: a run over many repositories takes minutes.
        let line =
            "| \(name) | \(overlays) | \(equal) | \(refused) | \(leftOut) | \(faults.count) | \(own) | \(kubectl) | \(ratio) |\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }
}
