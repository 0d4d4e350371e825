internal import Diagnostics
internal import FileValues
internal import HCL

/// What takes an attribute: the body of a block or file, or an object in an expression.
enum HCLContainer {
    case body(BodyView)
    case object(ExpressionView)

    /// Every container that the steps lead to.
    ///
    /// Of blocks that have the same type and labels a number says which one is meant; without a number all of them are
    /// looked into, as with several `locals`.
    static func found(_ steps: ArraySlice<ValuePath.Step>, in file: HCLFile) -> [HCLContainer] {
        search(file.body, steps)
    }

    private static func search(_ body: BodyView, _ steps: ArraySlice<ValuePath.Step>) -> [HCLContainer] {
        guard let first = steps.first else { return [.body(body)] }
        guard case .name(let name) = first else { return [] }
        let rest = steps.dropFirst()
        let blocks = body.blocks(name)
        // In the JSON syntax a block is a member too.
        guard !blocks.isEmpty else {
            return body.attributes.filter { $0.name == name }.flatMap { search($0.expression, rest) }
        }
        guard let labels = blocks.lazy.map(\.labels).first(where: { rest.starts(with: $0.map { .name($0) }) })
        else { return [] }
        let same = blocks.filter { $0.labels == labels }
        let inner = rest.dropFirst(labels.count)
        guard case .index(let number)? = inner.first else { return same.flatMap { search($0.body, inner) } }
        return same.indices.contains(number) ? search(same[number].body, inner.dropFirst()) : []
    }

    private static func search(_ view: ExpressionView, _ steps: ArraySlice<ValuePath.Step>) -> [HCLContainer]
    {
        guard let first = steps.first else { return view.kind == .object ? [.object(view)] : [] }
        switch first {
        case .name(let name):
            return view.items.filter { $0.literalKey == name }.flatMap { search($0.value, steps.dropFirst()) }
        case .index(let number):
            let elements = view.elements
            return elements.indices.contains(number) ? search(elements[number], steps.dropFirst()) : []
        case .item: return []
        }
    }

    /// The value of an attribute that is there.
    func value(_ name: String) -> ExpressionView? {
        switch self {
        case .body(let body): body.attribute(name)?.expression
        case .object(let object): object.item(name)?.value
        }
    }

    func insert(_ name: String, _ value: HCLLiteral, _ reason: String) throws(HCLEditError) -> [Edit] {
        switch self {
        case .body(let body): try body.insertAttribute(name: name, value: value, reason: reason)
        case .object(let object): try object.insertItem(key: name, value: value, reason: reason)
        }
    }
}
