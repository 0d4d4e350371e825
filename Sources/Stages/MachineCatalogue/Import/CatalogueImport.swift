public import Diagnostics

/// Reads vendors' lists of machine types and prices, each in the form in which the vendor's tool prints it.
public struct CatalogueImport: Sendable {
    /// What came of all files.
    public struct Result: Sendable {
        /// The types.
        public var catalogue: MachineCatalogue
        /// One price for each type of the region.
        public var prices: [ImportedPrice]
        /// What people should know: several prices of one type, several regions.
        public var remarks: [String]
    }

    private var reading = ImportReading()

    /// Starts with nothing.
    public init() {}

    /// What is wrong with the files so far.
    public var diagnostics: [Diagnostic] { reading.diagnostics }

    /// Reads one file; which list it is shows in its content.
    public mutating func read(_ file: SourceFile) {
        let decoded = JSONDocument.decode(file, id: .catalogueSyntax, what: "file")
        guard let node = decoded.node else {
            reading.diagnostics += decoded.diagnostics
            return
        }
        let before = (reading.specs.count, reading.prices.count, reading.rates.count, diagnostics.count)
        read(node)
        if before == (reading.specs.count, reading.prices.count, reading.rates.count, diagnostics.count) {
            reading.complain(
                "nothing in this list is a type of machine or its price", node.span, .catalogueForm)
        }
    }

    private mutating func read(_ node: ConfigNode) {
        switch node.value {
        case .map:
            if let list = node["InstanceTypes"] {
                AmazonTypes.read(reading.items(list, "InstanceTypes", at: list.span), &reading)
            } else if let list = node["PriceList"] {
                AmazonPrices.read(products: reading.items(list, "PriceList", at: list.span), &reading)
            } else if node["products"] != nil {
                AmazonPrices.read(offers: node, &reading)
            } else if let list = node["skus"] {
                GooglePrices.read(reading.items(list, "skus", at: list.span), &reading)
            } else if let list = node["Items"] {
                AzurePrices.read(reading.items(list, "Items", at: list.span), &reading)
            } else if let list = node["value"] {
                AzureSizes.read(reading.items(list, "value", at: list.span), &reading)
            } else if let items = node["items"] {
                readGoogle(items)
            } else {
                refuse(node)
            }
        case .list(let items): read(list: items, node)
        default: refuse(node)
        }
    }

    private mutating func read(list items: [ConfigNode], _ node: ConfigNode) {
        guard let first = items.first else { return }
        if first["InstanceType"] != nil {
            AmazonTypes.read(items, &reading)
        } else if first["guestCpus"] != nil {
            GoogleTypes.read(items, &reading)
        } else if first["pricingInfo"] != nil {
            GooglePrices.read(items, &reading)
        } else if first["armSkuName"] != nil {
            AzurePrices.read(items, &reading)
        } else if first["capabilities"] != nil || first["resourceType"] != nil {
            AzureSizes.read(items, &reading)
        } else {
            refuse(node)
        }
    }

    /// A list of one zone, or the lists of all zones by their names.
    private mutating func readGoogle(_ node: ConfigNode) {
        if case .map(let zones) = node.value {
            let all = zones.flatMap { $0.value["machineTypes"]?.listed ?? [] }
            GoogleTypes.read(all, &reading)
        } else {
            GoogleTypes.read(reading.items(node, "items", at: node.span), &reading)
        }
    }

    private mutating func refuse(_ node: ConfigNode) {
        reading.complain(
            "this is none of the lists that can be imported: aws ec2 describe-instance-types, aws pricing "
                + "get-products or an offer file, machineTypes and billing SKUs of Google, az vm list-skus, "
                + "retail prices of Azure", node.span, .catalogueForm)
    }

    /// Puts everything together; of what only Trimtab's own catalogue knows (credits, names of families), that is taken.
    ///
    /// Prices are those of `region`; without it there must be one region only.
    public func result(region: String? = nil, known: MachineCatalogue = .builtIn) -> Result {
        let specs = reading.specs.map { spec in
            guard let own = known.spec(of: spec.name) else { return spec }
            var spec = spec
            spec.family = own.family
            if spec.isBurstable { spec.baseline = spec.baseline ?? own.baseline }
            spec.network = spec.network ?? own.network
            spec.disk = spec.disk ?? own.disk
            spec.operations = spec.operations ?? own.operations
            return spec
        }
        let catalogue = MachineCatalogue(specs)
        let all = reading.prices + GooglePrices.prices(of: known.adding(catalogue).all, reading.rates)
        let (prices, remarks) = CatalogueImport.chosen(all, region)
        return Result(catalogue: catalogue, prices: prices, remarks: remarks)
    }

    private static func chosen(
        _ prices: [ImportedPrice], _ region: String?
    ) -> (prices: [ImportedPrice], remarks: [String]) {
        let regions = Set(prices.map(\.region)).sorted()
        guard let region = region ?? (regions.count == 1 ? regions[0] : nil) else {
            guard !regions.isEmpty else { return ([], []) }
            let more = regions.count > 6 ? " and \(regions.count - 6) more" : ""
            return (
                [],
                [
                    "the prices are of several regions (\(regions.prefix(6).joined(separator: ", "))\(more)); "
                        + "name one"
                ]
            )
        }
        let here = Dictionary(grouping: prices.filter { $0.region == region }, by: \.name)
        guard !here.isEmpty else {
            return ([], prices.isEmpty ? [] : ["there is no price of \(region) in the files"])
        }
        var chosen: [ImportedPrice] = []
        var doubtful: [String] = []
        for (name, found) in here.sorted(by: { $0.key < $1.key }) {
            let distinct = Set(found)
            if distinct.count == 1, let only = distinct.first {
                chosen.append(only)
            } else {
                doubtful.append(name)
            }
        }
        guard !doubtful.isEmpty else { return (chosen, []) }
        let more = doubtful.count > 6 ? " and \(doubtful.count - 6) more" : ""
        return (
            chosen,
            [
                "several prices stand there for \(doubtful.prefix(6).joined(separator: ", "))\(more), and none is "
                    + "taken; narrow the list down, to one engine of a database for example"
            ]
        )
    }
}
