public import Diagnostics
internal import HCL
internal import YAML

/// A configuration file in which single values are read and rewritten by path, with nothing else touched.
///
/// ```swift
/// let file = try ValueFile(bytes, path: "main.tf")
/// try file.value(at: "resource.aws_instance.web.instance_type").text        // m5.large
/// try file.setting("resource.aws_instance.web.instance_type", to: "\"m5.xlarge\"").bytes
/// ```
public struct ValueFile: Sendable {
    /// A value that was found.
    public struct Found: Sendable {
        /// What it reads.
        public let value: DecodedValue
        /// The bytes of its source.
        public let raw: [UInt8]
        /// Where they stand.
        public let range: ByteRange
    }

    /// A file with one value set.
    public struct Edited: Sendable {
        /// The whole new file.
        public let bytes: [UInt8]
        /// What was done to the old one.
        public let edits: [Edit]
        /// What whoever asked should know, in sentences.
        public let notes: [String]
    }

    private enum Language: Sendable {
        case hcl(HCLValues)
        case yaml(YAMLValues)
    }

    /// What messages call the file.
    public let path: String
    /// The bytes exactly as stored.
    public let bytes: [UInt8]
    private let language: Language

    /// File names that are known, for people.
    public static let knownNames = ".tf .tofu .tfvars .hcl (and these with .json), .yaml .yml .json"

    /// Reads a file; its name says in which language it is.
    ///
    /// - Throws: ``ValueRefusal`` with the errors of the file, or for an unknown name.
    public init(_ bytes: [UInt8], path: String) throws(ValueRefusal) {
        self.path = path
        self.bytes = bytes
        let source = SourceFile(path: path, bytes: bytes)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if Self.hclEndings.contains(where: { name.hasSuffix($0) || name.hasSuffix($0 + ".json") }) {
            let file = HCLParser.parseAny(bytes, path: path)
            guard file.diagnostics.isEmpty else {
                throw ValueRefusal(.fileHasErrors, file.diagnostics, [source])
            }
            language = .hcl(HCLValues(file: file, source: source))
        } else if [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
            let file = YAMLParser.parse(bytes, path: path)
            guard !file.hasErrors else {
                throw ValueRefusal(
                    .fileHasErrors, file.diagnostics.filter { $0.severity == .error }, [source])
            }
            language = .yaml(YAMLValues(file: file, source: source))
        } else {
            throw .one(
                .unknownFormat, "the name says no language that is known: \(Self.knownNames)",
                at: SourceSpan(path: path, range: ByteRange(0..<0)), in: [])
        }
    }

    private static let hclEndings = [".tf", ".tofu", ".tfvars", ".hcl"]

    /// The value at a path.
    ///
    /// - Parameters:
    ///   - path: see ``ValuePath``.
    ///   - document: the number of a document of a YAML file, from 0; without it all of them are searched.
    /// - Returns: what it reads, and where it stands.
    /// - Throws: ``ValueRefusal``; a path that leads to several places is refused.
    public func value(at path: String, document: Int? = nil) throws(ValueRefusal) -> Found {
        let steps = try Self.steps(path)
        switch language {
        case .hcl(let values):
            try refuseDocument(document)
            return try values.value(at: steps)
        case .yaml(let values): return try values.value(at: steps, document: document)
        }
    }

    /// The file with another value at a path.
    ///
    /// - Parameters:
    ///   - path: see ``ValuePath``.
    ///   - value: source in the language of the file.
    ///   - creating: makes what is not there, in the manner of its siblings.
    ///   - document: as in ``value(at:document:)``.
    /// - Returns: the whole new file, proven to read as asked.
    /// - Throws: ``ValueRefusal``; then nothing can be written without touching or breaking something else.
    public func setting(_ path: String, to value: String, creating: Bool = false, document: Int? = nil)
        throws(ValueRefusal) -> Edited
    {
        let steps = try Self.steps(path)
        guard !steps.steps.isEmpty else {
            throw Self.badPath(path, "the whole file cannot be set; name a value in it", 0)
        }
        switch language {
        case .hcl(let values):
            try refuseDocument(document)
            return try values.setting(steps, to: value, creating: creating)
        case .yaml(let values):
            return try values.setting(steps, to: value, creating: creating, document: document)
        }
    }

    private static func steps(_ text: String) throws(ValueRefusal) -> ValuePath {
        do throws(ValuePath.Invalid) { return try ValuePath(text) } catch {
            throw badPath(text, error.message, error.offset)
        }
    }

    private static func badPath(_ text: String, _ message: String, _ offset: Int) -> ValueRefusal {
        .one(
            .badPath, message, at: SourceSpan(path: "PATH", range: ByteRange(offset..<offset)),
            in: [SourceFile(path: "PATH", bytes: Array(text.utf8))])
    }

    private func refuseDocument(_ document: Int?) throws(ValueRefusal) {
        guard let document, document != 0 else { return }
        throw .one(
            .notThere, "the file has no document \(document): only YAML files have several",
            at: SourceSpan(path: path, range: ByteRange(0..<0)), in: [])
    }
}
