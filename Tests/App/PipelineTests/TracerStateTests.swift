import Diagnostics
import Foundation
import Model
import Pipeline
import TestSupport
import Testing
import Tracing

/// `trace --state`: production's names for resources.
@Suite struct TracerStateTests {
    private static let state = """
        {"version":4,"resources":[{"mode":"managed","type":"aws_instance","name":"web","instances":[
          {"attributes":{"id":"i-0abc","instance_type":"m5.large","tags":{"Name":"web"}}}]},
          {"mode":"managed","type":"aws_instance","name":"job","instances":[
          {"attributes":{"id":"i-0def","instance_type":"m5.large","tags":{"Name":"web"}}}]}]}
        """

    /// Asks about a name with the state in a file.
    private func trace(_ name: String, state: String = state) async throws -> (trace: Trace, text: String) {
        let repository = try TemporaryRepository()
        try repository.commit([
            "live/main.tf":
                "terraform {}\nresource \"aws_instance\" \"web\" {\n  instance_type = \"m5.large\"\n}\n"
        ])
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).tfstate")
        try Data(state.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let question = TraceQuestion(repositoryPath: repository.path, stateFiles: [file.path])
        return try await Tracer(question).trace(name, "instance_type")
    }

    @Test func anIdentifierLeadsToTheLiteral() async throws {
        let answer = try await trace("i-0abc")
        #expect(answer.trace.origin?.location == "live/main.tf:3:19")
        #expect(answer.text.contains("aws_instance.web"))
    }

    @Test(arguments: [("web", "aws_instance.job, aws_instance.web"), ("i-none", "i-none")])
    func whatIsNotOneResourceIsHeld(name: String, mentions: String) async throws {
        let answer = try await trace(name)
        guard case .held(let hold) = answer.trace.status else {
            Issue.record("answered about \(name)")
            return
        }
        #expect(hold.detail.contains(mentions))
        #expect(answer.text.contains(name))
    }

    @Test func whatIsNoStateIsAnError() async throws {
        await #expect(throws: Failure.self) { try await trace("i-0abc", state: "{") }
    }
}
