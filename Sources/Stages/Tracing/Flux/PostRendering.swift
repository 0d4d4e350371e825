internal import Kustomize
internal import Model

/// What is changed of the objects of a release after Helm has rendered them: by Flux (`spec.postRenderers`), or by Kustomize.
///
/// The changes are not computed; what may be told is which objects, and which of their fields, they leave alone.
struct PostRendering: Hashable, Sendable {
    /// A patch, or anything else that changes objects.
    private struct Change: Hashable {
        /// The one kind it is for; nil for any.
        var kind: String?
        /// The one name it is for; nil for any.
        var name: String?
        /// True for one that changes nothing but images.
        var isImages = false
        var fields = PatchedFields.any
    }

    private var changes: [Change] = []
    /// What makes them, for messages.
    private var changer = ""
    /// The hold on everything that the release installs; nil where some of it is left alone.
    private(set) var ofAll: Hold?

    /// No changes.
    init() {}

    /// Reads `spec.postRenderers` of the release at `location`; `document` is what a text in it means.
    init(_ renderers: [Node], of location: String, document: (Node) throws -> Node) {
        changer = "a post renderer of \(location)"
        for renderer in renderers {
            guard renderer.entries.map(\.key) == ["kustomize"], let kustomize = renderer["kustomize"],
                kustomize.entries.allSatisfy({ PostRendering.understood.contains($0.key) })
            else {
                ofAll = ofAll ?? Hold(.unsupported, "\(location) has a post renderer, which is not evaluated")
                continue
            }
            if kustomize["images"]?.items.isEmpty == false { changes.append(Change(isImages: true)) }
            for patch in kustomize["patches"]?.items ?? [] {
                changes.append(PostRendering.change(patch["target"], patch["patch"], document))
            }
            for patch in kustomize["patchesStrategicMerge"]?.items ?? [] {
                changes.append(PostRendering.change(nil, patch, document))
            }
            for patch in kustomize["patchesJson6902"]?.items ?? [] {
                changes.append(PostRendering.change(patch["target"], patch["patch"], document))
            }
        }
    }

    /// Reads what kustomizations change of a chart that the one in `file` has Helm render.
    init(_ changes: [UnseenChange], over file: String) {
        changer = "a patch or transformer over the chart in \(file)"
        self.changes = changes.map { change in
            switch change {
            case .patch(let patch, let target): PostRendering.change(target, patch) { $0 }
            case .fields(let paths, let name):
                Change(name: PostRendering.plain(name), fields: .paths(paths))
            case .images: Change(isImages: true)
            case .references: Change(fields: .references)
            }
        }
    }

    private static let understood: Set<String> = [
        "images", "patches", "patchesStrategicMerge", "patchesJson6902",
    ]

    /// A target says which objects a patch is for; where there is none, the patch itself does.
    private static func change(_ target: Node?, _ patch: Node?, _ document: (Node) throws -> Node) -> Change {
        // Of several documents in one text each may be for another object.
        let isOne = patch?.text?.contains("\n---") != true
        let object = isOne ? patch.flatMap { $0.text == nil ? $0 : try? document($0) } : nil
        let fields = PatchedFields(object)
        if let target {
            return Change(
                kind: plain(target["kind"]?.text), name: plain(target["name"]?.text), fields: fields)
        }
        guard let object else { return Change() }
        return Change(
            kind: plain(object["kind"]?.text), name: plain(object.at("metadata", "name")?.text),
            fields: fields)
    }

    /// A text that means itself, where regular expressions are taken too.
    private static func plain(_ text: String?) -> String? {
        guard let text, !text.isEmpty, text.utf8.allSatisfy({ isPlain($0) }) else { return nil }
        return text
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The hold when an attribute of the object may be changed after it was rendered; any attribute where none is named.
    func hold(_ kind: String, _ name: String, _ attribute: String? = nil) -> Hold? {
        if let ofAll { return ofAll }
        for change in changes {
            if change.isImages {
                let isImage = attribute.map { $0 == "image" || $0.hasSuffix(".image") } ?? true
                guard isImage, Workload.podSpecPath(kind) != nil else { continue }
            }
            guard change.kind ?? kind == kind, change.name ?? name == name else { continue }
            if let attribute, !change.fields.mayContain(attribute, of: kind) { continue }
            return Hold(.unsupported, "\(changer) may change \(kind)/\(name)")
        }
        return nil
    }

    /// The same for what a token decides beside what was asked for.
    func hold(_ row: DecidedAttribute) -> Hold? {
        if let ofAll { return ofAll }
        let parts = row.resource.split(separator: "/")
        guard !changes.isEmpty, parts.count > 1 else { return nil }
        return hold(String(parts[0]), String(parts[1]), row.attribute)
    }
}
