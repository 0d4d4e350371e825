import FileValues
import Testing

@Suite("get: HCL")
struct HCLGetTests {
    static let main = #"""
        terraform {
          required_version = ">= 1.5"
          backend "s3" {
            bucket = "state"
          }
        }
        locals {
          sizes = {
            prod = { web = "m5.large", "a.b" = 1 }
            dev  = { web = "t3.small" }
          }
          zones = ["a", "b", "c"]
        }
        locals {
          rate = -1.50
          none = null
        }
        resource "aws_instance" "web" {
          ami           = var.ami
          instance_type = "m5.large" # pinned
          name          = "web-${var.env}"
          user_data     = <<-EOT
            #!/bin/sh
              echo "$${HOME}"

          EOT
          ebs_block_device {
            size = 10
          }
          ebs_block_device {
            size = 20
          }
          root_block_device {
            size = 30
          }
          dynamic "tag" {
            for_each = []
            content {
              key = "k"
            }
          }
          definitions = jsonencode([
            { name = "app", cpu = 256 },
            { name = "sidecar", cpu = 64 },
          ])
          tags = {
            Name                 = "web"
            "kubernetes.io/name" = "x"
          }
        }
        module "a.b" {
          source = "./m"
        }
        provider "aws" {
          region = "eu-west-1"
        }
        provider "aws" {
          alias  = "us"
          region = "us-east-1"
        }

