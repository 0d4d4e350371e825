internal import Diagnostics
internal import YAML

/// A YAML or JSON file and the Kubernetes objects it defines.
struct ManifestFile: Sendable {
    /// Why a file's objects cannot be relied on.
    enum Standing: Sendable, Hashable {
        /// Plain objects.
        case plain
        /// Text that a template engine turns into YAML.
        case templated
        /// YAML with directives in its comments, which ytt carries out; the first of them.
        case directed(String)
        /// Syntax errors; the first one as text.
        case unparsable(String)
        /// SOPS or another encryption.
        case encrypted
        /// A header says that a program writes it; the header.
        case generated(String)
    }

    let source: SourceFile
    let yaml: YAMLFile?
    let standing: Standing
    /// The objects, also of encrypted and generated files; none of a file that is not plain YAML.
    let objects: [ManifestObject]

    /// True where something that renders the file takes it as it stands, whatever is between braces in its texts.
    var isReadable: Bool { standing == .plain || standing == .templated && yaml?.hasErrors == false }

    /// False for a templated file that surely defines no object of that kind and name: braces stand in texts alone, and the
    /// documents around them are no objects, or others.
    func mayDefine(_ kind: String, _ name: String) -> Bool {
        guard let yaml, !yaml.hasErrors, !FileMarks.hasBracesBesideTexts(yaml) else { return true }
        func isOther(_ node: YAMLNodeView?, _ wanted: String) -> Bool {
            guard let text = node?.scalar?.text else { return false }
            return text != wanted && !FileMarks.isPlaceholder(text)
        }
        func mayBe(_ node: YAMLNodeView) -> Bool {
            guard node.kind == .mapping else { return node.kind == .sequence }
            // A key that is filled in may be any.
            if node.entries.contains(where: { $0.key.scalar.map { FileMarks.isPlaceholder($0.text) } ?? true }
            ) {
                return true
            }
            guard let own = node["kind"] else { return node["<<"] != nil }
            // What is more than a text is no kind.
            guard let text = own.scalar?.text else { return false }
            if text.hasSuffix("List") {
                return (node["items"]?.items ?? []).contains { mayBe($0.resolved) }
            }
            return !isOther(own, kind) && !isOther(node["metadata"]?["name"], name)
        }
        return yaml.documents.contains { $0.root.map(mayBe) ?? false }
    }

    init(_ source: SourceFile) {
        self.source = source
        // A file without the word cannot define an object; values files and the like are not parsed at all.
        guard FileMarks.contains(source.bytes, "kind") || PathConventions.isKustomization(source.path) else {
            yaml = nil
            standing = .plain
            objects = []
            return
        }
        let yaml = YAMLParser.parse(source.bytes, path: source.path)
        self.yaml = yaml
        if FileMarks.isTemplate(yaml) {
            standing = .templated
            objects = []
            return
        }
        if let error = yaml.diagnostics.first(where: { $0.severity == .error }) {
            standing = .unparsable("\(source.location(error.subject.range)): \(error.message)")
            objects = []
            return
        }
        var objects: [ManifestObject] = []
        for (index, document) in yaml.documents.enumerated() {
            guard let root = document.root else { continue }
            objects += ManifestObject.read(root, document: index, file: source)
        }
        self.objects = objects
        if yaml.documents.contains(where: { $0.root?["sops"] != nil }) {
            standing = .encrypted
        } else if let directive = FileMarks.directive(yaml) {
            standing = .directed(directive)
        } else if let header = FileMarks.generatedHeader(source.bytes) {
            standing = .generated(header)
        } else if let name = PathConventions.rendered(source.path) {
            standing = .generated("the name \(name)")
        } else {
            standing = .plain
        }
    }
}
