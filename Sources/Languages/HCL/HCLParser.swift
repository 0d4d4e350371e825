/// Reads HCL, from any bytes to a lossless tree.
///
/// How to walk it:
///
/// ```swift
/// let file = HCLParser.parse(bytes, path: "main.tf")
/// for block in file.body.blocks where block.type == "resource" {
///     block.labels                                  // ["aws_instance", "web"]
///     let size = block.body.attribute("instance_type")?.expression
///     size?.stringLiteral?.value                    // "m5.large"; `.range` with, `.inside` without quotes
///     size?.reference?.rootName                     // "var" of `var.size`, with `.steps`
/// }
/// ```
///
/// - ``HCLFile/body`` → ``BodyView`` → ``AttributeView`` and ``BlockView`` → ``ExpressionView``, whose ``ExpressionView/kind``
///   says which of its accessors answers. Views are `(tree, id)` pairs: cheap to copy, valid as long as you keep them.
/// - Ranges are byte offsets without leading trivia; ``HCLTree/textRange(of:)`` gives the same for any node.
/// - Nothing throws: errors are nodes with ``HCLNodeFlags/containsError`` on them and on all above, and diagnostics.
/// - To change a file, make edits (see `replaceLiteral` and `insertAttribute`),
///   pass them through ``FmtLayout``, apply them with `[Edit].apply(to:)`, parse again and compare with ``TreeComparison``.
/// - Both syntaxes share the views: an object of a `.tf.json` file is a body whose members are attributes.
public enum HCLParser {
    /// Parses the native syntax; never throws and never traps, whatever the bytes.
    public static func parse(_ bytes: [UInt8], path: String, limits: HCLLimits = .default) -> HCLFile {
        var parser = NativeParser(source: bytes, path: path, limits: limits)
        let tree = parser.parseFile()
        return HCLFile(path: path, tree: tree, diagnostics: parser.report.sorted())
    }

    /// Parses the JSON syntax; never throws and never traps, whatever the bytes.
    public static func parseJSON(_ bytes: [UInt8], path: String, limits: HCLLimits = .default) -> HCLFile {
        var parser = JSONParser(source: bytes, path: path, limits: limits)
        let tree = parser.parseFile()
        return HCLFile(path: path, tree: tree, diagnostics: parser.report.sorted())
    }

    /// Parses in the syntax that the file name asks for.
    public static func parseAny(_ bytes: [UInt8], path: String, limits: HCLLimits = .default) -> HCLFile {
        switch HCLSyntax(path: path) {
        case .native: parse(bytes, path: path, limits: limits)
        case .json: parseJSON(bytes, path: path, limits: limits)
        }
    }
}
