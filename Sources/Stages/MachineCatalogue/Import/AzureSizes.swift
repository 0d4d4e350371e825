internal import Diagnostics

/// Reads what `az vm list-skus` prints.
enum AzureSizes {
    static func read(_ items: [ConfigNode], _ reading: inout ImportReading) {
        var seen: Set<String> = []
        for item in items where item["resourceType"]?.scalarText ?? "virtualMachines" == "virtualMachines" {
            guard let name = reading.text(item, "name", of: "a size") else { continue }
            let what = "`\(name)`"
            var abilities: [String: ConfigNode] = [:]
            for ability in reading.items(item["capabilities"], "capabilities", at: item.span) {
                if let key = ability["name"]?.scalarText { abilities[key] = ability["value"] }
            }
            guard let processors = abilities["vCPUs"]?.amount, let memory = abilities["MemoryGB"]?.amount
            else {
                reading.complain("\(what) tells neither `vCPUs` nor `MemoryGB`, or only one", item.span)
                continue
            }
            guard seen.insert(name).inserted else { continue }
            let local = abilities["MaxResourceVolumeMB"]?.amount ?? 0
            let family = item["family"]?.scalarText ?? name
            reading.specs.append(
                MachineSpec(
                    name: name, family: AzureSizes.family(family), service: "virtual-machines",
                    architecture: abilities["CpuArchitectureType"]?.scalarText == "Arm64"
                        ? "arm64" : "x86_64",
                    generation: generation(name), processors: processors, memoryGiB: memory,
                    isBurstable: family.hasPrefix("standardB"),
                    disk: abilities["UncachedDiskBytesPerSecond"]?.amount.map {
                        Allowance(steady: $0 * 8 / 1_000_000, burst: $0 * 8 / 1_000_000)
                    },
                    operations: abilities["UncachedDiskIOPS"]?.amount.map {
                        Allowance(steady: $0, burst: $0)
                    }, hasLocalDisks: local > 0))
        }
    }

    /// `standardDSv5Family` is `DSv5`.
    private static func family(_ text: String) -> String {
        var text = Substring(text)
        if text.hasPrefix("standard") { text = text.dropFirst(8) }
        if text.hasSuffix("Family") { text = text.dropLast(6) }
        return String(text)
    }

    /// `Standard_D4s_v5` is of the fifth; a name without a version of the first.
    private static func generation(_ name: String) -> Int {
        guard let last = name.split(separator: "_").last, last.first == "v" else { return 1 }
        return last.dropFirst().leadingNumber ?? 1
    }
}
