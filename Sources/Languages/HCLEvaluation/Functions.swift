import Diagnostics
import HCL
import Provenance

/// Why a function has no answer.
enum FunctionError: Error {
    case message(String)
    case unknown(Unknown.Reason, String)

    init(_ error: ConversionError) {
        self = error.unknown.map { .unknown($0.reason, $0.detail) } ?? .message(error.message)
    }
}

/// A function of Terraform.
struct Function: Sendable {
    /// How arguments are looked at before the function sees them.
    enum Manner: Sendable {
        /// Looks at everything: any unknown inside makes the answer unknown, and everything is an origin.
        case computes
        /// Moves elements about: they keep their origins; only an argument that is unknown itself makes the answer so.
        case moves
    }
    typealias Body = @Sendable ([Value], Evaluator) throws(FunctionError) -> Value

    var minimum: Int
    var maximum: Int
    var manner: Manner
    var body: Body
    /// True when `null` is an argument like any other.
    var takesNull = false
    /// What becomes of the marks of sensitive arguments.
    var marks = Marks.usual

    /// How sensitive arguments make the answer so.
    enum Marks: Sendable {
        /// As the manner says: what computes looks at everything, what moves keeps marks where they are.
        case usual
        /// Anything sensitive in an argument makes the whole answer so.
        case whole
        /// The function says itself.
        case own
    }

    /// The same function with other marks.
    func marking(_ marks: Marks) -> Function {
        var function = self
        function.marks = marks
        return function
    }

    init(
        _ arguments: ClosedRange<Int>, _ manner: Manner = .computes, takesNull: Bool = false,
        _ body: @escaping Body
    ) {
        minimum = arguments.lowerBound
        maximum = arguments.upperBound
        self.manner = manner
        self.takesNull = takesNull
        self.body = body
    }

    /// The number of arguments of a function that takes any number of them.
    static let many = 1 << 20

    static let all: [String: Function] = [
        collections, merging, sets, strings, numbers, encodings, networks, conversions, files, times,
    ]
    .reduce(into: [:]) { all, some in
        for (name, function) in some {
            all[name] = lifting.contains(name) ? function.marking(.whole) : function
        }
    }

    /// Functions that move elements about and yet cannot keep their marks apart.
    private static let lifting: Set<String> = [
        "sort", "distinct", "compact", "matchkeys", "setunion", "setintersection", "setsubtract",
    ]

    /// Functions of which the answer is not in the files, or not computed here to the byte.
    static let refused: [String: (Unknown.Reason, String)] = [
        "timestamp": (.impureFunction, "timestamp() is the time at which Terraform runs"),
        "plantimestamp": (.impureFunction, "plantimestamp() is the time at which Terraform plans"),
        "uuid": (.impureFunction, "uuid() gives another answer each time"),
        "bcrypt": (.impureFunction, "bcrypt() is salted with another random number each time"),
        "base64gzip": (.unsupported, "base64gzip() hangs on the compressor that Terraform was built with"),
        "base64gunzip": (.unsupported, "base64gunzip() is not computed here"),
        "rsadecrypt": (.unsupported, "rsadecrypt() needs a private key, which is not computed with here"),
    ]
}

extension Evaluator {
    /// True for the name of a function of Terraform's.
    public static func isFunction(_ name: String) -> Bool {
        Function.all[name] != nil || Function.refused[name] != nil || name == "try" || name == "can"
            || name == "templatefile" || name == "templatestring"
    }

    /// Functions of Terraform's that are always unknown, with the reason as a sentence.
    public static var refusedFunctions: [String: String] { Function.refused.mapValues(\.1) }

