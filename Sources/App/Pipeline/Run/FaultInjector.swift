internal import Foundation
internal import Ports
internal import Synchronization

/// Kills the process right after the n-th effect, when `TRIMTAB_FAULT=kill-after:<n>` says so.
///
/// Interrupted runs are tested with the real binary and the real signal; without the variable this does nothing.
final class FaultInjector: EffectObserver {
    private let killAfter: Int?
    private let count = Mutex(0)

    init(environment: [String: String]) {
        let text = environment["TRIMTAB_FAULT"] ?? ""
        killAfter = text.hasPrefix("kill-after:") ? Int(text.dropFirst("kill-after:".count)) : nil
    }

    func didPerform(_ effect: String) {
        guard let killAfter else { return }
        let performed = count.withLock { count in
            count += 1
            return count
        }
        if performed == killAfter { kill(getpid(), SIGKILL) }
    }
}
