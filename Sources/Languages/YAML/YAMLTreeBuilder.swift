internal import CLibyaml
internal import Diagnostics

/// Lays libyaml's events out as a flat tree.
///
/// The hot loop: no string and no object per node. Positions are turned into bytes as they come; a scalar whose text
/// stands in the file is only pointed at.
struct YAMLTreeBuilder {
    /// A collection that is still open.
    private struct Frame {
        var node: Int
        /// Nodes below it with every alias written out.
        var expanded: Int
        var childCount: Int
        var isMapping: Bool
    }

    private struct Anchor {
        var node: Int
        var expanded: Int
        var isOpen: Bool
    }

    private struct Document {
        var lower: Int
        var isExplicit: Bool
        var root: Int?
    }

    /// Valid while the parser runs: both live inside one closure over the bytes.
    private let bytes: UnsafeBufferPointer<UInt8>
    let path: String
    private let limits: YAMLLimits
    private var offsets: CharacterOffsets
    var nodes: ContiguousArray<YAMLNode> = []
    var decoded: [UInt8] = []
    private var properties: ContiguousArray<YAMLProperties> = []
    private var aliases: ContiguousArray<UInt32> = []
    private var frames: ContiguousArray<Frame> = []
    private var anchors: [String: Anchor] = [:]
    private var documents: [Document] = []
    private var diagnostics: [Diagnostic] = []
    private var hasFailed = false

    init(_ bytes: UnsafeBufferPointer<UInt8>, path: String, limits: YAMLLimits) {
        self.bytes = bytes
        self.path = path
        self.limits = limits
        let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        offsets = CharacterOffsets(bytes, skipping: hasMark ? 3 : 0)
        nodes.reserveCapacity(bytes.count / 12 + 8)
    }

    // MARK: Events

    /// Takes one event; false when nothing more shall come.
    mutating func take(_ event: yaml_event_t) -> Bool {
        switch event.type {
        case YAML_SCALAR_EVENT: takeScalar(event)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            open(event, .mapping, start.anchor, start.tag, isFlow: start.style == YAML_FLOW_MAPPING_STYLE)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            open(event, .sequence, start.anchor, start.tag, isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE)
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: close(event)
        case YAML_ALIAS_EVENT: takeAlias(event)
        case YAML_DOCUMENT_START_EVENT:
            anchors.removeAll(keepingCapacity: true)
            documents.append(
                Document(
                    lower: byte(event.start_mark), isExplicit: event.data.document_start.implicit == 0,
                    root: nil))
        default: break
        }
        return !hasFailed
    }

    private mutating func takeScalar(_ event: yaml_event_t) {
        let scalar = event.data.scalar
        var lower = byte(event.start_mark)
        var upper = byte(event.end_mark)
        let style = Self.style(scalar.style)
        if style == .plain, lower == upper { moveToKey(&lower, &upper) }
        var node = YAMLNode(
            kind: .scalar, style: style, lower: UInt32(lower), upper: UInt32(upper), content: UInt32(lower),
            end: 0,
            parent: parent)
        // libyaml drops the tag `!` of a scalar; only its byte tells.
        let beginsWithTag = lower < bytes.count && bytes[lower] == UInt8(ascii: "!")
        if scalar.anchor != nil || scalar.tag != nil || beginsWithTag {
            takeProperties(of: &node, scalar.anchor, scalar.tag, upTo: upper)
        }
        setText(of: &node, UnsafeBufferPointer(start: scalar.value, count: scalar.length))
        let index = append(node, expanded: 1)
        if let anchor = scalar.anchor {
            anchors[String(cString: anchor)] = Anchor(node: index, expanded: 1, isOpen: false)
        }
    }

    private mutating func open(
        _ event: yaml_event_t, _ kind: YAMLKind, _ anchor: UnsafePointer<UInt8>?,
        _ tag: UnsafePointer<UInt8>?,
        isFlow: Bool
    ) {
        let lower = UInt32(byte(event.start_mark))
        let upper = byte(event.end_mark)
        var node = YAMLNode(
            kind: kind, style: isFlow ? .flow : .block, lower: lower, upper: UInt32(upper),
            content: lower, end: 0, parent: parent)
        if anchor != nil || tag != nil { takeProperties(of: &node, anchor, tag, upTo: upper) }
        if frames.count >= limits.nesting {
            return fail(.yamlLimit, "nested deeper than \(limits.nesting) levels", at: Int(node.content))
        }
        let index = append(node, expanded: 1)
        frames.append(Frame(node: index, expanded: 0, childCount: 0, isMapping: kind == .mapping))
        if let anchor { anchors[String(cString: anchor)] = Anchor(node: index, expanded: 0, isOpen: true) }
    }

