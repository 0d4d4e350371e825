import Diagnostics
public import Provenance

extension TokenTable {
    /// Origins as the graph that HCL's values have too.
    ///
    /// - Parameters:
    ///   - origins: what a value or a stretch of text is made of.
    ///   - isUnchanged: whether the value is its one token's, so that changing the token changes just this.
    ///   - hops: places that the value passed, the nearest to the token first.
    /// - Returns: the tokens as inputs, the deciders as what chose among them.
    public func graph(of origins: GoTemplate.Origins, isUnchanged: Bool = false, hops: [Hop] = [])
        -> Provenance.Origins
    {
        var graph = Provenance.Origins.none
        let tokens = origins.tokens.members
        if tokens.count == 1, isUnchanged {
            graph = Provenance.Origins(token: self[tokens[0]])
        } else {
            for token in tokens { graph = graph.joined(Provenance.Origins(token: self[token])) }
            graph = graph.derived
        }
        var deciders = Provenance.Origins.none
        for decider in origins.deciders.members where !origins.tokens.contains(decider) {
            deciders = deciders.joined(Provenance.Origins(token: self[decider]))
        }
        if !deciders.isEmpty { graph = graph.chosen(by: deciders) }
        for hop in hops { graph = graph.passing(hop) }
        return graph
    }

    /// The branches around a text as hops, the innermost first.
    public static func hops(_ branches: [Branch]) -> [Hop] {
        branches.map { Hop($0.span, $0.reason.sentence) }
    }
}

extension Branch.Reason {
    /// What the branch says of what is in it.
    public var sentence: String {
        switch self {
        case .ifTrue: "written because the condition holds"
        case .ifFalse: "written because the condition does not hold"
        case .withValue: "written because there is a value"
        case .withoutValue: "written because there is no value"
        case .element: "written for each element"
        case .noElements: "written because there are no elements"
        }
    }
}
