internal import Diagnostics
internal import Model
internal import Provenance

/// One way in which a Terraform directory is evaluated: for whom, with which variables.
struct TerraformContext: Hashable, Sendable {
    /// The directory whose files are evaluated, relative to the repository; empty for its root.
    var root: String
    var environment: String?
    /// Variable files in order, as `-var-file` takes them.
    var variableFiles: [String]
    /// What `terraform.workspace` is; nil when that is not known.
    var workspace: String?
    /// Variables as `-var` gives them, stronger than all others.
    var arguments: [String: String] = [:]
    /// Variables that people declared for the environment, as `TF_VAR_` or `-var` would give them.
    var declared: [String: String] = [:]
    /// Variable → a file of the repository that may give it a value, although nothing says so.
    var doubts: [String: String] = [:]
    /// Variable → a place that may give it another value than the variable files do, and may be stronger than they are.
    var contested: [String: String] = [:]
    /// Variable → a file of the repository that may be another root's, or give it a value.
    var suspicions: [String: String] = [:]
    /// A place that hands over variable files which are not in the repository: they may override any default.
    var absentFiles: String?
    /// A place that sets variables of the environment by names that it computes: they may override any default.
    var computedNames: String?
    /// Who runs the directory from outside; nil when Terraform itself is run in it.
    var inputs: TerraformInputs?

    /// What the root is called: that of the inputs, or its directory, `.` for that of the repository.
    var id: String { inputs?.id ?? (root.isEmpty ? "." : root) }
}

/// What runs a Terraform directory from outside of it and gives variables to it, such as a Terragrunt unit.
///
/// Who evaluates such units makes a ``TerraformContext`` with these inputs for each of them and hands them out through
/// `TerragruntUnits.contexts(_:)`; the unit then is a root like any other: traced, listed, part of every blast radius. A value
/// with origins keeps them, so that `inputs = { size = "m5.large" }` is the literal that decides `var.size`. What the unit
/// cannot know is a value that is unknown with its reason.
///
/// Two inputs are equal when they have the same `id`, `environment` and `files`: one evaluation of a tree gives one set of values.
struct TerraformInputs: Hashable, Sendable {
    /// What the root is called and `--root` takes: the unit's directory.
    var id: String
    /// What kind of root it is listed as.
    var kind: Root.Kind = .terraform
    /// Real paths of the files that decided the variables, the strongest last.
    var files: [String]
    /// Variable → value, above defaults and below variable files, as Terraform takes `TF_VAR_…`; names that the directory does
    /// not declare are ignored, as Terraform ignores them.
    var variables: [String: Value]
    /// Why nothing that follows a variable can be relied on; nil when all is well.
    var hold: Hold?
    /// Why any variable may have another value than inputs, variable files and defaults give it.
    var overriding: Hold?
    /// Why nothing that the directory declares can be relied on.
    var replaced: Hold?
    /// Why the directory that is run is not in the repository; nil when it is.
    ///
    /// The variables are all there is then, and their rows are called `inputs`.
    var missing: Hold?
    /// Tokens that count only where a variable of the environment is not set, with its name: what they choose is not certain.
    var assumptions: [SourceSpan: String] = [:]
    /// Files that the unit writes beside the module's, as far as their text is known.
    var made: [MadeFile] = []
    /// Files that the unit writes beside the module's whose text is not known; what they declare is not evaluated.
    var generated: [GeneratedText] = []

    /// A generated file.
    struct GeneratedText: Hashable, Sendable {
        /// What is written, or the expression that makes it.
        var text: String
        /// What writes it where, as a sentence begins.
        var place: String

        /// True when it seems to declare what an address begins with: `aws_instance.web`, `module.web`, `data.aws_ami.base`.
        func declares(_ name: String) -> Bool {
            var labels = name.split(separator: ".").map(String.init)
            let isModule = labels.first == "module"
            if isModule || labels.first == "data" { labels.removeFirst() }
            let words = labels.map { "\"\($0)\"" }.joined(separator: " ")
            let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return plain.contains((isModule ? "module " : "") + words + " {")
        }
    }

    static func == (a: TerraformInputs, b: TerraformInputs) -> Bool { a.id == b.id && a.files == b.files }
    func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(files)
    }
}