    private mutating func close(_ event: yaml_event_t) {
        guard let frame = frames.popLast() else { return }
        let index = frame.node
        nodes[index].end = UInt32(nodes.count)
        let end = byte(event.end_mark)
        let isBracket = nodes[index].style == .flow && event.end_mark.index > event.start_mark.index
        if isBracket {
            nodes[index].upper = UInt32(end)
        } else if nodes.count > index + 1 {
            nodes[index].upper = lastChildEnd(of: index)
            // A block collection without properties begins where its first child does; libyaml says so too.
            nodes[index].content = max(nodes[index].content, nodes[index].lower)
        } else {
            nodes[index].upper = max(nodes[index].content, nodes[index].lower)
        }
        if frame.isMapping { reportDuplicates(in: index) }
        if !frames.isEmpty { addExpanded(frame.expanded) }
        if nodes[index].hasProperties { finishAnchor(index, frame.expanded + 1) }
    }

    private mutating func takeAlias(_ event: yaml_event_t) {
        let lower = byte(event.start_mark)
        let upper = byte(event.end_mark)
        let name = event.data.alias.anchor.map { String(cString: $0) } ?? ""
        guard let anchor = anchors[name] else {
            return fail(
                .yamlUndefinedAlias, "no anchor `\(name)` stands above this alias", at: lower, to: upper)
        }
        guard !anchor.isOpen else {
            return fail(
                .yamlRecursiveAlias, "this alias stands inside the node `&\(name)` that it names", at: lower,
                to: upper)
        }
        guard aliases.count < limits.aliases else {
            return fail(.yamlLimit, "more than \(limits.aliases) aliases", at: lower, to: upper)
        }
        var node = YAMLNode(
            kind: .alias, style: .alias, lower: UInt32(lower), upper: UInt32(upper), content: UInt32(lower),
            end: 0,
            parent: parent)
        node.valueLower = UInt32(anchor.node)
        aliases.append(UInt32(nodes.count))
        append(node, expanded: anchor.expanded)
        if let frame = frames.last, frame.expanded > limits.expandedNodes {
            fail(
                .yamlLimit, "aliases written out would make more than \(limits.expandedNodes) nodes",
                at: lower,
                to: upper)
        }
    }

    // MARK: Parts

    private var parent: UInt32 { frames.last.map { UInt32($0.node) } ?? YAMLNode.noParent }

    private mutating func byte(_ mark: yaml_mark_t) -> Int {
        min(offsets.byte(ofCharacter: mark.index), bytes.count)
    }

    @discardableResult
    private mutating func append(_ node: YAMLNode, expanded: Int) -> Int {
        let index = nodes.count
        nodes.append(node)
        nodes[index].end = UInt32(index + 1)
        if frames.isEmpty {
            if let last = documents.indices.last, documents[last].root == nil { documents[last].root = index }
        } else {
            frames[frames.count - 1].childCount += 1
            addExpanded(expanded)
        }
        return index
    }

    private mutating func addExpanded(_ count: Int) {
        let (sum, overflows) = frames[frames.count - 1].expanded.addingReportingOverflow(count)
        frames[frames.count - 1].expanded = overflows ? Int.max : sum
    }

    private mutating func finishAnchor(_ index: Int, _ expanded: Int) {
        for (name, anchor) in anchors where anchor.node == index && anchor.isOpen {
            anchors[name] = Anchor(node: index, expanded: expanded, isOpen: false)
        }
    }

    private func lastChildEnd(of index: Int) -> UInt32 {
        // The last node of the subtree in file order ends last, or is inside one that does.
        var last = nodes.count - 1
        var upper = nodes[last].upper
        while last > index {
            upper = max(upper, nodes[last].upper)
            last = Int(nodes[last].parent)
        }
        return upper
    }

    /// Places a value that is not written behind its colon, or behind its key where there is no colon (`{a, b}`, `? a`).
    ///
    /// libyaml puts it where the next token begins, which may be lines away.
    private func moveToKey(_ lower: inout Int, _ upper: inout Int) {
        guard let frame = frames.last, frame.isMapping, frame.childCount % 2 == 1 else { return }
        guard lower == 0 || bytes[lower - 1] != UInt8(ascii: ":") else { return }
        var key = nodes.count - 1
        while Int(nodes[key].parent) != frame.node { key = Int(nodes[key].parent) }
        let end = Int(nodes[key].upper)
        let colon = YAMLPropertyScanner.skipTrivia(bytes, end, max(end, lower))
        if colon < lower, bytes[colon] == UInt8(ascii: ":") {
            let isOnLine = bytes[(colon + 1)..<lower].allSatisfy { $0 == 0x20 || $0 == 0x09 }
            lower = isOnLine ? lower : colon + 1
        } else {
            lower = end
        }
        upper = lower
    }