        """#

    static let values: [(String, String)] = [
        ("resource.aws_instance.web.instance_type", "m5.large"),
        (".resource.aws_instance.web.instance_type", "m5.large"),
        ("resource[0].instance_type", "m5.large"),
        ("terraform.required_version", ">= 1.5"),
        ("terraform.backend.s3.bucket", "state"),
        ("locals.sizes.prod.web", "m5.large"),
        ("locals.sizes.prod[\"a.b\"]", "1"),
        ("locals.sizes.prod.\"a.b\"", "1"),
        (#"locals.sizes.prod.a\.b"#, "1"),
        ("locals.rate", "-1.50"),
        ("locals.none", "null"),
        ("locals[1].rate", "-1.50"),
        ("locals.zones[1]", "b"),
        ("locals.zones[-1]", "c"),
        ("locals.zones", "[\n  \"a\",\n  \"b\",\n  \"c\"\n]"),
        ("resource.aws_instance.web.ami", "var.ami"),
        ("resource.aws_instance.web.name", #""web-${var.env}""#),
        ("resource.aws_instance.web.user_data", "#!/bin/sh\n  echo \"${HOME}\"\n\n"),
        ("resource.aws_instance.web.ebs_block_device[1].size", "20"),
        ("resource.aws_instance.web.ebs_block_device[-1].size", "20"),
        ("resource.aws_instance.web.root_block_device.size", "30"),
        ("resource.aws_instance.web.root_block_device[0].size", "30"),
        ("resource.aws_instance.web.dynamic.tag.content.key", "k"),
        ("resource.aws_instance.web.definitions[0].cpu", "256"),
        ("resource.aws_instance.web.definitions[name=sidecar].cpu", "64"),
        ("resource.aws_instance.web.tags[\"kubernetes.io/name\"]", "x"),
        ("module[\"a.b\"].source", "./m"),
        ("module.'a.b'.source", "./m"),
        ("provider.aws[1].region", "us-east-1"),
        ("locals.sizes.dev", "{\n  \"web\": \"t3.small\"\n}"),
        (
            "provider[1]",
            "{\n  \"alias\": \"us\",\n  \"region\": \"us-east-1\"\n}"
        ),
    ]

    @Test("a path leads to a value", arguments: values)
    func value(path: String, expected: String) throws {
        #expect(try get(Self.main, path, in: "main.tf") == expected)
    }

    @Test("the source is given as it is written")
    func raw() throws {
        let file = try ValueFile(Array(Self.main.utf8), path: "main.tf")
        let raw = { (path: String) in String(decoding: try file.value(at: path).raw, as: UTF8.self) }
        #expect(try raw("resource.aws_instance.web.instance_type") == "\"m5.large\"")
        #expect(try raw("locals.sizes.dev") == "{ web = \"t3.small\" }")
        #expect(
            try raw("provider[1]") == "provider \"aws\" {\n  alias  = \"us\"\n  region = \"us-east-1\"\n}")
    }

    static let bad: [(String, ValueRefusal.Code, [String])] = [
        (
            "resource.aws_instance.web.instance_typ", .notThere,
            [
                "main.tf:18:1: error: `resource.aws_instance.web` has no `instance_typ`; it has ami, instance_type",
                "did you mean `resource.aws_instance.web.instance_type`?",
            ]
        ),
        ("resource.aws_instance.wbe.ami", .notThere, ["has no label `wbe`; it has web", "did you mean"]),
        ("resource.aws_instance", .notThere, ["goes on with web"]),
        ("variable.x", .notThere, ["the file has no `variable`; it has terraform, locals, resource"]),
        ("locals.zones[3]", .notThere, ["`locals.zones` is a list of 3 elements and has no `[3]`"]),
        ("locals.rate.x", .notThere, ["`locals.rate` is an expression and has no `x`"]),
        (
            "provider.aws.region", .notUnique,
            ["leads to 2 places; a number tells blocks apart, as in `provider.aws[0].region`", "and here"]
        ),
        (
            "resource.aws_instance.web.ebs_block_device.size", .notUnique,
            ["main.tf:28:12", "main.tf:31:12", "web.ebs_block_device[0].size`"]
        ),
        ("locals", .notUnique, ["2 places"]),
        ("locals..x", .badPath, ["PATH:1:8: error: expected a name here"]),
        ("", .badPath, ["the path is empty"]),
        ("a[", .badPath, ["PATH:1:2"]),
        ("a[x]", .badPath, ["expected a number"]),
        ("a.\"b", .badPath, ["never closed"]),
    ]

    @Test("a path that leads nowhere, or to several places, is refused with what is near", arguments: bad)
    func refused(path: String, code: ValueRefusal.Code, says: [String]) throws {
        let refusal = refusal { try get(Self.main, path, in: "main.tf") }
        #expect(refusal?.code == code)
        for text in says { #expect(refusal?.rendered.contains(text) == true, "\(refusal?.rendered ?? "")") }
    }

    static let json = #"""
        {
          "terraform": [{"required_version": "1"}],
          "resource": {"aws_instance": {"web": {"type": "m5", "ebs": [{"size": 1}, {"size": 2}], "root": {"size": 3}}}},
          "twice": 1, "twice": 2
        }
        """#

    static let jsonValues: [(String, String)] = [
        ("terraform.required_version", "1"), ("terraform[0].required_version", "1"),
        ("resource.aws_instance.web.type", "m5"), ("resource.aws_instance.web.ebs[1].size", "2"),
        ("resource.aws_instance.web.root[0].size", "3"), ("resource.aws_instance.web.root.size", "3"),
    ]

    @Test("the JSON syntax has the same paths", arguments: jsonValues)
    func jsonValue(path: String, expected: String) throws {
        #expect(try get(Self.json, path, in: "main.tf.json") == expected)
    }

    @Test(
        "a member that is there twice is not unique",
        arguments: ["twice", "resource.aws_instance.web.ebs.size"])
    func jsonTwice(path: String) {
        #expect(refusal { try get(Self.json, path, in: "main.tf.json") }?.code == .notUnique)
    }

    @Test("paths are printed as they are read")
    func written() throws {
        for text in ["a.b[0].c", #"a["b.c"][-1]"#, "a[name=x y].z", #"["a\"b\\"].c"#, "."] {
            #expect(try ValuePath(text).description == text)
        }
    }

    @Test("a file with errors, and a name without a language, are refused")
    func files() {
        let broken = refusal { try get("a = \n", "a", in: "x.tf") }
        #expect(broken?.code == .fileHasErrors)
        #expect(broken?.rendered.hasPrefix("x.tf:1:") == true, "\(broken?.rendered ?? "")")
        let unknown = refusal { try get("a = 1\n", "a", in: "x.toml") }
        #expect(unknown?.code == .unknownFormat)
        #expect(unknown?.rendered.contains(".tfvars") == true)
    }
}
