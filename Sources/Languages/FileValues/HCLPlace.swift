internal import Diagnostics
internal import HCL

/// Somewhere that a path can lead in an HCL file.
enum HCLPlace {
    /// A body of the native syntax with the block around it; none at the top of the file.
    case body(BodyView, BlockView?)
    /// Blocks of one type whose labels have been named only in part: the type, how many labels were named, the blocks.
    case blocks(String, labels: Int, [BlockView])
    /// An expression; in the JSON syntax everything is one.
    case expression(ExpressionView)

    /// Its bytes.
    var range: ByteRange {
        switch self {
        case .body(let body, let block): block?.range ?? body.range
        case .blocks(_, _, let blocks): blocks.first?.range ?? ByteRange(0..<0)
        case .expression(let view): view.range
        }
    }

    /// The bytes to point at: a block is shown by its first line.
    var shown: ByteRange {
        switch self {
        case .body(_, let block?): Self.head(block)
        case .body(let body, nil): ByteRange(lower: body.range.lower, upper: body.range.lower)
        case .blocks(_, _, let blocks): blocks.first.map(Self.head) ?? ByteRange(0..<0)
        case .expression(let view): view.range
        }
    }

    private static func head(_ block: BlockView) -> ByteRange {
        ByteRange(
            lower: block.typeRange.lower, upper: (block.labelRanges.last ?? block.typeRange).upper)
    }
}

/// Follows a path through an HCL file, into every place that it could mean.
///
/// A path without numbers can lead into several blocks of one type (`locals.x` of two `locals`), so the walk is a search.
struct HCLSearch {
    /// A place where the path cannot go on.
    struct End {
        var place: HCLPlace
        /// How many steps lead to it.
        var taken: Int
    }

    let path: ValuePath
    private let syntax: HCLSyntax
    /// Where the whole path leads.
    private(set) var found: [HCLPlace] = []
    /// Where its longest part leads that leads anywhere; all of them took as many steps.
    private(set) var ends: [End] = []
    /// Before which step a number would choose one of several blocks.
    private(set) var fork: Int?

    init(_ path: ValuePath, in file: HCLFile) {
        self.path = path
        syntax = file.tree.syntax
        let top: HCLPlace =
            syntax == .native
            ? .body(file.body, nil) : .expression(ExpressionView(tree: file.tree, id: file.body.id))
        walk(top, 0)
    }

    private mutating func walk(_ place: HCLPlace, _ index: Int) {
        guard index < path.steps.count else {
            if case .blocks = place { return stop(place, index) }
            found.append(place)
            return
        }
        switch place {
        case .body(let body, _): enter(body, place, index)
        case .blocks(let type, let labels, let blocks): name(type, labels, blocks, place, index)
        case .expression(let view): syntax == .json ? enterJSON(view, index) : enter(view, index)
        }
    }

    private mutating func stop(_ place: HCLPlace, _ index: Int) {
        let deepest = ends.first?.taken ?? 0
        if index > deepest { ends = [] }
        if index >= deepest { ends.append(End(place: place, taken: index)) }
    }

    /// The path with a number where it can mean several blocks.
    var numbered: ValuePath? {
        guard let fork else { return nil }
        return ValuePath(path.steps[..<fork] + [.index(0)] + path.steps[fork...])
    }

    // MARK: Bodies and blocks

    private mutating func enter(_ body: BodyView, _ place: HCLPlace, _ index: Int) {
        guard case .name(let name) = path.steps[index] else { return stop(place, index) }
        let attributes = body.attributes.filter { $0.name == name }
        for attribute in attributes { walk(.expression(attribute.expression), index + 1) }
        let blocks = body.blocks(name)
        if blocks.isEmpty {
            if attributes.isEmpty { stop(place, index) }
        } else {
            reach(name, 0, blocks, index + 1)
        }
    }

