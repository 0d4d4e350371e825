import Foundation

extension GoFunctionTable {
    /// sprig's arithmetic: integers are `int64`, the `f` family is `float64`.
    mutating func addMath() {
        add("int64", "a") { GoValue(.int64(GoCast.integer($0.args[0])), $0.args[0].origins) }
        add("int", "a") { GoValue(.int(GoCast.integer($0.args[0])), $0.args[0].origins) }
        add("atoi", "s") { call in
            let digits = Array(call.text(0).bytes)
            let body = digits.first == 0x2D || digits.first == 0x2B ? digits.dropFirst() : digits[...]
            let isNumber = !body.isEmpty && body.allSatisfy(GoCharacters.isDigit)
            return .int(isNumber ? Int(call.string(0)) ?? 0 : 0, call.origins)
        }
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
        decimals("addf") { try $0 + $1 }
        decimals("subf") { try $0 - $1 }
        decimals("mulf") { try $0 * $1 }
        decimals("divf") { try $0 / $1 }
        add("add1f", "a") { call in
            .float(try (GoDecimal(GoCast.double(call.args[0])) + GoDecimal(1)).double, call.origins)
        }
        floats("maxf") { $0.max() ?? 0 }
        floats("minf") { $0.min() ?? 0 }
        floats("floor") { $0[0].rounded(.down) }
        floats("ceil") { $0[0].rounded(.up) }
        add("round", "aif*") { call in
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
        add(name, name == "add" ? "a*" : signature) { call in
            GoValue(.int64(try body(call.args.map(GoCast.integer))), call.origins)
        }
    }

    private mutating func decimals(
        _ name: String, _ body: @escaping @Sendable (GoDecimal, GoDecimal) throws -> GoDecimal
    ) {
        add(name, name == "addf" ? "a*" : "aa*") { call in
            let numbers = try call.args.map { try GoDecimal(GoCast.double($0)) }
            guard let first = numbers.first else { return .float(0) }
            return .float(try numbers.dropFirst().reduce(first, body).double, call.origins)
        }
    }

    private mutating func floats(_ name: String, _ body: @escaping @Sendable ([Double]) -> Double) {
        let isUnary = ["floor", "ceil"].contains(name)
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
        // A fraction of zeros is cut off.
        if let dot = digits.firstIndex(of: "."), digits[digits.index(after: dot)...].allSatisfy({ $0 == "0" })
        {
            digits = String(digits[..<dot])
        }
        if case .int(let number) = GoNumber(digits) { return number }
        return 0
    }

    /// Go's `ParseFloat`.
    private static func double(_ text: String) -> Double {
        let body = text.first == "+" || text.first == "-" ? text.dropFirst() : text[...]
        switch body.lowercased() {
        case "inf", "infinity": return text.first == "-" ? -.infinity : .infinity
        case "nan": return text.count == 3 ? .nan : 0
        default: break
        }
        guard let first = body.utf8.first, GoCharacters.isDigit(first) || first == 0x2E else { return 0 }
        if body.lowercased().hasPrefix("0x"), !body.lowercased().contains("p") { return 0 }
        if body.hasSuffix("_") || body.hasPrefix("_") || body.contains("__") { return 0 }
        return Double(text.filter { $0 != "_" }) ?? 0
    }

    static func double(_ value: GoValue) -> Double {
        switch value.data {
        case .int(let number), .int64(let number): return Double(number)
        case .float(let number): return number
        case .bool(let flag): return flag ? 1 : 0
        case .string(let text): return double(text.string)
        default: return 0
        }
    }
}
