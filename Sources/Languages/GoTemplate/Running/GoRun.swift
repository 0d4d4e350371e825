import Diagnostics
import RegularExpressions

/// The state of one run: tables, counters, the templates being executed.
final class GoRun {
    var set: GoTemplateSet
    let tokens: TokenTable
    let options: GoOptions
    var branches = BranchTable()
    var steps = 0
    var nesting = 0
    var isVolatile = false
    /// True once a value of chance or of the world outside decided what is printed.
    var isChosenByChance = false
    /// Choices that hang on values which are not known.
    var undecided: [GoUndecided] = []
    /// Patterns by their source.
    var expressions: [String: RegularExpression] = [:]
    /// Steps of regular expressions that are left.
    var regexBudget: Int
    private var random: UInt64

    init(set: GoTemplateSet, tokens: TokenTable, options: GoOptions) {
        self.set = set
        self.tokens = tokens
        self.options = options
        random = options.seed
        regexBudget = options.limits.regexSteps
    }

    /// Runs a template into `text`.
    func execute(
        _ definition: GoDefinition, dot: GoValue, branch: BranchID, deciders: TokenSet,
        into text: inout GoText
    ) throws {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= options.limits.nesting else {
            throw GoFault(
                "rendering template has a nested reference name: \(definition.name): more than "
                    + "\(options.limits.nesting) templates inside each other", id: "template-limit")
        }
        var execution = GoExecution(
            run: self, definition: definition, dot: dot, branch: branch, deciders: deciders)
        swap(&execution.output, &text)
        defer { swap(&execution.output, &text) }
        do {
            _ = try execution.walk(definition.root)
        } catch let fault as GoFault {
            throw execution.located(fault)
        }
    }

    /// Counts work.
    func step(_ count: Int = 1) throws {
        let (sum, isTooLarge) = steps.addingReportingOverflow(count)
        steps = isTooLarge ? Int.max : sum
        if steps > options.limits.steps {
            throw GoFault(
                "the run takes more than \(options.limits.steps) steps", id: "template-limit")
        }
    }

    /// Notes a choice that an unknown value makes.
    func choose(by origins: Origins, isTaken: Bool = false, at span: @autoclosure () -> SourceSpan) {
        guard let unknown = tokens.unknown(in: origins) else { return }
        let choice = GoUndecided(place: span(), unknown: unknown, isTaken: isTaken)
        if undecided.count < 1_000, !undecided.contains(choice) { undecided.append(choice) }
    }

    /// Checks the size of a text.
    func checkSize(_ count: Int) throws {
        if count > options.limits.output {
            throw GoFault(
                "the text is larger than \(options.limits.output) bytes", id: "template-limit")
        }
    }

    /// The next random number of the seeded sequence (SplitMix64); marks the run.
    func nextRandom() -> UInt64 {
        isVolatile = true
        random &+= 0x9E37_79B9_7F4A_7C15
        var mixed = random
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
