public import Diagnostics
public import Provenance

/// Bounds on the work for input that nobody vouches for; what goes beyond one is unknown for that reason.
public struct EvaluationLimits: Sendable, Hashable {
    /// Expressions that are evaluated, repetitions counted.
    public var steps: Int
    /// The bytes of one string.
    public var stringBytes: Int
    /// The elements of one collection.
    public var elements: Int
    /// The values in one value, counted as often as they are used.
    public var values: Int
    /// How deep evaluation may nest, through references too.
    public var depth: Int
    /// Steps that the patterns of `regex`, `regexall` and `replace` take together: about characters times paths.
    public var patternSteps: Int

    /// Sets the bounds.
    public init(
        steps: Int = 5_000_000, stringBytes: Int = 8 << 20, elements: Int = 200_000, depth: Int = 300,
        patternSteps: Int = 20_000_000, values: Int = 2_000_000
    ) {
        self.values = values
        self.patternSteps = patternSteps
        self.steps = steps
        self.stringBytes = stringBytes
        self.elements = elements
        self.depth = depth
    }

    /// Generous for people, tight for attackers.
    public static let `default` = EvaluationLimits()
}

/// How the evaluator reaches what is outside expressions.
public struct EvaluationHooks {
    /// Reads a file; nil when there is none.
    ///
    /// It is asked for the path that a file function is given, after `path.module` was put in. The path in the answer names the
    /// tokens that come from the file.
    public var readFile: (String) -> (path: String, bytes: [UInt8])?
    /// Decodes YAML in place of ``EmbeddedDocument``; nil when it cannot.
    public var decodeYAML: ((Value) -> Value?)?
    /// Asked for every call but `try` and `can` before Terraform's functions are; nil leaves the call to them.
    public var function: ((FunctionCall) -> FunctionCall.Answer?)?
    /// The regular files below a directory, as paths relative to it; nil when there is no such directory.
    ///
    /// It is asked for the path that `fileset` is given.
    public var listFiles: (String) -> [String]?

    /// Without arguments: no files and no further functions.
    public init(
        readFile: @escaping (String) -> (path: String, bytes: [UInt8])? = { _ in nil },
        decodeYAML: ((Value) -> Value?)? = nil, function: ((FunctionCall) -> FunctionCall.Answer?)? = nil,
        listFiles: @escaping (String) -> [String]? = { _ in nil }
    ) {
        self.readFile = readFile
        self.decodeYAML = decodeYAML
        self.function = function
        self.listFiles = listFiles
    }
}

/// A call with its arguments evaluated.
public struct FunctionCall {
    /// What becomes of a call.
    public enum Answer {
        /// The result.
        case value(Value)
        /// Terraform's function of that name, with other arguments.
        case arguments([Value])
    }

    /// The function.
    public var name: String
    /// The arguments in order.
    public var arguments: [Value]
    /// Where the call stands.
    public var span: SourceSpan
    /// The scope that the call is evaluated in.
    public var scope: any EvaluationScope
    /// Who evaluates it.
    public var evaluator: Evaluator
}
