internal import Model
public import Tracing

/// Roots and inventories for people: aligned columns, one line each.
public enum TracingTables {
    /// The widest cell that others are aligned to; a longer one pushes its own line alone.
    private static let widest = 60

    /// Everything that gets deployed, with why something does not count.
    public static func roots(_ roots: [Root]) -> String {
        aligned(
            roots.map { root in
                let environment = root.environment.map { " [\($0)]" } ?? ""
                let id = root.id == root.path ? root.path : root.id
                return [
                    root.kind.rawValue, id + environment, root.excluded.map { "left out: \($0)" } ?? "",
                ]
            })
    }

    /// Every sizing attribute with its value and its place.
    public static func inventory(_ entries: [InventoryEntry]) -> String {
        inventory(cells: cells(entries))
    }

    /// The same from what was kept of it.
    public static func inventory(cells: String) -> String { aligned(CellText.rows(cells)) }

    /// What ``inventory(cells:)`` takes.
    public static func cells(_ entries: [InventoryEntry]) -> String {
        CellText.text(
            entries.map { entry in
                let place: String
                switch entry.trace.status {
                case .literal(let origin): place = origin.location
                case .shared(let origin): place = "\(origin.location) (shared)"
                case .absent(let insertion):
                    place = "absent; would go to \(insertion.file):\(insertion.line)"
                case .held(let hold): place = "held: \(hold.reason.rawValue)"
                }
                return [entry.resource, entry.attribute, entry.trace.value ?? "–", place]
            })
    }

    private static func aligned(_ rows: [[String]]) -> String {
        guard let columns = rows.first?.count else { return "" }
        let widths = (0..<columns).map { column in
            rows.map { $0[column].count }.filter { $0 <= widest }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (cell, width) in zip(row, widths) {
                line += cell + String(repeating: " ", count: max(0, width - cell.count) + 2)
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
