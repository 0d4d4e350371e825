public import Diagnostics

/// Reads the operator's file, which lives outside the repository.
public enum OperatorSettingsDecoder {
    /// The settings that `node`, the content of `file`, declares, or what is wrong with it.
    ///
    /// Secrets never stand in the file: it names the environment variables that hold them.
    public static func decode(_ node: ConfigNode, of file: SourceFile) -> Decoded<OperatorSettings> {
        let complaints = Complaints()
        guard let cursor = MapCursor.file(node, keys: RawOperatorSettings.keys, path: file.path, complaints)
        else { return Decoded(nil, complaints) }
        return Decoded(RawOperatorSettings(cursor, of: file).validate(), complaints)
    }
}
