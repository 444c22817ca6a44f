// swift-tools-version: 6.2

import PackageDescription

/// A library target with its tests beside it.
struct Module {
    var name: String
    var dependencies: [Target.Dependency] = []
    var fixtures: Bool = false
    var testDependencies: [Target.Dependency] = []
    var resources: [Resource] = []
}

// The optimiser half, the wafer half, and the floor above them where they meet.
// The optimiser half never imports the wafer half, nor the other way round.
let modules: [Module] = [
    Module(name: "LinearAlgebra", dependencies: ["CLAPACKE"]),
    Module(name: "LocalOptimization", dependencies: ["CNLopt"]),
    Module(name: "SearchSpace", fixtures: true),
    Module(name: "ParetoFront", fixtures: true),
    Module(
        name: "GaussianProcess", dependencies: ["LinearAlgebra", "LocalOptimization", "CKernels"], fixtures: true),
    Module(
        name: "BayesianOptimization",
        dependencies: [
            "LinearAlgebra", "LocalOptimization", "SearchSpace", "ParetoFront", "GaussianProcess", "CKernels",
        ], fixtures: true),

    Module(name: "WaferArchitecture", testDependencies: ["_IngotTestSupport"]),
    Module(name: "LanguageModel"),
    Module(name: "MeshNetwork", testDependencies: ["_IngotTestSupport"]),
    Module(
        name: "TrainingStrategy", dependencies: ["WaferArchitecture", "LanguageModel", "MeshNetwork"],
        testDependencies: ["AnalyticalModel", "_IngotTestSupport"]),
    Module(
        name: "AnalyticalModel",
        dependencies: ["TrainingStrategy", "WaferArchitecture", "LanguageModel", "MeshNetwork"], fixtures: true,
        testDependencies: ["_IngotTestSupport", "_CAllocationCount"],
        // In the program itself, so that it can be moved without a folder beside it.
        resources: [.embedInCode("Measurements/Shipped")]),
    Module(
        name: "WaferSimulator",
        dependencies: ["TrainingStrategy", "WaferArchitecture", "LanguageModel", "MeshNetwork"], fixtures: true,
        testDependencies: ["AnalyticalModel", "_IngotTestSupport"]),

    Module(
        name: "SparseAttention", dependencies: ["LanguageModel", "MeshNetwork", "CKernels"], fixtures: true,
        testDependencies: ["TrainingStrategy", "WaferSimulator", "_IngotTestSupport"]),

    Module(name: "ConfigurationFile", dependencies: [.product(name: "Yams", package: "Yams")]),
    Module(
        name: "CoDesign",
        dependencies: [
            "SearchSpace", "WaferArchitecture", "LanguageModel", "MeshNetwork", "TrainingStrategy",
            "AnalyticalModel", "WaferSimulator", "ConfigurationFile",
        ], testDependencies: ["_IngotTestSupport"]),
    Module(
        name: "Campaign",
        dependencies: [
            "SearchSpace", "ParetoFront", "LinearAlgebra", "GaussianProcess", "BayesianOptimization", "CoDesign",
            "ConfigurationFile", "TrainingStrategy", "CProcesses",
            .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
            .product(name: "Subprocess", package: "swift-subprocess"),
            .product(name: "SystemPackage", package: "swift-system"),
        ], fixtures: true, testDependencies: ["_IngotTestSupport"]),
    Module(
        name: "Reporting",
        dependencies: [
            "Campaign", "BayesianOptimization", "GaussianProcess", "SearchSpace", "ParetoFront", "CoDesign",
            "TrainingStrategy", "WaferArchitecture", "LanguageModel", "AnalyticalModel", "MeshNetwork",
            "WaferSimulator", "SparseAttention", "ConfigurationFile", .product(name: "Logging", package: "swift-log"),
        ], testDependencies: ["_IngotFuzzing", "_IngotTestSupport"]),
]

let ingotModules: [Target.Dependency] = [
    "Campaign", "Reporting", "CoDesign", "LinearAlgebra", "ConfigurationFile", "BayesianOptimization", "SearchSpace",
    "TrainingStrategy", "AnalyticalModel", "MeshNetwork", "WaferSimulator",
]

let package = Package(
    name: "Ingot",
    products: modules.map { .library(name: $0.name, targets: [$0.name]) } + [
        .executable(name: "ingot", targets: ["ingot"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        // Paths in the interface of swift-subprocess are swift-system's.
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLAPACKE", pkgConfig: "lapacke",
            providers: [.apt(["liblapacke-dev", "libopenblas-dev"])]),
        .systemLibrary(name: "CNLopt", pkgConfig: "nlopt", providers: [.apt(["libnlopt-dev"])]),
        .target(name: "CKernels"),
        .target(name: "CProcesses"),
        .target(
            name: "_IngotTestSupport", dependencies: ["TrainingStrategy", "WaferArchitecture", "LanguageModel"],
            path: "Tests/_IngotTestSupport"),
        .target(name: "_CAllocationCount", path: "Tests/_CAllocationCount"),
        .target(
            name: "_IngotFuzzing",
            dependencies: [
                "BayesianOptimization", "Campaign", "CoDesign", "ConfigurationFile", "LanguageModel",
                "Reporting", "SearchSpace", "TrainingStrategy", "WaferArchitecture", "_IngotTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], path: "Tests/_IngotFuzzing"),
        .executableTarget(
            name: "ingot-fuzz",
            dependencies: [
                "LinearAlgebra", "_IngotFuzzing", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], path: "experiments/fuzz"),
        .executableTarget(
            name: "ingot",
            dependencies: ingotModules + [
                "CProcesses", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "ingotTests",
            dependencies: ["ingot", "_IngotTestSupport"] + ingotModules,
            resources: [.copy("Fixtures")]),
    ]
        + modules.map { .target(name: $0.name, dependencies: $0.dependencies, resources: $0.resources) }
        + modules.map {
            .testTarget(
                name: $0.name + "Tests",
                dependencies: [.byName(name: $0.name)] + $0.dependencies + $0.testDependencies,
                resources: $0.fixtures ? [.copy("Fixtures")] : [])
        }
)

for target in package.targets
where target.type != .system && !["CKernels", "CProcesses", "_CAllocationCount"].contains(target.name) {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
