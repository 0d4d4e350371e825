public import Diagnostics

/// Reads `.trimtab.yml`.
public enum RepositorySettingsDecoder {
    /// The settings that `node`, the content of `file`, declares, or what is wrong with it.
    public static func decode(_ node: ConfigNode, of file: SourceFile) -> Decoded<RepositorySettings> {
        let complaints = Complaints()
        guard let cursor = MapCursor.file(node, keys: RawRepositorySettings.keys, path: file.path, complaints)
        else { return Decoded(nil, complaints) }
        return Decoded(RawRepositorySettings(cursor, of: file).validate(), complaints)
    }
}

extension MapCursor {
    /// Opens the top of a settings file and checks its `version`; an empty file counts as an empty mapping.
    static func file(
        _ node: ConfigNode, keys: [String], path: String, _ complaints: Complaints
    ) -> MapCursor? {
        let node = node.value == .null ? ConfigNode(.map([]), at: node.span) : node
        guard let cursor = MapCursor(node, keys: keys, in: path, complaints) else { return nil }
        guard cursor.require("version", cursor.node("version")) != nil else { return cursor }
        guard let version = cursor.integer("version", in: 1...Int.max) else { return cursor }
        if version.value != 1 {
            complaints.add(
                .settingsVersion, "version \(version.value) is not known to this program; it reads version 1",
                at: version.span)
        }
        return cursor
    }
}

extension SourceFile {
    /// `path:line` of each key of a mapping, for decision trees.
    func sources(of cursor: MapCursor) -> [String: String] {
        Dictionary(
            cursor.entries.map { ($0.key, source(of: $0.keySpan)) }, uniquingKeysWith: { _, last in last })
    }

    /// `path:line` of a span.
    func source(of span: SourceSpan) -> String { "\(path):\(lines.position(of: Int(span.range.lower)).line)" }
}