    /// Reads anchor and tag of a node from its bytes.
    ///
    /// The event of a collection ends where its first child or bracket begins, so properties of that child (`&a &b key: 1`
    /// over two lines) are not taken for the collection's.
    private mutating func takeProperties(
        of node: inout YAMLNode, _ anchor: UnsafePointer<UInt8>?, _ tag: UnsafePointer<UInt8>?,
        upTo upper: Int
    ) {
        let scan = YAMLPropertyScanner.scan(bytes, from: Int(node.lower), to: upper)
        node.content = UInt32(scan.content)
        node.upper = max(node.upper, node.content)
        node.hasProperties = true
        properties.append(
            YAMLProperties(
                node: UInt32(nodes.count), anchor: scan.anchor,
                tag: tag.map { String(cString: $0) } ?? (scan.hasTag ? "!" : nil)))
    }

    private mutating func setText(of node: inout YAMLNode, _ text: UnsafeBufferPointer<UInt8>) {
        var lower = Int(node.content)
        var upper = Int(node.upper)
        switch node.style {
        case .singleQuoted, .doubleQuoted:
            lower = min(lower + 1, upper)
            upper = max(upper - 1, lower)
        case .literal, .folded:
            upper = YAMLBlockScalar.end(bytes, lower..<upper, text: text)
            node.upper = UInt32(upper)
        default: break
        }
        if text.count == upper - lower,
            text.elementsEqual(UnsafeBufferPointer(rebasing: bytes[lower..<upper]))
        {
            node.valueLower = UInt32(lower)
            node.valueUpper = UInt32(upper)
        } else {
            node.isDecoded = true
            node.valueLower = UInt32(decoded.count)
            decoded.append(contentsOf: text)
            node.valueUpper = UInt32(decoded.count)
        }
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLStyle {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    // MARK: Diagnostics

    private mutating func fail(_ id: DiagnosticID, _ message: String, at lower: Int, to upper: Int? = nil) {
        hasFailed = true
        let upper = upper ?? min(lower + 1, bytes.count)
        diagnostics.append(
            Diagnostic(
                id, .error, message, at: SourceSpan(path: path, range: ByteRange(lower..<max(lower, upper)))))
    }

    mutating func failWithoutMemory() { fail(.yamlLimit, "not enough memory to read the file", at: 0, to: 0) }

    /// Records the parser's own error.
    mutating func fail(_ parser: UnsafeMutablePointer<yaml_parser_t>) {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not readable"
        if parser.pointee.error == YAML_READER_ERROR {
            return fail(.yamlEncoding, problem, at: min(parser.pointee.problem_offset, bytes.count))
        }
        fail(.yamlSyntax, problem, at: byte(parser.pointee.problem_mark))
        guard let context = parser.pointee.context, let last = diagnostics.indices.last else { return }
        let place = byte(parser.pointee.context_mark)
        diagnostics[last].notes.append(
            Diagnostic.Note(
                String(cString: context),
                at: SourceSpan(path: path, range: ByteRange(place..<min(place + 1, bytes.count)))))
    }

    private mutating func reportDuplicates(in mapping: Int) {
        let keys = YAMLDuplicateKeys(nodes: nodes, bytes: bytes, decoded: decoded)
        for (first, second) in keys.pairs(in: mapping) {
            let range = ByteRange(lower: nodes[second].content, upper: nodes[second].upper)
            let earlier = ByteRange(lower: nodes[first].content, upper: nodes[first].upper)
            let name = String(decoding: UnsafeBufferPointer(rebasing: bytes[range.indices]), as: UTF8.self)
            diagnostics.append(
                Diagnostic(
                    .yamlDuplicateKey, .warning, "duplicate key \(name); the last one counts",
                    at: SourceSpan(path: path, range: range),
                    notes: [Diagnostic.Note("also here", at: SourceSpan(path: path, range: earlier))]))
        }
    }

    // MARK: Result

    /// The file; without documents when something failed.
    func finish(source: [UInt8], format: YAMLFile.Format) -> YAMLFile {
        guard !hasFailed else {
            let tree = YAMLTree(source: source, path: path)
            return YAMLFile(
                tree: tree, documents: [], diagnostics: diagnostics, format: format, limits: limits)
        }
        let tree = YAMLTree(
            source: source, path: path, nodes: nodes, decoded: decoded, properties: properties,
            aliases: aliases)
        let documents = documents.map { document in
            let upper = document.root.map { Int(nodes[$0].upper) } ?? document.lower
            return YAMLDocument(
                tree: tree, range: ByteRange(document.lower..<max(document.lower, upper)),
                isExplicit: document.isExplicit, rootIndex: document.root)
        }
        return YAMLFile(
            tree: tree, documents: documents, diagnostics: diagnostics, format: format, limits: limits)
    }
}
