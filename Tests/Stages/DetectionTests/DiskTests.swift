import Model
import Testing

@testable import Detection

/// Disks of databases and machines, whose size only Git tells.
@Suite struct DiskTests {
    private static let gibi = 1024 * mebi
    private static let database = TerraformAddress(
        root: "live", address: "module.shop.aws_db_instance.orders")

    /// A disk with `free` GiB free at least on day 1…14.
    private func sweep(
        metric: String = "aws_rds_free_storage_space_average",
        label: String = "dimension_DBInstanceIdentifier", name: String = "orders",
        address: TerraformAddress? = database, days: ClosedRange<Int> = 1...14, warnings: [String] = [],
        _ free: (Double) -> Double
    ) async throws -> DetectionReport {
        let points = days.map { (FakeWorkload.time(Double($0)), free(Double($0)) * DiskTests.gibi) }
        let series = Series(labels: [label: name], timestamps: points.map(\.0), values: points.map(\.1))
        let source = FakeMetrics([:], machines: [metric: [series]], warnings: warnings)
        var scope = DetectionScope()
        if let address { scope.machines[name] = address }
        return try await Detector(source: source, scope: scope).sweep(at: FakeWorkload.end)
    }

    @Test(arguments: ["dimension_DBInstanceIdentifier", "dbinstance_identifier"])
    func aDatabaseThatFillsUpAsksForRoom(_ label: String) async throws {
        // 10 GiB free on the last day, one less each day.
        let finding = try #require(
            try await sweep(label: label) { 24 - $0 + 0.02 * noise($0) }.findings.only)
        #expect(finding.target == Target(.terraform(DiskTests.database), "allocated_storage"))
        #expect(finding.hold == nil && finding.remark == "full in 10d")
        guard case .room(let growth, let free)? = finding.wish else {
            Issue.record("room was expected, not \(String(describing: finding.wish))")
            return
        }
        #expect((59.5...61).contains(growth / DiskTests.gibi))
        #expect((9.9...10.1).contains(free / DiskTests.gibi))
        #expect(finding.confidence > 0.9)
        #expect(finding.narrative.contains { $0.contains("nothing is free in 10 days, between 10 and 10") })
        #expect(finding.selector == "\(label)=\"orders\"")
        #expect(finding.plot.count == 14)
    }

    @Test func theRootDiskOfAMachineIsOneOfItsAttributes() async throws {
        let web = TerraformAddress(root: "live", address: "aws_instance.web[0]")
        let finding = try #require(
            try await sweep(
                metric: "node_filesystem_avail_bytes", label: "instance", name: "web:9100", address: web
            ) { 24 - $0 }.findings.only)
        #expect(finding.target == Target(.terraform(web), "root_block_device[0].volume_size"))
    }

    enum Shape: String, CaseIterable {
        case steady, slow, swinging, emptied

        func free(_ day: Double) -> Double {
            switch self {
            case .steady: return 1
            case .slow: return 50 - 0.1 * day
            case .swinging: return 5 + 4 * noise(day)
            case .emptied: return 2 + day
            }
        }
    }

    @Test(arguments: Shape.allCases) func whatDoesNotFillUpIsLeftAlone(_ shape: Shape) async throws {
        let report = try await sweep(shape.free)
        #expect(report.findings.isEmpty && report.wellSized == 1)
    }

    @Test func withoutAnAddressItIsHeldAndNamed() async throws {
        let finding = try #require(try await sweep(address: nil) { 24 - $0 }.findings.only)
        #expect(finding.hold == Hold(.noTarget, "orders has no Terraform address in the settings"))
    }

    @Test func aMachineThatNobodyNamedIsLeftOut() async throws {
        let report = try await sweep(
            metric: "node_filesystem_avail_bytes", label: "instance", name: "x:9100", address: nil
        ) { 24 - $0 }
        #expect(report.targetsSeen == 0)
    }

    @Test func storageThatGrowsByItselfIsLeftOut() async throws {
        let aurora = TerraformAddress(root: "live", address: "aws_rds_cluster_instance.orders")
        #expect(try await sweep(address: aurora) { 24 - $0 }.targetsSeen == 0)
    }

    @Test func whatMayBeIncompleteIsHeld() async throws {
        let finding = try await sweep(warnings: ["1 of 3 stores did not answer"]) { 24 - $0 }.findings.only
        #expect(finding?.hold?.reason == .badData)
    }

    @Test func whatStoppedIsStale() async throws {
        let finding = try await sweep(days: 1...11) { 24 - $0 }.findings.only
        #expect(finding?.hold?.reason == .staleData)
    }

    @Test func samplesThatAreNoAmountsAreHeld() async throws {
        let finding = try await sweep { $0 == 3 ? -5 : 24 - $0 }.findings.only
        #expect(finding?.hold == Hold(.badData, "1 samples of what is free are no amounts"))
    }

    @Test func threeDaysMakeNoLine() async throws {
        #expect(try await sweep(days: 12...14) { 24 - $0 }.findings.isEmpty)
    }
}
