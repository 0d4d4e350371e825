internal import Diagnostics
internal import HCL
internal import Model

/// Terragrunt units, which run a directory of the repository as a root with inputs of their own.
struct TerragruntUnits {
    let index: RepositoryIndex

    /// Every unit as a root: the directory that it runs and the variables that it gives.
    func contexts(_ library: ModuleLibrary) throws -> [TerraformContext] { [] }

    /// A hold when Terragrunt runs the directory, so that what its variables are is not decided in Terraform's files.
    func hold(on directory: String) throws -> Hold? {
        for path in index.files where path.hasSuffix(".hcl") {
            let name = RepositoryPath.name(of: path)
            if RepositoryPath.directory(of: path) == directory, name == "terragrunt.hcl" {
                return Hold(.unsupported, "\(path) gives this root its inputs, which is not evaluated yet")
            }
            guard !name.hasPrefix("."), let file = try index.store.hcl(path) else { continue }
            for block in file.body.blocks {
                guard block.type == "terraform" || block.type == "unit" || block.type == "stack",
                    let source = block.body.attribute("source")?.expression.text,
                    means(source, directory, from: path)
                else { continue }
                return Hold(
                    .unsupported, "\(path) runs this module through Terragrunt, which is not evaluated yet")
            }
        }
        return nil
    }

    /// True when the source may be the directory: what is literal at its end agrees.
    private func means(_ source: String, _ directory: String, from path: String) -> Bool {
        var text = source.filter { $0 != "\"" }
        if let query = text.firstIndex(of: "?") { text = String(text[..<query]) }
        if let brace = text.lastIndex(of: "}") { text = String(text[text.index(after: brace)...]) }
        if let double = text.components("//").last, text.contains("//") { text = double }
        let parts = text.split(separator: "/").filter { $0 != "." && $0 != ".." }
        guard !parts.isEmpty else { return false }
        let tail = parts.joined(separator: "/")
        return directory == tail || directory.hasSuffix("/\(tail)")
    }
}
