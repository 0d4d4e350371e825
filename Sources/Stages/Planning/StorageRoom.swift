internal import Model
internal import Settings

/// How large a disk must be that is known by its growth and by what is free, when Git says how large it is.
struct StorageRoom: Sendable {
    private static let gibibyte = 1_073_741_824.0
    /// What stays free when the growth is there.
    private static let spare = 0.15
    /// Databases take no smaller step than a tenth.
    private static let leastPart = 10

    /// Bytes that will be used more.
    let growth: Double
    /// Bytes that are free now.
    let free: Double
    let category: Category

    /// Terraform counts storage in whole GiB.
    func size(_ before: String, of request: PlanningRequest) -> Outcome<SizedChange> {
        guard let now = Int(before), (1...1_000_000).contains(now) else {
            return .held(Hold(.unsupported, "\(before) is no whole number of GiB"))
        }
        let used = Double(now) * StorageRoom.gibibyte - free
        guard used >= 0 else {
            return .held(
                Hold(
                    .driftedFromGit,
                    "\(MeasureUnit.bytes.text(free)) are free, which is more than the \(now) GiB of Git"))
        }
        let needed = Int(((used + growth) / (1 - StorageRoom.spare) / StorageRoom.gibibyte).rounded(.up))
        let least = (now * (StorageRoom.leastPart + 1) + StorageRoom.leastPart - 1) / StorageRoom.leastPart
        guard needed > now else {
            return .held(
                Hold(
                    .outsideBounds,
                    "\(now) GiB will still have \(MeasureUnit.ratio.text(StorageRoom.spare)) free"))
        }
        var size = max(needed, least)
        var reasoning: [String] = []
        if let (most, why) = most(from: now), size > most {
            guard most >= least else {
                return .held(
                    Hold(
                        .outsideBounds,
                        "\(why) leaves \(most) GiB, and no step is smaller than to \(least) GiB"))
            }
            reasoning.append("Detection would go to \(size) GiB; \(why) decides.")
            size = most
        }
        reasoning.append("Storage that grew cannot shrink.")
        return .done(
            SizedChange(
                request: request, before: before, after: "\(size)", amounts: nil, reasoning: reasoning))
    }

    /// The greatest size that the category allows, in GiB.
    private func most(from now: Int) -> (Int, String)? {
        var bounds: [(Int, String)] = []
        switch category.step {
        case nil: break
        case .share(let share):
            bounds.append(
                (
                    Int((Double(now) * (1 + share) + 1e-6).rounded(.down)),
                    "the category's step of \((share * 100).fixed(0))%"
                ))
        case .amount(let amount):
            bounds.append((now + gibibytes(amount), "the category's step of \(amount)"))
        }
        if let maximum = category.maximum {
            bounds.append((gibibytes(maximum), "the category's maximum \(maximum)"))
        }
        return bounds.min { $0.0 < $1.0 }
    }

    /// `16Ti` is an amount of bytes; `16384` is one of GiB, as Terraform counts.
    private func gibibytes(_ amount: Quantity) -> Int {
        let value = min(amount.value, 1e18)
        return Int((value >= StorageRoom.gibibyte ? value / StorageRoom.gibibyte : value).rounded(.down))
    }
}
