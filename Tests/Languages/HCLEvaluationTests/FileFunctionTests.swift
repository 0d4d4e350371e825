import Diagnostics
import HCLEvaluation
import Provenance
import TestSupport
import Testing

@Suite("file functions", .enabled(if: Shell.has("terraform"), "terraform is not installed"))
struct FileFunctionTests {
    static let files = [
        "a.txt": "text é\n", "b.json": "{\"cpu\": 256, \"list\": [1, \"x\"]}\n",
        "conf/one.yaml": "size: 0777\non: yes\n",
        "conf/deep/two.yaml": "{a: 1}\n", "conf/deep/.hidden.yaml": "x\n", "conf/three.yml": "y\n",
        "t.tpl": "%{ for n in names ~}\n- ${n} $${x}\n%{ endfor ~}\n${upper(\"e\")}nd\n",
        "only.tpl": "${value}",
        "crlf.txt": "a\r\nb\r\n", "empty.txt": "",
        "task.json.tpl": "[{\"name\": \"${name}\", \"cpu\": ${cpu}}]\n",
        "bad.tpl": "${missing}",
    ]

    static let expressions = [
        "file(\"a.txt\")", "file(\"./a.txt\")", "file(\"none.txt\")", "fileexists(\"a.txt\")",
        "fileexists(\"none\")",
        "filebase64(\"a.txt\")", "filemd5(\"a.txt\")", "filesha1(\"a.txt\")", "filesha256(\"a.txt\")",
        "filesha512(\"a.txt\")", "filebase64sha256(\"a.txt\")", "filebase64sha512(\"a.txt\")",
        "file(\"crlf.txt\")",
        "file(\"empty.txt\")", "length(file(\"empty.txt\"))",
        "jsondecode(file(\"b.json\"))", "jsondecode(file(\"b.json\")).cpu",
        "yamldecode(file(\"conf/one.yaml\"))",
        "fileset(\".\", \"*.txt\")", "fileset(\".\", \"**/*.yaml\")", "fileset(\"conf\", \"**\")",
        "fileset(\"conf\", \"*\")",
        "fileset(\"conf\", \"{one,three}.y*ml\")", "fileset(\".\", \"conf/*.y?ml\")",
        "fileset(\".\", \"[ab].*\")",
        "fileset(\".\", \"[^ab]*.txt\")", "fileset(\"none\", \"*\")", "fileset(\".\", \"**/deep/*\")",
        "fileset(\"conf/\", \"./*.yaml\")", "fileset(\".\", \"conf/**/*.yaml\")", "fileset(\".\", \"none*\")",
        "[for f in fileset(\"conf\", \"**/*.y*ml\") : basename(f)]",
        "templatefile(\"t.tpl\", { names = [\"a\", \"b\"] })", "templatefile(\"t.tpl\", { names = [] })",
        "templatefile(\"only.tpl\", { value = [1, 2] })", "templatefile(\"only.tpl\", { value = \"x\" })",
        "templatefile(\"bad.tpl\", {})", "templatefile(\"none.tpl\", {})", "templatefile(\"only.tpl\", {})",
        "jsondecode(templatefile(\"task.json.tpl\", { name = \"web\", cpu = 512 }))[0].cpu",
        "templatefile(\"a.txt\", {})", "templatefile(\"only.tpl\", [1])", "templatefile(\"crlf.txt\", {})",
    ]

    @Test("the tool agrees about files, sets of files and templates")
    func agrees() throws {
        let answers = try TerraformConsole.ask(Self.expressions, files: Self.files)
        for (expression, answer) in zip(Self.expressions, answers) {
            let value = evaluate(
                file: "result = try(jsonencode(\(expression)), \"ERROR\")\n", hooks: Self.hooks
            ).value
            // What is not in the repository may still be there when Terraform runs.
            let isMissing = value.firstUnknown?.reason == .file
            let mine = isMissing ? "missing" : value.string ?? "unknown: \(value.firstUnknown?.detail ?? "")"
            #expect(
                mine
                    == (expression.contains("\"none") && !expression.contains("none*") && answer != "false"
                        ? "missing" : answer),
                "\(expression)")
        }
    }

    static var hooks: EvaluationHooks {
        EvaluationHooks(
            readFile: { path in
                let plain = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
                return files[plain].map { (path: plain, bytes: Array($0.utf8)) }
            },
            listFiles: { path in
                // The tool finds the files that ask for the answers, too.
                let prefix = path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
                let found = files.keys.filter { $0.hasPrefix(prefix) }.map {
                    String($0.dropFirst(prefix.count))
                }
                return found.isEmpty ? nil : found
            })
    }

    @Test("a leaf of a template file's template is a token of that file; a value put in is one of the caller")
    func provenance() throws {
        let source = "result = templatefile(\"t.tpl\", { names = [\"a\"] })\n"
        guard case .string(let text) = evaluate(file: source, hooks: Self.hooks).value.content else {
            throw Missing()
        }
        let template = Self.files["t.tpl"] ?? ""
        let tokens = text.parts.compactMap(\.origins.identity).map {
            $0.path == "t.tpl" ? ProvenanceTests.text($0, template) : ProvenanceTests.text($0, source)
        }
        #expect(tokens == ["- ", "\"a\"", " ", "$${", "x}\n", "nd\n"])
    }

    @Test("templatestring keeps the places of the string's parts")
    func templateString() throws {
        let source = "t = \"cpu=$${n} mem=512\"\nresult = templatestring(local.t, { n = 7 })\n"
        let answer = evaluate(file: source)
        #expect(answer.value.string == "cpu=7 mem=512")
        guard case .string(let text) = answer.value.content else { throw Missing() }
        #expect(
            text.parts.map { $0.origins.identity.map { ProvenanceTests.text($0, source) } } == [
                "cpu=", "7", " mem=512",
            ])
    }
}
