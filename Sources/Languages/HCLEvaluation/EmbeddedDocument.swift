public import Provenance

/// A document inside a string: a task's containers in `jsonencode`, a heredoc or a template file, a policy, a file of settings.
public enum EmbeddedDocument {
    /// The JSON that a text is, as `jsondecode` reads it.
    ///
    /// Every leaf has the origins of the bytes that it stands on: what a template put there keeps the token that was put in, with
    /// its identity; what stands in the text itself is that part of the literal or the file.
    ///
    /// - Parameters:
    ///   - text: the text, as the string of a value has it.
    ///   - origins: those of the value, for what no part of the text accounts for.
    /// - Returns: the value; unknown for the reason `error` when the text is no JSON, `limit` when it nests too deep.
    public static func decodeJSON(text: Text, origins: Origins = .none) -> Value {
        decode("JSON", text, origins) { source throws(FunctionError) in try JSONReader.decode(source) }
    }

    /// The JSON that a string is of which parts are not known, such as an image that only production knows.
    ///
    /// What is not known can be a value, or stand inside of a string that is one: that leaf is unknown then, and all others are as
    /// those of ``decodeJSON(text:origins:)``. Where it could change how the document is made, nothing of it is known.
    public static func decodeJSON(partial: PartialText, origins: Origins = .none) -> Value {
        switch partial.content {
        case .json(let value): value
        case .text(let text, let holes):
            decode("JSON", text, origins) { source throws(FunctionError) in
                try JSONReader.decode(source, holes: holes)
            }
        }
    }

    /// The YAML that a text is, as `yamldecode` reads it; otherwise like ``decodeJSON(text:origins:)``.
    public static func decodeYAML(text: Text, origins: Origins = .none) -> Value {
        decode("YAML", text, origins) { source throws(FunctionError) in
            try YAMLReader.decode(source, limits: .default)
        }
    }

    private static func decode(
        _ language: String, _ text: Text, _ origins: Origins, _ body: (Value) throws(FunctionError) -> Value
    ) -> Value {
        let source = Value(.string(text), origins)
        do throws(FunctionError) {
            return try body(source)
        } catch {
            let unknown: Unknown =
                switch error {
                case .message(let message): Unknown(.error, message)
                case .unknown(let reason, let detail): Unknown(reason, detail)
                }
            return Value(.unknown(unknown), source.deepOrigins)
        }
    }
}
