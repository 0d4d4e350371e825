import Model
import Planning
import TestSupport
import Testing

/// Who owns a file, by the rules of the forges.
@Suite struct CodeOwnersTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var path = "CODEOWNERS"
        /// File → owners, empty for nobody.
        var owners: [String: String]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "the last pattern that matches counts",
            text: "*  @all\n/apps/ @apps @second\n/apps/web.yaml @web # the site\n",
            owners: [
                "README.md": "@all", "apps/api.yaml": "@apps @second", "apps/web.yaml": "@web",
                "more/apps/web.yaml": "@all",
            ]),
        Case(
            name: "a later wide pattern takes a file from a narrow one", text: "/apps/ @apps\n* @all\n",
            owners: ["apps/web.yaml": "@all"]),
        Case(
            name: "a name without a slash is meant at any depth, with all that is below it",
            text: "web @web\n*.tf @infra\n",
            owners: [
                "web": "@web", "a/web/x.yaml": "@web", "a/webs/x": "", "main.tf": "@infra",
                "a/b/main.tf": "@infra",
            ]),
        Case(
            name: "a slash inside binds to the top", text: "docs/api @docs\n",
            owners: ["docs/api/x.md": "@docs", "docs/api": "@docs", "a/docs/api/x.md": ""]),
        Case(
            name: "a directory by its last slash, at any depth", text: "apps/ @apps\n",
            owners: ["apps/x": "@apps", "a/apps/b/x": "@apps", "apps": "", "a/apps": ""]),
        Case(
            name: "a star at the end means the directory itself", text: "docs/* @docs\n",
            owners: ["docs/x.md": "@docs", "docs/build/x.md": ""]),
        Case(
            name: "two stars cross directories", text: "**/logs @logs\n/a/**/z.yaml @z\nb/** @b\n",
            owners: [
                "logs/x": "@logs", "q/logs/x": "@logs", "a/z.yaml": "@z", "a/b/c/z.yaml": "@z", "b/c/d": "@b",
            ]),
        Case(
            name: "a pattern without owners takes a file from everybody",
            text: "/apps/ @apps\n/apps/github # nobody\n",
            owners: ["apps/x": "@apps", "apps/github": "", "apps/github/x": ""]),
        Case(
            name: "comments, blanks, addresses and escapes",
            text: "# @no\r\n\r\n  /a\\ b/ docs@example.com @x # @y\r\n\\#c @c\r\n\\\r\n",
            owners: ["a b/x": "docs@example.com @x", "#c": "@c", "no": ""]),
        Case(
            name: "lines that are not read say nothing",
            text: "/apps/ @apps\n/apps/[ab].yaml @ab\n/apps/x.yaml nobody\n",
            owners: ["apps/a.yaml": "@apps", "apps/x.yaml": "@apps"]),
        Case(
            name: "an excluded file has no owner", text: "* @all\n!/gen/\n",
            owners: ["gen/x": "", "x": "@all"]),
        Case(
            name: "braces mean themselves", text: "/{{name}}/ @scaffold\n",
            owners: ["{{name}}/x": "@scaffold", "name/x": ""]),
        Case(
            name: "sections own together, each by its own last match",
            text: """
                * @all
                [Databases][2] @dba
                /db/
                /db/special.yaml @special
                ^[Docs] @docs
                *.md
                [databases]
                /more/
                """,
            owners: [
                "db/x.yaml": "@dba", "db/special.yaml": "@special", "more/x": "@dba", "x.md": "@all",
                "x.yaml": "@all",
            ]),
        Case(
            name: "GitLab means a path at any depth, and no directory without its slash",
            text: "[S]\ndocs/a.md @a\n/dir @dir\n",
            owners: ["x/docs/a.md": "@a", "docs/a.md": "@a", "dir/x": ""]),
        Case(
            name: "GitLab's own folder", text: "docs/a.md @a\n", path: ".gitlab/CODEOWNERS",
            owners: ["x/docs/a.md": "@a"]),
        Case(
            name: "an optional section alone", text: "^[Docs]\n*.md @docs\n",
            owners: ["x.md": "@docs", "x.yaml": ""]),
    ]

    @Test(arguments: cases) func filesHaveTheirOwners(_ sample: Case) {
        let table = CodeOwners(sample.text, path: sample.path)
        for (file, owners) in sample.owners.sorted(by: { $0.key < $1.key }) {
            let found = table.owners(of: file)?.owners.joined(separator: " ") ?? ""
            #expect(found == owners, "\(file)")
        }
    }

    @Test func anAnswerNamesTheLine() {
        let table = CodeOwners("# head\n* @all\n\n/apps/ @apps\n")
        #expect(table.owners(of: "apps/x")?.line == 4)
        #expect(table.owners(of: "apps/x")?.isCatchAll == false)
        #expect(table.owners(of: "x")?.line == 2)
        #expect(table.owners(of: "x")?.isCatchAll == true)
        #expect(CodeOwners("").owners(of: "x") == nil)
    }

    // MARK: Which of several signs

    static let marks = [
        ServiceOwner.Mark(kind: "label", key: "team", value: "checkout"),
        ServiceOwner.Mark(kind: "label", key: "app.kubernetes.io/part-of", value: "shop"),
    ]

    private func owner(
        _ files: [String: String], _ marks: [ServiceOwner.Mark], of changed: [String] = ["apps/web.yaml"]
    ) throws -> String? {
        let tree = InMemoryTree(texts: files.merging(["apps/web.yaml": "a: 1\n", "b.yaml": "b: 1\n"]) { $1 })
        return try ServiceOwner.find(of: changed, object: "Deployment/web", marks: marks, in: tree).map {
            "\($0.name) (\($0.source))"
        }
    }

    @Test func aPatternForTheFileComesFirst() throws {
        let found = try owner(["CODEOWNERS": "* @all\n/apps/ @apps\n"], CodeOwnersTests.marks)
        #expect(found == "@apps (CODEOWNERS:2)")
    }

    @Test func aLabelComesBeforeThePatternForAllFiles() throws {
        let found = try owner([".github/CODEOWNERS": "* @all\n"], CodeOwnersTests.marks)
        #expect(found == "checkout (label team of Deployment/web)")
        let plain = try owner([".github/CODEOWNERS": "* @all\n"], [CodeOwnersTests.marks[1]])
        #expect(plain == "@all (.github/CODEOWNERS:1)")
    }

    @Test func whatItIsAPartOfComesLast() throws {
        #expect(
            try owner([:], [CodeOwnersTests.marks[1]])
                == "shop (label app.kubernetes.io/part-of of Deployment/web)")
        #expect(try owner([:], []) == nil)
    }

    @Test func theFirstFileThatForgesLookForCounts() throws {
        let files = [".github/CODEOWNERS": "/apps/ @a\n", "CODEOWNERS": "/apps/ @b\n"]
        #expect(try owner(files, []) == "@a (.github/CODEOWNERS:1)")
    }

    @Test func severalFilesAreOwnedTogetherOrNotAtAll() throws {
        let files = ["CODEOWNERS": "/apps/ @a\n/b.yaml @b\n"]
        #expect(try owner(files, [], of: ["apps/web.yaml", "b.yaml"]) == "@a @b (CODEOWNERS:1)")
        #expect(try owner(files, [], of: ["apps/web.yaml", "CODEOWNERS"]) == nil)
    }

    @Test func labelsThatDisagreeNameNobody() throws {
        let marks = [
            ServiceOwner.Mark(kind: "label", key: "team", value: "a"),
            ServiceOwner.Mark(kind: "annotation", key: "team", value: "b"),
        ]
        #expect(try owner([:], marks) == nil)
    }
}
