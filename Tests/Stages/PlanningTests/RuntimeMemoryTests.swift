import Model
import Testing

@testable import Planning

@Suite struct RuntimeMemoryTests {
    private static func memory(_ environment: [String: String] = [:], _ arguments: [String] = [])
        -> RuntimeMemory
    {
        RuntimeMemory(environment: environment, arguments: arguments)
    }

    private static let mebi = 1_048_576.0

    struct Case: Sendable, CustomTestStringConvertible {
        var environment: [String: String] = [:]
        var arguments: [String] = []
        /// In MiB; nil where nothing of so many bytes is found.
        var bytes: Double?
        var share: Double?
        var testDescription: String { "\(environment) \(arguments)" }
    }

    @Test(arguments: [
        Case(environment: ["JAVA_OPTS": "-server -Xms256m -Xmx768m -XX:+UseG1GC"], bytes: 768),
        Case(environment: ["JAVA_TOOL_OPTIONS": "-Xmx2G"], bytes: 2048),
        Case(environment: ["KAFKA_HEAP_OPTS": "-Xms1g -Xmx1g"], bytes: 1024),
        Case(environment: ["JDK_JAVA_OPTIONS": "-XX:MaxHeapSize=536870912"], bytes: 512),
        Case(environment: ["JAVA_OPTS": "-XX:MaxRAMPercentage=75.0"], share: 0.75),
        Case(arguments: ["java", "-Xmx512m", "-jar", "app.jar"], bytes: 512),
        Case(arguments: ["sh", "-c", "exec java -Xmx512m -jar 'app.jar'"], bytes: 512),
        Case(environment: ["GOMEMLIMIT": "750MiB"], bytes: 750),
        Case(environment: ["GOMEMLIMIT": "1GiB"], bytes: 1024),
        Case(environment: ["GOMEMLIMIT": "1048576"], bytes: 1),
        Case(environment: ["NODE_OPTIONS": "--enable-source-maps --max-old-space-size=384"], bytes: 384),
        Case(arguments: ["node", "--max_old_space_size=400", "main.js"], bytes: 400),
        Case(environment: ["DOTNET_GCHeapHardLimit": "0x10000000"], bytes: 256),
        Case(environment: ["DOTNET_GCHeapHardLimitPercent": "0x32"], share: 0.5),
        // None of these says how much.
        Case(environment: ["GOMEMLIMIT": "off"]), Case(environment: ["JAVA_OPTS": "-Xmx${HEAP}"]),
        Case(environment: ["APP_NAME": "-Xmx512m"]), Case(arguments: ["-Xmx", "--max-old-space-size"]),
        Case(environment: ["JAVA_OPTS": "-XX:MaxRAMPercentage=750"]),
        Case(environment: ["GOMEMLIMIT": "99999999999TiB"]),
    ])
    func settingsOfRuntimesAreFound(_ one: Case) {
        let found = RuntimeMemoryTests.memory(one.environment, one.arguments).settings.map(\.amount)
        var expected: [RuntimeMemory.Setting.Amount] = []
        if let bytes = one.bytes { expected.append(.bytes(bytes * RuntimeMemoryTests.mebi)) }
        if let share = one.share { expected.append(.share(share)) }
        #expect(found == expected)
    }

    @Test(arguments: [
        // A heap of 768 MiB needs a quarter more.
        (["JAVA_OPTS": "-Xmx768m"], 959.0, true), (["JAVA_OPTS": "-Xmx768m"], 960, false),
        (["GOMEMLIMIT": "750MiB"], 787, true), (["GOMEMLIMIT": "750MiB"], 788, false),
        (["NODE_OPTIONS": "--max-old-space-size=400"], 499, true),
        (["NODE_OPTIONS": "--max-old-space-size=400"], 500, false),
        (["JAVA_OPTS": "-XX:MaxRAMPercentage=90"], 16, false), ([:], 1, false),
    ])
    func aLimitHasRoomForTheHeap(_ environment: [String: String], _ limit: Double, _ isHeld: Bool) {
        let hold = RuntimeMemoryTests.memory(environment).hold(limit: limit * RuntimeMemoryTests.mebi)
        #expect((hold != nil) == isHeld, "\(String(describing: hold))")
        #expect(hold?.reason ?? .outsideBounds == .outsideBounds)
    }

