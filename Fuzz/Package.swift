// swift-tools-version: 6.2

import PackageDescription

// Fuzz targets, apart from the product because libFuzzer brings its own main. One line a target:
//   swift build --package-path Fuzz -c release --sanitize=fuzzer --sanitize=address \
//     -Xswiftc -sanitize-coverage=edge,inline-8bit-counters,pc-table --product FuzzHCL
//   SWIFT_BACKTRACE=enable=no Fuzz/.build/release/FuzzHCL -max_total_time=60 -max_len=4096 [corpus directory]
// Without the coverage option the fuzzer sees nothing of what an input reaches ("no interesting inputs were found").

let trimtab = "trimtab"

func fuzz(_ name: String, _ products: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: products.map { .product(name: $0, package: trimtab) },
        path: "Sources/\(name)",
        swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(["-parse-as-library"])])
}

let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: trimtab, path: "..")],
    targets: [
        fuzz("FuzzHCL", ["HCL", "Diagnostics"]),
        fuzz("FuzzFileValues", ["FileValues", "Diagnostics"]),
        fuzz("FuzzMatrix", ["Model", "Prometheus"]),
        fuzz("FuzzYAML", ["YAML", "Diagnostics"]),
    ]
)
