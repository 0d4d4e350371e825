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
