public import Diagnostics

/// Edits with what `terraform fmt` makes of them.
public struct FmtPlan: Sendable, Hashable {
    /// All edits to apply: those that were planned, and the layout edits.
    public var edits: [Edit]
    /// The layout edits among them: blanks before `=` and trailing comments of the run that was touched.
    public var layoutEdits: [Edit]
    /// Whether the file was clean; nil where the question has no meaning (JSON, or a file with errors).
    public var wasClean: Bool?
}

/// Keeps a `terraform fmt`-clean file clean.
///
/// A wider literal moves the trailing comments that were aligned with it; a longer name moves `=` signs. Where the file was
/// clean, the plan gains explicit layout edits for that aligned run and no further. Where it was not clean, nothing is added.
public enum FmtLayout {
    /// True when `terraform fmt` would leave the file as it is; nil for JSON and for files with errors.
    public static func isFmtClean(_ file: HCLFile) -> Bool? {
        guard file.tree.syntax == .native, file.diagnostics.isEmpty else { return nil }
        if file.source.starts(with: [0xEF, 0xBB, 0xBF]) { return false }
        return !FmtRewriting.wouldRewrite(file.body) && FmtModel(file.tree).deviations.isEmpty
    }

    /// The edits with the layout edits that keep a clean file clean.
    ///
    /// - Throws: ``HCLEditError/Code/overlap``, ``HCLEditError/Code/breaksSyntax``, or ``HCLEditError/Code/layoutConflict``
    ///   when more than an aligned run would have to move; then the caller holds.
    public static func keepingClean(_ edits: [Edit], in file: HCLFile) throws(HCLEditError) -> FmtPlan {
        guard let wasClean = isFmtClean(file), wasClean else {
            return FmtPlan(edits: edits, layoutEdits: [], wasClean: isFmtClean(file))
        }
        let edited = try reparse(edits, file)
        let deviations = FmtModel(edited.tree).deviations
        if deviations.isEmpty, isFmtClean(edited) == true {
            return FmtPlan(edits: edits, layoutEdits: [], wasClean: true)
        }
        var mapping = EditMapping(edits)
        for deviation in deviations { try mapping.add(deviation, in: file) }
        let plan = mapping.plan
        guard isFmtClean(try reparse(plan.edits, file)) == true else {
            throw HCLEditError(
                .layoutConflict,
                "keeping \(file.path) clean for terraform fmt: more than blanks would have to change")
        }
        return plan
    }

    private static func reparse(_ edits: [Edit], _ file: HCLFile) throws(HCLEditError) -> HCLFile {
        guard let bytes = edits.apply(to: file.source) else {
            throw HCLEditError(.overlap, "editing \(file.path): two edits overlap or lie outside the file")
        }
        let edited = HCLParser.parse(bytes, path: file.path)
        guard edited.diagnostics.isEmpty else {
            throw HCLEditError(.breaksSyntax, "editing \(file.path): \(edited.diagnostics[0].message)")
        }
        return edited
    }
}

/// Takes gaps of the edited file back to the file before: into the replacement of an edit, or to an edit of its own.
private struct EditMapping {
    /// In order of place, with the place of each in the edited file.
    private var planned: [(edit: Edit, place: Range<Int>)] = []
    /// Changes of blanks inside replacements: edit, range in the replacement, blanks.
    private var inner: [(edit: Int, range: Range<Int>, blanks: Int)] = []
    private var layout: [Edit] = []

    init(_ edits: [Edit]) {
        var shift = 0
        let ordered = edits.enumerated().sorted {
            ($0.element.range, $0.offset) < ($1.element.range, $1.offset)
        }
        for (_, edit) in ordered {
            let start = Int(edit.range.lower) + shift
            planned.append((edit, start..<start + edit.replacement.count))
            shift += edit.replacement.count - edit.range.count
        }
    }

    mutating func add(_ deviation: FmtModel.Deviation, in file: HCLFile) throws(HCLEditError) {
        let gap = deviation.gap
        var shift = 0
        for (index, (edit, place)) in planned.enumerated() {
            if !place.isEmpty, place.lowerBound <= gap.lowerBound, gap.upperBound <= place.upperBound {
                let start = gap.lowerBound - place.lowerBound
                inner.append((index, start..<start + gap.count, deviation.blanks))
                return
            }
            if gap.upperBound <= place.lowerBound { break }
            guard place.upperBound <= gap.lowerBound else {
                throw HCLEditError(.layoutConflict, "editing \(file.path): an edit ends inside blanks")
            }
            shift += edit.replacement.count - edit.range.count
        }
        guard deviation.role != .other else {
            throw HCLEditError(
                .layoutConflict,
                "keeping \(file.path) clean for terraform fmt: more than an aligned run would have to move")
        }
        let range = ByteRange(gap.lowerBound - shift..<gap.upperBound - shift)
        let blanks = [UInt8](repeating: Byte.space, count: deviation.blanks)
        layout.append(Edit(range: range, replacement: blanks, reason: "keep terraform fmt alignment"))
    }

    var plan: FmtPlan {
        var edits = planned.map(\.edit)
        // From the back, so that earlier ranges of the same replacement stay where they are.
        for change in inner.reversed() {
            edits[change.edit].replacement.replaceSubrange(
                change.range, with: repeatElement(Byte.space, count: change.blanks))
        }
        return FmtPlan(edits: edits + layout, layoutEdits: layout, wasClean: true)
    }
}
