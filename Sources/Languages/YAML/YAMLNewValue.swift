/// A value to be inserted.
public enum YAMLNewValue: Sendable, Hashable {
    /// Text that is written as simply as its siblings are: `768Mi`, `3`, `true`.
    ///
    /// Without quotes where it then reads as itself; a string among quoted siblings is quoted like them.
    case plain(String)
    /// Text that must be a string to the reader: `"3"`, `"true"`.
    case string(String)
    /// YAML (or JSON) source of one line, written as it is.
    case source(String)
    /// YAML (or JSON) source of any number of lines, indented to its place; the result is compared with it.
    case value(YAMLValueSource)

    /// What the scalar must read afterwards, where that is known.
    var text: String? {
        switch self {
        case .plain(let text), .string(let text): text
        case .source, .value: nil
        }
    }
}
