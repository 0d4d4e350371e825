internal import Diagnostics
internal import Kustomize
internal import Model
internal import YAML

/// Finds where a field that nothing sets would be written: in the overlay's own patch where it has one, else where the object is.
struct KustomizeInsertion {
    let ecosystem: KustomizeEcosystem
    let deployment: KustomizeDeployment
    let lookup: NodeLookup
    /// The keys that are missing behind the lookup's last node.
    let missing: [String]

    /// A place, and why it is the place.
    struct Place {
        var insertion: Insertion
        var hop: Model.Hop
    }

    func find() throws -> Outcome<Place> {
        guard let deepest = lookup.nodes.last else {
            return .held(Hold(.unsupported, "there is no mapping to extend"))
        }
        if let place = try own() { return .done(place) }
        // From the strongest layer down to the one that declares the object.
        for site in deepest.sites.reversed() where !site.isEmbedded {
            if let place = try place(site, missing) { return .done(place) }
        }
        return .held(
            Hold(
                .unsupported,
                "nothing sets it, and the mapping where it would be set is used elsewhere too, or stands in a text"
            ))
    }

    /// Where a value would be written over one that stands in a shared file: in a patch that nobody else reads.
    func override() throws -> Insertion? {
        guard let place = try own() else { return nil }
        let file = place.insertion.file
        let isRead = try ecosystem.table().living(reading: [file], beside: deployment).contains {
            $0.root.id != deployment.root.id
        }
        return isRead ? nil : place.insertion
    }

    /// The overlay's own mapping, perhaps further out: what lies between is then written with it.
    private func own() throws -> Place? {
        var keys = missing
        for (depth, node) in lookup.nodes.enumerated().reversed() {
            // A mapping of its own comes before one in a text.
            for isEmbedded in [false, true] {
                for site in node.sites.reversed()
                where site.layer == deployment.directory && site.isEmbedded == isEmbedded {
                    if let place = try place(site, keys) { return place }
                }
            }
            // Items of a list cannot be made this way.
            guard depth > 0, case .key(let key) = lookup.steps[depth - 1] else { return nil }
            keys.insert(key, at: 0)
        }
        return nil
    }

    private func place(_ site: Node.Site, _ keys: [String]) throws -> Place? {
        guard let file = try ecosystem.index.store.source(site.span.path),
            Untouchable.hold(on: file) == nil || PathConventions.notDeployed(file.path) != nil,
            try WrittenFiles(ecosystem.index).hold(on: file.path) == nil,
            let manifest = try ecosystem.index.store.manifests(file.path), manifest.isReadable,
            let yaml = manifest.yaml, let (steps, range) = mapping(site, in: yaml, without: keys.first)
        else { return nil }
        let path = YAMLPath(steps + keys.map { .key($0) })
        let end = range.upper > range.lower ? Int(range.upper) - 1 : Int(range.lower)
        let insertion = Insertion(
            file: file.path, keyPath: path.description, line: file.lines.position(of: end).line)
        return Place(
            insertion: insertion,
            hop: Model.Hop(file, at: Int(range.lower), "has no `\(keys.joined(separator: "."))`"))
    }

    /// The mapping at a site: the way to it, which may go on into a text, and where it ends; nil where it has the key already.
    private func mapping(
        _ site: Node.Site, in yaml: YAMLFile, without key: String?
    ) -> (steps: [YAMLPath.Step], range: ByteRange)? {
        func isFree(_ node: YAMLNodeView) -> Bool {
            node.kind == .mapping && !node.isShared && key.flatMap { node.ownEntry($0) } == nil
        }
        guard site.isEmbedded else {
            guard let node = yaml.node(withToken: site.span.range), isFree(node) else { return nil }
            return (node.path.steps, node.range)
        }
        for text in yaml.tree.allNodes
        where text.kind == .scalar && !text.isKey && text.style == .literal
            && text.tokenRange.contains(site.span.range)
        {
            guard !text.isShared, let embedded = YAMLEmbedded(in: text, of: yaml), !embedded.file.hasErrors,
                embedded.file.documents.count == 1,
                let node = embedded.file.tree.allNodes.first(where: {
                    $0.kind == .mapping && embedded.outerRange(of: $0.tokenRange) == site.span.range
                }), isFree(node)
            else { continue }
            return (text.path.steps + node.path.steps, site.span.range)
        }
        return nil
    }
}
