internal import Diagnostics
internal import HCL
internal import Model

/// The declarations of one directory, as Terraform merges them from its files.
struct TerraformModule: Sendable {
    /// The directory, relative to the repository; empty for its root.
    let path: String
    /// Real paths of the files that were read.
    let files: [String]
    /// Why nothing in the directory can be relied on; nil when it can.
    let hold: Hold?
    /// `aws_instance.web` → block.
    private(set) var resources: [String: TerraformBlock] = [:]
    /// `aws_ami.base` → block; ephemeral resources too, of which nothing is known either.
    private(set) var data: [String: TerraformBlock] = [:]
    private(set) var variables: [String: TerraformBlock] = [:]
    private(set) var locals: [String: TerraformLocal] = [:]
    private(set) var calls: [String: TerraformBlock] = [:]
    private(set) var outputs: [String: TerraformBlock] = [:]
    private(set) var providers: [TerraformBlock] = []
    /// `moved` blocks: what an address was and what it is now.
    private(set) var moved: [(from: String, to: String)] = []
    /// Names declared twice, with where.
    private(set) var disputed: [String: Hold] = [:]
    /// Files that its expressions may read.
    private(set) var reads: Set<FileRead> = []
    /// True when it has `terraform` or `provider` blocks.
    private(set) var configuresTerraform = false

    /// Reads the files; `paths` are real, `names` what they are called in the directory.
    ///
    /// A file that is made takes the place of one of its name.
    init(
        path: String, files all: [(name: String, path: String)], made: [MadeFile] = [], store: SourceStore
    ) throws {
        let entries = all.filter { entry in !made.contains { $0.name == entry.name } }
        self.path = path
        files = entries.map(\.path)
        var hold: Hold?
        var overrides: [TerraformBlock] = []
        var blocks: [TerraformBlock] = []
        for entry in entries.sorted(by: { $0.name < $1.name }) {
            let source: SourceFile
            switch try store.readable(entry.path) {
            case .success(let found): source = found
            case .failure(let problem):
                hold = hold ?? problem.hold
                continue
            }
            guard let file = try store.hcl(entry.path) else { continue }
            if let error = file.diagnostics.first(where: { $0.severity == .error }) {
                hold = hold ?? Hold(.unparsable, "\(source.location(error.subject.range)): \(error.message)")
            }
            reads.formUnion(FileRead.all(in: file))
            let found = file.body.blocks.map { TerraformBlock(file: source, view: $0) }
            if TerraformModule.isOverride(entry.name) { overrides += found } else { blocks += found }
        }
        for file in made {
            let source = SourceFile(path: file.path, bytes: file.bytes)
            let parsed = HCLParser.parse(file.bytes, path: file.path)
            reads.formUnion(FileRead.all(in: parsed))
            let found = parsed.body.blocks.map { TerraformBlock(file: source, view: $0) }
            if TerraformModule.isOverride(file.name) { overrides += found } else { blocks += found }
        }
        self.hold = hold
        for block in blocks { add(block) }
        for block in overrides { override(block) }
    }

    private static func isOverride(_ name: String) -> Bool {
        let stem = name.prefix { $0 != "." }
        return stem == "override" || stem.hasSuffix("_override")
    }

    // MARK: Declarations

    private mutating func add(_ block: TerraformBlock) {
        let labels = block.labels
        switch (block.type, labels.count) {
        case ("resource", 2): insert(block, "\(labels[0]).\(labels[1])", \.resources)
        case ("data", 2), ("ephemeral", 2): insert(block, "\(labels[0]).\(labels[1])", \.data)
        case ("variable", 1): insert(block, labels[0], \.variables)
        case ("module", 1): insert(block, labels[0], \.calls)
        case ("output", 1): insert(block, labels[0], \.outputs)
        case ("provider", 1):
            providers.append(block)
            configuresTerraform = true
        case ("terraform", 0): configuresTerraform = true
        case ("moved", 0):
            if let from = address(block, "from"), let to = address(block, "to") { moved.append((from, to)) }
        case ("locals", 0):
            for attribute in block.attributes {
                let other = locals[attribute.name]
                locals[attribute.name] = TerraformLocal(
                    attribute: attribute, disputed: other == nil ? nil : block.location)
            }
        default: break
        }
    }

    private func address(_ block: TerraformBlock, _ name: String) -> String? {
        guard let expression = block.attribute(name)?.expression else { return nil }
        return expression.stringLiteral?.value ?? expression.text.filter { !$0.isWhitespace }
    }

    private mutating func insert(
        _ block: TerraformBlock, _ name: String,
        _ table: WritableKeyPath<TerraformModule, [String: TerraformBlock]>
    ) {
        if self[keyPath: table][name] != nil, let name = TerraformModule.name(of: block) {
            disputed[name] = Hold(.ambiguous, "`\(name)` is declared again at \(block.location)")
        }
        self[keyPath: table][name] = block
    }

    private mutating func override(_ block: TerraformBlock) {
        let labels = block.labels
        let name = labels.joined(separator: ".")
        func lay(_ table: WritableKeyPath<TerraformModule, [String: TerraformBlock]>) {
            // Terraform refuses to override what is not there; added, it is at least looked at.
            self[keyPath: table][name] = self[keyPath: table][name]?.overridden(by: block) ?? block
        }
        switch (block.type, labels.count) {
        case ("resource", 2): lay(\.resources)
        case ("data", 2), ("ephemeral", 2): lay(\.data)
        case ("variable", 1): lay(\.variables)
        case ("module", 1): lay(\.calls)
        case ("output", 1): lay(\.outputs)
        case ("locals", 0):
            for attribute in block.attributes {
                locals[attribute.name] = TerraformLocal(attribute: attribute, disputed: nil)
            }
        default: add(block)
        }
    }

    /// The name under which a block is referred to: `var.x`, `aws_instance.web`, `module.web`.
    private static func name(of block: TerraformBlock) -> String? {
        let name = block.labels.joined(separator: ".")
        switch block.type {
        case "resource": return name
        case "data", "ephemeral": return "data.\(name)"
        case "variable": return "var.\(name)"
        case "module": return "module.\(name)"
        case "output": return "output.\(name)"
        default: return nil
        }
    }

    // MARK: Sources of calls

    /// What a call's `source` says, before anything is looked up.
    enum Source: Hashable {
        /// `./x`, `../x`.
        case relative(String)
        /// From a registry or another repository.
        case remote(String)
        /// Not a plain text.
        case unknown
    }

    func source(of call: TerraformBlock) -> Source {
        guard let text = call.attribute("source")?.expression.stringLiteral?.value else { return .unknown }
        let isRelative = text.hasPrefix("./") || text.hasPrefix("../") || text == "." || text == ".."
        return isRelative ? .relative(text) : .remote(text)
    }
}
