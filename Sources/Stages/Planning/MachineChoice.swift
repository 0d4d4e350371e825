internal import MachineCatalogue
internal import Model
internal import Settings

/// Finds the machine that the work of another would fit: the same family first, and of others only what a category names.
struct MachineChoice: Sendable {
    let catalogue: MachineCatalogue
    let category: Category
    let finding: Finding

    /// A type and why it serves.
    struct Chosen: Sendable {
        var name: String
        var reasoning: [String]
    }

    /// The type `steps` sizes below `before`, or why there is none.
    func smaller(_ steps: Int, than before: String) -> Outcome<Chosen> {
        guard let present = catalogue.spec(of: before) else {
            return .held(Hold(.unsupported, "\(before) is not in the catalogue of machine sizes"))
        }
        if present.hasLocalDisks {
            return .held(
                Hold(
                    .outsideBounds,
                    "\(before) has disks of its own, and a stop empties them; people resize it"))
        }
        let next = catalogue.smaller(than: before, steps: steps)
        let names = category.choices
        if let next, names.isEmpty || names.contains(next.name) { return fit(present, next) }
        let others = others(names, present)
        guard !others.isEmpty else {
            guard let next else {
                return .held(Hold(.outsideBounds, "\(before) is the smallest of its family"))
            }
            return .held(
                Hold(
                    .outsideBounds,
                    "\(next.name) is not among the choices \(names.joined(separator: ", "))"))
        }
        // Another family may be another processor, another generation, another price of a surprise.
        guard category.posture <= .propose else {
            return .held(
                Hold(
                    .outsideBounds,
                    "\(others[0].name) is of another family than \(before); a category may only propose that")
            )
        }
        var first: Outcome<Chosen>?
        for other in others {
            let outcome = fit(present, other)
            if case .done = outcome { return outcome }
            first = first ?? outcome
        }
        return first ?? .held(Hold(.outsideBounds))
    }

    /// What the category names beside the family: no greater than `present`, the same architecture first, then the
    /// nearest generation, then the smallest.
    private func others(_ names: [String], _ present: MachineSpec) -> [MachineSpec] {
        names.compactMap { catalogue.spec(of: $0) }.filter {
            $0.service == present.service && $0.family != present.family && !$0.hasLocalDisks
                && $0.processors <= present.processors && $0.memoryGiB <= present.memoryGiB
        }.sorted { rank($0, present) < rank($1, present) }
    }

    private func rank(_ spec: MachineSpec, _ present: MachineSpec) -> (Int, Int, Double, Double, String) {
        (
            spec.architecture == present.architecture ? 0 : 1,
            abs((spec.generation ?? 0) - (present.generation ?? 0)), spec.processors, spec.memoryGiB,
            spec.name
        )
    }

    private func fit(_ present: MachineSpec, _ next: MachineSpec) -> Outcome<Chosen> {
        let fit = MachineFit(finding: finding, present: present, next: next)
        if let hold = fit.hold { return .held(hold) }
        return .done(Chosen(name: next.name, reasoning: fit.reasoning + change(present, next)))
    }

    private func change(_ present: MachineSpec, _ next: MachineSpec) -> [String] {
        guard next.family != present.family else { return [] }
        let isOther = next.architecture != present.architecture
        let processors =
            isOther
            ? "another architecture (\(next.architecture)): images and binaries must be built for it"
            : "another family of the same architecture"
        return ["\(next.name) is \(processors)."]
    }
}
