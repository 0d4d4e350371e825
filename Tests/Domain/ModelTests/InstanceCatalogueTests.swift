import Model
import Testing

@Suite struct InstanceCatalogueTests {
    @Test(arguments: [
        ("m5.2xlarge", 8, 32.0), ("c5.4xlarge", 16, 32), ("c5.9xlarge", 36, 72), ("t3.micro", 2, 1),
        ("db.r6g.2xlarge", 8, 64), ("r5.large", 2, 16), ("m6g.16xlarge", 64, 256),
    ])
    func specificationsAreThose(_ name: String, _ processors: Int, _ memory: Double) throws {
        let spec = try #require(InstanceCatalogue.spec(of: name))
        #expect(spec.processors == processors)
        #expect(spec.memoryGiB == memory)
    }

    @Test(arguments: [
        ("m5.xlarge", "m5.large"), ("c5.9xlarge", "c5.4xlarge"), ("db.t3.small", "db.t3.micro"),
    ])
    func smallerIsTheNextOfTheFamily(_ name: String, _ smaller: String) {
        #expect(InstanceCatalogue.smaller(than: name)?.name == smaller)
    }

    @Test(arguments: ["m5.large", "db.t3.micro", "db.c5.large", "m5", "", "m5.large.x", "z9.huge", "db.m5"])
    func nothingIsSmallerThanTheSmallestOrTheUnknown(_ name: String) {
        #expect(InstanceCatalogue.smaller(than: name) == nil)
    }
}