    func call(_ expression: ExpressionView, _ frame: Frame) -> Value {
        guard let call = expression.call else { return unreadable(expression.range, frame) }
        let name = call.name.hasPrefix("core::") ? String(call.name.dropFirst(6)) : call.name
        let span = frame.span(expression.range)
        if name == "try" || name == "can" { return attempt(name, call, frame) }
        var arguments: [Value]
        switch self.arguments(call, frame) {
        case .right(let values): arguments = values
        case .wrong(let value): return value
        }
        let own = hooks.function?(
            FunctionCall(name: name, arguments: arguments, span: span, scope: frame.scope, evaluator: self))
        switch own {
        case .value(let value): return value
        case .arguments(let others): arguments = others
        case nil: break
        }
        if name == "templatefile" { return templateFile(arguments, frame, span) }
        if name == "templatestring" {
            // Terraform takes nothing but a reference, so that nobody writes a template in a template.
            guard let first = call.arguments.first, first.kind == .traversal || first.kind == .variable else {
                return failure(
                    "hcl-function-arguments", "templatestring() takes a reference to a string", at: span)
            }
            return templateString(arguments, frame, span)
        }
        if let (reason, text) = Function.refused[name] {
            return Self.unknownCall(Unknown(reason, text, at: span), arguments)
        }
        guard let function = Function.all[name] else {
            if name.contains("::") {
                return Self.unknownCall(
                    Unknown(.unsupported, "\(name)() belongs to a provider", at: span), arguments)
            }
            return failure(
                "hcl-unknown-function", "there is no function \(name)", at: frame.span(call.nameRange))
        }
        guard arguments.count >= function.minimum, arguments.count <= function.maximum else {
            return failure(
                "hcl-function-arguments", "\(name)() does not take \(arguments.count) arguments", at: span)
        }
        return Self.keepingKnown(apply(function, name, arguments, span), name, arguments)
    }

    /// Of `jsonencode(x)` where parts of x are not known, what is known.
    ///
    /// Not a part of ``call(_:_:)``, which is on the stack once for each level.
    private static func keepingKnown(_ result: Value, _ name: String, _ arguments: [Value]) -> Value {
        guard name == "jsonencode", let unknown = result.unknown, unknown.isOfProduction,
            let argument = arguments.first, argument.unknown == nil
        else { return result }
        var result = result
        result.content = .partial(PartialText(.json(argument), unknown: unknown))
        result.origins = result.origins.content
        return result
    }

    func apply(_ function: Function, _ name: String, _ arguments: [Value], _ span: SourceSpan) -> Value {
        let isSensitive =
            switch function.marks {
            case .own: false
            case .usual where function.manner == .moves: arguments.contains { $0.isSensitive }
            default: arguments.contains { $0.isDeeplySensitive }
            }
        // What a function looks at is work; what it moves about is not.
        let weight = arguments.reduce(0) { $0 + (function.manner == .computes ? $1.weight : $1.breadth) }
        guard step(weight / 16) else { return limit("more than \(limits.steps) steps", at: span) }
        if function.manner == .moves, let value = gathered(name, arguments) { return value }
        for argument in arguments {
            let unknown = function.manner == .computes ? argument.firstUnknown : argument.unknown
            if let unknown {
                return Self.unknownCall(Unknown(unknown.reason, unknown.detail, at: unknown.span), arguments)
            }
            if argument.isNull, !function.takesNull {
                return wrong("\(name)(): an argument is null", arguments, span)
            }
        }
        do throws(FunctionError) {
            var value = try function.body(arguments, self)
            if function.manner == .computes {
                var origins = value.origins
                for argument in arguments { origins = origins.joined(argument.deepOrigins) }
                if case .string(let text) = value.content, text.isComposite { origins = origins.content }
                value.origins = origins
            }
            value.isSensitive = value.isSensitive || isSensitive
            if let string = value.string {
                if string.utf8.count > limits.stringBytes {
                    return limit("a string of more than \(limits.stringBytes) bytes", at: span)
                }
                guard step(string.utf8.count / 64) else {
                    return limit("more than \(limits.steps) steps", at: span)
                }
            }
            return value
        } catch {
            switch error {
            case .message(let message): return wrong("\(name)(): \(message)", arguments, span)
            case .unknown(.limit, let detail): return limit(detail, at: span)
            case .unknown(let reason, let detail):
                return Self.unknownCall(Unknown(reason, detail, at: span), arguments)
            }
        }
    }

