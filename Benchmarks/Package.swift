// swift-tools-version: 6.2

import PackageDescription

// Benchmarks, apart from the product. One executable each; it compares within one run, prints a table and exits with 1
// when its threshold is missed:
//   swift run --package-path Benchmarks -c release ParseAnswer

let trimtab = "trimtab"

func benchmark(_ name: String, _ products: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: products.map { .product(name: $0, package: trimtab) },
        path: "Sources/\(name)",
        swiftSettings: [.swiftLanguageMode(.v6)])
}

let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: trimtab, path: "..")],
    targets: [
        benchmark("ParseAnswer", ["Model", "Prometheus"]),
        benchmark("EditYAML", ["CLibyaml", "Diagnostics", "YAML"]),
    ]
)
