internal import Dispatch

/// Runs the jobs of one repository one after the other on a queue of its own, because libgit2 blocks.
final class RepositoryExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "trimtab.git")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
