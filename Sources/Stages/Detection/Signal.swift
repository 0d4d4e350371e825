internal import Model

/// One of the questions that a sweep asks about all workloads at once.
enum Signal: String, CaseIterable, Sendable {
    // Over the window
    case cpuUsage, memoryPeak, throttling, restarts, resets, kills, killLimits
    // Before the window
    case memoryBefore, requestsBefore
    // At its end
    case podOwners, livePods, replicaSetOwners, jobOwners, requests, limits, images
    case deploymentReplicas, statefulSetReplicas, autoscalers, autoscalerTargets, verticalAutoscalers
    // Where the first answers tell of jobs, and of pods on every node
    case runRequests, runLimits, runKills, cronJobs
    // Where jobs are seen that the window holds too few runs of, and where init containers are
    case runCPUBefore, runMemoryBefore, schedules, initRequests, initLimits, initKills
    case podNodes, nodeClasses
}

/// A question with its exact words.
struct SignalQuery: Sendable {
    enum Shape: Sendable {
        case range(step: TimeSpan)
        /// So many days that end where the window begins, a point a day.
        case daysBefore(Int)
        case instant
    }

    var signal: Signal
    var expression: String
    var shape: Shape
}

/// A question and its answer.
struct SignalAnswer: Sendable {
    var query: String
    var window: TimeWindow
    var step: TimeSpan
    var answer: QueryAnswer
}
