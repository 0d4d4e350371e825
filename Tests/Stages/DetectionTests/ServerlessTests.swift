import Model
import Testing

@testable import Detection

@Suite struct ServerlessTests {
    private static func days(_ labels: Labels, _ count: Int = 14, _ value: Double) -> Series {
        let points = (0..<count).map { FakeWorkload.time(Double(14 - count + 1 + $0)) }
        return Series(labels: labels, timestamps: points, values: points.map { _ in value })
    }

    private static let function = TerraformAddress(root: "live", address: "aws_lambda_function.f")
    private static let task = TerraformAddress(root: "live", address: "aws_ecs_task_definition.t")

    private func sweep(_ series: [String: [Series]]) async throws -> DetectionReport {
        let scope = DetectionScope(machines: ["f": ServerlessTests.function, "t": ServerlessTests.task])
        return try await Detector(source: FakeMetrics([:], machines: series), scope: scope).sweep(
            at: FakeWorkload.end)
    }

    private func functions(
        used: Double, total: Double = 1024, days: Int = 14, duration: Double? = 900, name: String = "f"
    ) async throws -> DetectionReport {
        let labels = ["dimension_function_name": name]
        var series = [
            "aws_lambdainsights_used_memory_max_maximum": [ServerlessTests.days(labels, days, used)],
            "aws_lambdainsights_total_memory_maximum": [ServerlessTests.days(labels, days, total)],
        ]
        if let duration {
            series["aws_lambda_duration_maximum"] = [
                ServerlessTests.days(["dimension_FunctionName": name], days, duration)
            ]
        }
        return try await sweep(series)
    }

    @Test(arguments: [
        // Half at most at once; need and a fifth; nothing; near the end; at the least.
        (100, 1024, 512), (500, 1024, 640), (700, 1024, 0), (990, 1024, 1216), (40, 128, 0),
        (10_000, 10_240, 0), (126, 128, 192), (150, 256, 192),
    ])
    func memoryOfFunctions(_ used: Int, _ now: Int, _ wish: Int) {
        let found = ServerlessDetector.functionMemory(used: Double(used), now: Double(now))
        #expect(found ?? 0 == Double(wish))
    }

    @Test func aFunctionWithTooMuchIsFound() async throws {
        let finding = try #require(try await functions(used: 100).findings.only)
        #expect(finding.target == Target(.terraform(ServerlessTests.function), "memory_size"))
        #expect(finding.observed == "1024" && finding.wish == .choice("512") && finding.hold == nil)
        #expect(finding.statistics.contains { $0.name == "duration max" && $0.value == 0.9 })
        #expect(finding.signals.count == 3)
    }

    @Test func functionsAreHeldWhereTooLittleIsKnown() async throws {
        #expect(try await functions(used: 100, duration: nil).findings.only?.hold?.reason == .lowCoverage)
        // More memory never runs longer.
        #expect(try await functions(used: 1000, duration: nil).findings.only?.hold == nil)
        let rare = try await functions(used: 100, days: 6)
        #expect(rare.findings.only?.hold == Hold(.tooYoung, "runs on 6 of 14 days (needs 10)"))
        #expect(try await functions(used: 5000).findings.only?.hold?.reason == .badData)
        #expect(try await functions(used: 100, name: "unknown").findings.isEmpty)
        let right = try await functions(used: 700)
        #expect(right.findings.isEmpty && right.wellSized == 1 && right.concluded.count == 1)
    }

    private func tasks(_ cpu: Double, of units: Double, _ memory: Double, of mebi: Double) async throws
        -> DetectionReport
    {
        let labels = ["dimension_TaskDefinitionFamily": "t"]
        return try await sweep([
            "aws_ecs_containerinsights_cpu_utilized_maximum": [ServerlessTests.days(labels, 14, cpu)],
            "aws_ecs_containerinsights_cpu_reserved_average": [ServerlessTests.days(labels, 14, units)],
            "aws_ecs_containerinsights_memory_utilized_maximum": [ServerlessTests.days(labels, 14, memory)],
            "aws_ecs_containerinsights_memory_reserved_average": [ServerlessTests.days(labels, 14, mebi)],
        ])
    }

    @Test func bothHalvesOfATaskChangeTogether() async throws {
        let report = try await tasks(300, of: 2048, 1500, of: 8192)
        #expect(report.findings.map(\.target.attribute).sorted() == ["cpu", "memory"])
        for finding in report.findings {
            #expect(finding.wish == .choice(finding.target.attribute == "cpu" ? "512" : "2048"))
            #expect(finding.tiedTo.count == 1 && finding.hold == nil)
        }
    }

    @Test func aTaskGoesToPairsThatThereAre() async throws {
        // A processor more has the least memory that is needed; one half alone may change.
        let memory = try await tasks(800, of: 1024, 1000, of: 4096)
        #expect(memory.findings.map(\.target.attribute) == ["memory"])
        #expect(memory.findings.only?.wish == .choice("2048"))
        #expect(memory.findings.only?.tiedTo == [])
        let right = try await tasks(800, of: 1024, 3300, of: 4096)
        #expect(right.findings.isEmpty && right.wellSized == 1)
        let strange = try await tasks(100, of: 1000, 500, of: 4000)
        #expect(strange.findings.allSatisfy { $0.hold?.reason == .unsupported } && !strange.findings.isEmpty)
    }

    @Test(arguments: [
        (1.0, 1.0, 256, 512), (256, 2048, 256, 2048), (256, 2049, 512, 3072), (257, 100, 512, 1024),
        (4096, 30_721, 8192, 32_768), (16_384, 122_880, 16_384, 122_880),
    ])
    func theLeastPairOfFargate(_ cpu: Double, _ memory: Double, _ units: Int, _ mebi: Int) {
        let size = FargateSize.least(cpu: cpu, memory: memory)
        #expect(size == FargateSize(cpu: units, memory: mebi))
        #expect(size?.isValid == true)
        #expect(FargateSize.least(cpu: 16_385, memory: 1) == nil)
        #expect(!FargateSize(cpu: 256, memory: 4096).isValid)
    }
}