    /// What is wrong hangs on the arguments: `try` asks for it.
    private func wrong(_ message: String, _ arguments: [Value], _ span: SourceSpan) -> Value {
        let failed = failure("hcl-function-argument", message, at: span)
        return Value(
            failed.content, arguments.reduce(Origins.none) { $0.joined($1.deepOrigins) },
            isSensitive: arguments.contains { $0.isDeeplySensitive })
    }

    private static func unknownCall(_ reason: Unknown, _ arguments: [Value]) -> Value {
        var result = Value(
            .unknown(reason), arguments.reduce(Origins.none) { $0.joined($1.deepOrigins) },
            isSensitive: arguments.contains { $0.isDeeplySensitive })
        result.isTraced = arguments.allSatisfy(\.isDeeplyTraced)
        return result
    }

    private enum Arguments {
        case right([Value])
        case wrong(Value)
    }

    private func arguments(_ call: CallView, _ frame: Frame) -> Arguments {
        let expressions = call.arguments
        let before = errorCount
        var values = expressions.map { evaluate($0, frame) }
        if errorCount > before {
            // What is wrong with an argument was said; nothing else is known of the call.
            let unknown = values.lazy.compactMap(\.firstUnknown).first {
                [.error, .limit, .cycle, .undefined].contains($0.reason)
            }
            let reason = unknown ?? Unknown(.error, "an argument of \(call.name)() is wrong")
            return .wrong(
                Self.unknownCall(Unknown(reason.reason, reason.detail, at: reason.span), values))
        }
        guard call.expandsLast, let last = values.popLast() else { return .right(values) }
        if last.unknown != nil {
            return .wrong(Self.unknownCall(last.unknown ?? Unknown(.error, ""), values + [last]))
        }
        guard let elements = last.elements else {
            let range = expressions.last?.range ?? call.nameRange
            return .wrong(
                failure(
                    "hcl-function-arguments", "`...` needs a list, not a \(Self.kindName(last))",
                    at: frame.span(range)))
        }
        return .right(values + elements.map { $0.inheriting(from: last) })
    }

    private func attempt(_ name: String, _ call: CallView, _ frame: Frame) -> Value {
        var decided = Origins.none
        for (index, argument) in call.arguments.enumerated() {
            let attempt = attempt { evaluate(argument, frame) }
            let (value, failed) = (attempt.value, attempt.failed)
            if demandsDeclarations, let error = attempt.errors.first(where: { $0.id == "hcl-undefined" }) {
                return Value(
                    .unknown(Unknown(.undefined, error.message, at: error.subject)), value.deepOrigins)
            }
            if name == "can" {
                if !failed, let unknown = value.firstUnknown {
                    return Value(.unknown(unknown), value.deepOrigins)
                }
                return Value(.bool(!failed), value.deepOrigins.derived)
            }
            if !failed {
                // An answer that hangs on something unknown may yet be an error.
                if value.unknown != nil, value.open?.isAlternative != false {
                    return unsettled(value, index == 0 ? call.arguments.dropFirst() : nil, frame)
                }
                var result = value
                result.origins = value.origins.chosen(by: decided)
                return result
            }
            decided = decided.joined(value.deepOrigins)
        }
        return failure(
            "hcl-function-argument", "\(name)(): no argument has a value", at: frame.span(call.nameRange))
    }

    /// What `try` is whose argument is not known: that, or one of the others where that turns out to be wrong.
    private func unsettled(_ value: Value, _ others: ArraySlice<ExpressionView>?, _ frame: Frame) -> Value {
        var unknown = value.unknown ?? Unknown(.error, "a value is not known")
        unknown.type = .dynamic
        let plain = Value(.unknown(unknown), value.origins)
        guard value.isDeeplyTraced, let others else { return plain }
        var values = [value]
        for other in others {
            let attempt = attempt { evaluate(other, frame) }
            guard !attempt.failed, attempt.value.isDeeplyTraced else { return plain }
            values.append(attempt.value)
        }
        return Value.oneOf(values, unknown)
    }