    /// Goes on from blocks of which `labels` labels are named.
    private mutating func name(
        _ type: String, _ labels: Int, _ blocks: [BlockView], _ place: HCLPlace, _ index: Int
    ) {
        if case .index(let number) = path.steps[index] {
            guard let block = blocks.at(number) else { return stop(place, index) }
            return walk(.body(block.body, block), index + 1)
        }
        let complete = blocks.filter { $0.labels.count == labels }
        if complete.count > 1 { fork = fork ?? index }
        for block in complete { walk(.body(block.body, block), index) }
        let open = blocks.filter { $0.labels.count > labels }
        guard !open.isEmpty else { return }
        guard case .name(let label) = path.steps[index] else {
            if complete.isEmpty { stop(place, index) }
            return
        }
        let matching = open.filter { $0.labels[labels] == label }
        if matching.isEmpty {
            stop(.blocks(type, labels: labels, open), index)
        } else {
            reach(type, labels + 1, matching, index + 1)
        }
    }

    /// A path may end with the last label, and then means the block.
    private mutating func reach(_ type: String, _ labels: Int, _ blocks: [BlockView], _ index: Int) {
        guard index == path.steps.count else {
            return walk(.blocks(type, labels: labels, blocks), index)
        }
        let complete = blocks.filter { $0.labels.count == labels }
        if complete.count > 1 { fork = fork ?? index }
        for block in complete { found.append(.body(block.body, block)) }
        if complete.isEmpty { stop(.blocks(type, labels: labels, blocks), index) }
    }

    // MARK: Expressions

    private mutating func enter(_ view: ExpressionView, _ index: Int) {
        let view = view.seenThrough
        switch (view.kind, path.steps[index]) {
        case (.object, .name(let name)):
            let items = view.items.filter { $0.literalKey == name }
            for item in items { walk(.expression(item.value), index + 1) }
            if items.isEmpty { stop(.expression(view), index) }
        case (.tuple, .index(let number)):
            guard let element = view.elements.at(number) else { return stop(.expression(view), index) }
            walk(.expression(element), index + 1)
        case (.tuple, .item(let key, let value)):
            let elements = view.elements.filter { $0.hasMember(key, value) }
            for element in elements { walk(.expression(element), index + 1) }
            if elements.isEmpty { stop(.expression(view), index) }
        default: stop(.expression(view), index)
        }
    }

    /// In the JSON syntax a list can stand for several blocks, and an object for one.
    private mutating func enterJSON(_ view: ExpressionView, _ index: Int) {
        switch (view.kind, path.steps[index]) {
        case (.tuple, .name):
            let objects = view.elements.filter { $0.kind == .object }
            if objects.count > 1 { fork = fork ?? index }
            for object in objects { walk(.expression(object), index) }
            if objects.isEmpty { stop(.expression(view), index) }
        case (.object, .index(0)), (.object, .index(-1)): walk(.expression(view), index + 1)
        default: enter(view, index)
        }
    }
}

extension ExpressionView {
    /// What a path sees: parentheses and calls that only say how a value is encoded or typed are passed through.
    var seenThrough: ExpressionView {
        var view = self
        while true {
            if let inner = view.inner {
                view = inner
            } else if let call = view.call, Self.transparent.contains(call.name), call.arguments.count == 1 {
                view = call.arguments[0]
            } else {
                return view
            }
        }
    }

    private static let transparent: Set<String> = [
        "jsonencode", "yamlencode", "tomap", "tolist", "toset", "sensitive", "nonsensitive",
    ]

    /// True for an object whose member `key` is the literal `value`.
    fileprivate func hasMember(_ key: String, _ value: String) -> Bool {
        seenThrough.item(key).map { $0.value.decoded?.text == value } ?? false
    }
}

extension Array {
    /// The element at a number that may count from the end.
    func at(_ number: Int) -> Element? {
        let index = number < 0 ? count + number : number
        return indices.contains(index) ? self[index] : nil
    }
}
