import Model
import Settings
import Testing
import Tracing

/// Terraform: literals, variables in their order, module arguments, and who else follows the token.
@Suite struct TerraformTests {
    struct Form: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var address = "aws_instance.web"
        var attribute = "instance_type"
        var environment: String?
        var value: String
        var status = "literal"
        var testDescription: String { name }
    }

    static let provider = "provider \"aws\" {}\n"
    static let use = provider + "resource \"aws_instance\" \"web\" {\n  instance_type = var.size\n}\n"
    static func variable(_ lines: String) -> String { "variable \"size\" {\n\(lines)\n}\n" }

    static let forms: [Form] = [
        Form(
            name: "a literal",
            files: [
                "live/main.tf": provider
                    + "resource \"aws_instance\" \"web\" {\n  instance_type = 1️⃣\"m5.large\"2️⃣ # why\n}\n"
            ],
            value: "m5.large"),
        Form(
            name: "a number",
            files: ["live/main.tf": provider + "resource \"aws_instance\" \"web\" {\n  size = 1️⃣-12️⃣\n}\n"],
            attribute: "size", value: "-1"),
        Form(
            name: "parentheses are not the token",
            files: ["live/main.tf": provider + "resource \"aws_instance\" \"web\" {\n  size = (1️⃣72️⃣)\n}\n"],
            attribute: "size", value: "7"),
        Form(
            name: "an item of a list",
            files: [
                "live/main.tf": provider
                    + "resource \"aws_instance\" \"web\" {\n  types = [\"a\", 1️⃣\"b\"2️⃣]\n}\n"
            ],
            attribute: "types[1]", value: "b"),
        Form(
            name: "a key of a map",
            files: [
                "live/main.tf": provider
                    + "resource \"aws_instance\" \"web\" {\n  tags = { Name = 1️⃣\"x\"2️⃣ }\n}\n"
            ],
            attribute: "tags[\"Name\"]", value: "x"),
        Form(
            name: "a nested block",
            files: [
                "live/main.tf": provider
                    + "resource \"aws_instance\" \"web\" {\n  disk {\n    size = 1\n  }\n  disk {\n    size = 1️⃣22️⃣\n  }\n}\n"
            ],
            attribute: "disk[1].size", value: "2"),
        Form(
            name: "a nested block without its number",
            files: [
                "live/main.tf": provider
                    + "resource \"aws_instance\" \"web\" {\n  disk {\n    size = 1️⃣22️⃣\n  }\n}\n"
            ],
            attribute: "disk.size", value: "2"),
        Form(
            name: "the default of a variable",
            files: ["live/main.tf": use, "live/v.tf": variable("  default = 1️⃣\"s\"2️⃣")],
            value: "s"),
        Form(
            name: "terraform.tfvars over the default",
            files: [
                "live/main.tf": use, "live/v.tf": variable("  default = \"s\""),
                "live/terraform.tfvars": "size = 1️⃣\"m\"2️⃣\n",
            ],
            value: "m"),
        Form(
            name: "terraform.tfvars.json over terraform.tfvars",
            files: [
                "live/main.tf": use, "live/v.tf": variable(""), "live/terraform.tfvars": "size = \"m\"\n",
                "live/terraform.tfvars.json": "{\"size\": 1️⃣\"l\"2️⃣}\n",
            ], value: "l"),
        Form(
            name: "the last of the automatic files",
            files: [
                "live/main.tf": use, "live/v.tf": variable(""), "live/terraform.tfvars": "size = \"m\"\n",
                "live/a.auto.tfvars": "size = \"a\"\n", "live/b.auto.tfvars": "size = 1️⃣\"b\"2️⃣\n",
            ], value: "b"),
        Form(
            name: "the file of the environment over all others",
            files: [
                "live/main.tf": use, "live/v.tf": variable(""), "live/z.auto.tfvars": "size = \"z\"\n",
                "live/prod.tfvars": "size = 1️⃣\"p\"2️⃣\n", "live/dev.tfvars": "size = \"d\"\n",
            ], environment: "prod", value: "p"),
        Form(
            name: "a folder of variable files",
            files: [
                "live/main.tf": use, "live/v.tf": variable(""), "live/env/prod.tfvars": "size = 1️⃣\"p\"2️⃣\n",
                "live/env/dev.tfvars": "size = \"d\"\n",
            ], environment: "prod", value: "p"),
        Form(
            name: "a part of an object variable",
            files: [
                "live/main.tf": provider
                    + "resource \"aws_instance\" \"web\" {\n  instance_type = var.size.web\n}\n",
                "live/v.tf": variable("  default = { web = 1️⃣\"w\"2️⃣, db = \"d\" }"),
            ], value: "w"),
        Form(
            name: "a text for a number",
            files: ["live/main.tf": use, "live/v.tf": variable("  type    = number\n  default = 1️⃣\"3\"2️⃣")],
            value: "3"),
        Form(
            name: "null where null means the default",
            files: [
                "live/main.tf": use, "live/v.tf": variable("  nullable = false\n  default  = 1️⃣\"s\"2️⃣"),
                "live/terraform.tfvars": "size = null\n",
            ],
            value: "s"),
        Form(
            name: "an argument of a module",
            files: [
                "live/main.tf": provider
                    + "module \"m\" {\n  source = \"../modules/m\"\n  size   = 1️⃣\"x\"2️⃣\n}\n",
                "modules/m/main.tf": use, "modules/m/v.tf": variable("  default = \"s\""),
            ], address: "module.m.aws_instance.web",
            value: "x"),
        Form(
            name: "an argument that is a variable of the root",
            files: [
                "live/main.tf": provider
                    + "variable \"big\" {\n  default = 1️⃣\"x\"2️⃣\n}\nmodule \"m\" {\n  source = \"../modules/m\"\n  size   = var.big\n}\n",
                "modules/m/main.tf": use, "modules/m/v.tf": variable(""),
            ], address: "module.m.aws_instance.web", value: "x"),
        Form(
            name: "the default of a module that is called once",
            files: [
                "live/main.tf": provider + "module \"m\" {\n  source = \"../modules/m\"\n}\n",
                "modules/m/main.tf": use,
                "modules/m/v.tf": variable("  default = 1️⃣\"s\"2️⃣"),
            ], address: "module.m.aws_instance.web", value: "s"),
        Form(
            name: "an argument of a module that is not here",
            files: [
                "live/main.tf": provider
                    + "module \"m\" {\n  source = \"acme/m/aws\"\n  size   = 1️⃣\"x\"2️⃣\n}\n"
            ],
            address: "module.m", attribute: "size", value: "x"),
        Form(
            name: "an instance of a literal count",
            files: [
                "live/main.tf": provider
                    + "resource \"aws_instance\" \"web\" {\n  count = 2\n  instance_type = 1️⃣\"s\"2️⃣\n}\n"
            ],
            address: "aws_instance.web[1]", value: "s", status: "shared"),
        Form(
            name: "an instance of literal keys",
            files: [
                "live/main.tf": provider
                    + "resource \"aws_instance\" \"web\" {\n  for_each = toset([\"a\", \"b\"])\n  instance_type = 1️⃣\"s\"2️⃣\n}\n"
            ],
            address: "aws_instance.web[\"a\"]", value: "s", status: "shared"),
        Form(
            name: "a count that a variable decides",
            files: [
                "live/main.tf": provider
                    + "resource \"aws_instance\" \"web\" {\n  count = var.on ? 1 : 0\n  instance_type = 1️⃣\"s\"2️⃣\n}\nvariable \"on\" {\n  default = true\n}\n"
            ],
            address: "aws_instance.web[0]", value: "s"),
        Form(
            name: "CRLF, no final newline",
            files: [
                "live/main.tf": provider
                    + "resource \"aws_instance\" \"web\" {\r\n  instance_type = 1️⃣\"s\"2️⃣\r\n}"
            ], value: "s"),
        Form(
            name: "a data source's own argument",
            files: ["live/main.tf": provider + "data \"aws_ami\" \"base\" {\n  name = 1️⃣\"n\"2️⃣\n}\n"],
            address: "data.aws_ami.base",
            attribute: "name", value: "n"),
    ]

    @Test(arguments: forms) func findsTheToken(_ form: Form) throws {
        let sample = Sample(form.files)
        let trace = try sample.trace(
            form.address, form.attribute, root: "live", environment: form.environment)
        #expect(trace.place == sample.marked, "\(trace.status)")
        #expect(trace.value == form.value)
        #expect(trace.statusName == form.status)
        let searched = try sample.trace(form.address, form.attribute, environment: form.environment)
        #expect(searched.place == sample.marked, "without a root: \(searched.status)")
    }

    @Test func variableFilesGivenByNameReplaceThoseOfTheEnvironment() throws {
        let sample = Sample([
            "live/main.tf": TerraformTests.use, "live/v.tf": TerraformTests.variable(""),
            "live/prod.tfvars": "size = \"p\"\n", "live/other/special.tfvars": "size = 1️⃣\"x\"2️⃣\n",
        ])
        let trace = try sample.trace(
            "aws_instance.web", "instance_type", root: "live",
            variableFiles: ["live/prod.tfvars", "live/other/special.tfvars"])
        #expect(trace.place == sample.marked)
        #expect(trace.hops.contains { $0.reason == "overrides live/prod.tfvars:1" })
    }

    @Test func declaredEnvironmentsAndIdentifiers() throws {
        let root = TerraformRootSettings(
            path: "live",
            environments: [
                .init(name: "prod", variableFiles: ["vars/p.tfvars"], workspace: nil),
                .init(name: "dev", variableFiles: ["vars/d.tfvars"], workspace: nil),
            ], identifiers: ["i-0abc": "prod:aws_instance.web"])
        let sample = Sample(
            [
                "live/main.tf": TerraformTests.use, "live/v.tf": TerraformTests.variable(""),
                "vars/p.tfvars": "size = 1️⃣\"p\"2️⃣\n", "vars/d.tfvars": "size = \"d\"\n",
            ], settings: RepositorySettings(terraformRoots: [root]))
        #expect(try sample.trace("i-0abc", "instance_type").place == sample.marked)
        #expect(try sample.trace("aws_instance.web", "instance_type").hold?.reason == .ambiguous)
    }

    // MARK: Blast radius

    @Test func aVariableUsedTwiceIsShared() throws {
        let sample = Sample([
            "live/main.tf": TerraformTests.use
                + "resource \"aws_instance\" \"db\" {\n  instance_type = var.size\n}\n",
            "live/v.tf": TerraformTests.variable("  default = 1️⃣\"s\"2️⃣"),
        ])
        let trace = try sample.trace("aws_instance.web", "instance_type")
        #expect(trace.statusName == "shared")
        #expect(trace.others == ["aws_instance.db instance_type"])
    }

    struct Affected: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: String
        var row: String
    }

    @Test(arguments: [
        Affected(
            testDescription: "a template", code: "resource \"x\" \"y\" {\n  name = \"a-${var.size}\"\n}\n",
            row: "x.y name"),
        Affected(
            testDescription: "a local",
            code: "locals {\n  s = upper(var.size)\n}\nresource \"x\" \"y\" {\n  name = local.s\n}\n",
            row: "x.y name"),
        Affected(
            testDescription: "another resource's attribute",
            code: "resource \"x\" \"y\" {\n  name = aws_instance.web.instance_type\n}\n",
            row: "x.y name"),
        Affected(
            testDescription: "a whole resource",
            code: "resource \"x\" \"y\" {\n  name = jsonencode(aws_instance.web)\n}\n",
            row: "x.y name"),
        Affected(
            testDescription: "a dynamic block",
            code:
                "resource \"x\" \"y\" {\n  dynamic \"b\" {\n    for_each = [var.size]\n    content {\n      name = b.value\n    }\n  }\n}\n",
            row: "x.y b[0].name"),
        Affected(
            testDescription: "the number of instances",
            code: "resource \"x\" \"y\" {\n  count = var.size == \"s\" ? 1 : 2\n  name  = \"n\"\n}\n",
            row: "x.y count"),
        Affected(
            testDescription: "each.value",
            code: "resource \"x\" \"y\" {\n  for_each = { a = var.size }\n  name     = each.value\n}\n",
            row: "x.y[\"a\"] name"),
        Affected(
            testDescription: "a module's output",
            code:
                "module \"m\" {\n  source = \"../m\"\n  size   = var.size\n}\nresource \"x\" \"y\" {\n  name = module.m.size\n}\n",
            row: "x.y name"),
        Affected(
            testDescription: "an output", code: "output \"o\" {\n  value = \"${var.size}\"\n}\n",
            row: "output.o value"),
        Affected(
            testDescription: "a data source",
            code:
                "data \"d\" \"d\" {\n  name = var.size\n}\nresource \"x\" \"y\" {\n  name = data.d.d.id\n}\n",
            row: "x.y name"),
    ]) func whatFollowsTheTokenOtherwiseIsListed(_ affected: Affected) throws {
        let sample = Sample([
            "live/main.tf": TerraformTests.use + affected.code,
            "live/v.tf": TerraformTests.variable("  default = 1️⃣\"s\"2️⃣"),
            "m/main.tf": "variable \"size\" {}\noutput \"size\" {\n  value = lower(var.size)\n}\n",
        ])
        let trace = try sample.trace("aws_instance.web", "instance_type", root: "live")
        #expect(trace.place == sample.marked, "\(trace.status)")
        #expect(trace.statusName == "shared")
        #expect(
            (trace.alsoDecides + trace.alsoAffects).map { "\($0.resource) \($0.attribute)" }
                .contains(affected.row),
            "\(trace.alsoAffects)")
    }

    @Test func whatFollowsAnotherTokenIsNotListed() throws {
        let sample = Sample([
            "live/main.tf": TerraformTests.use
                + "variable \"name\" {\n  default = \"n\"\n}\nresource \"x\" \"y\" {\n  name = \"a-${var.name}\"\n  id = aws_instance.web.id\n}\n",
            "live/v.tf": TerraformTests.variable("  default = 1️⃣\"s\"2️⃣"),
        ])
        #expect(try sample.trace("aws_instance.web", "instance_type").statusName == "literal")
    }

    @Test func aLiteralInAModuleDecidesForEveryCall() throws {
        let sample = Sample([
            "live/main.tf": TerraformTests.provider
                + "module \"a\" {\n  source = \"../modules/m\"\n}\nmodule \"b\" {\n  source = \"../modules/m\"\n}\n",
            "tools/main.tf": TerraformTests.provider + "module \"t\" {\n  source = \"../modules/m\"\n}\n",
            "modules/m/main.tf": "resource \"aws_instance\" \"web\" {\n  instance_type = 1️⃣\"s\"2️⃣\n}\n",
        ])
        let trace = try sample.trace("module.a.aws_instance.web", "instance_type")
        #expect(trace.place == sample.marked)
        #expect(trace.statusName == "shared")
        #expect(trace.others == ["module.b.aws_instance.web instance_type"])
        #expect(
            trace.elsewhere.map { "\($0.root ?? "") \($0.resource)" } == ["tools module.t.aws_instance.web"])
        #expect(trace.evaluatedRoots == 1)
    }

    @Test func otherEnvironmentsThatFollowTheTokenAreElsewhere() throws {
        let sample = Sample([
            "live/main.tf": TerraformTests.use, "live/v.tf": TerraformTests.variable("  default = 1️⃣\"s\"2️⃣"),
            "live/prod.tfvars": "", "live/dev.tfvars": "size = \"d\"\n", "live/test.tfvars": "",
        ])
        let trace = try sample.trace("aws_instance.web", "instance_type", environment: "prod")
        #expect(trace.place == sample.marked)
        #expect(trace.elsewhere.map(\.environment) == ["test"])
    }

    @Test func aLiteralThatIsTheSameInEveryEnvironmentNeedsNone() throws {
        let sample = Sample([
            "live/main.tf": TerraformTests.provider
                + "resource \"aws_instance\" \"web\" {\n  instance_type = 1️⃣\"s\"2️⃣\n}\n",
            "live/prod.tfvars": "", "live/dev.tfvars": "",
        ])
        #expect(try sample.trace("aws_instance.web", "instance_type").place == sample.marked)
    }

    @Test func aMissingAttributeHasAPlace() throws {
        let sample = Sample([
            "live/main.tf": TerraformTests.provider + "resource \"aws_instance\" \"web\" {\n  a = 1\n}\n"
        ])
        let trace = try sample.trace("aws_instance.web", "instance_type")
        #expect(
            trace.insertion
                == Insertion(
                    file: "live/main.tf", keyPath: "resource.aws_instance.web.instance_type", line: 3))
    }

    @Test func aSensitiveValueIsNotShown() throws {
        let sample = Sample([
            "live/main.tf": TerraformTests.use,
            "live/v.tf": TerraformTests.variable("  sensitive = true\n  default = \"secret\""),
        ])
        let trace = try sample.trace("aws_instance.web", "instance_type")
        #expect(trace.value == "(sensitive)")
        #expect(trace.origin?.token == "(sensitive)")
    }

    // MARK: Holds

    struct Held: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String: String]
        var address = "aws_instance.web"
        var attribute = "instance_type"
        var environment: String?
        var reason: HoldReason
        var mentions: String
    }

    static func resource(_ lines: String) -> String {
        provider + "resource \"aws_instance\" \"web\" {\n\(lines)\n}\n"
    }
    static func size(_ expression: String) -> String { resource("  instance_type = \(expression)") }

    static let held: [Held] = [
        Held(
            testDescription: "a template",
            files: ["l/m.tf": size("\"m5.${var.size}\""), "l/v.tf": variable("  default = \"large\"")],
            reason: .derived, mentions: "computed"),
        Held(
            testDescription: "a calculation", files: ["l/m.tf": resource("  size = 2 + 3")],
            attribute: "size", reason: .derived, mentions: "2 tokens"),
        Held(
            testDescription: "a data source",
            files: ["l/m.tf": size("data.a.b.size") + "data \"a\" \"b\" {}\n"], reason: .dataSource,
            mentions: "data.a.b"),
        Held(
            testDescription: "a variable without a value",
            files: ["l/m.tf": size("var.size"), "l/v.tf": variable("")],
            reason: .notInRepository, mentions: "var.size"),
        Held(
            testDescription: "an undeclared variable", files: ["l/m.tf": size("var.size")],
            reason: .noSuchResource, mentions: "var.size"),
        Held(
            testDescription: "a variable says that it is not there",
            files: [
                "l/m.tf": resource("  count = var.on ? 1 : 0\n  instance_type = \"s\""),
                "l/v.tf": "variable \"on\" {\n  default = true\n}\n", "l/terraform.tfvars": "on = false\n",
            ],
            address: "aws_instance.web[0]", reason: .noSuchResource, mentions: "web[0]"),
        Held(
            testDescription: "an instance that is not there",
            files: ["l/m.tf": resource("  count = 1\n  instance_type = \"s\"")],
            address: "aws_instance.web[3]", reason: .noSuchResource, mentions: "web[3]"),
        Held(
            testDescription: "a syntax error", files: ["l/m.tf": size("\"s\""), "l/b.tf": "resource {"],
            reason: .unparsable,
            mentions: "l/b.tf"),
        Held(
            testDescription: "declared twice", files: ["l/m.tf": size("\"s\""), "l/n.tf": size("\"t\"")],
            reason: .ambiguous,
            mentions: "declared again"),
        Held(
            testDescription: "in two roots", files: ["l/m.tf": size("\"s\""), "k/m.tf": size("\"s\"")],
            reason: .ambiguous, mentions: "k, l"),
        Held(
            testDescription: "the environment decides",
            files: [
                "l/m.tf": size("var.size"), "l/v.tf": variable("  default = \"s\""),
                "l/a.tfvars": "size = \"a\"", "l/b.tfvars": "",
            ],
            reason: .ambiguous, mentions: "a, b"),
        Held(
            testDescription: "a remote module",
            files: ["l/m.tf": provider + "module \"m\" {\n  source = \"acme/m/aws\"\n}\n"],
            address: "module.m.aws_instance.web", reason: .external, mentions: "acme/m/aws"),
        Held(
            testDescription: "a module outside the repository",
            files: ["l/m.tf": provider + "module \"m\" {\n  source = \"../../m\"\n}\n"],
            address: "module.m.aws_instance.web", reason: .outsidePaths, mentions: "../../m"),
        Held(
            testDescription: "no such resource", files: ["l/m.tf": size("\"s\"")], address: "aws_instance.x",
            reason: .noSuchResource,
            mentions: "aws_instance.x"),
        Held(
            testDescription: "an autoscaler owns the number",
            files: [
                "l/m.tf": resource(
                    "  desired_capacity = 2\n  lifecycle {\n    ignore_changes = [desired_capacity]\n  }")
            ],
            attribute: "desired_capacity", reason: .autoscaled, mentions: "ignore_changes"),
        Held(
            testDescription: "a conversion",
            files: ["l/m.tf": size("var.size"), "l/v.tf": variable("  type = number\n  default = \"s\"")],
            reason: .unsupported, mentions: "a number is required"),
        Held(
            testDescription: "a set has no order",
            files: [
                "l/m.tf": resource("  types = var.size"),
                "l/v.tf": variable("  type = set(string)\n  default = [\"a\"]"),
            ],
            attribute: "types[0]", reason: .unsupported, mentions: "set"),
        Held(
            testDescription: "an encrypted variable file",
            files: [
                "l/m.tf": size("var.size"), "l/v.tf": variable(""),
                "l/terraform.tfvars": "size = \"ENC[AES256_GCM,data:x]\"\n",
            ],
            reason: .encrypted, mentions: "terraform.tfvars"),
        Held(
            testDescription: "a generated file",
            files: ["l/m.tf": "# Code generated by x; DO NOT EDIT.\n" + size("\"s\"")],
            reason: .generated, mentions: "DO NOT EDIT"),
        Held(
            testDescription: "a broken root reads the file too",
            files: [
                "l/m.tf": provider + "module \"m\" {\n  source = \"../modules/m\"\n}\n",
                "modules/m/m.tf": "resource \"aws_instance\" \"web\" {\n  instance_type = \"s\"\n}\n",
                "k/m.tf": provider + "module \"m\" {\n  source = \"../modules/m\"\n}\n",
                "k/b.tf": "resource {",
            ],
            address: "module.m.aws_instance.web", reason: .ambiguous, mentions: "k, l"),
    ]

    @Test(arguments: held) func holds(_ held: Held) throws {
        let trace = try Sample(held.files).trace(held.address, held.attribute, environment: held.environment)
        #expect(trace.hold?.reason == held.reason, "\(trace.status)")
        #expect(trace.hold?.detail.contains(held.mentions) == true, "\(trace.hold?.detail ?? "")")
    }

    @Test func aBlastRadiusThatCannotBeComputedIsALimit() throws {
        let files = [
            "l/m.tf": TerraformTests.provider + "module \"m\" {\n  source = \"../modules/m\"\n}\n",
            "modules/m/m.tf": "resource \"aws_instance\" \"web\" {\n  instance_type = \"s\"\n}\n",
            "k/m.tf": TerraformTests.provider + "module \"m\" {\n  source = \"../modules/m\"\n}\n",
            "k/b.tf": "resource {",
        ]
        let trace = try Sample(files).trace("module.m.aws_instance.web", "instance_type", root: "l")
        #expect(trace.hold?.reason == .limit)
    }

    @Test(arguments: [
        ["l/m.tf": TerraformTests.size("1️⃣\"s\"2️⃣"), "l/terragrunt.hcl": "inputs = {}\n"],
        [
            "l/m.tf": TerraformTests.size("1️⃣\"s\"2️⃣"),
            "u/terragrunt.hcl": "terraform {\n  source = \"${get_repo_root()}/l\"\n}\n",
        ],
    ]) func aDirectoryThatAUnitRunsIsNoRootOfItsOwn(_ files: [String: String]) throws {
        let sample = Sample(files)
        #expect(try sample.trace("aws_instance.web", "instance_type").place == sample.marked)
        let excluded = try sample.stage.roots().filter { $0.kind == .terraform }.map(\.excluded)
        #expect(excluded.allSatisfy { $0?.contains("Terragrunt") == true })
    }

    @Test func examplesAreNoRootsUnlessAskedFor() throws {
        let files = ["examples/a/m.tf": TerraformTests.size("\"s\"")]
        #expect(try Sample(files).trace("aws_instance.web", "instance_type").hold?.reason == .noSuchResource)
        #expect(try Sample(files).trace("aws_instance.web", "instance_type", root: "examples/a").value == "s")
    }
}