    private func templateFile(_ arguments: [Value], _ frame: Frame, _ span: SourceSpan) -> Value {
        guard arguments.count == 2, let members = arguments[1].members, let path = arguments[0].string else {
            if let unknown = arguments.lazy.compactMap(\.unknown).first {
                return Self.unknownCall(unknown, arguments)
            }
            return failure("hcl-function-arguments", "templatefile() takes a path and an object", at: span)
        }
        guard let file = hooks.readFile(path) else {
            return Self.unknownCall(Unknown(.file, "\(path) cannot be read", at: span), arguments)
        }
        let names = members.entries.map { (key: $0.key, value: $0.value.inheriting(from: arguments[1])) }
        let inner = Frame(path: file.path, scope: frame.scope, names: names, isTemplateFile: true)
        guard !openTemplates.contains(file.path) else {
            return failure("hcl-template-cycle", "\(path) includes itself", at: span)
        }
        openTemplates.append(file.path)
        defer { openTemplates.removeLast() }
        return evaluateTemplate(file.bytes, inner).chosen(by: arguments[0])
    }
}

extension Evaluator {
    /// Renders a string; its literal parts come from where they stand in the string.
    private func templateString(_ arguments: [Value], _ frame: Frame, _ span: SourceSpan) -> Value {
        if let unknown = arguments.lazy.compactMap(\.unknown).first {
            return Self.unknownCall(Unknown(unknown.reason, unknown.detail, at: unknown.span), arguments)
        }
        guard arguments.count == 2, let members = arguments[1].members,
            let template = try? Conversion.convert(arguments[0], to: .string), let text = template.string
        else {
            return failure(
                "hcl-function-arguments", "templatestring() takes a string and an object", at: span)
        }
        let names = members.entries.map { (key: $0.key, value: $0.value.inheriting(from: arguments[1])) }
        var inner = Frame(path: frame.path, scope: frame.scope, names: names, isTemplateFile: true)
        inner.fixed = span
        inner.source = template
        let result = evaluateTemplate(Array(text.utf8), inner)
        guard result.unknown == nil else { return result }
        guard let converted = try? Conversion.convert(result, to: .string) else {
            return failure("hcl-function-arguments", "templatestring() gives a string", at: span)
        }
        return converted.chosen(
            by: Value(.bool(true), template.origins.derived, isSensitive: template.isSensitive))
    }
}

extension Value {
    func text() throws(FunctionError) -> String {
        do throws(ConversionError) { return try Conversion.string(self) } catch { throw FunctionError(error) }
    }
    func amount() throws(FunctionError) -> Number {
        do throws(ConversionError) { return try Conversion.number(self) } catch { throw FunctionError(error) }
    }
    func flag() throws(FunctionError) -> Bool {
        do throws(ConversionError) { return try Conversion.bool(self) } catch { throw FunctionError(error) }
    }
    func whole() throws(FunctionError) -> Int {
        guard let value = try amount().exactInt else { throw .message("a whole number is required") }
        return value
    }
    func converted(_ type: ValueType) throws(FunctionError) -> Value {
        do throws(ConversionError) { return try Conversion.convert(self, to: type) } catch {
            throw FunctionError(error)
        }
    }
    func sequence() throws(FunctionError) -> [Value] {
        guard let elements else { throw .message("a list is required, not a \(Evaluator.kindName(self))") }
        return elements.map { $0.inheriting(from: self) }
    }
    func strings() throws(FunctionError) -> [String] {
        var result: [String] = []
        for element in try sequence() { result.append(try element.text()) }
        return result
    }
    static func string(_ string: String) -> Value { Value(.string(Text(Strings.normalized(string)))) }
    static func strings(_ strings: [String]) -> Value {
        Value(.list(strings.map { Value.string($0) }, .string))
    }
    static func number(_ number: Int) -> Value { Value(.number(Number(number))) }
    /// The elements as a list of one type, else a tuple.
    static func list(_ values: [Value], _ type: ValueType = .dynamic) throws(FunctionError) -> Value {
        do throws(ConversionError) {
            let (values, type) = try Conversion.uniform(values, type)
            return Value(.list(values, type))
        } catch { throw FunctionError(error) }
    }
}
