internal import Diagnostics
internal import HCL
internal import Provenance

/// A Terraform file that a tool writes beside those of a module before it runs it.
struct MadeFile: Sendable {
    /// What it is called in the directory.
    let name: String
    /// What it is called here: no file of the repository has such a path.
    let path: String
    /// Its text, which knows what it is made of.
    let text: Value

    var bytes: [UInt8] { Array((text.string ?? "").utf8) }

    /// Nil for what is no text, or none that Terraform reads.
    init?(name: String, madeBy maker: String, text: Value) {
        guard let string = text.string, name.hasSuffix(".tf") || name.hasSuffix(".tofu") else { return nil }
        let path = "\(maker)#\(name)"
        let file = HCLParser.parse(Array(string.utf8), path: path)
        guard file.diagnostics.allSatisfy({ $0.severity != .error }) else { return nil }
        self.name = name
        self.path = path
        self.text = text
    }
}
