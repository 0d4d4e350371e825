internal import Diagnostics

/// Reads what `gcloud compute machine-types list --format=json`, or the API behind it, answers.
enum GoogleTypes {
    static func read(_ items: [ConfigNode], _ reading: inout ImportReading) {
        var seen: Set<String> = []
        for item in items {
            guard let name = reading.text(item, "name", of: "a machine type") else { continue }
            let what = "`\(name)`"
            let processors = reading.number(item, "guestCpus", of: what, at: item.span)
            let memory = reading.number(item, "memoryMb", of: what, at: item.span)
            // The same type stands there once for each zone.
            guard let processors, let memory, seen.insert(name).inserted else { continue }
            let isShared = item["isSharedCpu"]?.value == .bool(true)
            reading.specs.append(
                MachineSpec(
                    name: name, family: family(name, isShared), service: "compute",
                    architecture: item["architecture"]?.scalarText == "ARM64" || name.hasPrefix("t2a-")
                        ? "arm64" : "x86_64",
                    generation: name.firstNumber, processors: processors, memoryGiB: memory / 1024,
                    isBurstable: isShared))
        }
    }

    /// The name without its last part, which counts the processors.
    private static func family(_ name: String, _ isShared: Bool) -> String {
        let parts = name.split(separator: "-")
        if isShared { return "\(parts.first ?? "")-shared" }
        return parts.dropLast().joined(separator: "-")
    }
}
