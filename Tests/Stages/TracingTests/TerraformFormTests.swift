import Diagnostics
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// Every form in which live estates hide a size, and that each traced token decides what it is said to decide.
@Suite struct TerraformFormTests {
    struct Form: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var address = "aws_instance.web"
        var attribute = "instance_type"
        var environment: String?
        var workspace: String?
        var value = "s"
        var links: [String: String] = [:]
        var testDescription: String { name }
    }

    static func web(_ lines: String, _ more: String = "") -> [String: String] {
        ["l/m.tf": "provider \"aws\" {}\nresource \"aws_instance\" \"web\" {\n\(lines)\n}\n\(more)"]
    }

    static let forms: [Form] = [
        Form(name: "a local", files: web("  instance_type = local.size", "locals {\n  size = 1️⃣\"s\"2️⃣\n}\n")),
        Form(
            name: "the last of merged maps",
            files: web(
                "  instance_type = local.all.size",
                "locals {\n  base = { size = \"b\" }\n  all  = merge(local.base, merge({ size = \"c\" }, { size = 1️⃣\"s\"2️⃣ }))\n}\n"
            )),
        Form(
            name: "lookup by environment",
            files: web(
                "  instance_type = lookup({ prod = 1️⃣\"s\"2️⃣, dev = \"d\" }, var.env, \"x\")",
                "variable \"env\" {\n  default = \"prod\"\n}\n")),
        Form(
            name: "a map keyed by workspace",
            files: web(
                "  instance_type = local.sizes[terraform.workspace]",
                "locals {\n  sizes = { prod = 1️⃣\"s\"2️⃣, dev = \"d\" }\n}\n"),
            workspace: "prod"),
        Form(
            name: "try and coalesce",
            files: web(
                "  instance_type = coalesce(try(local.o.none, null), try(local.o.size, \"x\"))",
                "locals {\n  o = { size = 1️⃣\"s\"2️⃣ }\n}\n")),
        Form(
            name: "a condition",
            files: web(
                "  instance_type = var.big ? 1️⃣\"s\"2️⃣ : \"t\"", "variable \"big\" {\n  default = true\n}\n")),
        Form(
            name: "each.value",
            files: web(
                "  for_each      = { a = { size = 1️⃣\"s\"2️⃣ }, b = { size = \"t\" } }\n  instance_type = each.value.size"
            ), address: "aws_instance.web[\"a\"]"),
        Form(
            name: "setproduct and flatten",
            files: web(
                "  for_each      = { for o in local.all : o.key => o }\n  instance_type = each.value.size",
                "locals {\n  sizes = { a = 1️⃣\"s\"2️⃣, b = \"t\" }\n  all = flatten([for z in [\"x\", \"y\"] : [for k, v in local.sizes : { key = \"${z}-${k}\", size = v }]])\n}\n"
            ), address: "aws_instance.web[\"y-a\"]"),
        Form(
            name: "count.index",
            files: web(
                "  count         = length(local.sizes)\n  instance_type = local.sizes[count.index]",
                "locals {\n  sizes = [\"r\", 1️⃣\"s\"2️⃣]\n}\n"), address: "aws_instance.web[1]"),
        Form(
            name: "a dynamic block",
            files: web(
                "  dynamic \"disk\" {\n    for_each = [{ gb = 1 }, { gb = 1️⃣82️⃣ }]\n    iterator = d\n    content {\n      size = lookup(d.value, \"gb\", 5)\n    }\n  }"
            ), attribute: "disk[1].size", value: "8"),
        Form(
            name: "a default inside a type",
            files: web(
                "  instance_type = var.o.size",
                "variable \"o\" {\n  type    = object({ size = optional(string, 1️⃣\"s\"2️⃣) })\n  default = {}\n}\n"
            )),
        Form(
            name: "JSON of a file, keyed by environment",
            files: web(
                "  instance_type = local.data.accounts[var.env].size",
                "variable \"env\" {\n  default = \"prod\"\n}\nlocals {\n  data = jsondecode(file(\"./sizes.json\"))\n}\n"
            ).merging([
                "l/sizes.json": "{\"accounts\": {\"dev\": {\"size\": \"s\"}, \"prod\": {\"size\": 1️⃣\"s\"2️⃣}}}"
            ]) {
                $1
            }),
        Form(
            name: "YAML of a file",
            files: web(
                "  instance_type = yamldecode(file(\"${path.module}/sizes.yaml\")).web.size"
            ).merging(["l/sizes.yaml": "web:\n  size: 1️⃣s2️⃣ # why\n"]) { $1 }),
        Form(
            name: "an output of a module, handed on",
            files: web(
                "  instance_type = module.m[\"k\"].size",
                "module \"m\" {\n  source   = \"./m\"\n  for_each = { k = 1️⃣\"s\"2️⃣ }\n  size     = each.value\n}\n"
            ).merging(["l/m/m.tf": "variable \"size\" {}\noutput \"size\" {\n  value = var.size\n}\n"]) { $1 }
        ),
        Form(
            name: "three modules down, with count",
            files: [
                "l/m.tf":
                    "provider \"aws\" {}\nmodule \"a\" {\n  source = \"../x/a//sub\"\n  size   = 1️⃣\"s\"2️⃣\n}\n",
                "x/a/sub/m.tf":
                    "variable \"size\" {}\nmodule \"b\" {\n  source = \"../../b\"\n  count  = 2\n  size   = var.size\n}\n",
                "x/b/m.tf":
                    "variable \"size\" {}\nresource \"aws_instance\" \"web\" {\n  instance_type = var.size\n}\n",
            ], address: "module.a.module.b[1].aws_instance.web"),
        Form(
            name: "an override file",
            files: web("  instance_type = \"x\"").merging([
                "l/web_override.tf": "resource \"aws_instance\" \"web\" {\n  instance_type = 1️⃣\"s\"2️⃣\n}\n"
            ]) { $1 }),
        Form(
            name: "OpenTofu instead of Terraform",
            files: [
                "l/m.tf": "resource \"aws_instance\" \"web\" {\n  instance_type = \"x\"\n}\n",
                "l/m.tofu":
                    "provider \"aws\" {}\nresource \"aws_instance\" \"web\" {\n  instance_type = 1️⃣\"s\"2️⃣\n}\n",
            ]),
        Form(
            name: "the JSON syntax",
            files: [
                "l/m.tf.json":
                    "{\"provider\": {\"aws\": {}}, \"resource\": {\"aws_instance\": {\"web\": {\"instance_type\": \"${var.size}\"}}}, \"variable\": {\"size\": {\"type\": \"string\", \"default\": 1️⃣\"s\"2️⃣}}}"
            ]),
        Form(
            name: "a linked variable file",
            files: web("  instance_type = var.size", "variable \"size\" {}\n").merging([
                "shared/common.tfvars": "size = 1️⃣\"s\"2️⃣\n"
            ]) { $1 }, links: ["l/common.auto.tfvars": "../shared/common.tfvars"]),
        Form(
            name: "a folder for each environment",
            files: web("  instance_type = var.size", "variable \"size\" {}\n").merging([
                "l/variables/prod/sizes.tfvars": "size = 1️⃣\"s\"2️⃣\n",
                "l/variables/dev/sizes.tfvars": "size = \"d\"\n",
            ]) { $1 }, environment: "prod"),
        Form(
            name: "containers of a task in jsonencode, with parts that only production knows",
            files: web(
                "  container_definitions = jsonencode([{ name = \"a\", image = data.e.i.url, memory = 1️⃣5122️⃣ }])",
                "data \"e\" \"i\" {}\n"), attribute: "container_definitions[0].memory", value: "512"),
        Form(
            name: "containers of a task in a heredoc",
            files: web(
                "  container_definitions = <<EOT\n[{\"name\": \"a\", \"memory\": 1️⃣5122️⃣}]\nEOT"),
            attribute: "container_definitions[0].memory", value: "512"),
        Form(
            name: "containers of a task in a template file",
            files: web(
                "  container_definitions = templatefile(\"${path.module}/task.json.tpl\", { name = \"a\" })"
            ).merging(["l/task.json.tpl": "[{\"name\": \"${name}\", \"memory\": 1️⃣5122️⃣}]\n"]) { $1 },
            attribute: "container_definitions[0].memory", value: "512"),
        Form(
            name: "containers of a task in a heredoc, with parts that only production knows",
            files: web(
                "  container_definitions = <<-EOT\n    [{\"image\": \"${data.e.i.url}:v1\", \"memory\": 1️⃣5122️⃣}]\n  EOT",
                "data \"e\" \"i\" {}\n"), attribute: "container_definitions[0].memory", value: "512"),
        Form(
            name: "containers of a task in a template file behind a local and a module, with unknown parts",
            files: [
                "l/m.tf":
                    "provider \"aws\" {}\ndata \"e\" \"i\" {}\nlocals {\n  all = templatefile(\"task.json.tpl\", { image = data.e.i.url, env = jsonencode([data.e.i.env]) })\n}\nmodule \"m\" {\n  source = \"./m\"\n  all    = local.all\n}\n",
                "l/m/m.tf":
                    "variable \"all\" {\n  type = string\n}\nresource \"aws_ecs_task_definition\" \"t\" {\n  container_definitions = var.all\n}\n",
                "l/task.json.tpl":
                    "[\n  { \"name\": \"a\", \"image\": \"${image}\", \"environment\": ${env} },\n  { \"cpu\": 1️⃣642️⃣ }\n]\n",
            ], address: "module.m.aws_ecs_task_definition.t", attribute: "container_definitions[1].cpu",
            value: "64"),
        Form(
            name: "what another resource is configured with",
            files: web(
                "  instance_type = aws_launch_template.t.instance_type",
                "resource \"aws_launch_template\" \"t\" {\n  instance_type = 1️⃣\"s\"2️⃣\n}\n")),
        Form(
            name: "a moved block",
            files: web(
                "  instance_type = 1️⃣\"s\"2️⃣",
                "moved {\n  from = aws_instance.old\n  to   = aws_instance.web\n}\n"),
            address: "aws_instance.old"),
        Form(
            name: "whether it is there cannot be known, but it is this one",
            files: web(
                "  count         = data.e.i.on ? 1 : 0\n  instance_type = 1️⃣\"s\"2️⃣", "data \"e\" \"i\" {}\n"),
            address: "aws_instance.web[0]"),
    ]

    @Test(arguments: forms) func findsTheToken(_ form: Form) throws {
        let sample = Sample(form.files, links: form.links)
        let trace = try #require(
            try sample.stage.trace(
                address: form.address, attribute: form.attribute, root: "l", environment: form.environment,
                workspace: form.workspace))
        #expect(trace.place == sample.marked, "\(trace.status)")
        #expect(trace.value == form.value)
    }

    /// Another token, and what changes is the attribute, all that is said to have its value, and nothing that is not named.
    @Test(arguments: forms) func theTokenDecidesWhatItIsSaidToDecide(_ form: Form) throws {
        let sample = Sample(form.files, links: form.links)
        let before = sample.stage
        let resource = try #require(
            AddressArgument.parse(
                form.address, root: "l", environment: form.environment, namespace: nil,
                settings: sample.settings))
        let target = Target(resource, form.attribute)
        let answer = try before.answer(
            target, root: "l", environment: form.environment, workspace: form.workspace)
        let origin = try #require(answer.trace.origin)
        var bytes = try #require(try sample.tree.read(origin.file))
        let other = origin.token.replacing("s", with: "q").replacing("5", with: "7").replacing(
            "64", with: "32"
        ).replacing("8", with: "9")
        bytes.replaceSubrange(origin.range.indices, with: other.utf8)
        var contents = sample.tree.contents
        contents[origin.file] = bytes
        let after = before.over(InMemoryTree(contents, links: form.links), changed: [origin.file])
        let again = try after.answer(
            target, root: "l", environment: form.environment, workspace: form.workspace)
        #expect(again.trace.value != answer.trace.value)
        #expect(again.trace.origin?.location == origin.location)
        guard form.workspace == nil, let key = answer.key else { return }
        func facts(_ stage: TracingStage) throws -> [String: UInt64] {
            var result: [String: UInt64] = [:]
            for fact in try stage.facts(reading: [origin.file]) where fact.key.environment == key.environment
            {
                result["\(fact.key.resource) \(fact.key.attribute)"] = fact.fingerprint
            }
            return result
        }
        let (old, new) = (try facts(before), try facts(after))
        let changed = Set(Set(old.keys).union(new.keys).filter { old[$0] != new[$0] })
        let own = "\(key.resource) \(key.attribute)"
        let decided = Set(answer.trace.alsoDecides.map { "\($0.resource) \($0.attribute)" })
        let affected = Set(answer.trace.alsoAffects.map { "\($0.resource) \($0.attribute)" })
        #expect(changed.contains(own))
        #expect(
            decided.isSubset(of: changed), "said to follow, but does not: \(decided.subtracting(changed))")
        #expect(
            changed.isSubset(of: decided.union(affected).union([own])),
            "not named: \(changed.subtracting(decided).subtracting(affected))")
    }

    struct Held: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String: String]
        var address = "aws_instance.web"
        var reason: HoldReason
        var mentions: String
    }

    @Test(arguments: [
        Held(
            testDescription: "locals in a circle",
            files: web("  instance_type = local.a", "locals {\n  a = local.b\n  b = local.a\n}\n"),
            reason: .unparsable, mentions: "l/m.tf:"),
        Held(
            testDescription: "a module that calls itself",
            files: [
                "l/m.tf": "provider \"aws\" {}\nmodule \"m\" {\n  source = \"../m\"\n}\n",
                "m/m.tf":
                    "module \"n\" {\n  source = \"../m\"\n}\nresource \"aws_instance\" \"web\" {\n  instance_type = \"s\"\n}\n",
            ], address: "module.m.module.n.aws_instance.web", reason: .unparsable, mentions: "m/m.tf:2"),
        Held(
            testDescription: "a workspace that nobody names",
            files: web("  instance_type = { prod = \"s\" }[terraform.workspace]"), reason: .notInRepository,
            mentions: "workspace"),
        Held(
            testDescription: "an instance count that only production knows",
            files: web(
                "  for_each      = data.e.i.names\n  instance_type = \"s\"", "data \"e\" \"i\" {}\n"),
            address: "aws_instance.web[\"a\"]", reason: .dataSource, mentions: "data.e.i"),
    ]) func holds(_ held: Held) throws {
        let trace = try #require(
            try Sample(held.files).stage.trace(address: held.address, attribute: "instance_type", root: "l"))
        #expect(trace.hold?.reason == held.reason, "\(trace.status)")
        #expect(trace.hold?.detail.contains(held.mentions) == true, "\(trace.hold?.detail ?? "")")
    }

    @Test func aLinkedModuleOutsideIsRefused() throws {
        let sample = Sample(
            ["l/m.tf": "provider \"aws\" {}\nmodule \"m\" {\n  source = \"./out\"\n}\n"],
            links: ["l/out": "../../elsewhere"])
        let trace = try sample.trace("module.m.aws_instance.web", "instance_type", root: "l")
        #expect(trace.hold?.reason == .outsidePaths)
    }

    @Test func aDefaultOfNullIsAbsentAndHasAPlaceInTheCall() throws {
        let sample = Sample([
            "l/m.tf": "provider \"aws\" {}\nmodule \"m\" {\n  source = \"../m\"\n}\n",
            "m/m.tf":
                "variable \"size\" {\n  default = null\n}\nresource \"aws_instance\" \"web\" {\n  instance_type = var.size\n}\n",
        ])
        let trace = try sample.trace("module.m.aws_instance.web", "instance_type", root: "l")
        #expect(trace.insertion == Insertion(file: "l/m.tf", keyPath: "module.m.size", line: 3))
    }

    /// An attribute, everything, a whole block: the token decides what is created, and changing it changes nothing that is there.
    @Test(arguments: [
        ("instance_type = \"8\"", "[instance_type]", "instance_type"),
        ("instance_type = \"8\"", "all", "instance_type"),
        (
            "root_block_device {\n    volume_size = 8\n  }", "[root_block_device]",
            "root_block_device[0].volume_size"
        ),
        (
            "root_block_device {\n    volume_size = 8\n  }", "[root_block_device[0].volume_size]",
            "root_block_device[0].volume_size"
        ),
    ]) func aPlanIsNotMadeForWhatTerraformIgnores(
        _ body: String, _ ignored: String, _ attribute: String
    ) throws {
        let sample = Sample(Self.web("  \(body)\n  lifecycle {\n    ignore_changes = \(ignored)\n  }"))
        let target = Target(.terraform(TerraformAddress(root: "l", address: "aws_instance.web")), attribute)
        let answer = try sample.stage.answer(target, root: "l")
        #expect(answer.trace.value == "8")
        #expect(answer.ineffective?.reason == .unsupported)
        // People who read the trace see it too.
        #expect(answer.trace.hops.first?.reason.contains("ignore_changes") == true)
    }

    /// Terraform refuses such a module: in a live one, a file that is made or copied in declares the name.
    @Test(arguments: [
        "can(regex(\"^ds\", var.nope)) ? 8 : 9", "try(var.nope, 8)", "try(local.nope, 8)",
        "try({ prod = 9 }[var.nope], 8)", "try(module.nope.size, 8)", "try(data.aws_region.nope.name, 8)",
    ]) func anUndeclaredNameIsNotCaught(_ expression: String) throws {
        let sample = Sample(Self.web("  instance_type = \(expression)"))
        let trace = try sample.trace("aws_instance.web", "instance_type", root: "l")
        guard case .held(let hold) = trace.status else {
            Issue.record("\(expression): \(trace.status)")
            return
        }
        #expect(hold.detail.contains("nothing defines"), "\(hold)")
    }

    @Test func whatADeclaredNameLacksIsCaught() throws {
        let sample = Sample(
            Self.web("  instance_type = try(local.sizes.nope, \"8\")", "locals {\n  sizes = {}\n}\n"))
        let trace = try sample.trace("aws_instance.web", "instance_type", root: "l")
        #expect(trace.value == "8")
    }

    @Test func aNumberThatIsIgnoredWithEverythingIsSomebodyElses() throws {
        let sample = Sample(Self.web("  desired_capacity = 2\n  lifecycle {\n    ignore_changes = all\n  }"))
        let trace = try sample.trace("aws_instance.web", "desired_capacity", root: "l")
        guard case .held(let hold) = trace.status else {
            Issue.record("\(trace.status)")
            return
        }
        #expect(hold.reason == .autoscaled)
    }
}
