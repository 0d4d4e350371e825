internal import Model
internal import Proposal

/// Short words for tables.
enum Words {
    static func saving(_ saving: Saving) -> String { Measure.saving(saving) }

    static func confidence(_ value: Double) -> String { Measure.decimals(value, 2) }
}
