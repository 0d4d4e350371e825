internal import Diagnostics
internal import Ledger
internal import Model

extension Stage {
    /// Ada archives the days of the ledger that are over, from a clone of her own; `killAt` is the effect that cuts her off.
    func archive(killAt: Int?) async {
        var faults = Faults()
        faults.killAt = killAt
        faults.killsBefore = true
        let wire = Wire(faults)
        let clone = SimulatedRepository(objects)
        let store = LedgerStore(
            repository: clone, remote: SimulatedRemote(clone: clone, origin: origin, wire: wire),
            author: ("Ada", "ada@shop.example"), signer: script.isHosted ? SimulatedKey() : nil,
            verifier: script.isHosted ? SimulatedKey() : nil)
        do {
            let now = time.now()
            let made = try await acting(as: "Ada") {
                try await store.archive(before: now.dateText, by: "Ada", at: now)
            }
            say(made.map { "Ada archives \($0.events) events" } ?? "Ada finds no day to archive")
        } catch is Killed {
            say("Ada is cut off while she archives")
        } catch {
            noteCrash("archiving ended with \(error)")
        }
    }
}
