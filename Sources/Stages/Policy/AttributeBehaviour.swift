/// What changing an attribute does, as a table row says it.
enum AttributeBehaviour: Sendable {
    /// Changes in place; no direction is worse than the other.
    case tune
    /// An amount that follows load: up is a raise, down takes something away.
    case scale
    /// The thing stops and starts, or fails over.
    case interrupt
    /// Storage: up cannot be undone, down destroys.
    case grow
    /// Restarts instances and changes nothing else.
    case restart
    /// Forces replacement.
    case replace
    /// Touches data, credentials, identity or the network's rules.
    case identity
}

/// One row of a behaviour table; `*` in either column stands for any text.
struct BehaviourRow: Sendable {
    /// Resource type or kind.
    let resource: Wildcard
    /// Attribute path without indices.
    let attribute: Wildcard
    /// What a change of it does.
    let behaviour: AttributeBehaviour

    init(_ resource: String, _ attribute: String, _ behaviour: AttributeBehaviour) {
        self.resource = Wildcard(resource)
        self.attribute = Wildcard(attribute)
        self.behaviour = behaviour
    }
}

extension [BehaviourRow] {
    /// The behaviour of the first row that matches; tables put what is dangerous first.
    func behaviour(of resource: String, _ attribute: String) -> AttributeBehaviour? {
        first { $0.resource.matches(resource) && $0.attribute.matches(attribute) }?.behaviour
    }
}