    @Test func peopleReadWhatStaysAndWhatFollows() {
        let heap = RuntimeMemoryTests.memory(["JAVA_OPTS": "-Xmx512m"])
        let mebi = RuntimeMemoryTests.mebi
        #expect(
            heap.remarks(limit: 768 * mebi, to: 1024 * mebi) == [
                "-Xmx512m in JAVA_OPTS stays as it is: what it counts does not grow with the limit."
            ])
        #expect(
            heap.remarks(limit: 1024 * mebi, to: 768 * mebi) == [
                "-Xmx512m in JAVA_OPTS still fits under the limit."
            ])
        #expect(heap.remarks(request: 256 * mebi).count == 1)
        #expect(heap.remarks(request: 600 * mebi).isEmpty)
        let share = RuntimeMemoryTests.memory(["JAVA_OPTS": "-XX:MaxRAMPercentage=50"])
        #expect(
            share.remarks(limit: 512 * mebi, to: 1024 * mebi) == [
                "-XX:MaxRAMPercentage=50 in JAVA_OPTS follows the limit: it allows 512Mi then."
            ])
        #expect(
            heap.hold(limit: 512 * mebi)?.detail
                == "-Xmx512m in JAVA_OPTS needs a limit of 640Mi at least; lower it first, or together with the limit"
        )
    }
}

@Suite struct NamespaceRulesTests {
    private static let rules = NamespaceRules(
        [
            ("LimitRange/limits", "spec.limits[0].type", "Pod"),
            ("LimitRange/limits", "spec.limits[0].max.memory", "1Mi"),
            ("LimitRange/limits", "spec.limits[1].type", "Container"),
            ("LimitRange/limits", "spec.limits[1].max.memory", "2Gi"),
            ("LimitRange/limits", "spec.limits[1].min.memory", "128Mi"),
            ("LimitRange/limits", "spec.limits[1].min.cpu", "50m"),
            ("LimitRange/limits", "spec.limits[1].maxLimitRequestRatio.memory", "4"),
            ("LimitRange/limits", "spec.limits[1].default.memory", "1Ki"),
            ("ResourceQuota/quota", "spec.hard.requests.cpu", "4"),
            ("ResourceQuota/quota", "spec.hard.memory", "8Gi"),
        ].map { NamespaceRules.Field(object: $0.0, path: $0.1, value: $0.2) })

    struct Case: Sendable, CustomTestStringConvertible {
        var attribute: String
        var after: String
        var request: String?
        var limit: String?
        var pods = 1
        var refusal: String?
        var testDescription: String { "\(attribute) \(after)" }
    }

    @Test(arguments: [
        Case(attribute: "resources.limits.memory", after: "2Gi"),
        Case(
            attribute: "resources.limits.memory", after: "2049Mi",
            refusal: "LimitRange/limits allows at most 2Gi of memory for a container"),
        Case(attribute: "resources.requests.memory", after: "128Mi"),
        Case(
            attribute: "resources.requests.memory", after: "127Mi",
            refusal: "LimitRange/limits allows no less than 128Mi of memory for a container"),
        Case(
            attribute: "resources.requests.cpu", after: "49m",
            refusal: "LimitRange/limits allows no less than 50m of cpu for a container"),
        Case(attribute: "resources.requests.memory", after: "256Mi", request: "256Mi", limit: "1Gi"),
        Case(
            attribute: "resources.requests.memory", after: "255Mi", request: "255Mi", limit: "1Gi",
            refusal: "LimitRange/limits allows a limit of at most 4 times the request of memory"),
        Case(attribute: "resources.requests.cpu", after: "1", pods: 4),
        Case(
            attribute: "resources.requests.cpu", after: "1", pods: 5,
            refusal:
                "ResourceQuota/quota allows requests.cpu of 4 in the namespace, and these pods alone would ask for more"
        ),
        // `memory` of a quota means requests.
        Case(
            attribute: "resources.requests.memory", after: "2Gi", pods: 5,
            refusal:
                "ResourceQuota/quota allows memory of 8Gi in the namespace, and these pods alone would ask for more"
        ),
        Case(attribute: "resources.limits.memory", after: "2Gi", pods: 5),
        Case(attribute: "replicas", after: "100"),
    ])
    func whatTheServerWouldRefuseIsHeld(_ one: Case) throws {
        let after = try #require(Quantity(one.after))
        let hold = NamespaceRulesTests.rules.hold(
            attribute: one.attribute, after: after, request: one.request.flatMap { Quantity($0) },
            limit: one.limit.flatMap { Quantity($0) }, instances: one.pods)
        #expect(hold?.detail == one.refusal)
    }

    @Test func aRaiseNamesItsQuota() throws {
        let (one, two) = (try #require(Quantity("1")), try #require(Quantity("2")))
        func remarks(_ before: Quantity, _ after: Quantity) -> [String] {
            NamespaceRulesTests.rules.remarks(
                attribute: "resources.requests.cpu", before: before, after: after, instances: 1)
        }
        #expect(remarks(one, two).count == 1)
        #expect(remarks(two, one).isEmpty)
    }
}
