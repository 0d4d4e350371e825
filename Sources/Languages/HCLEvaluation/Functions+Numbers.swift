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
            guard !sum.isBeyondRange else { throw .unknown(.limit, "the sum is too large") }
            return Value(.number(sum))
        },
        "pow": Function(2...2) { a, _ throws(FunctionError) in
            try FloatingPoint.value(
                FloatingPoint.power(try a[0].amount().double, try a[1].amount().double), "pow")
        },
        "log": Function(2...2) { a, _ throws(FunctionError) in
            let (number, base) = (try a[0].amount().double, try a[1].amount().double)
            return try FloatingPoint.value(FloatingPoint.log(number) / FloatingPoint.log(base), "log")
        },
        "parseint": Function(2...2) { a, _ throws(FunctionError) in
            guard let text = a[0].string else { throw .message("a string is required") }
            let radix = try a[1].whole()
            guard (2...62).contains(radix) else { throw .message("the base lies between 2 and 62") }
            guard text.utf8.count <= Number.largestPower else {
                throw .unknown(.limit, "a number of \(text.utf8.count) digits")
            }
            guard let number = Self.integer(Array(text.utf8), radix) else {
                throw .message("\"\(text.prefix(40))\" is no number to base \(radix)")
            }
            return Value(.number(Number(number)))
        },
        "range": Function(1...3) { a, evaluator throws(FunctionError) in
            var bounds: [Number] = []
            for value in a { bounds.append(try value.amount()) }
            // The zero that is not written has no precision of its own.
            let start = bounds.count == 1 ? Number(0, precision: 0) : bounds[0]
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

    /// Digits to a base of up to 62: letters without regard to case up to 36, above it small ones first.
    private static func integer(_ text: [UInt8], _ radix: Int) -> BigInt? {
        var digits = text[...]
        let isNegative = digits.first == 0x2D
        if isNegative || digits.first == 0x2B { digits = digits.dropFirst() }
        guard !digits.isEmpty else { return nil }
        var magnitude = BigUInt(0)
        for byte in digits {
            let digit: Int
            switch byte {
            case 0x30...0x39: digit = Int(byte) - 0x30
            case 0x61...0x7A: digit = Int(byte) - 0x61 + 10
            case 0x41...0x5A: digit = Int(byte) - 0x41 + (radix > 36 ? 36 : 10)
            default: return nil
            }
            guard digit < radix else { return nil }
            magnitude = magnitude * BigUInt(radix) + BigUInt(digit)
        }
        return BigInt(sign: isNegative ? .minus : .plus, magnitude: magnitude)
    }

    private static func whole(_ number: Number, up: Bool) -> Number {
        var whole = number.truncated
        if !number.isInteger, up == (number.signum > 0) { whole += up ? 1 : -1 }
        return Number(whole, precision: number.precision == 0 ? 64 : number.precision)
    }

    private static func extreme(_ values: [Value], _ isBetter: (Number, Number) -> Bool) throws(FunctionError)
        -> Value
    {
        var best = values[0]
        for value in values.dropFirst() {
            let (challenger, champion) = (try value.amount(), try best.amount())
            if isBetter(challenger, champion) {
                best = value
            } else if challenger == champion {
                // Without one of the two the other still says the same.
                best.origins = best.origins.joined(value.origins)
            }
        }
        let result = try best.converted(.number)
        return values.reduce(result) { $0.chosen(by: $1) }
    }
}

/// Functions that Terraform computes in floating point of 64 bits, to the same last bit.
enum FloatingPoint {
    /// A finite result as a value.
    static func value(_ result: Double?, _ name: String) throws(FunctionError) -> Value {
        guard let result else {
            throw .unknown(.unsupported, "\(name)() of these numbers is not computed here to the last digit")
        }
        guard let number = Number(result) else {
            throw result.isNaN
                ? .message("the result is no number") : .unknown(.unsupported, "\(name)() is infinite")
        }
        return Value(.number(number))
    }

    /// The natural logarithm by the series of `log((1+s)/(1-s))` with a minimax polynomial.
    static func log(_ x: Double) -> Double {
        if x.isNaN || x == .infinity { return x }
        if x < 0 { return .nan }
        if x == 0 { return -.infinity }
        var fraction = x.significand / 2
        var exponent = Double(x.exponent + 1)
        if fraction < 0.5.squareRoot() {
            fraction *= 2
            exponent -= 1
        }
        let f = fraction - 1
        let s = f / (2 + f)
        let s2 = s * s
        let s4 = s2 * s2
        let odd =
            s2
            * (6.666666666666735130e-01 + s4
                * (2.857142874366239149e-01 + s4
                    * (1.818357216161805012e-01 + s4 * 1.479819860511658591e-01)))
        let even =
            s4
            * (3.999999999940941908e-01 + s4
                * (2.222219843214978396e-01 + s4 * 1.531383769920937332e-01))
        let half = 0.5 * f * f
        return exponent * 6.93147180369123816490e-01
            - ((half - (s * (half + odd + even) + exponent * 1.90821492927058770002e-10)) - f)
    }

    /// A power by repeated squaring of fraction and exponent; nil for a fractional exponent other than a half.
    static func power(_ x: Double, _ y: Double) -> Double? {
        if y == 0 || x == 1 { return 1 }
        if y == 1 { return x }
        if x.isNaN || y.isNaN { return .nan }
        if x == 0 {
            let isOdd = y == y.rounded(.towardZero) && abs(y) < 0x1p53 && Int(y) % 2 != 0
            if y < 0 { return isOdd && x.sign == .minus ? -.infinity : .infinity }
            return isOdd ? x : 0
        }
        if y == 0.5 { return x.squareRoot() }
        if y == -0.5 { return 1 / x.squareRoot() }
        let whole = abs(y).rounded(.towardZero)
        guard whole == abs(y) else { return x < 0 ? .nan : nil }
        if whole >= 0x1p63 {
            if x == -1 { return 1 }
            return (abs(x) < 1) == (y > 0) ? 0 : .infinity
        }
        var (result, exponent) = (1.0, 0)
        var fraction = x.significand / 2 * (x < 0 ? -1 : 1)
        var step = Int(x.exponent) + 1
        var bits = Int(whole)
        while bits != 0 {
            if abs(step) > 1 << 12 {
                exponent += step
                break
            }
            if bits & 1 == 1 {
                result *= fraction
                exponent += step
            }
            fraction *= fraction
            step <<= 1
            if fraction < 0.5 {
                fraction += fraction
                step -= 1
            }
            bits >>= 1
        }
        if y < 0 {
            result = 1 / result
            exponent = -exponent
        }
        if abs(exponent) > 5000 { return exponent < 0 ? 0 : result < 0 ? -.infinity : .infinity }
        return Double(sign: .plus, exponent: exponent / 2, significand: result)
            * Double(sign: .plus, exponent: exponent - exponent / 2, significand: 1)
    }
}
