import Diagnostics
import Testing
import YAML

@testable import MachineCatalogue

@Suite struct MachineCatalogueTests {
    private static let machines = MachineCatalogue.builtIn

    @Test(arguments: [
        ("m5.2xlarge", 8, 32.0), ("c5.4xlarge", 16, 32), ("c5.9xlarge", 36, 72), ("t3.micro", 2, 1),
        ("db.r6g.2xlarge", 8, 64), ("r5.large", 2, 16), ("m6g.16xlarge", 64, 256),
        ("cache.r6g.large", 2, 13.07), ("r6g.large.search", 2, 16), ("n2-standard-8", 8, 32),
        ("e2-medium", 2, 4), ("c3-highcpu-22", 22, 44), ("Standard_D4s_v5", 4, 16),
        ("Standard_F8s_v2", 8, 16), ("Standard_B2ms", 2, 8),
    ])
    func specificationsAreThose(_ name: String, _ processors: Double, _ memory: Double) throws {
        let spec = try #require(MachineCatalogueTests.machines.spec(of: name))
        #expect(spec.processors == processors)
        #expect(spec.memoryGiB == memory)
    }

    @Test(arguments: [
        ("m5.xlarge", "m5.large"), ("c5.9xlarge", "c5.4xlarge"), ("db.t3.small", "db.t3.micro"),
        ("cache.m5.12xlarge", "cache.m5.4xlarge"), ("t3.medium.search", "t3.small.search"),
        ("n2-highmem-64", "n2-highmem-48"), ("e2-small", "e2-micro"), ("Standard_E16s_v5", "Standard_E8s_v5"),
        ("c3-standard-22", "c3-standard-8"),
    ])
    func smallerIsTheNextOfTheFamily(_ name: String, _ smaller: String) {
        #expect(MachineCatalogueTests.machines.smaller(than: name)?.name == smaller)
    }

    @Test(arguments: [
        "m5.large", "db.t3.micro", "db.c5.large", "m5", "", "m5.large.x", "z9.huge", "db.m5", "db.t3.nano",
        "cache.r5.8xlarge", "e2-micro", "M5.XLARGE",
    ])
    func nothingIsSmallerThanTheSmallestOrTheUnknown(_ name: String) {
        #expect(MachineCatalogueTests.machines.smaller(than: name) == nil)
    }

    @Test func figuresThatMayBurstAreBoth() throws {
        let spec = try #require(MachineCatalogueTests.machines.spec(of: "m5.2xlarge"))
        #expect(spec.network == Allowance(steady: 2.5, burst: 10))
        #expect(spec.disk == Allowance(steady: 2300, burst: 4750))
        #expect(spec.operations == Allowance(steady: 12_000, burst: 18_750))
    }

    @Test(arguments: [("t3.large", 0.3), ("t4g.micro", 0.1), ("t2.2xlarge", 0.16875), ("e2-micro", 0.125)])
    func burstableTypesHaveABaseline(_ name: String, _ baseline: Double) {
        let spec = MachineCatalogueTests.machines.spec(of: name)
        #expect(spec?.isBurstable == true)
        #expect(spec?.baseline == baseline)
    }

