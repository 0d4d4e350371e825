/// Where the spends of each target, service and category stand in a list, newest first; for whoever asks many times.
public struct SpendIndex: Hashable, Sendable {
    /// All places.
    public let newest: [Int]
    private var targets: [String: [Int]] = [:]
    private var services: [String: [Int]] = [:]
    private var categories: [String: [Int]] = [:]

    init(_ spends: [LedgerFacts.Spend]) {
        newest = spends.indices.sorted { spends[$0].time > spends[$1].time }
        for place in newest {
            targets[spends[place].target, default: []].append(place)
            services[spends[place].service, default: []].append(place)
            categories[spends[place].category, default: []].append(place)
        }
    }

    /// Those of a target, by its canonical text.
    public func of(target: String) -> [Int] { targets[target] ?? [] }

    /// Those of a service.
    public func of(service: String) -> [Int] { services[service] ?? [] }

    /// Those of a category.
    public func of(category: String) -> [Int] { categories[category] ?? [] }
}
