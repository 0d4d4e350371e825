/// What one size of a machine family has.
public struct InstanceSpec: Hashable, Sendable {
    /// `m5.xlarge`, `db.r6g.large`.
    public var name: String
    /// Virtual processors.
    public var processors: Int
    /// Memory.
    public var memoryGiB: Double
    /// Share of each processor that may be used for ever; nil where there are no credits to spend.
    public var baseline: Double?
}

/// The sizes of the common machine families, smallest first: specifications only, no prices.
///
/// Source: AWS documentation, "Amazon EC2 instance types", "Key concepts for burstable performance instances" and
/// "DB instance classes", read November 2026. A family that is not listed is unknown, and unknown is never resized.
public enum InstanceCatalogue {
    /// The specification of a type, or nil when it is not listed.
    public static func spec(of name: String) -> InstanceSpec? {
        family(of: name).first { $0.name == name }
    }

    /// The type `steps` sizes below `name` in its family, or nil when there is none or `name` is not listed.
    public static func smaller(than name: String, steps: Int = 1) -> InstanceSpec? {
        let sizes = family(of: name)
        guard steps > 0, let index = sizes.firstIndex(where: { $0.name == name }), index >= steps else {
            return nil
        }
        return sizes[index - steps]
    }

    /// All sizes of the family of `name`, smallest first; empty for an unknown family.
    public static func family(of name: String) -> [InstanceSpec] {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let isDatabase = parts.first == "db"
        guard parts.count == (isDatabase ? 3 : 2) else { return [] }
        let family = parts[parts.count - 2]
        guard let shape = shapes.first(where: { $0.families.contains(family) }),
            !isDatabase || databaseFamilies.contains(family)
        else { return [] }
        let sizes = shape.sizes.filter { !(isDatabase && $0.name == "nano") }
        return sizes.map { size in
            InstanceSpec(
                name: "\(isDatabase ? "db." : "")\(family).\(size.name)", processors: size.processors,
                memoryGiB: size.memoryGiB, baseline: size.baseline)
        }
    }

    private struct Size: Sendable {
        var name: String
        var processors: Int
        var memoryGiB: Double
        var baseline: Double?
    }

    private struct Shape: Sendable {
        var families: [String]
        var sizes: [Size]
    }

    private static let databaseFamilies: Set<String> = [
        "m5", "m6i", "m6g", "m7g", "r5", "r6i", "r6g", "r7g", "t3", "t4g",
    ]

    private static let shapes: [Shape] = [
        Shape(families: ["m5", "m5a"], sizes: regular(gibPerProcessor: 4, [2, 4, 8, 16, 32, 48, 64, 96])),
        Shape(families: ["m6i", "m7i"], sizes: regular(gibPerProcessor: 4, [2, 4, 8, 16, 32, 48, 64, 96])),
        Shape(families: ["m6g", "m7g"], sizes: regular(gibPerProcessor: 4, [2, 4, 8, 16, 32, 48, 64])),
        Shape(families: ["c5"], sizes: regular(gibPerProcessor: 2, [2, 4, 8, 16, 36, 48, 72, 96])),
        Shape(families: ["c6i", "c7i"], sizes: regular(gibPerProcessor: 2, [2, 4, 8, 16, 32, 48, 64, 96])),
        Shape(families: ["c6g", "c7g"], sizes: regular(gibPerProcessor: 2, [2, 4, 8, 16, 32, 48, 64])),
        Shape(families: ["r5", "r6i"], sizes: regular(gibPerProcessor: 8, [2, 4, 8, 16, 32, 48, 64, 96])),
        Shape(families: ["r6g", "r7g"], sizes: regular(gibPerProcessor: 8, [2, 4, 8, 16, 32, 48, 64])),
        Shape(
            families: ["t3", "t3a", "t4g"],
            sizes: [
                Size(name: "nano", processors: 2, memoryGiB: 0.5, baseline: 0.05),
                Size(name: "micro", processors: 2, memoryGiB: 1, baseline: 0.1),
                Size(name: "small", processors: 2, memoryGiB: 2, baseline: 0.2),
                Size(name: "medium", processors: 2, memoryGiB: 4, baseline: 0.2),
                Size(name: "large", processors: 2, memoryGiB: 8, baseline: 0.3),
                Size(name: "xlarge", processors: 4, memoryGiB: 16, baseline: 0.4),
                Size(name: "2xlarge", processors: 8, memoryGiB: 32, baseline: 0.4),
            ]),
    ]

    /// Sizes from `large` upwards; four processors are an `xlarge`, and the number before it counts those.
    private static func regular(gibPerProcessor: Double, _ processors: [Int]) -> [Size] {
        processors.map { count in
            let name = count == 2 ? "large" : count == 4 ? "xlarge" : "\(count / 4)xlarge"
            return Size(
                name: name, processors: count, memoryGiB: Double(count) * gibPerProcessor, baseline: nil)
        }
    }
}

extension Statistic {
    /// Name: mean CPU of a machine, in per cent.
    public static let cpuMean = "cpu mean"
    /// Name: p99.5 of a machine's CPU, in per cent.
    public static let cpuBusy = "cpu p99.5"
    /// Name: the greatest share of a machine's memory in use, in per cent.
    public static let memoryUsedMaximum = "memory used max"
    /// Name: the least free memory of a machine, in bytes.
    public static let memoryFreeMinimum = "memory free min"
}
