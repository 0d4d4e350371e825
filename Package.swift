// swift-tools-version: 6.2

import PackageDescription

// One helper per kind of target keeps the list below readable: a line is a folder, a name and what it may import.
// The order of the layers is the order of permitted dependencies; ARCHITECTURE.md draws it.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// The whole test suite runs for minutes with optimised sources, and for half an hour without; scripts/test asks for them.
let optimised: [SwiftSetting] =
    Context.environment["TRIMTAB_OPTIMISED"] == nil
    ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))]

func layer(
    _ folder: String, _ name: String, _ deps: [Target.Dependency] = [], resources: [Resource] = [],
    exclude: [String] = []
) -> Target {
    .target(
        name: name, dependencies: deps, path: "Sources/\(folder)/\(name)", exclude: exclude,
        resources: resources, swiftSettings: strict + optimised)
}

func system(_ folder: String, _ name: String, _ pkgConfig: String, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/\(folder)/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func tests(_ folder: String, _ name: String, _ deps: [Target.Dependency]) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: deps + ["TestSupport"], path: "Tests/\(folder)/\(name)Tests",
        swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let bigInt: Target.Dependency = .product(name: "BigInt", package: "BigInt")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "trimtab",
    products: [
        .executable(name: "trimtab", targets: ["trimtab"]),
        // For the nested packages (Fuzz, Benchmarks), which cannot name targets of another package.
        .library(name: "Diagnostics", targets: ["Diagnostics"]),
        .library(name: "FileValues", targets: ["FileValues"]),
        .library(name: "Git", targets: ["Git"]),
        .library(name: "HCL", targets: ["HCL"]),
        .library(name: "Kustomize", targets: ["Kustomize"]),
        .library(name: "Ledger", targets: ["Ledger"]),
        .library(name: "Model", targets: ["Model"]),
        .library(name: "Policy", targets: ["Policy"]),
        .library(name: "Ports", targets: ["Ports"]),
        .library(name: "Prometheus", targets: ["Prometheus"]),
        .library(name: "RightSizing", targets: ["RightSizing"]),
        .library(name: "Settings", targets: ["Settings"]),
        .library(name: "YAML", targets: ["YAML"]),
        .library(name: "CLibyaml", targets: ["CLibyaml"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Domain: nouns and protocols, no I/O.
        layer("Domain", "Diagnostics"),
        layer("Domain", "Model", ["Diagnostics", crypto]),
        layer("Domain", "Settings", ["Diagnostics", "Model"]),
        layer("Domain", "Ports", ["Diagnostics", "Model"]),

        // Languages: bytes in, bytes out, no I/O.
        system("Languages", "CLibyaml", "yaml-0.1", apt: "libyaml-dev"),
        layer("Languages", "Provenance", ["Diagnostics", bigInt]),
        layer("Languages", "HCL", ["Diagnostics"]),
        layer(
            "Languages", "HCLEvaluation",
            ["Diagnostics", "HCL", "Provenance", "YAML", "RegularExpressions", bigInt, crypto]),
        layer(
            "Languages", "GoTemplate",
            ["Diagnostics", "YAML", "RegularExpressions", "Provenance", bigInt, crypto]),
        layer("Languages", "RegularExpressions"),
        layer("Languages", "YAML", ["Diagnostics", "CLibyaml"]),
        system("Languages", "CZlib", "zlib", apt: "zlib1g-dev"),
        layer("Languages", "HelmChart", ["Diagnostics", "GoTemplate", "YAML", "CZlib"]),
        layer("Languages", "Kustomize", ["Diagnostics", "Provenance", "RegularExpressions", "YAML", crypto]),
        layer("Languages", "FileValues", ["Diagnostics", "HCL", "YAML"]),

        // Stages: decisions; they reach the world through Ports.
        layer("Stages", "Detection", ["Diagnostics", "Model", "Settings", "Ports", "RightSizing"]),
        layer("Stages", "RightSizing", ["Diagnostics", "Model"]),
        layer(
            "Stages", "Tracing",
            [
                "Diagnostics", "Model", "Settings", "Ports", "GoTemplate", "HelmChart", "HCL",
                "HCLEvaluation", "Kustomize", "Provenance", "YAML",
            ]),
        layer("Stages", "MachineCatalogue", ["Diagnostics", "Model", "YAML"]),
        layer("Stages", "Planning", ["Diagnostics", "Model", "Settings", "Ports", "MachineCatalogue"]),
        layer(
            "Stages", "Editing",
            [
                "Diagnostics", "Model", "Settings", "Ports", "FileValues", "GoTemplate", "HCL", "YAML",
                "Tracing",
            ]),
        layer("Stages", "Proposal", ["Diagnostics", "Model", "Settings", "Ports", mustache]),
        layer("Stages", "Policy", ["Diagnostics", "Model", "Settings", "Ports", "YAML"]),
        layer("Stages", "Gates", ["Diagnostics", "Model", "Settings", "Ports"]),
        layer("Stages", "Ledger", ["Diagnostics", "Model", "Ports"]),
        layer("Stages", "Verification", ["Diagnostics", "Model", "Settings", "Ports"]),
        // Of the stages it knows none: what watches must not make the same mistakes.
        layer("Stages", "Watchdog", ["Diagnostics", "Model", "Settings", "Ports", "YAML"]),

        // Adapters: the world. Each implements Ports; none imports a stage.
        system("Adapters", "CLibgit2", "libgit2", apt: "libgit2-dev"),
        system("Adapters", "CLibcurl", "libcurl", apt: "libcurl4-openssl-dev"),
        layer(
            "Adapters", "Git",
            ["Diagnostics", "Model", "Ports", "CLibgit2", crypto, subprocess, systemPackage]),
        layer("Adapters", "HTTP", ["Diagnostics", "Model", "Ports", "CLibcurl"]),
        layer("Adapters", "Prometheus", ["Diagnostics", "Model", "Ports", "HTTP"]),
        layer("Adapters", "Alertmanager", ["Diagnostics", "Model", "Ports"]),
        layer("Adapters", "Notifiers", ["Diagnostics", "Model", "Ports", "HTTP", crypto]),
        layer("Adapters", "LocalForge", ["Diagnostics", "Model", "Ports"]),
        layer("Adapters", "Sandbox", ["Diagnostics", "Model", "Ports"]),
        layer("Adapters", "GitHub", ["Diagnostics", "Model", "Ports", "HTTP"]),

        // App: composition; thin.
        layer(
            "App", "Pipeline",
            [
                "Diagnostics", "Model", "Settings", "Ports", "HCL", "YAML", "FileValues", "Detection",
                "RightSizing", "Tracing", "Planning", "MachineCatalogue",
                "Editing", "Proposal", "Policy", "Ledger", "Verification", "Watchdog", "Git", "HTTP",
                "Prometheus", "Alertmanager", "LocalForge", "GitHub", "Gates", "Notifiers", "Sandbox",
            ]),
        // The road in a world of its own, where everything goes wrong that can.
        layer(
            "App", "Rehearsal",
            [
                "Diagnostics", "Model", "Settings", "Ports", "Detection", "Ledger", "LocalForge", "Pipeline",
                "Policy", "Watchdog",
            ]),
        .executableTarget(
            name: "trimtab",
            dependencies: [
                "Diagnostics", "Model", "Settings", "Ports", "Policy", "Proposal", "RightSizing", "Pipeline",
                "Rehearsal", "Tracing", argumentParser,
            ],
            path: "Sources/App/trimtab", swiftSettings: strict),

        // Tests mirror Sources.
        .target(
            name: "TestSupport", dependencies: ["Diagnostics", "Model", "Ports", "Settings"],
            path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("Domain", "Diagnostics", ["Diagnostics"]),
        tests("Domain", "Model", ["Diagnostics", "Model"]),
        tests("Domain", "Settings", ["Diagnostics", "Model", "Settings", "YAML"]),
        tests("Languages", "HCL", ["Diagnostics", "HCL", "HCLEvaluation", "Provenance"]),
        tests("Languages", "HCLEvaluation", ["Diagnostics", "HCL", "HCLEvaluation", "Provenance"]),
        tests("Languages", "GoTemplate", ["Diagnostics", "GoTemplate", "Provenance", "YAML"]),
        tests("Languages", "RegularExpressions", ["RegularExpressions"]),
        tests("Languages", "HelmChart", ["Diagnostics", "GoTemplate", "HelmChart", "YAML"]),
        tests("Languages", "Kustomize", ["Diagnostics", "Kustomize", "Provenance", "YAML"]),
        tests("Languages", "YAML", ["Diagnostics", "YAML"]),
        tests("Stages", "RightSizing", ["Diagnostics", "Model", "RightSizing"]),
        tests("Languages", "FileValues", ["Diagnostics", "FileValues", "HCL"]),
        tests(
            "Stages", "Detection",
            ["Diagnostics", "Model", "Settings", "Ports", "Detection", "RightSizing"]),
        tests(
            "Stages", "Tracing",
            [
                "Diagnostics", "Model", "Settings", "Ports", "Tracing", "HCL", "HCLEvaluation", "Provenance",
                "YAML",
            ]),
        tests("Stages", "MachineCatalogue", ["Diagnostics", "Model", "MachineCatalogue", "YAML"]),
        tests(
            "Stages", "Planning",
            ["Diagnostics", "Model", "Settings", "Ports", "Planning", "MachineCatalogue"]),
        tests(
            "Stages", "Editing",
            ["Diagnostics", "Model", "Settings", "Ports", "Editing", "Tracing", "HCL", "YAML"]),
        tests("Stages", "Proposal", ["Diagnostics", "Model", "Settings", "Ports", "Proposal"]),
        tests("Stages", "Policy", ["Diagnostics", "Model", "Settings", "Ports", "Policy"]),
        tests("Stages", "Gates", ["Diagnostics", "Model", "Settings", "Ports", "Gates", "Sandbox", "Git"]),
        tests("Stages", "Ledger", ["Diagnostics", "Model", "Ports", "Ledger", "Git", "LocalForge"]),
        tests("Stages", "Verification", ["Diagnostics", "Model", "Settings", "Ports", "Verification"]),
        tests(
            "Stages", "Watchdog",
            ["Diagnostics", "Model", "Ports", "Watchdog", "Ledger", "Git", "LocalForge"]),
        tests("Adapters", "Git", ["Diagnostics", "Model", "Ports", "Git"]),
        .executableTarget(name: "fetch", dependencies: ["HTTP"], path: "Tests/Fetch", swiftSettings: strict),
        tests("Adapters", "HTTP", ["Diagnostics", "Model", "Ports", "HTTP", "fetch"]),
        tests("Adapters", "Prometheus", ["Diagnostics", "Model", "Ports", "HTTP", "Prometheus"]),
        tests("Adapters", "Sandbox", ["Diagnostics", "Model", "Ports", "Sandbox", "Git"]),
        tests("Adapters", "Notifiers", ["Diagnostics", "Model", "Ports", "HTTP", "Notifiers"]),
        tests("Adapters", "Alertmanager", ["Diagnostics", "Model", "Ports", "Alertmanager"]),
        tests(
            "Adapters", "Forge",
            ["Diagnostics", "Model", "Ports", "HTTP", "Git", "LocalForge", "GitHub"]),
        tests(
            "App", "Pipeline",
            [
                "Diagnostics", "Model", "Settings", "Ports", "Pipeline", "YAML", "HCL", "Tracing", "Git",
                "HTTP", "Prometheus", "LocalForge", "Policy", "Ledger", "trimtab",
            ]),
        tests(
            "App", "Rehearsal", ["Model", "Ports", "Settings", "Policy", "Pipeline", "Rehearsal", "trimtab"]),
    ]
)
