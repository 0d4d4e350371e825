import Model
import Testing

@testable import Tracing

@Suite("resources of modules that are not in the repository")
struct RemoteModuleTests {
    private static let address = "module.db.module.instance[0].aws_db_instance.this[0]"

    private func sample(_ body: String) -> Sample {
        Sample([
            "live/main.tf":
                "terraform {}\nmodule \"db\" {\n  source = \"terraform-aws-modules/rds/aws\"\n\(body)\n}\n"
        ])
    }

    private func trace(_ sample: Sample, _ attribute: String, _ states: [String]) throws -> Trace {
        let address = TerraformAddress(root: "live", address: Self.address)
        return try sample.stage.answer(
            Target(.terraform(address), attribute), root: "live",
            states: states.map { try States.read($0) }
        ).trace
    }

    @Test("a plan that shows one way leads to the argument")
    func proven() throws {
        let sample = sample("  instance_class = 1️⃣\"db.t3.large\"2️⃣\n  size = 20")
        let trace = try trace(sample, "instance_class", [States.plan()])
        #expect(trace.place == sample.marked)
        #expect(trace.value == "db.t3.large")
        #expect(trace.target.address.argument == Self.address)
    }

    @Test(
        "any doubt is held, and the candidates are named",
        arguments: [
            // Two references, or a value that the argument does not have.
            States.plan(inner: #"{"references":["var.instance_class","var.other"]}"#),
            States.plan(inner: #"{"references":["local.class"]}"#),
            States.plan(inner: #"{"constant_value":"db.t3.large"}"#),
            States.plan(outer: #"{"references":["var.a","var.b"]}"#).replacing(
                "var.instance_class", with: "data.x.y"),
            // Without a plan.
            States.shown,
        ])
    func held(state: String) throws {
        let sample = sample("  instance_class = \"db.t3.large\"\n  other = \"x\"")
        let trace = try trace(sample, "instance_class", [state])
        #expect(trace.hold?.reason == .notInRepository)
        #expect(trace.hold?.detail.contains("module.db(instance_class)") == true, "\(trace)")
    }

    @Test("an argument with another value is not the one")
    func otherValue() throws {
        let sample = sample("  instance_class = \"db.t3.large\"")
        let trace = try trace(sample, "instance_class", [States.plan(planned: "db.t3.xlarge")])
        #expect(trace.hold?.reason == .notInRepository)
        #expect(trace.hold?.detail.contains("no argument has its value") == true)
    }

    @Test("of two references none is chosen by its value alone")
    func twoReferences() throws {
        let sample = sample("  allocated_storage = 20\n  size = 20")
        let trace = try trace(sample, "allocated_storage", [States.plan()])
        #expect(trace.hold?.reason == .notInRepository)
        #expect(trace.hold?.detail.contains("module.db(allocated_storage), module.db(size)") == true)
    }

    @Test("nothing of a state is printed")
    func secrets() throws {
        let sample = sample("  instance_class = \"db.t3.large\"")
        let trace = try trace(sample, "password", [States.shown])
        #expect(!"\(trace)".contains("s3cret"))
    }

    @Test("without a state the answer is the same as ever")
    func without() throws {
        let trace = try trace(sample("  instance_class = \"db.t3.large\""), "instance_class", [])
        #expect(trace.hold?.reason == .external)
    }
}
