import FileValues
import HCL
import Testing

@Suite("set: HCL")
struct HCLSetTests {
    /// Name of the file, before, path, value, after.
    typealias Case = (String, String, String, String, String)

    static let replacements: [Case] = [
        ("a.tf", "x = \"a\" # c\n", "x", "\"b\"", "x = \"b\" # c\n"),
        ("a.tf", "x = 1", "x", "2", "x = 2"),
        ("a.tf", "\u{FEFF}x = 1\r\ny = 2\r\n", "x", "12", "\u{FEFF}x = 12\r\ny = 2\r\n"),
        (
            "a.tf", "a {\n b \"c.d\" { e = [1,2] }\n}\n", "a.b[\"c.d\"].e[1]", "30",
            "a {\n b \"c.d\" { e = [1,30] }\n}\n"
        ),
        // The whole expression, whatever it was.
        ("a.tf", "x = var.a ? 1 : 2\n", "x", "var.b", "x = var.b\n"),
        ("a.tf", "x = merge(a, {\n  b = 1\n})\n", "x", "{}", "x = {}\n"),
        ("a.tf", "x = \"${var.a}-b\"\n", "x", "\"${var.a}-c\"", "x = \"${var.a}-c\"\n"),
        // An aligned comment moves where the file was clean, and does not where it was not.
        ("a.tf", "x = \"a\" # c\ny = \"b\" # d\n", "x", "\"abc\"", "x = \"abc\" # c\ny = \"b\"   # d\n"),
        ("a.tf", "x =  \"a\" # c\ny = \"b\" # d\n", "x", "\"abc\"", "x =  \"abc\" # c\ny = \"b\" # d\n"),
        // Lines of the value are indented to their place, and end as the file's do.
        ("a.tf", "a {\n  x = 1\n}\n", "a.x", "{\n  b = 1\n}", "a {\n  x = {\n    b = 1\n  }\n}\n"),
        ("a.tf", "a {\n   x = 1\n}\n", "a.x", "{\n  b = 1\n}", "a {\n   x = {\n     b = 1\n   }\n}\n"),
        ("a.tf", "a {\r\n  x = 1\r\n}\r\n", "a.x", "[\n  1,\n]", "a {\r\n  x = [\r\n    1,\r\n  ]\r\n}\r\n"),
        ("a.tf", "a {\n  x = 1\n}\n", "a.x", "<<EOT\n  hi\nEOT", "a {\n  x = <<EOT\n  hi\nEOT\n}\n"),
        // A string of lines goes between the markers of a heredoc.
        (
            "a.tf", "a {\n  x = <<-EOT\n    one\n    two\n  EOT\n}\n", "a.x", #""1\n  2\n\n$${3}\n""#,
            "a {\n  x = <<-EOT\n    1\n      2\n\n    $${3}\n  EOT\n}\n"
        ),
        ("a.tf", "x = <<EOT\n  one\nEOT\n", "x", #""two\n""#, "x = <<EOT\ntwo\nEOT\n"),
        ("a.tf", "x = <<EOT\r\none\r\nEOT\r\n", "x", #""a\nb\n""#, "x = <<EOT\r\na\r\nb\r\nEOT\r\n"),
        // What a heredoc cannot hold, and what is no string of lines, takes its place.
        ("a.tf", "x = <<EOT\none\nEOT\n", "x", #""two""#, "x = \"two\"\n"),
        ("a.tf", "x = <<EOT\none\nEOT\n", "x", #""EOT\n""#, "x = \"EOT\\n\"\n"),
        ("a.tf", "x = <<-EOT\none\nEOT\n", "x", #""  two\n""#, "x = \"  two\\n\"\n"),
        ("a.tfvars", "a   = 1\nbcd = { e = \"f\" }\n", "bcd.e", "\"g\"", "a   = 1\nbcd = { e = \"g\" }\n"),
        (
            "a.tf.json", "{\"a\": {\"b\": \"c\"}, \"d\": 1}", "a.b", "\"e\"",
            "{\"a\": {\"b\": \"e\"}, \"d\": 1}"
        ),
        ("a.tf.json", "{\"a\": \"${var.b}\"}", "a", "[1, {\"x\": null}]", "{\"a\": [1, {\"x\": null}]}"),
        (
            "a.tfvars.json", "{\r\n  \"a\": 1\r\n}", "a", "{\n  \"b\": 2\n}",
            "{\r\n  \"a\": {\r\n    \"b\": 2\r\n  }\r\n}"
        ),
        ("t.hcl", "inputs = { a = 1 }", "inputs.a", "local.x", "inputs = { a = local.x }"),
    ]

    @Test("a value is replaced and nothing else", arguments: replacements)
    func replaced(name: String, before: String, path: String, value: String, after: String) throws {
        #expect(try set(before, path, value, in: name) == after)
    }

    static let refusals: [(String, String, String, String, ValueRefusal.Code, String)] = [
        ("a.tf", "x = 1\n", "x", "1 +", .badValue, "VALUE:1:4: error:"),
        ("a.tf", "x = 1\n", "x", "1\ny = 2", .badValue, "VALUE:2:1: error:"),
        ("a.tf", "x = 1\n", "x", "1 # c", .badValue, "VALUE:1:3"),
        ("a.tf", "x = 1\n", "x", "", .badValue, "VALUE:1:1"),
        ("a.tf", "x = 1\n", "x", "a b", .badValue, "a string is written in quotes: '\"a b\"'"),
        ("a.tfvars", "x = 1\n", "x", "t3.large", .badValue, "holds literal values"),
        ("a.tf.json", "{\"x\": 1}", "x", "t3", .badValue, "a string is written in quotes"),
        ("a.tf.json", "{\"x\": 1}", "x", "[1,]", .badValue, "VALUE:1:4"),
        ("a.tf", "a {\n  x = 1\n}\n", "a", "1", .notPossible, "`a` is a block"),
        ("a.tf", "x = 1\n", "y", "1", .notThere, "--create makes it"),
        ("a.tf", "x = 1\nx = 2\n", "x", "3", .notUnique, "2 places"),
        ("a.tf", "x = [1, 2]\n", "x[0]", "<<E\na\nE", .notPossible, "cannot be set"),
        ("a.tf", "x = 1\n", ".", "2", .badPath, "the whole file"),
    ]

    @Test("what cannot be written is refused, and says why", arguments: refusals)
    func refused(
        name: String, before: String, path: String, value: String, code: ValueRefusal.Code, says: String
    ) {
        let refusal = refusal { try set(before, path, value, in: name) }
        #expect(refusal?.code == code)
        #expect(refusal?.rendered.contains(says) == true, "\(refusal?.rendered ?? "")")
    }

    @Test("a string that becomes a reference is pointed out")
    func reference() throws {
        let file = try ValueFile(Array("x = \"a\"\n".utf8), path: "a.tf")
        let edited = try file.setting("x", to: "t3.large")
        #expect(edited.bytes == Array("x = t3.large\n".utf8))
        #expect(
            edited.notes.contains { $0.contains("reference `t3.large`") && $0.contains("'\"t3.large\"'") })
        #expect(try file.setting("x", to: "\"b\"").notes.isEmpty)
    }
}

@Suite("set --create: HCL")
struct HCLCreateTests {
    static let insertions: [HCLSetTests.Case] = [
        ("a.tf", "a {\n  x = 1\n}\n", "a.yy", "2", "a {\n  x  = 1\n  yy = 2\n}\n"),
        ("a.tf", "a {\n  x   =   1\n}\n", "a.yy", "2", "a {\n  x   =   1\n  yy  = 2\n}\n"),
        ("a.tf", "a {\n}\n", "a.x", "2", "a {\n  x = 2\n}\n"),
        ("a.tf", "a {}\n", "a.x", "2", "a {\n  x = 2\n}\n"),
        ("a.tfvars", "", "x", "2", "x = 2\n"),
        ("a.tfvars", "x = 1", "yy", "2", "x  = 1\nyy = 2"),
        ("a.tfvars", "m = {\n  a = 1\n}\n", "m.b", "2", "m = {\n  a = 1\n  b = 2\n}\n"),
        ("a.tfvars", "m = { a = 1 }\n", "m.b", "2", "m = { a = 1, b = 2 }\n"),
        ("a.tfvars", "m = {}\n", "m.b", "2", "m = {\n  b = 2\n}\n"),
        ("a.tfvars", "m = { a = { c = 1 } }\n", "m.b.c", "2", "m = { a = { c = 1 }, b = { c = 2 } }\n"),
        (
            "a.tfvars", "m = {\n  a = {\n    c = 1\n  }\n}\n", "m.b.c", "2",
            "m = {\n  a = {\n    c = 1\n  }\n  b = {\n    c = 2\n  }\n}\n"
        ),
        ("a.tfvars", "x = 1\n", "m.b.\"c.d\"", "2", "x = 1\nm = {\n  b = {\n    \"c.d\" = 2\n  }\n}\n"),
        ("a.tfvars", "l = [1, 2]\n", "l[2]", "3", "l = [1, 2, 3]\n"),
        ("a.tfvars", "l = [\n  1,\n]\n", "l[1]", "3", "l = [\n  1,\n  3,\n]\n"),
        ("a.tfvars", "l = [\n  1 # c\n]\n", "l[1]", "3", "l = [\n  1, # c\n  3\n]\n"),
        ("a.tfvars", "l = []\n", "l[0].a", "3", "l = [{\n  a = 3\n}]\n"),
        ("a.tfvars", "l = [{ a = 1 }]\n", "l[1].a", "3", "l = [{ a = 1 }, { a = 3 }]\n"),
        // Blocks, with the labels that Terraform or the file itself gives them.
        (
            "a.tf", "resource \"t\" \"a\" {\n  x = 1\n}\n", "resource.t.b.x", "2",
            "resource \"t\" \"a\" {\n  x = 1\n}\n\nresource \"t\" \"b\" {\n  x = 2\n}\n"
        ),
        ("a.tf", "", "variable.size.default", "\"m\"", "variable \"size\" {\n  default = \"m\"\n}\n"),
        (
            "a.tf", "locals {\n  a = 1\n}", "module.x.source", "\"./x\"",
            "locals {\n  a = 1\n}\n\nmodule \"x\" {\n  source = \"./x\"\n}"
        ),
        (
            "a.tf", "resource \"t\" \"a\" {\n  x = 1\n}\n", "resource.t.a.root[0].size", "2",
            "resource \"t\" \"a\" {\n  x = 1\n  root {\n    size = 2\n  }\n}\n"
        ),
        (
            "a.tf", "resource \"t\" \"a\" {\n  root {\n    size = 2\n  }\n}\nresource \"t\" \"b\" {\n}\n",
            "resource.t.b.root.size", "3",
            "resource \"t\" \"a\" {\n  root {\n    size = 2\n  }\n}\nresource \"t\" \"b\" {\n  root {\n    size = 3\n  }\n}\n"
        ),
        (
            "a.tf", "resource \"t\" \"a\" {\n  root {\n    size = 2\n  }\n}\n", "resource.t.a.root[1].size",
            "3",
            "resource \"t\" \"a\" {\n  root {\n    size = 2\n  }\n\n  root {\n    size = 3\n  }\n}\n"
        ),
        (
            "a.tf", "resource \"t\" \"a\" {\n}\n", "resource.t.a.tags.Name", "\"x\"",
            "resource \"t\" \"a\" {\n  tags = {\n    Name = \"x\"\n  }\n}\n"
        ),
        (
            "a.tf", "resource \"t\" \"a\" {\n}\n", "resource.t.a.lifecycle.prevent_destroy", "true",
            "resource \"t\" \"a\" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n"
        ),
        (
            "a.tf", "terraform {\n}\n", "terraform.required_providers.aws.version", "\"5\"",
            "terraform {\n  required_providers {\n    aws = {\n      version = \"5\"\n    }\n  }\n}\n"
        ),
        ("terragrunt.hcl", "locals {}\n", "inputs.size", "1", "locals {}\n\ninputs = {\n  size = 1\n}\n"),
        (
            "a.tf.json", "{}", "resource.t.a.x", "1",
            "{\n  \"resource\": {\n    \"t\": {\n      \"a\": {\n        \"x\": 1\n      }\n    }\n  }\n}"
        ),
        (
            "a.tf.json", "{\n  \"a\": 1\n}\n", "b.c", "[2]",
            "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": [2]\n  }\n}\n"
        ),
        ("a.tfvars.json", "{\"a\": {\"b\": 1}}", "a.c.d", "2", "{\"a\": {\"b\": 1, \"c\": {\"d\": 2}}}"),
        ("a.tfvars.json", "{\"a\": [1]}", "a[1]", "2", "{\"a\": [1, 2]}"),
    ]

    @Test("what is not there is made in the manner of what is", arguments: insertions)
    func made(name: String, before: String, path: String, value: String, after: String) throws {
        #expect(try set(before, path, value, in: name, creating: true) == after)
        let wasClean = FmtLayout.isFmtClean(HCLParser.parseAny(Array(before.utf8), path: name))
        if wasClean == true {
            #expect(FmtLayout.isFmtClean(HCLParser.parseAny(Array(after.utf8), path: name)) == true)
        }
    }

    static let refusals: [(String, String, String, ValueRefusal.Code, String)] = [
        (
            "a.tf", "resource \"t\" \"a\" {\n}\n", "resource.t.a.root.size", .notPossible,
            "could be a block or a map"
        ),
        ("a.tf", "locals {\n}\nlocals {\n}\n", "locals.x", .notUnique, "could be made in 2 places"),
        ("a.tf", "a {\n  x = var.y\n}\n", "a.x.z", .notPossible, "is the reference `var.y`"),
        ("a.tf", "resource \"t\" \"a\" {\n}\n", "resource.t.b", .notPossible, "2 labels"),
        ("a.tf", "locals {\n  l = [1]\n}\n", "locals.l[5]", .notPossible, "only names can be made"),
        ("x.hcl", "a {\n}\n", "b.c", .notPossible, "block or a map"),
        ("a.tf", "locals {\n}\n", "locals.\"a b\"", .notPossible, "no name"),
    ]

    @Test("where several readings are possible nothing is made", arguments: refusals)
    func refused(name: String, before: String, path: String, code: ValueRefusal.Code, says: String) {
        let refusal = refusal { try set(before, path, "1", in: name, creating: true) }
        #expect(refusal?.code == code)
        #expect(refusal?.rendered.contains(says) == true, "\(refusal?.rendered ?? "")")
    }
}
