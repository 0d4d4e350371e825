internal import Foundation
internal import Testing

/// The truth about the example's production: what must be found, and what must be left alone.
struct Expected: Decodable, Sendable {
    /// One finding.
    struct Finding: Decodable, Sendable, CustomTestStringConvertible {
        struct Range: Decodable, Sendable {
            var least: String
            var most: String
        }

        var target: String
        var attribute: String
        var now: String
        var proposed: Range?
        var file: String?
        var category: String?
        var outcome: String
        var hold: [String]?
        var why: String?
        /// How the configuration writes the value down.
        var form: String?
        /// `file:line:column` of the token that decides it.
        var origin: String?
        var optional: Bool?

        var testDescription: String { "\(target) \(attribute)" }

        /// The attribute in the words of a report.
        var what: String {
            let words = [
                "resources.limits.memory": "memory limit", "resources.requests.memory": "memory request",
                "resources.limits.cpu": "cpu limit", "resources.requests.cpu": "cpu request",
            ]
            return words[attribute] ?? attribute
        }
    }

    /// A target that needs nothing.
    struct Quiet: Decodable, Sendable {
        var target: String
        var why: String
    }

    var findings: [Finding]
    var nothing: [Quiet]

    /// The shop and its cluster.
    static let storefront = read("expected.json")
    /// The account of warehouse, analytics and partners.
    static let logistics = read("expected-logistics.json")

    private static func read(_ name: String) -> Expected {
        let url = URL(fileURLWithPath: Storefront.examples + "/production/" + name)
        do {
            return try JSONDecoder().decode(Expected.self, from: Data(contentsOf: url))
        } catch {
            preconditionFailure("\(name): \(error)")
        }
    }
}

/// Sizes of the field in one unit, so that a range can be compared.
enum Quantity {
    static func value(_ text: String) -> Double? {
        let units: [(String, Double)] = [
            ("Ki", 1024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("m", 0.001), ("", 1),
        ]
        for (suffix, factor) in units where text.hasSuffix(suffix) {
            if let number = Double(text.dropLast(suffix.count)) { return number * factor }
        }
        return nil
    }
}
