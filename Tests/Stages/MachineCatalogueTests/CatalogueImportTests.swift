import Diagnostics
import Testing

@testable import MachineCatalogue

/// Each list in the form in which its vendor's tool prints it, made up and small.
@Suite struct CatalogueImportTests {
    private func imported(_ texts: String..., region: String? = nil) -> (
        result: CatalogueImport.Result, diagnostics: [Diagnostic]
    ) {
        var reader = CatalogueImport()
        for text in texts { reader.read(SourceFile(path: "in.json", bytes: Array(text.utf8))) }
        return (reader.result(region: region), reader.diagnostics)
    }

    static let types = """
        {"InstanceTypes": [
          {"InstanceType": "q9g.large", "BareMetal": false, "BurstablePerformanceSupported": false,
           "ProcessorInfo": {"SupportedArchitectures": ["arm64"]}, "VCpuInfo": {"DefaultVCpus": 2},
           "MemoryInfo": {"SizeInMiB": 6144}, "InstanceStorageSupported": false,
           "NetworkInfo": {"NetworkCards": [{"BaselineBandwidthInGbps": 0.5, "PeakBandwidthInGbps": 10.0}]},
           "EbsInfo": {"EbsOptimizedInfo": {"BaselineBandwidthInMbps": 600, "MaximumBandwidthInMbps": 4750,
             "BaselineIops": 3000, "MaximumIops": 18000}}},
          {"InstanceType": "q9g.metal", "BareMetal": true, "ProcessorInfo": {"SupportedArchitectures": ["arm64"]},
           "VCpuInfo": {"DefaultVCpus": 64}, "MemoryInfo": {"SizeInMiB": 262144}},
          {"InstanceType": "t3.small", "BurstablePerformanceSupported": true,
           "ProcessorInfo": {"SupportedArchitectures": ["x86_64"]}, "VCpuInfo": {"DefaultVCpus": 2},
           "MemoryInfo": {"SizeInMiB": 2048}, "InstanceStorageSupported": true}
        ]}
        """

    @Test func typesOfAmazon() throws {
        let (result, diagnostics) = imported(CatalogueImportTests.types)
        #expect(diagnostics.isEmpty)
        #expect(result.catalogue.all.map(\.name) == ["q9g.large", "t3.small"])
        let large = try #require(result.catalogue.spec(of: "q9g.large"))
        #expect(large.memoryGiB == 6 && large.architecture == "arm64" && large.generation == 9)
        #expect(large.network == Allowance(steady: 0.5, burst: 10))
        #expect(large.operations == Allowance(steady: 3000, burst: 18_000))
        let small = try #require(result.catalogue.spec(of: "t3.small"))
        // The list tells that there are credits, and not how many.
        #expect(small.isBurstable && small.baseline == 0.2)
        #expect(small.hasLocalDisks)
    }

    private static func product(_ type: String, _ price: String, _ more: String = "") -> String {
        """
        {"product": {"attributes": {"instanceType": "\(type)", "regionCode": "eu-central-1",
          "operatingSystem": "Linux", "tenancy": "Shared", "preInstalledSw": "NA", "capacitystatus": "Used",
          "locationType": "AWS Region"\(more)}},
         "terms": {"OnDemand": {"A.B": {"priceDimensions": {"A.B.C": {"unit": "Hrs",
          "pricePerUnit": {"USD": "\(price)"}}}}}}}
        """
    }

