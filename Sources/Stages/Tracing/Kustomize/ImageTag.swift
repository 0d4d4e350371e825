internal import Diagnostics
internal import Model
internal import Provenance

/// What decides the tag of an image that is put together of several tokens.
struct ImageTag {
    let index: RepositoryIndex

    /// A token, and the part of it that is the tag or the digest.
    struct Found {
        var token: SourceSpan
        var part: SourceSpan
    }

    /// The one token that is the tag as it stands, or, of an image without one, its digest; where none is, the tag that an image
    /// kept whose name was changed.
    ///
    /// - Throws: what reading a file throws.
    func find(in image: String, among tokens: [SourceSpan]) throws -> Found? {
        let bytes = Array(image.utf8)
        let whole = 0..<bytes.count
        guard let range = ImageParts.tag(in: bytes, whole) ?? ImageParts.digest(in: bytes, whole) else {
            return nil
        }
        let tag = Array(bytes[range])
        let texts = try tokens.compactMap { token in
            try plain(token).map { (token: token, at: $0.0, text: $0.1) }
        }
        let fitting = texts.filter { $0.text == tag }
        // Of equal ones the one that was put in last decides: they come in the order in which they were put in.
        if let last = fitting.last { return Found(token: last.token, part: last.token) }
        guard texts.count == tokens.count, range.upperBound == bytes.count else { return nil }
        return kept(tag, after: Array(bytes[..<(range.lowerBound - 1)]), texts)
    }

    /// False for a field of which something else is the tag.
    ///
    /// - Throws: what reading a file throws.
    func isTag(_ tag: Found, of field: KustomizeFacts.Leaf) throws -> Bool {
        guard ImageParts.isImage(field.key.attribute),
            let other = try find(in: field.text, among: field.origins.summary().tokens)
        else { return true }
        return other.token == tag.token
    }

    /// The tag of the image as it was first, where everything before it is made of the other tokens alone.
    private func kept(
        _ tag: [UInt8], after name: [UInt8], _ texts: [(token: SourceSpan, at: Int, text: [UInt8])]
    ) -> Found? {
        let images = texts.filter { item in
            ImageParts.tag(in: item.text, 0..<item.text.count).map { Array(item.text[$0]) == tag } ?? false
        }
        guard images.count == 1, let image = images.first, image.text.suffix(tag.count) == tag[...] else {
            return nil
        }
        let others = texts.filter { $0.token != image.token }.map(\.text)
        // The name that it had before, where nothing replaced it.
        let own = Array(image.text.dropLast(tag.count + 1))
        let isWhole = [others, others + [own]].contains { parts in
            parts.reduce(0) { $0 + $1.count } == name.count
                && parts.allSatisfy { name.firstRange(of: $0) != nil }
        }
        guard !others.isEmpty, isWhole else { return nil }
        let start = image.at + image.text.count - tag.count
        let range = ByteRange(start..<(start + tag.count))
        return Found(token: image.token, part: SourceSpan(path: image.token.path, range: range))
    }

    /// Where the text of a token begins behind its quotes, and the text; nil where it is written in another way than it reads.
    private func plain(_ token: SourceSpan) throws -> (Int, [UInt8])? {
        guard let written = try index.store.source(token.path)?.text(token.range) else { return nil }
        let bytes = Array(written.utf8)
        let quotes: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "'")]
        guard let first = bytes.first, quotes.contains(first), bytes.count > 1, bytes.last == first else {
            return (token.range.indices.lowerBound, bytes)
        }
        let text = Array(bytes[1..<(bytes.count - 1)])
        guard !text.contains(UInt8(ascii: "\\")), !text.contains(first) else { return nil }
        return (token.range.indices.lowerBound + 1, text)
    }
}
