import BigInt
import Foundation
import Provenance

extension Function {
    /// Numeric functions.
    static let numbers: [String: Function] = [
        "abs": Function(1...1) { a, _ throws(FunctionError) in
            let number = try a[0].amount()
            return Value(.number(number.signum < 0 || number.isNegativeZero ? -number : number))
        },
        "ceil": Function(1...1) { a, _ throws(FunctionError) in
            Value(.number(Self.whole(try a[0].amount(), up: true)))
        },
        "floor": Function(1...1) { a, _ throws(FunctionError) in
            Value(.number(Self.whole(try a[0].amount(), up: false)))
        },
        "signum": Function(1...1) { a, _ throws(FunctionError) in .number(try a[0].whole().signum()) },
        "max": Function(1...many, .moves) { a, _ throws(FunctionError) in try Self.extreme(a) { $0 > $1 } },
        "min": Function(1...many, .moves) { a, _ throws(FunctionError) in try Self.extreme(a) { $0 < $1 } },
        "sum": Function(1...1) { a, _ throws(FunctionError) in
            let values = try a[0].sequence()
            guard let first = values.first else { throw .message("the list is empty") }
            var sum = try first.amount()
            for value in values.dropFirst() { sum = sum + (try value.amount()) }
            return Value(.number(sum))
        },
        "pow": Function(2...2) { a, _ throws(FunctionError) in
            let (base, power) = (try a[0].amount(), try a[1].amount())
            guard let exponent = power.exactInt, exponent >= 0, exponent <= 1024,
                base.isInteger || base.mantissa.magnitude.bitWidth < 30
            else {
                throw .unknown(.unsupported, "pow() is computed here only where the answer is exact")
            }
            let exact = base.mantissa.power(exponent)
            guard exact.magnitude.bitWidth <= 53, abs(base.exponent) * exponent < 900 else {
                throw .unknown(.unsupported, "pow() is computed here only where the answer is exact")
            }
            return Value(.number(Number(exact, exponent: base.exponent * exponent, precision: 53)))
        },
        "parseint": Function(2...2) { a, _ throws(FunctionError) in
            guard let text = a[0].string else { throw .message("a string is required") }
            let radix = try a[1].whole()
            guard (2...62).contains(radix) else { throw .message("the base lies between 2 and 62") }
            guard radix <= 36 else {
                throw .unknown(.unsupported, "parseint() to a base above 36 is not computed here")
            }
            guard let number = BigInt(text, radix: radix), !text.contains("_") else {
                throw .message("\"\(text.prefix(40))\" is no number to base \(radix)")
            }
            return Value(.number(Number(number)))
        },
        "range": Function(1...3) { a, evaluator throws(FunctionError) in
            var bounds: [Number] = []
            for value in a { bounds.append(try value.amount()) }
            let start = bounds.count == 1 ? Number(0) : bounds[0]
            let end = bounds.count == 1 ? bounds[0] : bounds[1]
            let step = bounds.count == 3 ? bounds[2] : Number(end < start ? -1 : 1)
            guard !step.isZero else { throw .message("the step is zero") }
            guard start == end || (step.signum > 0) == (start < end) else {
                throw .message("the step leads away from the end")
            }
            var numbers: [Value] = []
            var current = start
            while step.signum > 0 ? current < end : current > end {
                guard numbers.count < 1024 else { throw .message("more than 1024 numbers") }
                numbers.append(Value(.number(current), a.reduce(Origins.none) { $0.joined($1.origins) }))
                current = current + step
            }
            return Value(.list(numbers, .number))
        },
    ]

    private static func whole(_ number: Number, up: Bool) -> Number {
        guard !number.isInteger else { return number }
        let truncated = number.truncated
        if up { return Number(number.signum > 0 ? truncated + 1 : truncated) }
        return Number(number.signum < 0 ? truncated - 1 : truncated)
    }

    private static func extreme(_ values: [Value], _ isBetter: (Number, Number) -> Bool) throws(FunctionError)
        -> Value
    {
        var best = values[0]
        for value in values.dropFirst() where isBetter(try value.amount(), try best.amount()) { best = value }
        let result = try best.converted(.number)
        return values.reduce(result) { $0.chosen(by: $1) }
    }
}
