internal import Foundation
internal import Synchronization
internal import TestSupport

/// A real Alertmanager on a loopback port with one webhook receiver.
final class AlertmanagerServer: Sendable {
    let url: String
    private let directory: ScratchDirectory
    private let process: RunningTool

    /// What it wrote to its log.
    var log: String { (try? String(contentsOfFile: directory.file("log"), encoding: .utf8)) ?? "" }

    init(webhook: String) throws {
        directory = try ScratchDirectory()
        let configuration = """
            route: {receiver: trimtab, group_by: [alertname, namespace], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
            receivers:
              - name: trimtab
                webhook_configs: [{url: "\(webhook)"}]

            """
        try configuration.write(toFile: directory.file("alertmanager.yml"), atomically: true, encoding: .utf8)
        let (socket, port) = try LoopbackServer.listen(backlog: 1)
        close(socket)
        url = "http://127.0.0.1:\(port)"
        let log = directory.file("log")
        process = try RunningTool(
            "prometheus-alertmanager",
            [
                "--config.file=\(directory.file("alertmanager.yml"))",
                "--storage.path=\(directory.file("data"))",
                "--cluster.listen-address=", "--web.listen-address=127.0.0.1:\(port)",
            ], log: log)
        let ready = url + "/-/ready"
        try process.waitUntil(log: log) { LoopbackServer.get(ready)?.contains(" 200 ") == true }
    }

    /// The labels of the alerts that fire now.
    func alerts() throws -> [[String: String]] {
        struct Alert: Decodable { var labels: [String: String] }
        let answer = try Shell(directory: directory.path).run([
            "curl", "--silent", "--fail", "--noproxy", "*", url + "/api/v2/alerts?active=true",
        ])
        return try JSONDecoder().decode([Alert].self, from: answer.output).map(\.labels)
    }

    /// Posts one firing alert to its API.
    func fire(labels: [String: String], startsAt: String) throws {
        let alert: [String: Any] = ["labels": labels, "startsAt": startsAt]
        let body = try JSONSerialization.data(withJSONObject: [alert])
        try Shell(directory: directory.path).run(
            [
                "curl", "--silent", "--fail", "--noproxy", "*", "-H", "Content-Type: application/json",
                "--data-binary",
                "@-", url + "/api/v2/alerts",
            ], input: body)
    }
}

/// Where a receiver leaves what it got.
final class AnswerBox: Sendable {
    private let answers = Mutex<[Shell.Answer]>([])

    func add(_ answer: Shell.Answer?) { answers.withLock { $0 += [answer].compactMap(\.self) } }

    /// The first answer, once it is there.
    func wait(seconds: Double) -> Shell.Answer? {
        let deadline = Date().addingTimeInterval(seconds)
        while Date() < deadline {
            if let answer = answers.withLock({ $0.first }) { return answer }
            usleep(20_000)
        }
        return nil
    }
}
