internal import Diagnostics
internal import HCL
internal import Model

/// `name = expression` and the file it stands in.
struct TerraformAttribute: Sendable {
    let name: String
    let file: SourceFile
    let view: AttributeView

    init(file: SourceFile, view: AttributeView) {
        name = view.name
        self.file = file
        self.view = view
    }

    var expression: ExpressionView { view.expression }
    var span: SourceSpan { SourceSpan(path: file.path, range: view.range) }
}

/// A block as Terraform sees it after override files were merged into it; attributes and blocks are read once.
struct TerraformBlock: Sendable {
    let type: String
    let labels: [String]
    let file: SourceFile
    /// From the type to the closing brace; in the JSON syntax the object.
    let range: ByteRange
    let syntax: HCLSyntax
    /// In source order, those of override files behind them.
    private(set) var attributes: [TerraformAttribute]
    private(set) var blocks: [TerraformBlock]
    private var positions: [String: Int]
    /// Names that stand twice in the body, which Terraform refuses.
    private(set) var duplicates: Set<String>

    init(file: SourceFile, view: BlockView) {
        self.init(file: file, type: view.type, labels: view.labels, range: view.range, body: view.body)
    }

    private init(file: SourceFile, type: String, labels: [String], range: ByteRange, body: BodyView) {
        self.file = file
        self.type = type
        self.labels = labels
        self.range = range
        syntax = body.tree.syntax
        attributes = []
        positions = [:]
        duplicates = []
        blocks = []
        if syntax == .native {
            blocks = body.blocks.map { TerraformBlock(file: file, view: $0) }
        } else {
            for type in TerraformBlock.jsonBlocks {
                blocks += body.jsonBlocks(type: type, labelCount: type == "lifecycle" ? 0 : 1).map {
                    TerraformBlock(file: file, view: $0)
                }
            }
        }
        for view in body.attributes {
            let attribute = TerraformAttribute(file: file, view: view)
            if syntax == .json, TerraformBlock.jsonBlocks.contains(attribute.name) || attribute.name == "//" {
                continue
            }
            if let position = positions[attribute.name] {
                duplicates.insert(attribute.name)
                attributes[position] = attribute
            } else {
                positions[attribute.name] = attributes.count
                attributes.append(attribute)
            }
        }
    }

    /// Members of a JSON body that are blocks whatever the provider says.
    private static let jsonBlocks = ["lifecycle", "dynamic", "provisioner"]

    func attribute(_ name: String) -> TerraformAttribute? { positions[name].map { attributes[$0] } }

    func blocks(_ type: String) -> [TerraformBlock] { blocks.filter { $0.type == type } }

    /// `path:line` of the block.
    var location: String { "\(file.path):\(file.lines.position(of: Int(range.lower)).line)" }
    var span: SourceSpan { SourceSpan(path: file.path, range: range) }

    /// What a nested block makes: its own type, or the label of `dynamic`.
    var kind: String { type == "dynamic" ? labels.first ?? "" : type }

    /// The block with another one of an override file laid over it.
    func overridden(by other: TerraformBlock) -> TerraformBlock {
        var result = self
        for attribute in other.attributes {
            if let position = result.positions[attribute.name] {
                result.attributes[position] = attribute
            } else {
                result.positions[attribute.name] = result.attributes.count
                result.attributes.append(attribute)
            }
        }
        let kinds = Set(other.blocks.map(\.kind))
        let lifecycle = result.blocks.first { $0.type == "lifecycle" }
        result.blocks.removeAll { kinds.contains($0.kind) }
        result.blocks += other.blocks.map { block in
            guard block.type == "lifecycle", let lifecycle else { return block }
            return lifecycle.overridden(by: block)
        }
        return result
    }
}

extension TerraformBlock {
    /// What `ignore_changes` names: of these what is deployed may be anything.
    var ignored: Set<String> {
        guard
            let list = blocks.first(where: { $0.type == "lifecycle" })?.attribute("ignore_changes")?
                .expression
        else { return [] }
        if list.kind == .variable { return [list.text] }
        if let all = list.stringLiteral?.value { return [all] }
        return Set(list.elements.map { TerraformAddressing.normalized($0.stringLiteral?.value ?? $0.text) })
    }
}

/// A named value of a `locals` block and the file it stands in.
struct TerraformLocal: Sendable {
    let attribute: TerraformAttribute
    /// Where else it is declared, which Terraform refuses.
    var disputed: String?
}
