internal import CLibyaml
internal import Diagnostics

/// Reads YAML and JSON.
public enum YAMLParser {
    /// Reads a file; whatever the bytes are, the result has them unchanged.
    ///
    /// A file that cannot be read has an error among its diagnostics and no documents.
    ///
    /// - Parameters:
    ///   - bytes: the file as stored.
    ///   - path: what diagnostics call it; a name ending in `.json` makes it JSON.
    ///   - limits: bounds for hostile input.
    ///   - format: overrides what the path says.
    /// - Returns: the tree, its documents, and everything that is wrong with the file.
    public static func parse(
        _ bytes: [UInt8], path: String, limits: YAMLLimits = .default, format: YAMLFile.Format? = nil
    ) -> YAMLFile {
        let format = format ?? (path.hasSuffix(".json") ? .json : .yaml)
        if let refusal = refusal(bytes, path: path, limits: limits) {
            return YAMLFile(
                tree: YAMLTree(source: bytes, path: path), documents: [], diagnostics: [refusal],
                format: format,
                limits: limits)
        }
        let patched = format == .json ? JSONSurrogates.masked(bytes) : nil
        var builder = (patched ?? bytes).withUnsafeBufferPointer { buffer in
            var builder = YAMLTreeBuilder(buffer, path: path, limits: limits)
            run(buffer, into: &builder)
            return builder
        }
        if patched != nil { builder.restoreSurrogates(from: bytes) }
        return builder.finish(source: bytes, format: format)
    }

    /// What can be refused without parsing.
    private static func refusal(_ bytes: [UInt8], path: String, limits: YAMLLimits) -> Diagnostic? {
        if bytes.count > min(limits.size, Int(Int32.max)) {
            return Diagnostic(
                .yamlLimit, .error, "the file has \(bytes.count) bytes; at most \(limits.size) are read",
                at: SourceSpan(path: path, range: ByteRange(0..<0)))
        }
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            return Diagnostic(
                .yamlEncoding, .error, "the file is UTF-16; only UTF-8 can be edited",
                at: SourceSpan(path: path, range: ByteRange(0..<2)))
        }
        return nil
    }

    private static func run(_ buffer: UnsafeBufferPointer<UInt8>, into builder: inout YAMLTreeBuilder) {
        // The parser is a large C structure with pointers into itself, so it lives on the heap and never moves.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else { return builder.failWithoutMemory() }
        defer { yaml_parser_delete(parser) }
        var nothing: UInt8 = 0
        withUnsafePointer(to: &nothing) { nothing in
            // The buffer outlives the parser: both end inside the caller's closure.
            yaml_parser_set_input_string(parser, buffer.baseAddress ?? nothing, buffer.count)
            var event = yaml_event_t()
            while true {
                guard yaml_parser_parse(parser, &event) == 1 else { return builder.fail(parser) }
                let goesOn = builder.take(event)
                let isEnd = event.type == YAML_STREAM_END_EVENT
                yaml_event_delete(&event)
                if isEnd || !goesOn { return }
            }
        }
    }
}