    private static func quoted(_ json: String) -> String {
        "\""
            + json.split(separator: "\n").joined().split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\\\"") + "\""
    }

    @Test func pricesOfAmazonComeAsTexts() {
        let list = CatalogueImportTests.quoted(CatalogueImportTests.product("m5.large", "0.1150000000"))
        let windows = CatalogueImportTests.quoted(
            CatalogueImportTests.product("m5.xlarge", "0.4", ", \"preInstalledSw\": \"SQL Web\""))
        let (result, diagnostics) = imported("{\"PriceList\": [\(list), \(windows)]}")
        #expect(diagnostics.isEmpty)
        #expect(
            result.prices == [
                ImportedPrice(name: "m5.large", region: "eu-central-1", currency: "USD", hourly: 0.115)
            ])
    }

    @Test func offerFilesOfAmazon() {
        let (result, diagnostics) = imported(
            """
            {"products": {
               "S1": {"attributes": {"instanceType": "db.m5.large", "regionCode": "eu-west-1",
                      "deploymentOption": "Single-AZ", "databaseEngine": "PostgreSQL"}},
               "S2": {"attributes": {"instanceType": "db.m5.xlarge", "regionCode": "eu-west-1",
                      "deploymentOption": "Multi-AZ"}},
               "S3": {"attributes": {"group": "Data transfer"}}},
             "terms": {"OnDemand": {
               "S1": {"S1.X": {"priceDimensions": {"P": {"unit": "Hrs", "pricePerUnit": {"USD": "0.196"}}}}},
               "S2": {"S2.X": {"priceDimensions": {"P": {"unit": "Hrs", "pricePerUnit": {"USD": "0.9"}}}}}}}}
            """)
        #expect(diagnostics.isEmpty)
        #expect(result.prices.map(\.name) == ["db.m5.large"])
        #expect(result.prices.map(\.hourly) == [0.196])
    }

    @Test func severalPricesOfOneTypeAreNone() {
        let a = CatalogueImportTests.product("db.m5.large", "0.2")
        let b = CatalogueImportTests.product("db.m5.large", "0.3")
        let (result, _) = imported("{\"PriceList\": [\(a), \(b), \(b)]}")
        #expect(result.prices.isEmpty)
        #expect(result.remarks.only?.contains("several prices stand there for db.m5.large") == true)
    }

    @Test func typesAndPricesOfGoogle() throws {
        let types = """
            [{"name": "n2-standard-4", "guestCpus": 4, "memoryMb": 16384, "isSharedCpu": false, "zone": "a"},
             {"name": "n2-standard-4", "guestCpus": 4, "memoryMb": 16384, "isSharedCpu": false, "zone": "b"},
             {"name": "e2-micro", "guestCpus": 2, "memoryMb": 1024, "isSharedCpu": true},
             {"name": "t2a-standard-2", "guestCpus": 2, "memoryMb": 8192, "architecture": "ARM64"}]
            """
        func sku(_ description: String, _ nanos: Int, _ usage: String = "OnDemand") -> String {
            """
            {"description": "\(description)", "category": {"usageType": "\(usage)"},
             "serviceRegions": ["europe-west3"], "pricingInfo": [{"pricingExpression": {"usageUnit": "h",
              "tieredRates": [{"unitPrice": {"currencyCode": "USD", "units": "0", "nanos": \(nanos)}}]}}]}
            """
        }
        let skus = [
            sku("N2 Instance Core running in Frankfurt", 40_000_000),
            sku("N2 Instance Ram running in Frankfurt", 5_000_000),
            sku("E2 Instance Core running in Frankfurt", 30_000_000),
            sku("E2 Instance Ram running in Frankfurt", 4_000_000),
            sku("Spot Preemptible N2 Instance Core running in Frankfurt", 1),
            sku("N2 Instance Core running in Frankfurt", 2, "Preemptible"),
            sku("N2 Custom Instance Core running in Frankfurt", 3),
        ].joined(separator: ",")
        let (result, diagnostics) = imported(types, "{\"skus\": [\(skus)]}")
        #expect(diagnostics.isEmpty)
        #expect(result.catalogue.all.map(\.name) == ["e2-micro", "n2-standard-4", "t2a-standard-2"])
        #expect(result.catalogue.spec(of: "t2a-standard-2")?.architecture == "arm64")
        let prices = Dictionary(result.prices.map { ($0.name, $0.hourly) }, uniquingKeysWith: { a, _ in a })
        let standard = try #require(prices["n2-standard-4"])
        #expect(abs(standard - 0.24) < 1e-9)
        // A quarter of a processor is its own.
        let micro = try #require(prices["e2-micro"])
        #expect(abs(micro - (0.25 * 0.03 + 0.004)) < 1e-9)
        // What the files do not list is priced too, by the catalogue.
        #expect(prices["n2-highmem-8"] != nil)
    }

    @Test func zonesOfGoogle() {
        let (result, diagnostics) = imported(
            """
            {"items": {"zones/a": {"machineTypes": [{"name": "x4-big-8", "guestCpus": 8, "memoryMb": 1024}]},
                       "zones/b": {"warning": {}}}}
            """)
        #expect(diagnostics.isEmpty)
        #expect(result.catalogue.spec(of: "x4-big-8")?.family == "x4-big")
    }

    @Test func sizesAndPricesOfAzure() throws {
        let sizes = """
            [{"resourceType": "virtualMachines", "name": "Standard_D4s_v9", "family": "standardDSv9Family",
              "capabilities": [{"name": "vCPUs", "value": "4"}, {"name": "MemoryGB", "value": "16"},
               {"name": "CpuArchitectureType", "value": "x64"}, {"name": "UncachedDiskIOPS", "value": "6400"},
               {"name": "UncachedDiskBytesPerSecond", "value": "145000000"}]},
             {"resourceType": "disks", "name": "Premium_LRS"}]
            """
        let prices = """
            {"Items": [
              {"armSkuName": "Standard_D4s_v9", "armRegionName": "westeurope", "retailPrice": 0.23,
               "currencyCode": "EUR", "type": "Consumption", "productName": "Virtual Machines Dsv9 Series",
               "skuName": "D4s v9", "meterName": "D4s v9", "unitOfMeasure": "1 Hour"},
              {"armSkuName": "Standard_D4s_v9", "armRegionName": "westeurope", "retailPrice": 0.05,
               "currencyCode": "EUR", "type": "Consumption", "productName": "Virtual Machines Dsv9 Series",
               "skuName": "D4s v9 Spot", "meterName": "D4s v9 Spot", "unitOfMeasure": "1 Hour"},
              {"armSkuName": "Standard_D4s_v9", "armRegionName": "westeurope", "retailPrice": 0.4,
               "currencyCode": "EUR", "type": "Consumption",
               "productName": "Virtual Machines Dsv9 Series Windows", "skuName": "D4s v9",
               "meterName": "D4s v9", "unitOfMeasure": "1 Hour"}]}
            """
        let (result, diagnostics) = imported(sizes, prices)
        #expect(diagnostics.isEmpty)
        let spec = try #require(result.catalogue.spec(of: "Standard_D4s_v9"))
        #expect(spec.family == "DSv9" && spec.generation == 9)
        #expect(spec.disk == Allowance(steady: 1160, burst: 1160))
        #expect(result.prices.map(\.hourly) == [0.23])
        #expect(result.prices.map(\.currency) == ["EUR"])
    }

    @Test func severalRegionsNeedAName() {
        func item(_ region: String) -> String {
            """
            {"armSkuName": "Standard_B1s", "armRegionName": "\(region)", "retailPrice": 1, "currencyCode": "USD",
             "type": "Consumption", "productName": "B", "skuName": "B1s", "meterName": "B1s"}
            """
        }
        let list = "[\(item("north")), \(item("south"))]"
        let (none, _) = imported(list)
        #expect(none.prices.isEmpty)
        #expect(none.remarks == ["the prices are of several regions (north, south); name one"])
        #expect(imported(list, region: "south").result.prices.map(\.region) == ["south"])
        #expect(
            imported(list, region: "west").result.remarks == ["there is no price of west in the files"])
    }

    @Test(arguments: [
        ("{\"a\": 1}", "catalogue-form", "none of the lists", 0),
        ("[1]", "catalogue-form", "none of the lists", 0),
        ("[]", "catalogue-form", "nothing in this list", 0),
        ("{\"InstanceTypes\": [", "catalogue-syntax", "the file ends here", 19),
        ("{\"InstanceTypes\": 4}", "catalogue-entry", "`InstanceTypes` must be a list", 18),
        (
            "{\"InstanceTypes\": [{\"InstanceType\": \"m5.large\"}]}", "catalogue-entry", "no `DefaultVCpus`",
            19
        ),
        (
            "[{\"name\": \"n2-standard-4\", \"guestCpus\": \"four\", \"memoryMb\": 1}]", "catalogue-entry",
            "`guestCpus` of `n2-standard-4` must be a number", 40
        ),
        ("{\"PriceList\": [\"{\"]}", "catalogue-syntax", "this product is no JSON", 15),
        (
            "[{\"capabilities\": [], \"name\": \"Standard_X\"}]", "catalogue-entry", "tells neither `vCPUs`",
            1
        ),
    ])
    func wrongInputIsAnErrorWithItsPlace(
        _ text: String, _ id: String, _ message: String, _ offset: UInt32
    ) throws {
        let found = try #require(imported(text).diagnostics.first)
        #expect(found.id.rawValue == id)
        #expect(found.message.contains(message), "\(found.message)")
        #expect(found.subject.range.lower == offset)
    }
}

extension Array {
    /// The element of a list of one.
    fileprivate var only: Element? { count == 1 ? first : nil }
}
