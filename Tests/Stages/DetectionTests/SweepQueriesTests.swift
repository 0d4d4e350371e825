import Model
import Testing

@testable import Detection

@Suite struct SweepQueriesTests {
    private static func expression(_ signal: Signal, _ matchers: Matchers = Matchers()) -> String? {
        SweepQueries(limits: DetectionLimits(), matchers: matchers).queries.first { $0.signal == signal }?
            .expression
    }

    @Test func everySignalIsAskedOnce() {
        let signals = SweepQueries(limits: DetectionLimits(), matchers: Matchers()).queries.map(\.signal)
        let further: Set<Signal> = [
            .runRequests, .runLimits, .runKills, .cronJobs, .podNodes, .nodeClasses, .schedules,
            .runCPUBefore, .runMemoryBefore, .initRequests, .initLimits, .initKills,
        ]
        #expect(signals.count == Signal.allCases.count - further.count)
        #expect(Set(signals).union(further) == Set(Signal.allCases))
    }

    @Test func theWordsOfTheUsageQueries() {
        #expect(
            SweepQueriesTests.expression(.cpuUsage)
                == #"round(max by (cluster, namespace, pod, container) (rate(container_cpu_usage_seconds_total"#
                + #"{container!="",container!="POD"}[5m])), 0.001)"#)
        #expect(
            SweepQueriesTests.expression(.memoryPeak)
                == #"max by (cluster, namespace, pod, container) (max_over_time("#
                + #"container_memory_working_set_bytes{container!="",container!="POD"}[10m]))"#)
    }

    @Test func extraMatchersNarrowEveryQuery() {
        let matchers = Matchers(common: [#"cluster="eu""#])
        for query in SweepQueries(limits: DetectionLimits(), matchers: matchers).queries {
            #expect(query.expression.contains(#"cluster="eu""#), "\(query.signal)")
        }
    }

    @Test func noMatchersLeaveNoEmptyBraces() {
        for query in SweepQueries(limits: DetectionLimits(), matchers: Matchers(common: [""])).queries {
            #expect(!query.expression.contains("{}"), "\(query.signal)")
        }
    }

    @Test func theWindowEndsAtAWholeStep() async throws {
        let detector = Detector(source: [FakeWorkload]().metrics())
        let late = detector.window(endingAt: FakeWorkload.end.adding(seconds: 599))
        #expect(late.end == FakeWorkload.end)
        #expect(late.span.days == 14)
    }
}
