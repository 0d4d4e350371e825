/// The pairs of CPU and memory that a task on Fargate may have: data.
///
/// Source: Amazon ECS Developer Guide, "Task definition parameters for Fargate", task size; read November 2026.
struct FargateSize: Hashable, Sendable {
    /// In units; 1024 are one processor.
    var cpu: Int
    /// In MiB.
    var memory: Int

    /// CPU units → least memory, most memory, and the steps between, in MiB; the least CPU has three sizes of its own.
    private static let rows: [(cpu: Int, memory: [Int])] = [
        (256, [512, 1024, 2048]), (512, Array(stride(from: 1024, through: 4096, by: 1024))),
        (1024, Array(stride(from: 2048, through: 8192, by: 1024))),
        (2048, Array(stride(from: 4096, through: 16_384, by: 1024))),
        (4096, Array(stride(from: 8192, through: 30_720, by: 1024))),
        (8192, Array(stride(from: 16_384, through: 61_440, by: 4096))),
        (16_384, Array(stride(from: 32_768, through: 122_880, by: 8192))),
    ]

    /// True for a pair that Fargate takes.
    var isValid: Bool { FargateSize.rows.contains { $0.cpu == cpu && $0.memory.contains(memory) } }

    /// The least pair with so much of both; nil where none is large enough.
    static func least(cpu: Double, memory: Double) -> FargateSize? {
        for row in rows where Double(row.cpu) >= cpu {
            if let enough = row.memory.first(where: { Double($0) >= memory }) {
                return FargateSize(cpu: row.cpu, memory: enough)
            }
        }
        return nil
    }
}
