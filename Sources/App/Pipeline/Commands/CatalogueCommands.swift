internal import Diagnostics
internal import Foundation
internal import MachineCatalogue
internal import Model

/// What `trimtab catalog` does.
public enum CatalogueCommands {
    /// What an import made.
    public struct Imported: Sendable {
        /// The catalogue file; nil where no list of types was given.
        public var catalogue: String?
        /// The price file; nil where no prices were given.
        public var prices: String?
        /// Types in the catalogue.
        public var types: Int
        /// Types with a price.
        public var priced: Int
        /// What people should know.
        public var remarks: [String]
    }

    /// A row of `trimtab catalog show`.
    public struct Row: Sendable, Encodable {
        /// `m5.large`.
        public var type: String
        /// `ec2`.
        public var service: String
        /// `m5`.
        public var family: String
        /// `x86_64`.
        public var architecture: String
        /// Virtual processors.
        public var vcpu: Double
        /// Memory.
        public var memoryGiB: Double
        /// Share of a processor that is there for ever.
        public var baseline: Double?
        /// Gbit/s, for ever and in bursts.
        public var network: [Double]?
        /// Mbit/s, for ever and in bursts.
        public var disk: [Double]?
        /// Operations a second, for ever and in bursts.
        public var iops: [Double]?
    }

    /// Files larger than this are refused.
    static let limit = 256 << 20

    /// Reads vendors' lists; prices are those of `region`, or of the only one.
    ///
    /// - Throws: ``InvalidFiles`` with every error and its place, `Failure` where a file cannot be read.
    public static func imported(_ paths: [String], region: String?) throws -> Imported {
        var reader = CatalogueImport()
        var files: [SourceFile] = []
        for path in paths {
            let file = SourceFile(path: path, bytes: try bytes(path))
            reader.read(file)
            files.append(file)
        }
        guard reader.diagnostics.isEmpty else {
            let renderer = DiagnosticRenderer(files: files)
            let shown = reader.diagnostics.prefix(20).map(renderer.render).joined()
            let more = reader.diagnostics.count - 20
            throw InvalidFiles(
                rendered: shown + (more > 0 ? "and \(more) more errors\n" : ""), isConfiguration: false)
        }
        let result = reader.result(region: region)
        let source =
            "imported from " + paths.map { ($0 as NSString).lastPathComponent }.joined(separator: ", ")
        let day = SystemTime().now().dateText
        let types = result.catalogue.all.count
        return Imported(
            catalogue: types > 0
                ? CatalogueWriter(source: source, read: day).text(result.catalogue) : nil,
            prices: try PriceListWriter(source: "\(source), \(day)").text(result.prices), types: types,
            priced: result.prices.count, remarks: result.remarks)
    }

    /// The types of the built-in catalogue whose name begins with one of `names`, or all.
    public static func rows(_ names: [String]) -> [Row] {
        MachineCatalogue.builtIn.all.filter { spec in
            names.isEmpty || names.contains { spec.name.hasPrefix($0) }
        }.map { spec in
            Row(
                type: spec.name, service: spec.service, family: spec.family, architecture: spec.architecture,
                vcpu: spec.processors, memoryGiB: spec.memoryGiB, baseline: spec.baseline,
                network: pair(spec.network), disk: pair(spec.disk), iops: pair(spec.operations))
        }
    }

    private static func pair(_ allowance: Allowance?) -> [Double]? {
        allowance.map { [$0.steady, $0.burst] }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        let activity = "reading \(path)"
        if path == "-" { return [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType != .typeDirectory
        else { throw Failure(.badInput, activity, "there is no such file", .needsHuman) }
        if let size = attributes[.size] as? Int, size > limit {
            throw Failure(
                .badInput, activity,
                "it has more than \(limit >> 20) MiB; ask for one region and one service",
                .needsHuman)
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.badInput, activity, "it cannot be read", .needsHuman)
        }
        return [UInt8](data)
    }
}

/// Writes prices in the form that `prices` of `.trimtab.yml` names.
struct PriceListWriter {
    let source: String

    /// The text; nil without prices.
    func text(_ prices: [ImportedPrice]) throws -> String? {
        guard let first = prices.first else { return nil }
        guard prices.allSatisfy({ $0.currency == first.currency }) else {
            throw Failure(
                .badInput, "writing the prices",
                "they are in several currencies: "
                    + Set(prices.map(\.currency)).sorted().joined(separator: ", "), .needsHuman)
        }
        var text = "version: 1\nsource: \(quoted(source))\ncurrency: \(quoted(first.currency))\n"
        text += "region: \(quoted(first.region))\nperHour:\n  instances:\n"
        for price in prices.sorted(by: { $0.name < $1.name }) {
            var number = price.hourly.fixed(6)
            while number.hasSuffix("0"), !number.hasSuffix(".0") { number.removeLast() }
            text += "    \(quoted(price.name)): \(number)\n"
        }
        return text
    }

    private func quoted(_ text: String) -> String {
        var made = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": made += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: made += " "
            default: made.unicodeScalars.append(scalar)
            }
        }
        return made + "\""
    }
}
