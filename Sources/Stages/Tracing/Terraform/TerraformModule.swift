internal import Diagnostics
internal import HCL
internal import Model

/// A block and the file it stands in.
struct TerraformBlock: Sendable {
    let file: SourceFile
    let view: BlockView

    /// `path:line` of the block.
    var location: String { "\(file.path):\(file.lines.position(of: Int(view.range.lower)).line)" }
}

/// A named attribute of a `locals` block and the file it stands in.
struct TerraformLocal: Sendable {
    let file: SourceFile
    let expression: ExpressionView
}

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
    /// `aws_ami.base` → block.
    private(set) var data: [String: TerraformBlock] = [:]
    private(set) var variables: [String: TerraformBlock] = [:]
    private(set) var locals: [String: TerraformLocal] = [:]
    private(set) var calls: [String: TerraformBlock] = [:]
    private(set) var outputs: [String: TerraformBlock] = [:]
    private(set) var providers: [TerraformBlock] = []
    /// Names declared twice or changed by an override file, with where.
    private(set) var disputed: [String: Hold] = [:]
    /// True when it has `terraform` or `provider` blocks.
    private(set) var configuresTerraform = false

    init(path: String, files: [String], store: SourceStore) throws {
        self.path = path
        self.files = files
        var hold: Hold?
        var overrides: [TerraformBlock] = []
        var blocks: [TerraformBlock] = []
        for name in files.sorted() {
            if name.hasSuffix(".json") {
                hold = hold ?? Hold(.unsupported, "\(name) is in JSON syntax, which is not evaluated yet")
            } else if name.hasSuffix(".tofu") {
                hold = hold ?? Hold(.unsupported, "\(name) is for OpenTofu alone, which is not evaluated yet")
            }
            guard let source = try store.source(name), let file = try store.hcl(name) else {
                hold = hold ?? Hold(.limit, "\(name) is too large to be read")
                continue
            }
            if let error = file.diagnostics.first(where: { $0.severity == .error }) {
                hold = Hold(.unparsable, "\(source.location(error.subject.range)): \(error.message)")
            }
            let found = file.body.blocks.map { TerraformBlock(file: source, view: $0) }
            if TerraformModule.isOverride(name) { overrides += found } else { blocks += found }
        }
        self.hold = hold
        for block in blocks { add(block) }
        for block in overrides {
            for name in TerraformModule.names(of: block) {
                disputed[name] = Hold(
                    .unsupported, "\(block.location) overrides `\(name)`, which is not evaluated yet")
            }
        }
    }

    private static func isOverride(_ path: String) -> Bool {
        let stem = RepositoryPath.name(of: path).prefix { $0 != "." }
        return stem == "override" || stem.hasSuffix("_override")
    }

    private mutating func add(_ block: TerraformBlock) {
        let view = block.view
        let labels = view.labels
        switch (view.type, labels.count) {
        case ("resource", 2): insert(block, "\(labels[0]).\(labels[1])", \.resources)
        case ("data", 2): insert(block, "\(labels[0]).\(labels[1])", \.data)
        case ("variable", 1): insert(block, labels[0], \.variables)
        case ("module", 1): insert(block, labels[0], \.calls)
        case ("output", 1): insert(block, labels[0], \.outputs)
        case ("provider", 1):
            providers.append(block)
            configuresTerraform = true
        case ("terraform", 0): configuresTerraform = true
        case ("locals", 0):
            for attribute in view.body.attributes {
                let name = "local.\(attribute.name)"
                if locals[attribute.name] != nil { dispute(name, block) }
                locals[attribute.name] = TerraformLocal(file: block.file, expression: attribute.expression)
            }
        default: break
        }
    }

    private mutating func insert(
        _ block: TerraformBlock, _ name: String,
        _ table: WritableKeyPath<TerraformModule, [String: TerraformBlock]>
    ) {
        if self[keyPath: table][name] != nil {
            for name in TerraformModule.names(of: block) { dispute(name, block) }
        }
        self[keyPath: table][name] = block
    }

    private mutating func dispute(_ name: String, _ block: TerraformBlock) {
        disputed[name] = Hold(.ambiguous, "`\(name)` is declared again at \(block.location)")
    }

    /// The names under which a block is referred to: `var.x`, `aws_instance.web`, `module.web`.
    private static func names(of block: TerraformBlock) -> [String] {
        let labels = block.view.labels
        switch (block.view.type, labels.count) {
        case ("resource", 2): return ["\(labels[0]).\(labels[1])"]
        case ("data", 2): return ["data.\(labels[0]).\(labels[1])"]
        case ("variable", 1): return ["var.\(labels[0])"]
        case ("module", 1): return ["module.\(labels[0])"]
        case ("locals", _): return block.view.body.attributes.map { "local.\($0.name)" }
        default: return []
        }
    }

    /// Where a call's module is, seen from this directory.
    enum Source: Hashable {
        case local(String)
        case outside(String)
        case remote(String)
        case unknown
    }

    func source(of call: TerraformBlock) -> Source {
        guard let text = call.view.body.attribute("source")?.expression.stringLiteral?.value else {
            return .unknown
        }
        guard text.hasPrefix("./") || text.hasPrefix("../") || text == "." || text == ".." else {
            return .remote(text)
        }
        guard let directory = RepositoryPath.join(path, text) else { return .outside(text) }
        return .local(directory)
    }
}
