internal import Kustomize
internal import YAML

/// `$(NAME)` in commands, arguments and variables of a container, which Kubernetes itself fills in when the container starts.
///
/// What stands in Git is what is applied, so that such a text is decided like any other. The same signs mean something to
/// other programs, too: a text counts only where the container has a variable of each name.
struct RuntimeVariables: Sendable {
    /// Names of variables that the container has.
    private let names: Set<String>
    /// True where it takes more from elsewhere, whose names are not said.
    private let hasMore: Bool

    init(_ container: Node) {
        names = Set((container["env"]?.items ?? []).compactMap { $0["name"]?.text })
        hasMore = container["envFrom"]?.items.isEmpty == false
    }

    init(_ container: YAMLNodeView) {
        names = Set((container["env"]?.items ?? []).compactMap { $0.resolved["name"]?.scalar?.text })
        hasMore = container["envFrom"]?.items.isEmpty == false
    }

    /// The text of a field of the container without what is filled in at the start; as it is where nothing is.
    func settled(_ text: String, of attribute: String) -> String {
        // Asked of every field: looking for a pattern takes its time.
        guard text.utf8.contains(UInt8(ascii: "$")), RuntimeVariables.isFilledIn(attribute) else {
            return text
        }
        return text.replacing(/\$(\$?)\(([A-Za-z_][A-Za-z0-9_.\-]*)\)/) { match in
            // Two signs stand for one that is meant.
            !match.1.isEmpty || hasMore || names.contains(String(match.2)) ? "" : String(match.0)
        }
    }

    /// The fields of a container that Kubernetes reads in this way; commands of probes are not among them.
    private static func isFilledIn(_ attribute: String) -> Bool {
        attribute.contains(
            /^(command|args)\[[0-9]+\]$|^env\[[^\]]+\]\.value$|^volumeMounts\[[^\]]+\]\.subPathExpr$/)
    }
}
