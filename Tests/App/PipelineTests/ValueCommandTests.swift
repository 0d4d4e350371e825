internal import Foundation
internal import TestSupport
internal import Testing

/// `trimtab get` and `trimtab set` as processes: exit codes, streams, and what is left on disk.
@Suite struct ValueCommandTests {
    private let directory: TemporaryDirectory
    private let product: Product

    init() throws {
        directory = try TemporaryDirectory()
        product = Product(directory: directory.path)
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory.path)/\(name)"))
    }

    private func read(_ name: String) throws -> String {
        String(
            decoding: try Data(contentsOf: URL(fileURLWithPath: "\(directory.path)/\(name)")), as: UTF8.self)
    }

    private static let main = "resource \"t\" \"a\" {\r\n  size = \"m\" # why\r\n  n    = 1   # so\r\n}"

    @Test func printsTextSourceAndPlace() throws {
        defer { directory.remove() }
        try write("main.tf", Self.main)
        #expect(try product.run(["get", "main.tf", "resource.t.a.size"]).output == Data("m\n".utf8))
        #expect(
            try product.run(["get", "main.tf", "resource.t.a.size", "--raw"]).output == Data("\"m\"\n".utf8))
        let json = try product.run(["get", "main.tf", "resource.t.a.n", "-o", "json"])
        let object = try JSONSerialization.jsonObject(with: json.output) as? [String: Any]
        #expect(object?["value"] as? Int == 1)
        #expect(object?["line"] as? Int == 3)
        #expect(object?["column"] as? Int == 10)
    }

    @Test func printsTheNewFileAndLeavesTheOldOne() throws {
        defer { directory.remove() }
        try write("main.tf", Self.main)
        let answer = try product.run(["set", "main.tf", "resource.t.a.size", "\"xl\""])
        let expected = Self.main.replacingOccurrences(of: "\"m\"", with: "\"xl\"")
            // The file was in the layout of `terraform fmt`, so the other comment of the run moves.
            .replacingOccurrences(of: "1   #", with: "1    #")
        #expect(answer.output == Data(expected.utf8), "\(answer.everything)")
        #expect(answer.complaint.isEmpty)
        #expect(try read("main.tf") == Self.main)
    }

    @Test func replacesInPlaceThroughALinkWithTheSameMode() throws {
        defer { directory.remove() }
        try write("values.yaml", "\u{FEFF}a:\n  b: 1 # x\n  b2: [1,2]")
        let files = FileManager.default
        let path = "\(directory.path)/values.yaml"
        try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        try files.createSymbolicLink(
            atPath: "\(directory.path)/link.yaml", withDestinationPath: "values.yaml")
        let answer = try product.run(["set", "link.yaml", "a.b", "-1", "--in-place"])
        #expect(
            answer.status == 0 && answer.output.isEmpty && answer.complaint.isEmpty, "\(answer.everything)")
        #expect(try read("values.yaml") == "\u{FEFF}a:\n  b: -1 # x\n  b2: [1,2]")
        #expect(try files.destinationOfSymbolicLink(atPath: "\(directory.path)/link.yaml") == "values.yaml")
        #expect(try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
        #expect(
            try files.contentsOfDirectory(atPath: directory.path).sorted() == ["link.yaml", "values.yaml"])
    }

    @Test func leavesAFileAloneThatHasTheValueAlready() throws {
        defer { directory.remove() }
        try write("a.tfvars", "x = 1\n")
        let path = "\(directory.path)/a.tfvars"
        let node = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
        #expect(try product.run(["set", "a.tfvars", "x", "1", "-i"]).status == 0)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == node)
    }

    /// Arguments, exit code, and what must be said.
    private static let refusals: [([String], Int32, String)] = [
        (["get", "main.tf", "resource.t.a.sise"], 65, "did you mean `resource.t.a.size`?"),
        (["get", "gone.tf", "x"], 65, "reading gone.tf: no such file"),
        (["get", ".", "x"], 65, "it is a directory"),
        (["get", "broken.tf", "x"], 65, "broken.tf:1:"),
        (["get", "a.toml", "x"], 64, "no language that is known"),
        (["get", "main.tf", "a["], 64, "PATH:1:2"),
        (["get", "twice.yaml", "a"], 65, "leads to 2 places"),
        (["set", "main.tf", "resource.t.a.size", "1 +"], 64, "VALUE:1:4"),
        (["set", "main.tf", "resource.t.a.new", "1"], 65, "--create makes it"),
        (["set", "twice.yaml", "b", "1", "--document", "7"], 65, "no document 7"),
        (["set", "main.tf", "resource.t.a.size"], 64, "Missing expected argument"),
    ]

    @Test(arguments: refusals)
    func saysWhyItDeclines(arguments: [String], status: Int32, says: String) throws {
        defer { directory.remove() }
        try write("main.tf", Self.main)
        try write("broken.tf", "x = \n")
        try write("twice.yaml", "a: 1\na: 2\n")
        try write("a.toml", "x = 1\n")
        let answer = try product.run(arguments)
        #expect(answer.status == status, "\(answer.everything)")
        #expect(answer.complaint.contains(says), "\(answer.everything)")
        #expect(answer.output.isEmpty)
        #expect(try read("main.tf") == Self.main)
    }

    @Test func pointsOutWhatChangesItsType() throws {
        defer { directory.remove() }
        try write("values.yaml", "tag: \"1.9\"\n")
        let answer = try product.run(["set", "values.yaml", "tag", "1.10"])
        #expect(answer.output == Data("tag: 1.10\n".utf8))
        #expect(answer.complaint.contains("note: `tag` was a string and is a number now"))
        let quiet = try product.run(["set", "values.yaml", "tag", "1.10", "--quiet"])
        #expect(quiet.complaint.isEmpty)
    }
}
