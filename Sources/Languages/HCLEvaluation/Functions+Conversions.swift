import Provenance

extension Function {
    /// Explicit conversions, and marks.
    static let conversions: [String: Function] = [
        "tostring": to(.string), "tonumber": to(.number), "tobool": to(.bool),
        "tolist": to(.list(.dynamic)), "toset": to(.set(.dynamic)), "tomap": to(.map(.dynamic)),
        "sensitive": Function(1...1, .moves, takesNull: true) { a, _ throws(FunctionError) in
            var value = a[0]
            value.isSensitive = true
            return value
        },
        "nonsensitive": Function(1...1, .moves, takesNull: true) { a, _ throws(FunctionError) in
            var value = a[0]
            value.isSensitive = false
            return value
        }.marking(.own),
        // Nothing in the files is ephemeral.
        "ephemeralasnull": Function(1...1, .moves, takesNull: true) { a, _ throws(FunctionError) in a[0] },
        "issensitive": Function(1...1, .moves, takesNull: true) { a, _ throws(FunctionError) in
            Value(.bool(a[0].isSensitive), a[0].origins.derived)
        }.marking(.own),
        "type": Function(1...1, .moves, takesNull: true) { _, _ throws(FunctionError) in
            throw .unknown(.unsupported, "type() is for the console only")
        },
    ]

    private static func to(_ type: ValueType) -> Function {
        Function(1...1, .moves, takesNull: true) { a, _ throws(FunctionError) in try a[0].converted(type) }
    }
}
