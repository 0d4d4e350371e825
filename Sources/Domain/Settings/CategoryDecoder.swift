public import Diagnostics

/// Reads a file of `.trimtab/policies/`.
public enum CategoryDecoder {
    /// The category that `node`, the content of `file`, declares, or what is wrong with it.
    ///
    /// The decoder judges the file by itself: whether the review date is over, or the posture above what the class
    /// allows, is for the policy check to say, and lowers decisions in any case.
    public static func decode(_ node: ConfigNode, of file: SourceFile) -> Decoded<Category> {
        let complaints = Complaints()
        let name = node["name"]?.scalarText.map { "category \($0)" } ?? "this category"
        guard let cursor = MapCursor(node, keys: RawCategory.keys, in: name, complaints) else {
            return Decoded(nil, complaints)
        }
        let category = RawCategory(cursor).validate(cursor, path: file.path) { span in
            file.lines.position(of: Int(span.range.lower)).line
        }
        return Decoded(category, complaints)
    }
}
