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
    /// The parameters: `s` string, `i` int, `b` bool, `m` map, `a` anything; `*` after the last repeats it.
    public let signature: String
    /// Whether two runs may get different results.
    public let isVolatile: Bool
    /// What it does.
    public let body: @Sendable (GoCall) throws -> GoValue

    /// Checks number and types of arguments, with Go's messages.
    func check(_ name: String, _ values: [GoValue]) throws {
        var kinds = Array(signature.utf8)
        let isVariadic = kinds.last == UInt8(ascii: "*")
        if isVariadic { kinds.removeLast() }
        let fixed = isVariadic ? kinds.count - 1 : kinds.count
        if values.count < fixed || (!isVariadic && values.count > fixed) {
            let want = isVariadic ? "at least \(fixed)" : "\(fixed)"
            throw GoFault("wrong number of args for \(name): want \(want) got \(values.count)")
        }
        for (index, value) in values.enumerated() {
            let expected: String
            switch (kinds[min(index, kinds.count - 1)], value.data) {
            case (UInt8(ascii: "a"), _), (UInt8(ascii: "s"), .string), (UInt8(ascii: "i"), .int),
                (UInt8(ascii: "b"), .bool), (UInt8(ascii: "m"), .map):
                continue
            case (UInt8(ascii: "m"), .object): continue
            case (UInt8(ascii: "m"), .missing), (UInt8(ascii: "m"), .null):
                expected = "map[string]interface {}"
            case (UInt8(ascii: "m"), _): expected = "map[string]interface {}"
            case (UInt8(ascii: "s"), _): expected = "string"
            case (UInt8(ascii: "i"), _): expected = "int"
            default: expected = "bool"
            }
            if case .missing = value.data { throw GoFault("invalid value; expected \(expected)") }
            let got = value.isNothing ? "interface {}" : value.typeName
            throw GoFault("wrong type for value; expected \(expected); got \(got)")
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
        table.addTypes()
        table.addMath()
        table.addEncodings()
        table.addHashes()
        table.addRegex()
        table.addSemver()
        table.addDates()
        table.addRandom()
        table.addHelm()
        return table
    }()
}
