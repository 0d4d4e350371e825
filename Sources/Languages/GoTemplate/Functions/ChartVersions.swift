/// Versions of charts, compared as the template function `semverCompare` does.
public enum ChartVersions {
    /// True when the version satisfies the constraint; false when either cannot be read.
    public static func isCompatible(_ version: String, with constraint: String) -> Bool {
        guard let parsed = try? SemanticVersion(version), let wanted = try? SemanticConstraint(constraint)
        else { return false }
        return wanted.allows(parsed)
    }
}
