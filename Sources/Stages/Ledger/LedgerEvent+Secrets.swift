internal import Diagnostics
package import Model

extension LedgerEvent {
    /// Details that say which thing an event is about: they are compared, so they stay as they are.
    private static let identities: Set<String> = [
        "key", "effect", "scope", "act", "ref", "refs", "head", "base", "branch", "commit", "evidence",
        "policy",
        "policyBlob", "pullRequest", "expires", "until", "class", "verifies", "by", "run",
    ]

    /// The event with nothing in its prose that looks like a credential; what identifies it is untouched.
    package var withoutSecrets: LedgerEvent {
        var event = self
        event.expected = expected.map { SecretText.redacted($0) }
        event.actual = actual.map { SecretText.redacted($0) }
        event.decision = decision?.mapText { SecretText.redacted($0) }
        for (key, value) in details where !LedgerEvent.identities.contains(key) {
            event.details[key] = SecretText.redacted(value)
        }
        return event
    }
}

extension DecisionNode {
    /// The same tree with other labels and values.
    func mapText(_ change: (String) -> String) -> DecisionNode {
        DecisionNode(
            change(label), change(value), verdict, source: source,
            children: children.map { $0.mapText(change) })
    }
}
