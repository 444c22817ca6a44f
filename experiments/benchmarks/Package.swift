// swift-tools-version: 6.2

import PackageDescription

let ingotModules = [
    "LinearAlgebra", "SearchSpace", "ParetoFront", "GaussianProcess", "BayesianOptimization", "CoDesign", "Campaign",
    "AnalyticalModel", "LanguageModel", "TrainingStrategy", "MeshNetwork", "WaferArchitecture", "WaferSimulator",
    "SparseAttention", "Reporting",
]

let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "Ingot", path: "../..")],
    targets: [
        .executableTarget(
            name: "benchmarks",
            dependencies: ingotModules.map { .product(name: $0, package: "Ingot") },
            path: ".",
            exclude: ["README.md"],
            sources: ["Sources"],
            resources: [.copy("Data")],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ])
    ]
)