    /// What no family of any vendor breaks: sizes grow, and nothing is listed under two architectures.
    @Test func familiesAreWhole() {
        for spec in MachineCatalogueTests.machines.all {
            let family = MachineCatalogueTests.machines.family(of: spec.name)
            #expect(Set(family.map(\.architecture)).count == 1, "\(spec.family)")
            #expect(Set(family.map(\.generation)).count == 1, "\(spec.family)")
            for (a, b) in zip(family, family.dropFirst()) {
                #expect(a.processors <= b.processors && a.memoryGiB <= b.memoryGiB, "\(a.name) \(b.name)")
                if let x = a.network, let y = b.network { #expect(x.steady <= y.steady, "\(a.name)") }
            }
            #expect(!spec.isBurstable || spec.baseline != nil, "\(spec.name)")
        }
        #expect(MachineCatalogueTests.machines.all.count > 700)
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let text = CatalogueWriter(source: "a \"test\"\\", read: "2026-11-21").text(
            MachineCatalogueTests.machines)
        let file = SourceFile(path: "catalog.yml", bytes: Array(text.utf8))
        let node = try #require(YAMLConfiguration.decode(file).node)
        let decoded = CatalogueReader.decode(node)
        #expect(decoded.diagnostics.isEmpty)
        #expect(decoded.catalogue == MachineCatalogueTests.machines)
        let empty = CatalogueWriter(source: "x", read: "2026-11-21").text(MachineCatalogue())
        #expect(empty.hasSuffix("families: []\n"))
    }

    @Test func whatIsAddedCounts() {
        var spec = MachineSpec(
            name: "m5.large", family: "m5", service: "ec2", architecture: "x86_64", processors: 2,
            memoryGiB: 7)
        let more = MachineCatalogueTests.machines.adding(MachineCatalogue([spec]))
        #expect(more.spec(of: "m5.large")?.memoryGiB == 7)
        #expect(more.smaller(than: "m5.xlarge")?.name == "m5.large")
        spec.name = "m5.tiny"
        spec.processors = 1
        #expect(
            MachineCatalogueTests.machines.adding(MachineCatalogue([spec])).smaller(than: "m5.large")?.name
                == "m5.tiny")
    }

    @Test(arguments: [
        ("families: []\nversion: 2\nsource: x", "`version` must be 1", "2"),
        ("version: 1\nfamilies: []", "a catalogue needs the key `source`", "version: 1\nfamilies: []"),
        ("version: 1\nsource: x\nfamilys: []\nfamilies: []", "did you mean `families`?", "familys"),
        ("version: 1\nsource: x\nfamilies: 3", "`families` must be a list", "3"),
    ])
    func wrongFilesAreErrorsWithTheirPlace(_ text: String, _ message: String, _ place: String) throws {
        let file = SourceFile(path: "c.yml", bytes: Array(text.utf8))
        let node = try #require(YAMLConfiguration.decode(file).node)
        let decoded = CatalogueReader.decode(node)
        #expect(decoded.catalogue == nil)
        let found = try #require(decoded.diagnostics.first { $0.message.contains(message) }, "\(decoded)")
        let range = Int(found.subject.range.lower)..<Int(found.subject.range.upper)
        #expect(String(decoding: file.bytes[range], as: UTF8.self).hasPrefix(String(place.prefix(10))))
    }

    @Test(arguments: [
        ("vcpu: 0, memoryGiB: 1", "`vcpu` must be a number between"),
        ("memoryGiB: 1", "`a.b` needs the key `vcpu`"),
        ("vcpu: 1, memoryGiB: 1, network: [5, 1]", "`network` must be a pair"),
        ("vcpu: 1, memoryGiB: 1, disk: 3", "`disk` must be a pair"),
        ("vcpu: 1, memoryGiB: 1, baseline: 2", "`baseline` must be a number between"),
        ("vcpu: 1, memoryGiB: 1, burstable: perhaps", "`burstable` must be true or false"),
        ("vcpu: 1, memoryGib: 1", "did you mean `memoryGiB`?"),
    ])
    func wrongSizesAreErrors(_ size: String, _ message: String) throws {
        let text = """
            version: 1
            source: x
            families:
              - { family: a, service: ec2, architecture: x86_64, sizes: { a.b: { \(size) } } }
            """
        let file = SourceFile(path: "c.yml", bytes: Array(text.utf8))
        let node = try #require(YAMLConfiguration.decode(file).node)
        let decoded = CatalogueReader.decode(node)
        #expect(decoded.catalogue == nil)
        #expect(decoded.diagnostics.contains { $0.message.contains(message) }, "\(decoded.diagnostics)")
    }
}
