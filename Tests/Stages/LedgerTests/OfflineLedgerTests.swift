import Ledger
import Model
import Ports
import Synchronization
import Testing

/// Only what tightens waits while the remote is away.
@Suite struct OfflineLedgerTests {
    private final class Queue: EventQueue {
        let place = "queue.jsonl"
        private let kept = Mutex<[LedgerEvent]>([])

        func events() throws -> [(line: Int, event: LedgerEvent)] {
            kept.withLock { $0.enumerated().map { ($0.offset + 1, $0.element) } }
        }

        func add(_ events: [LedgerEvent]) throws -> Int {
            kept.withLock { $0 += events }
            return events.count
        }

        func remove(_ ids: Set<String>) throws { kept.withLock { $0.removeAll { ids.contains($0.id) } } }
    }

    @Test func whatGrantsIsLeftOut() throws {
        let queue = Queue()
        let time = Timestamp(seconds: 1_800_000_000)
        func event(_ type: LedgerEventType) -> LedgerEvent {
            LedgerEvent(time: time, type: type, trigger: "test", actor: "ada")
        }
        let count = try OfflineLedger(queue).keep([
            event(.release), event(.hold), event(.resume), event(.halt),
        ])
        #expect(count == 2)
        #expect(try queue.events().map(\.event.type) == [.hold, .halt])
    }
}
