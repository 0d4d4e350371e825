internal import Provenance
internal import RegularExpressions

/// `images`: another name, tag or digest for an image.
struct ImageTransformer {
    let image: Node
    let fields: [FieldSpec]

    func apply(to resources: inout [Resource]) throws {
        let name = image["name"]?.text ?? ""
        let pattern = "^\(name)(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$"
        guard let expression = try? RegularExpression(pattern) else {
            throw KustomizeProblem(
                .invalid, "`\(name)` is no image name", at: image.place)
        }
        func update(_ node: inout Node) {
            guard let text = node.text, (try? expression.hasMatch(in: Array(text.utf8))) == true else {
                return
            }
            let changed = replaced(text)
            // A tag that is put in decides, whether the same stood there before or not.
            let isPutIn = ["newTag", "digest", "tagSuffix"].contains { image[$0]?.text?.isEmpty == false }
            guard changed != text || isPutIn else { return }
            var origins = node.origins
            for key in ["newName", "newTag", "digest", "tagSuffix"] {
                if let part = image[key] { origins = origins.joined(part.origins) }
            }
            node.setText(changed, origins: origins)
        }
        for index in resources.indices {
            if resources[index].kind.kind != "CustomResourceDefinition" {
                ImageTransformer.visitContainers(&resources[index].node, update)
            }
            for spec in fields { spec.visit(&resources[index].node, update) }
        }
    }

    /// Every `image` of an item of something called `containers` or `initContainers`, wherever it is.
    private static func visitContainers(_ node: inout Node, _ update: (inout Node) -> Void) {
        if node.isSequence { return node.changeItems { visitContainers(&$0, update) } }
        for key in node.entries.map(\.key) {
            node.change(key) { value in
                visitContainers(&value, update)
                guard key == "containers" || key == "initContainers" else { return }
                value.changeItems { item in item.change("image") { update(&$0) } }
            }
        }
    }

    private func replaced(_ text: String) -> String {
        var (name, tag, digest) = ImageTransformer.split(text)
        func value(_ key: String) -> String? {
            guard let text = image[key]?.text, !text.isEmpty else { return nil }
            return text
        }
        if let new = value("newName") { name = new }
        switch (value("newTag"), value("digest"), value("tagSuffix")) {
        case (let new?, let hash?, _): (tag, digest) = (new, hash)
        case (let new?, nil, _): (tag, digest) = (new, "")
        case (nil, let hash?, _): (tag, digest) = ("", hash)
        case (nil, nil, let suffix?): (tag, digest) = (tag + suffix, "")
        default: break
        }
        return name + (tag.isEmpty ? "" : ":\(tag)") + (digest.isEmpty ? "" : "@\(digest)")
    }

    /// Name, tag and digest; a colon before the first slash belongs to the host.
    static func split(_ text: String) -> (name: String, tag: String, digest: String) {
        var rest = Substring(text)
        var digest = ""
        let slash = text.firstIndex(of: "/")
        let start = slash.flatMap { $0 == text.startIndex ? nil : $0 } ?? text.startIndex
        let colon = text[start...].firstIndex(of: ":")
        if let at = text[start...].firstIndex(of: "@") {
            digest = String(text[text.index(after: at)...])
            rest = text[..<at]
            if let colon, colon > at { return (String(rest), "", digest) }
        }
        guard let colon, colon < rest.endIndex else { return (String(rest), "", digest) }
        return (String(rest[..<colon]), String(rest[rest.index(after: colon)...]), digest)
    }
}
