// swift-tools-version: 6.2

import PackageDescription

// Benchmarks, apart from the product. One executable each; it compares within one run, prints a table and exits with 1
// when its threshold is missed:
//   swift run --package-path Benchmarks -c release ParseAnswer

let trimtab = "trimtab"

func benchmark(_ name: String, _ products: [String], _ own: [Target.Dependency] = []) -> Target {
    .executableTarget(
        name: name, dependencies: products.map { .product(name: $0, package: trimtab) } + own,
        path: "Sources/\(name)",
        swiftSettings: [.swiftLanguageMode(.v6)])
}

let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: trimtab, path: "..")],
    targets: [
        benchmark("ParseAnswer", ["Model", "Prometheus"]),
        benchmark("EditYAML", ["CLibyaml", "Diagnostics", "YAML"]),
        benchmark("ParseHCL", ["Diagnostics", "HCL"]),
        // The bare arithmetic that recommend-fleet compares with numpy's.
        benchmark("SizeUsage", ["RightSizing"]),
        // The programs of scripts/corpus.
        benchmark("CorpusHCL", ["Diagnostics", "FileValues", "HCL"]),
        benchmark("CorpusKustomize", ["Diagnostics", "Kustomize", "YAML"]),
        benchmark("CorpusYAML", ["CLibyaml", "Diagnostics", "YAML"]),
        benchmark("CommitEdits", ["Model", "Git"], ["BareCommit"]),
        benchmark("Govern", ["Diagnostics", "Git", "Ledger", "Model", "Policy", "Ports", "Settings"]),
        .target(
            name: "BareCommit", path: "Sources/BareCommit",
            linkerSettings: [.linkedLibrary("git2")]),
    ]
)
