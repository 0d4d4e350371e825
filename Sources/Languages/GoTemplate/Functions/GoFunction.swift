/// A call of a function: its arguments, checked against its parameters, and the run.
public struct GoCall {
    /// The arguments.
    public let args: [GoValue]
    let run: GoRun
    let branch: BranchID
    let deciders: TokenSet

    /// The text of an argument whose parameter is a string.
    public func text(_ index: Int) -> GoText { args[index].text ?? GoText([]) }
    /// The text as a Swift string.
    public func string(_ index: Int) -> String { text(index).string }
    /// The number of an argument whose parameter is an `int`.
    public func int(_ index: Int) -> Int { Int(args[index].integer ?? 0) }

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

/// A function that templates may call.
public struct GoFunction: Sendable {
    /// The parameters: `s` string, `i` int, `b` bool, `f` floating point, `m` map, `t` time, `a` anything; `*` after the last
    /// repeats it.
    public let signature: String
    /// Whether two runs may get different results.
    public let isVolatile: Bool
    /// What it does.
    public let body: @Sendable (GoCall) throws -> GoValue
    private let letters: [Unicode.Scalar]
    private let isVariadic: Bool

    init(
        signature: String, isVolatile: Bool, body: @escaping @Sendable (GoCall) throws -> GoValue
    ) {
        self.signature = signature
        self.isVolatile = isVolatile
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

    /// Makes an empty table.
    public init() {}

    /// The names.
    public var names: Set<String> { Set(functions.keys).union(["and", "or"]) }

    /// A function.
    public subscript(name: String) -> GoFunction? { functions[name] }

    /// Adds or replaces a function.
    public mutating func add(
        _ name: String, _ signature: String, isVolatile: Bool = false,
        _ body: @escaping @Sendable (GoCall) throws -> GoValue
    ) {
        functions[name] = GoFunction(signature: signature, isVolatile: isVolatile, body: body)
    }

    /// Gives a function a second name.
    mutating func alias(_ name: String, of other: String) { functions[name] = functions[other] }

    /// The functions of `text/template` alone.
    public static let go: GoFunctionTable = {
        var table = GoFunctionTable()
        table.addBuiltins()
        table.addComparisons()
        return table
    }()

    /// The functions of Helm's templates.
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
