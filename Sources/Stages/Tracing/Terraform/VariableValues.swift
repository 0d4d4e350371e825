internal import Diagnostics
internal import HCL
internal import Model

/// The values that variable files give to the variables of a root, in Terraform's order.
struct VariableValues {
    /// Variable → assignments, the last one counts.
    private(set) var assignments: [String: [TerraformAttribute]] = [:]
    /// Every file that was read, present or not.
    private(set) var files: [String] = []
    /// Why the values cannot be relied on.
    private(set) var hold: Hold?

    /// Reads the files Terraform loads by itself, then `variableFiles` in order.
    init(root: String, variableFiles: [String], index: RepositoryIndex) throws {
        for path in VariableValues.automatic(root, index) + variableFiles {
            guard let real = index.realFile(path) else {
                hold = Hold(.noSuchResource, "variable file \(path) is not in the repository")
                continue
            }
            files.append(real)
            let source: SourceFile
            switch try index.store.readable(real) {
            case .success(let found): source = found
            case .failure(let problem):
                hold = problem.hold
                continue
            }
            guard let file = try index.store.hcl(real) else { continue }
            if let error = file.diagnostics.first(where: { $0.severity == .error }) {
                hold = Hold(.unparsable, "\(source.location(error.subject.range)): \(error.message)")
                continue
            }
            if FileMarks.contains(source.bytes, "ENC[AES256_GCM") {
                hold = Hold(.encrypted, "\(real) is encrypted")
            }
            for view in file.body.attributes {
                let attribute = TerraformAttribute(file: source, view: view)
                if let last = assignments[attribute.name]?.last, last.file.path == real {
                    hold = Hold(
                        .ambiguous, "\(source.location(view.range)): `\(attribute.name)` is set twice")
                }
                assignments[attribute.name, default: []].append(attribute)
            }
        }
    }

    /// `terraform.tfvars`, `terraform.tfvars.json`, then `*.auto.tfvars` and `*.auto.tfvars.json` by name.
    static func automatic(_ root: String, _ index: RepositoryIndex) -> [String] {
        let own = index.entries(in: root)
        let named = ["terraform.tfvars", "terraform.tfvars.json"].filter(own.contains)
        let auto = own.filter { $0.hasSuffix(".auto.tfvars") || $0.hasSuffix(".auto.tfvars.json") }.sorted()
        return (named + auto).map { root.isEmpty ? $0 : "\(root)/\($0)" }
    }
}
