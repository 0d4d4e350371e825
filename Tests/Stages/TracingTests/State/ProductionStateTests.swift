import Diagnostics
import Testing

@testable import Tracing

@Suite("what production calls a resource")
struct ProductionStateTests {
    @Test(
        "an identifier leads to the address",
        arguments: [
            ("i-0abc", "instance_type", #"aws_instance.web["a.b"]"#),
            ("arn:aws:ec2:eu-west-1:1:instance/i-0abc", "instance_type", #"aws_instance.web["a.b"]"#),
            ("10.0.0.4:9100", "instance_type", #"aws_instance.web["a.b"]"#),
            ("orders", "instance_class", "module.db.module.instance[0].aws_db_instance.this[0]"),
            // The volume has the same tag, but no such attribute.
            ("web-a", "instance_type", #"aws_instance.web["a.b"]"#), ("web-a", "size", "aws_ebs_volume.web"),
            (#"aws_instance.web["a.b"]"#, "instance_type", #"aws_instance.web["a.b"]"#),
        ])
    func finds(identifier: String, attribute: String, address: String) throws {
        #expect(try [States.read(States.shown)].find(identifier, attribute: attribute) == .address(address))
    }

    @Test(
        "in a raw state too",
        arguments: [
            ("i-0abc", #"aws_instance.web["a.b"]"#),
            ("orders", "module.db.module.instance[0].aws_db_instance.this[0]"),
        ])
    func findsRaw(identifier: String, address: String) throws {
        let states = try [States.read(States.raw)]
        #expect(states.find(identifier, attribute: "instance_type") == .address(address))
    }

    @Test(
        "a data source, a deposed object and an unknown name are no resources",
        arguments: ["ami-1", "i-0old", "x"])
    func findsNothing(identifier: String) throws {
        for text in [States.shown, States.raw] {
            #expect(try [States.read(text)].find(identifier, attribute: "instance_type") == .unknown)
        }
    }

    @Test("two resources with one tag and the attribute are for people to choose from")
    func ambiguous() throws {
        let states = try [States.read(States.shown)]
        #expect(
            states.find("web-a", attribute: "tags")
                == .several(["aws_ebs_volume.web", #"aws_instance.web["a.b"]"#]))
    }

    @Test("a plan knows the identifiers of before and the values of after")
    func plan() throws {
        let plan = try States.read(States.plan())
        let address = "module.db.module.instance[0].aws_db_instance.this[0]"
        #expect([plan].find("db-XYZ", attribute: "instance_class") == .address(address))
        #expect(plan.values(of: address)?["instance_class"] == .string("db.t3.large"))
    }

    @Test(
        "what is no state says so",
        arguments: [
            "", "{", "[]", "{}", #"{"a":1}"#, "not json", #"{"version":4,"resources":[}"#,
            #"{"version":4,"resources":[]} x"#, #"{"values":{"root_module":"#,
            String(repeating: "[", count: 100_000), #"{"resources":[{"type":"\"#,
        ])
    func refuses(text: String) {
        #expect(throws: Failure.self) { try States.read(text) }
    }

    @Test("every beginning of a state ends in a message")
    func truncated() throws {
        let bytes = Array(States.raw.utf8)
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: Failure.self) { try ProductionState(Array(bytes[..<count]), name: "s") }
        }
    }

    @Test("keys are read as Terraform prints them")
    func addresses() {
        let parts = AddressParts.parts(#"module.a["x.y]"].module.b[1].aws_instance.c["d\"e"]"#)
        #expect(parts.modules.map(\.name) == ["a", "b"])
        #expect(parts.modules.map(\.key) == ["x.y]", "1"])
        #expect(parts.resource?.name == "aws_instance.c")
        #expect(parts.resource?.key == #"d"e"#)
        #expect(AddressParts.module(parts.modules) == #"module.a["x.y]"].module.b[1]"#)
    }
}
