public import Diagnostics

/// A call of a function: its arguments, checked against its parameters, and the run.
public struct GoCall {
    /// The arguments.
    public let args: [GoValue]
    let run: GoRun
    let branch: BranchID
    let deciders: TokenSet

    /// The number of a token in what is rendered.
    public func token(_ span: SourceSpan) -> TokenID { run.tokens.id(span) }

    /// The text of an argument whose parameter is a string.
    public func text(_ index: Int) -> GoText { args[index].text ?? GoText([]) }
    /// The text as a Swift string.
    public func string(_ index: Int) -> String { text(index).string }
    /// The number of an argument whose parameter is an `int`.
    public func int(_ index: Int) -> Int { Int(args[index].integer ?? 0) }

    /// Whether values that are not there are given later.
    var expectsValues: Bool { run.options.expectsValues }

    /// The largest text that may be made.
    var limit: Int { run.options.limits.output }

    /// The origins of all arguments.
    public var origins: Origins {
        var result = Origins.none
        for value in args { result.formUnion(value.origins) }
        return result
    }

    /// The origins of all arguments with all that is in them.
    public var deepOrigins: Origins {
        var result = Origins.none
        for value in args { result.formUnion(value.deepOrigins) }
        return result
    }
}

/// How far a function's result is the one that Helm gives.
public enum GoFunctionState: String, Sendable, Hashable, CaseIterable {
    /// It is computed.
    case computed
    /// Chance or the clock decides: of the same kind, deterministic by seed and clock of the run, marked as volatile.
    case changing
    /// A key, certificate or ciphertext: something in its place that says so, marked as volatile.
    case placeholder
    /// It asks a cluster or a network: empty, as where Helm has none.
    case empty
}

/// A function that templates may call.
public struct GoFunction: Sendable {
    /// The parameters: `s` string, `i` int, `b` bool, `f` floating point, `m` map, `t` time, `a` anything; `*` after the last
    /// repeats it.
    public let signature: String
    /// How far its result is Helm's.
    public let state: GoFunctionState
    /// Whether two runs may get different results.
    public var isVolatile: Bool { state == .changing || state == .placeholder }
    /// What it does.
    public let body: @Sendable (GoCall) throws -> GoValue
    private let letters: [Unicode.Scalar]
    private let isVariadic: Bool

    init(
        signature: String, state: GoFunctionState, body: @escaping @Sendable (GoCall) throws -> GoValue
    ) {
        self.signature = signature
        self.state = state
        self.body = body
        letters = signature.unicodeScalars.filter { $0 != "*" }
        isVariadic = signature.hasSuffix("*")
    }

    /// The letter of the parameter that takes the argument of a place.
    func parameter(_ index: Int) -> Unicode.Scalar {
        index < letters.count ? letters[index] : letters.last ?? "a"
    }

    /// Checks the number of arguments, with Go's message.
    func checkCount(_ name: String, written: Int, _ hasFinal: Bool) throws {
        let fixed = isVariadic ? letters.count - 1 : letters.count
        let count = written + (hasFinal ? 1 : 0)
        if isVariadic, count < fixed {
            throw GoFault("wrong number of args for \(name): want at least \(fixed) got \(written)")
        }
        if !isVariadic, count != fixed {
            throw GoFault("wrong number of args for \(name): want \(fixed) got \(count)")
        }
    }
}

/// The functions that a set of templates may call, by name.
public struct GoFunctionTable: Sendable {
    private var functions: [String: GoFunction] = [:]
    /// The names.
    public private(set) var names: Set<String> = ["and", "or"]

    /// Makes an empty table.
    public init() {}

    /// How far the result of a function is Helm's; nil for a name that is none.
    public func state(of name: String) -> GoFunctionState? {
        name == "and" || name == "or" ? .computed : functions[name]?.state
    }

    /// A function.
    public subscript(name: String) -> GoFunction? { functions[name] }

    /// Adds or replaces a function.
    public mutating func add(
        _ name: String, _ signature: String, state: GoFunctionState = .computed,
        _ body: @escaping @Sendable (GoCall) throws -> GoValue
    ) {
        functions[name] = GoFunction(signature: signature, state: state, body: body)
        names.insert(name)
    }

    /// Gives a function a second name.
    mutating func alias(_ name: String, of other: String) {
        functions[name] = functions[other]
        names.insert(name)
    }

    private mutating func remove(_ name: String) {
        functions[name] = nil
        names.remove(name)
    }

    /// The functions of `text/template` alone.
    public static let go: GoFunctionTable = {
        var table = GoFunctionTable()
        table.addBuiltins()
        table.addComparisons()
        return table
    }()

    /// The functions of Helm 3's templates: those of Helm 4 without the two that are new there.
    public static let helm3: GoFunctionTable = {
        var table = GoFunctionTable.helm
        for name in ["mustToYaml", "mustToToml"] { table.remove(name) }
        return table
    }()

    /// The functions of Helm 4's templates.
    public static let helm: GoFunctionTable = {
        var table = GoFunctionTable.go
        table.addStrings()
        table.addTextTools()
        table.addLists()
        table.addMaps()
        table.addMerge()
        table.addTypes()
        table.addMath()
        table.addEncodings()
        table.addHashes()
        table.addURLs()
        table.addRegex()
        table.addSemver()
        table.addDates()
        table.addRandom()
        table.addHelm()
        return table
    }()
}
