import Foundation
import Model
import Testing
import Tracing

/// What people read, and what other programs read.
@Suite struct TraceRendererTests {
    static let files = [
        "live/main.tf":
            "provider \"aws\" {}\nmodule \"web\" {\n  source = \"../modules/web\"\n  size   = var.size\n}\n",
        "live/variables.tf": "variable \"size\" {\n  default = \"t3.large\"\n}\n",
        "live/prod.tfvars": "# launch\nsize = 1️⃣\"m5.2xlarge\"2️⃣ # nobody looked since\n",
        "live/dev.tfvars": "",
        "modules/web/main.tf":
            "variable \"size\" {}\nresource \"aws_instance\" \"app\" {\n  instance_type = var.size\n}\n",
    ]

    @Test func theChainFromTheResourceToTheToken() throws {
        let sample = Sample(TraceRendererTests.files)
        let trace = try sample.trace("module.web.aws_instance.app", "instance_type", environment: "prod")
        let text = try TraceRenderer(tree: sample.tree).render(trace)
        #expect(
            text == """
                module.web.aws_instance.app.instance_type = "m5.2xlarge"

                  decided by   live/prod.tfvars:2:8
                               2 │ size = "m5.2xlarge" # nobody looked since
                                 │        ^^^^^^^^^^^^
                  because      modules/web/main.tf:3:3  instance_type = var.size            `instance_type` is set here
                               live/main.tf:4:3         size = var.size                     argument `size` of module.web
                               live/prod.tfvars:2:8     "m5.2xlarge" # nobody looked since  overrides the default in live/variables.tf:2

                  also decides nothing else (1 attribute evaluated)

                """)
    }

    @Test func whatElseFollowsTheToken() throws {
        let text = deployment("web").replacing("limits:", with: "limits: &l").replacing(
            "replicas: 2\n", with: "replicas: 2\n")
        let sample = Sample([
            "web.yaml": text + "          requests: *l\n".replacing("          ", with: "            ")
        ])
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory")
        let lines = try TraceRenderer(tree: sample.tree).render(trace).split(separator: "\n")
        #expect(
            lines.contains("  also decides Deployment/web/app resources.requests.memory = 512Mi"), "\(lines)")
    }

    @Test func aHeldTraceIsOneSentence() throws {
        let sample = Sample(["a.yaml": deployment("other")])
        let trace = try sample.trace("Deployment/web/app", "image")
        #expect(
            try TraceRenderer(tree: sample.tree).render(trace)
                == "held: no-such-resource. no file of the repository defines Deployment/web\n")
    }

    @Test func anAbsentValueNamesItsPlace() throws {
        let sample = Sample(["a.yaml": deployment("web")])
        let trace = try sample.trace("Deployment/web/app", "resources.limits.cpu")
        let text = try TraceRenderer(tree: sample.tree).render(trace)
        #expect(text.hasPrefix("Deployment/web/app resources.limits.cpu is not set\n"))
        #expect(
            text.contains("would stand  a.yaml:14  spec.template.spec.containers[0].resources.limits.cpu\n"))
    }

    @Test func anInventoryEntryIsATraceWithNames() throws {
        let sample = Sample(TraceRendererTests.files)
        let stage = sample.stage
        let roots = try stage.roots().filter { $0.excluded == nil }
        #expect(roots.map(\.environment) == ["dev", "prod"])
        let entries = try roots.flatMap { try stage.inventory($0) }
        #expect(entries.map(\.trace.value) == ["t3.large", "m5.2xlarge"])
        let data = try JSONEncoder().encode(entries[1])
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(object["status"] as? String == "literal")
        #expect(object["root"] as? String == "live")
        #expect(object["environment"] as? String == "prod")
        #expect(object["resource"] as? String == "module.web.aws_instance.app")
        #expect((object["origin"] as? [String: Any])?["line"] as? Int == 2)
    }

    @Test func rootsSayWhatTheyShareAndWhatIsLeftOut() throws {
        var files = TraceRendererTests.files
        files["tools/main.tf"] =
            "provider \"aws\" {}\nmodule \"web\" {\n  source = \"../modules/web\"\n  size   = \"x\"\n}\n"
        files["examples/a/main.tf"] = "provider \"aws\" {}\n"
        files["k8s/web.yaml"] = deployment("web", namespace: "shop")
        let roots = try Sample(files).stage.roots()
        let tools = try #require(roots.first { $0.id == "tools" })
        #expect(tools.shares == ["live", "modules/web"])
        #expect(tools.layers == ["modules/web/main.tf", "tools/main.tf"])
        #expect(roots.first { $0.id == "examples/a" }?.excluded?.contains("examples") == true)
        #expect(roots.first { $0.id == "modules/web" }?.excluded == "live calls it as a module")
        #expect(roots.first { $0.id == "k8s" }?.namespaces == ["shop"])
    }
}
