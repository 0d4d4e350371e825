internal import Model
internal import Settings

/// Every gate that the category names must have been run and passed; one that was not run has not passed.
struct GateRule: StaticRule {
    func assess(_ inputs: PolicyInputs) -> [Assessment] {
        let category = inputs.category.category
        let gates = Set(category.gates).union(inputs.failedGates.keys).sorted()
        guard !gates.isEmpty else { return [] }
        let source = category.source("gates")
        let said = inputs.gates.runs.map {
            DecisionNode("gate \($0.name)", $0.text, $0.isPassed ? .allows : .blocks)
        }
        for gate in gates {
            if let why = inputs.failedGates[gate] {
                return [.blocks(.gateFailed, "gates", "\(gate): \(why)", source: source, children: said)]
            }
            if !inputs.passedGates.contains(gate) {
                return [.blocks(.gateFailed, "gates", "\(gate) was not run", source: source, children: said)]
            }
        }
        return [
            .allows("gates", "\(gates.joined(separator: ", ")) passed", source: source, children: said)
        ]
    }
}
