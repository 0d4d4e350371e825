import Foundation
import YAML

/// Reads YAML's public test suite and says case by case how our layer and libyaml stand to it.
///
/// What libyaml reads as the suite says, our tree must say too: kinds, styles, anchors, tags, decoded texts and documents,
/// and the values of `in.json`. What libyaml refuses, or reads otherwise, is listed and must be refused, or read
/// otherwise, in the same way: our layer adds no reading of its own.
struct SuiteCheck {
    private enum Verdict: String, CaseIterable {
        case equal = "valid, read as the suite says"
        case refused = "valid, refused by libyaml"
        case otherwise = "valid, read otherwise by libyaml"
        case mistake = "invalid, refused"
        case lenient = "invalid, accepted by libyaml"
    }

    private var counts: [Verdict: [String]] = [:]
    private var refusedByUs: [Verdict: Int] = [:]
    private var values = 0
    private var valuesOtherwise: [String] = []
    private var row = Row(name: "suite")
    private var faults: [String] = []
    private let isVerbose: Bool

    init(isVerbose: Bool) { self.isVerbose = isVerbose }

    /// Checks every case below `root`, prints the tables, and returns the exit status.
    static func run(below root: String, isVerbose: Bool) -> Int32 {
        var check = SuiteCheck(isVerbose: isVerbose)
        let cases = SuiteCase.all(below: root)
        for each in cases { check.take(each) }
        check.print(caseCount: cases.count)
        return cases.isEmpty || !check.faults.isEmpty ? 1 : 0
    }

    private mutating func take(_ each: SuiteCase) {
        let file = YAMLParser.parse(each.bytes, path: "\(each.name)/in.yaml")
        CorpusYAML.check(each.bytes, each.name, &row)
        let libyaml = SuiteEvents.ofLibyaml(each.bytes)
        let verdict = verdict(each, libyaml)
        counts[verdict, default: []].append(each.name)
        if file.hasErrors { refusedByUs[verdict, default: 0] += 1 }
        guard let libyaml else {
            if !file.hasErrors { faults.append("\(each.name): read although libyaml refuses it") }
            return
        }
        guard !file.hasErrors else {
            // An alias without an anchor is none of libyaml's business; the suite calls it a mistake as we do.
            let reason = file.diagnostics.first { $0.severity == .error }?.message ?? ""
            if verdict != .lenient {
                faults.append("\(each.name): refused although libyaml reads it: \(reason)")
            }
            return
        }
        let ours = SuiteEvents.of(file)
        let expected = SuiteEvents.withoutEnds(verdict == .equal ? each.events : libyaml)
        if ours != expected { faults.append("\(each.name): \(firstDifference(ours, expected))") }
        if verdict == .otherwise, isVerbose {
            Swift.print("  \(each.name): \(firstDifference(libyaml, each.events))")
        }
        if verdict == .equal { compareValues(each, file) }
    }

    private func verdict(_ each: SuiteCase, _ libyaml: [String]?) -> Verdict {
        guard let libyaml else { return each.isMistake ? .mistake : .refused }
        if each.isMistake { return .lenient }
        return SuiteEvents.withoutEnds(libyaml) == SuiteEvents.withoutEnds(each.events) ? .equal : .otherwise
    }

    private mutating func compareValues(_ each: SuiteCase, _ file: YAMLFile) {
        guard let json = each.json, let expected = SuiteValues.ofJSON(json) else { return }
        guard let ours = SuiteValues.of(file) else { return }
        if ours == expected {
            values += 1
        } else {
            valuesOtherwise.append("\(each.name): \(firstDifference(ours, expected))")
        }
    }

    private func firstDifference(_ ours: [String], _ theirs: [String]) -> String {
        for index in 0..<max(ours.count, theirs.count) {
            let mine = index < ours.count ? ours[index] : "(nothing)"
            let other = index < theirs.count ? theirs[index] : "(nothing)"
            if mine != other { return "`\(mine)` instead of `\(other)`" }
        }
        return "equal"
    }

    private func print(caseCount: Int) {
        Swift.print("| case | number | refused by our reader |\n|---|---:|---:|")
        for verdict in Verdict.allCases {
            Swift.print(
                "| \(verdict.rawValue) | \(counts[verdict]?.count ?? 0) | \(refusedByUs[verdict] ?? 0) |")
        }
        Swift.print("| all | \(caseCount) | \(refusedByUs.values.reduce(0, +)) |\n")
        Swift.print("\(values) of \(values + valuesOtherwise.count) cases with `in.json` have its values")
        Swift.print(
            "\(row.equal) of \(row.files) round trips; \(row.edits) edits, \(row.disturbed) touch other bytes\n"
        )
        for verdict in [Verdict.refused, .otherwise, .lenient] {
            Swift.print("\(verdict.rawValue): \((counts[verdict] ?? []).joined(separator: " "))")
        }
        for line in valuesOtherwise { Swift.print("VALUES \(line.prefix(160))") }
        for line in faults + row.faults { Swift.print("FAULT \(line)") }
    }
}
