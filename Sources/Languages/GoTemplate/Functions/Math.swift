import Foundation

extension GoFunctionTable {
    /// sprig's arithmetic: integers are `int64`, the `f` family is `float64`.
    mutating func addMath() {
        add("int64", "a") { GoValue(.int64(GoCast.integer($0.args[0])), $0.args[0].origins) }
        add("int", "a") { GoValue(.int(GoCast.integer($0.args[0])), $0.args[0].origins) }
        alias("atoi", of: "int")
        add("float64", "a") { .float(GoCast.double($0.args[0]), $0.args[0].origins) }
        add("toDecimal", "a") { call in
            let text = try GoFormat.text(call.args[0]).string
            return GoValue(.int64(Int64(text, radix: 8) ?? 0), call.origins)
        }
        integers("add") { $0.reduce(0, &+) }
        integers("sub") { $0[0] &- $0[1] }
        integers("mul") { $0.reduce(1, &*) }
        integers("add1") { $0[0] &+ 1 }
        integers("max") { $0.max() ?? 0 }
        integers("min") { $0.min() ?? 0 }
        alias("biggest", of: "max")
        integers("div") { numbers in
            guard numbers[1] != 0 else { throw GoFault("runtime error: integer divide by zero") }
            return numbers[0].dividedReportingOverflow(by: numbers[1]).partialValue
        }
        integers("mod") { numbers in
            guard numbers[1] != 0 else { throw GoFault("runtime error: integer divide by zero") }
            return numbers[0].remainderReportingOverflow(dividingBy: numbers[1]).partialValue
        }
        floats("addf") { $0.dropFirst().reduce($0[0], +) }
        floats("subf") { $0.dropFirst().reduce($0[0], -) }
        floats("mulf") { $0.dropFirst().reduce($0[0], *) }
        floats("divf") { $0.dropFirst().reduce($0[0], /) }
        floats("add1f") { $0[0] + 1 }
        floats("maxf") { $0.max() ?? 0 }
        floats("minf") { $0.min() ?? 0 }
        floats("floor") { $0[0].rounded(.down) }
        floats("ceil") { $0[0].rounded(.up) }
        add("round", "aia*") { call in
            let threshold = call.args.count > 2 ? GoCast.double(call.args[2]) : 0.5
            let scale = pow(10, Double(call.int(1)))
            let digit = scale * GoCast.double(call.args[0])
            let fraction = digit.truncatingRemainder(dividingBy: 1)
            return .float(
                (fraction >= threshold ? digit.rounded(.up) : digit.rounded(.down)) / scale, call.origins)
        }
    }

    private mutating func integers(_ name: String, _ body: @escaping @Sendable ([Int64]) throws -> Int64) {
        let signature = ["sub", "div", "mod"].contains(name) ? "aa" : name == "add1" ? "a" : "aa*"
        add(name, name == "add" || name == "mul" ? "a*" : signature) { call in
            GoValue(.int64(try body(call.args.map(GoCast.integer))), call.origins)
        }
    }

    private mutating func floats(_ name: String, _ body: @escaping @Sendable ([Double]) -> Double) {
        let isUnary = ["add1f", "floor", "ceil"].contains(name)
        add(name, isUnary ? "a" : "aa*") { .float(body($0.args.map(GoCast.double)), $0.origins) }
    }
}

/// Conversions as the `cast` package makes them: what cannot be converted is zero.
enum GoCast {
    static func integer(_ value: GoValue) -> Int64 {
        switch value.data {
        case .int(let number), .int64(let number): return number
        case .float(let number):
            guard number.isFinite else { return Int64.min }
            return Int64(exactly: number.rounded(.towardZero)) ?? Int64.min
        case .bool(let flag): return flag ? 1 : 0
        case .string(let text): return integer(text.string)
        default: return 0
        }
    }

    private static func integer(_ text: String) -> Int64 {
        var digits = text
        // A fraction of zeros is cut off, and leading zeros do not make an octal number.
        if let dot = digits.firstIndex(of: "."), digits[digits.index(after: dot)...].allSatisfy({ $0 == "0" })
        {
            digits = String(digits[..<dot])
        }
        let trimmed = digits.drop { $0 == "0" }
        if trimmed.isEmpty { return 0 }
        if trimmed.utf8.allSatisfy(GoCharacters.isDigit) { return Int64(trimmed) ?? 0 }
        if case .int(let number) = GoNumber(digits) { return number }
        return 0
    }

    static func double(_ value: GoValue) -> Double {
        switch value.data {
        case .int(let number), .int64(let number): return Double(number)
        case .float(let number): return number
        case .bool(let flag): return flag ? 1 : 0
        case .string(let text): return Double(text.string) ?? 0
        default: return 0
        }
    }
}
