internal import Diagnostics
internal import YAML

/// What machine types have: specifications and no prices.
///
/// A type that is not listed is unknown, and what is unknown is never resized.
public struct MachineCatalogue: Hashable, Sendable {
    private var specs: [String: MachineSpec]
    private var families: [String: [String]]

    /// Makes a catalogue; of two specifications of one name the later counts.
    public init(_ specs: [MachineSpec] = []) {
        self.specs = Dictionary(specs.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        families = Dictionary(grouping: self.specs.values, by: MachineCatalogue.key).mapValues { sizes in
            sizes.sorted(by: MachineCatalogue.isSmaller).map(\.name)
        }
    }

    /// Everything, by service, family and size.
    public var all: [MachineSpec] {
        specs.values.sorted {
            ($0.service, $0.family) != ($1.service, $1.family)
                ? ($0.service, $0.family) < ($1.service, $1.family) : MachineCatalogue.isSmaller($0, $1)
        }
    }

    /// The specification of a type, or nil when it is not listed.
    public func spec(of name: String) -> MachineSpec? { specs[name] }

    /// All sizes of the family of `name`, smallest first; empty for an unknown type.
    public func family(of name: String) -> [MachineSpec] {
        guard let spec = specs[name] else { return [] }
        return (families[MachineCatalogue.key(spec)] ?? []).compactMap { specs[$0] }
    }

    /// The type `steps` sizes below `name` in its family, or nil when there is none or `name` is not listed.
    public func smaller(than name: String, steps: Int = 1) -> MachineSpec? {
        let sizes = family(of: name)
        guard steps > 0, let index = sizes.firstIndex(where: { $0.name == name }), index >= steps else {
            return nil
        }
        return sizes[index - steps]
    }

    /// This catalogue with what `other` says of the types it lists.
    public func adding(_ other: MachineCatalogue) -> MachineCatalogue {
        MachineCatalogue(Array(specs.values) + Array(other.specs.values))
    }

    /// The catalogue that the program carries.
    public static let builtIn = MachineCatalogue(
        ShippedCatalogue.files.sorted { $0.key < $1.key }.flatMap { name, text in
            let file = SourceFile(path: name, bytes: Array(text.utf8))
            let parsed = YAMLConfiguration.decode(file)
            let decoded = parsed.node.map { CatalogueReader.decode($0) }
            guard let catalogue = decoded?.catalogue else {
                preconditionFailure("the catalogue \(name) that is shipped can be read")
            }
            return Array(catalogue.specs.values)
        })

    private static func key(_ spec: MachineSpec) -> String { "\(spec.service)\u{1}\(spec.family)" }

    private static func isSmaller(_ a: MachineSpec, _ b: MachineSpec) -> Bool {
        (a.processors, a.memoryGiB, a.name) < (b.processors, b.memoryGiB, b.name)
    }
}
