/// What an hour of one machine type costs on demand, somewhere.
public struct ImportedPrice: Hashable, Sendable {
    /// The type.
    public var name: String
    /// The region as the vendor writes it.
    public var region: String
    /// `USD`.
    public var currency: String
    /// Per hour.
    public var hourly: Double

    /// Makes a price.
    public init(name: String, region: String, currency: String, hourly: Double) {
        self.name = name
        self.region = region
        self.currency = currency
        self.hourly = hourly
    }
}
