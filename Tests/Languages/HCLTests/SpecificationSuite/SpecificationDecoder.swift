import Diagnostics
import HCL
import HCLEvaluation
import Provenance

/// Decodes a body as a `.hcldec` file says: the kinds of it that the suite uses.
final class SpecificationDecoder {
    private let path: String
    private let scope = ModuleScope()
    private let evaluator = Evaluator()
    private var variables: [String: Value] = [:]
    /// Places of what the specification does not expect.
    private(set) var errors: [ByteRange] = []

    init(path: String) { self.path = path }

    /// Takes the variables that expressions may use.
    func define(_ blocks: [BlockView]) {
        for attribute in blocks.flatMap(\.body.attributes) {
            variables[attribute.name] = evaluate(attribute.expression)
        }
    }

    func evaluate(_ expression: ExpressionView) -> Value {
        evaluator.evaluate(expression, path: path, scope: scope, names: variables)
    }

    /// The value of a body.
    func decode(_ spec: BlockView, _ body: BodyView) -> Value {
        switch spec.type {
        case "literal":
            return spec.body.attribute("value").map { evaluate($0.expression) } ?? Value(.null(.dynamic))
        case "object":
            return Value(
                .object(Members(spec.body.blocks.map { Members.Entry(name($0), decode($0, body)) })))
        case "attr": return attribute(spec, body)
        case "block":
            let block = body.blocks(blockType(spec)).first
            return block.flatMap { block in inner(spec).map { decode($0, block.body) } }
                ?? Value(.null(.dynamic))
        case "block_list":
            let values = body.blocks(blockType(spec)).compactMap { block in
                inner(spec).map { decode($0, block.body) }
            }
            return Value(.list(values, values.first?.type ?? .dynamic))
        case "block_map":
            let entries = body.blocks(blockType(spec)).compactMap { block in
                inner(spec).map { Members.Entry(block.labels.first ?? "", decode($0, block.body)) }
            }
            return Value(.map(Members(entries), entries.first?.value.type ?? .dynamic))
        default:
            errors.append(spec.range)
            return Value(.null(.dynamic))
        }
    }

    private func attribute(_ spec: BlockView, _ body: BodyView) -> Value {
        guard let attribute = body.attribute(name(spec)) else { return Value(.null(.dynamic)) }
        let value = evaluate(attribute.expression)
        guard let type = spec.body.attribute("type").flatMap({ TypeConstraint($0.expression) }) else {
            return value
        }
        return evaluator.convert(
            value, to: type, path: path, at: SourceSpan(path: path, range: attribute.expression.range))
    }

    /// Arguments and blocks that the specification of a body does not name.
    func refuseOthers(_ spec: BlockView, _ body: BodyView) {
        guard spec.type != "literal" else { return }
        let specs = spec.type == "object" ? spec.body.blocks : [spec]
        let attributes = Set(specs.filter { $0.type == "attr" }.map(name))
        for attribute in body.attributes where !attributes.contains(attribute.name) {
            errors.append(attribute.nameRange)
        }
        for block in body.blocks {
            guard
                let known = specs.first(where: { $0.type.hasPrefix("block") && blockType($0) == block.type }),
                let inner = inner(known)
            else {
                errors.append(block.typeRange)
                continue
            }
            refuseOthers(inner, block.body)
        }
    }

    private func name(_ spec: BlockView) -> String { spec.labels.first ?? "" }

    private func blockType(_ spec: BlockView) -> String {
        spec.body.attribute("block_type")?.expression.stringLiteral?.value ?? name(spec)
    }

    private func inner(_ spec: BlockView) -> BlockView? { spec.body.blocks.first }

    /// A value as text, equal for equal values.
    static func text(_ value: Value) -> String {
        switch value.content {
        case .null: return "null"
        case .unknown(let unknown): return "unknown: \(unknown.type.text)"
        case .partial: return "unknown: string"
        case .open: return "unknown: object"
        case .candidates: return "unknown: collection"
        case .bool(let flag): return flag ? "true" : "false"
        case .number(let number): return number.text
        case .string(let text): return "\"\(text.string)\""
        case .list(let elements, _), .set(let elements, _), .tuple(let elements):
            return "[" + elements.map(text).joined(separator: ", ") + "]"
        case .map(let members, _), .object(let members):
            let sorted = members.entries.sorted { $0.key < $1.key }
            return "{" + sorted.map { "\($0.key) = \(text($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}
