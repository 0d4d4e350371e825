public import Diagnostics
internal import Model
public import Ports
internal import Settings

/// Runs the test files that stand beside the policies.
public struct PolicyTestRun: Sendable {
    /// How one case came out.
    public struct Outcome: Hashable, Sendable, Codable {
        /// `path:line` of the case.
        public var place: String
        /// The category.
        public var category: String
        /// The name of the case.
        public var name: String
        /// What was wrong; empty when the case passed.
        public var problems: [String]
        /// The decision tree, as text.
        public var tree: String

        /// True when the decision was the expected one.
        public var passed: Bool { problems.isEmpty }
    }

    /// Which rules of a category stood in the way in some case.
    public struct Coverage: Hashable, Sendable, Codable {
        /// The category.
        public var category: String
        /// Rules that stood in the way in a case, by the label in the tree.
        public var decisive: [String]
        /// Rules that were asked and never stood in the way.
        public var never: [String]
    }

    /// All that a run found.
    public struct Report: Sendable {
        /// One for each case, by file and line.
        public var outcomes: [Outcome]
        /// One for each tested category, by name.
        public var coverage: [Coverage]
        /// Categories that no file tests.
        public var untested: [String]
        /// What is wrong with policies and test files.
        public var diagnostics: [Diagnostic]
        /// The files, for showing the diagnostics.
        public var files: [SourceFile]

        /// True when every case passed and every file could be read.
        public var isSound: Bool {
            outcomes.allSatisfy(\.passed) && !diagnostics.contains { $0.severity == .error }
        }
    }

    /// Makes a run; there is nothing to configure.
    public init() {}

    /// Runs every case of `tree`, which holds the policies and their tests.
    ///
    /// - Throws: `Failure` when the tree cannot be read.
    public func run(_ tree: any SourceTree) throws -> Report {
        let policies = try CategoryLoader().load(from: tree)
        var report = Report(
            outcomes: [], coverage: [], untested: [], diagnostics: policies.diagnostics, files: policies.files
        )
        var met: [String: [String: Bool]] = [:]
        for entry in tree.entries where CategoryLoader.isTestFile(entry.path) && entry.kind != .symlink {
            guard let bytes = try tree.read(entry.path), bytes.count <= CategoryLoader.maximumSize else {
                continue
            }
            let file = SourceFile(path: entry.path, bytes: bytes)
            report.files.append(file)
            let decoded = CategoryLoader.decodeTest(file)
            report.diagnostics += decoded.diagnostics
            guard let tests = decoded.value else { continue }
            guard let category = policies.category(named: tests.category) else {
                report.diagnostics.append(
                    Diagnostic(
                        .policyTestUnknown, .error,
                        "there is no category \(tests.category) that could be tested",
                        at: tests.categorySpan))
                continue
            }
            for test in tests.cases {
                report.outcomes.append(
                    outcome(test, category, file, &met[category.category.name, default: [:]]))
            }
        }
        report.coverage = met.sorted { $0.key < $1.key }.map { name, labels in
            Coverage(
                category: name, decisive: labels.filter(\.value).keys.sorted(),
                never: labels.filter { !$0.value }.keys.sorted())
        }
        report.untested = policies.categories.map(\.category.name).filter { met[$0] == nil }
        return report
    }

    private func outcome(
        _ test: PolicyTestCase, _ category: LoadedCategory, _ file: SourceFile, _ met: inout [String: Bool]
    ) -> Outcome {
        let decision = PolicyTestWorld(test.given, category).decision
        for node in decision.tree.children where node.verdict != .informs {
            let decides = node.verdict == .blocks || node.verdict == .lowers
            met[node.label] = met[node.label, default: false] || decides
        }
        var problems: [String] = []
        if decision.mayMerge != test.merges {
            let why = decision.hold.map { ": \($0.reason.rawValue), \($0.detail)" } ?? ""
            problems.append(test.merges ? "it may not merge\(why)" : "it may merge")
        }
        if let reason = test.reason, decision.hold?.reason != reason {
            let found = decision.hold?.reason.rawValue ?? "none"
            problems.append("the reason is \(found), expected \(reason.rawValue)")
        }
        if let posture = test.posture, decision.posture != posture {
            problems.append("the posture is \(decision.posture.name), expected \(posture.name)")
        }
        let line = file.lines.position(of: Int(test.span.range.lower)).line
        return Outcome(
            place: "\(file.path):\(line)", category: category.category.name, name: test.name,
            problems: problems,
            tree: decision.tree.rendered)
    }
}

extension DiagnosticID {
    /// A test file names a category that is not there.
    public static let policyTestUnknown: DiagnosticID = "policy-test-unknown"
}
