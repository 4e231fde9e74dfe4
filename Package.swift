// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// A library target of ours: Swift 6 language mode, warnings are errors, no unsafe flags.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swift)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swift)
}

let package = Package(
  name: "sklar",
  products: [
    .library(name: "Sklar", targets: ["Sklar"]),
    // For Benchmarks/Micro alone; no part of the public API.
    .library(name: "SklarKernels", targets: ["Kernels"]),
    .executable(name: "sklar", targets: ["SklarCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // MARK: - 1: C
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    // Of the C library itself, but not in Swift's module of it.
    .systemLibrary(name: "CMalloc"),
    .target(name: "CKernels", cSettings: [.treatAllWarnings(as: .error)]),

    // MARK: - 2: machinery
    library("Kernels", ["CKernels"]),
    library("Randomness", ["Kernels"]),
    library("LinearAlgebra", ["COpenBLAS"]),
    library("Scheduling"),

    // MARK: - 3: values
    library("Tabular"),
    library("Distributions", ["Kernels", "Scheduling", "Tabular"]),

    // MARK: - 4: dependence
    library("Copulas", ["Distributions", "Kernels", "LinearAlgebra", "Randomness", "Scheduling"]),

    library("MarkovFields", ["Kernels", "Randomness", "Scheduling"]),
    library("Privacy", ["COpenSSL", "Kernels", "Scheduling", "Tabular"]),
    library("Rules", ["Kernels", "Scheduling", "Tabular"]),
    library("PersonalData", ["COpenSSL", "Kernels", "Randomness", "Scheduling", "Tabular"]),
    library("Learning", ["Kernels", "LinearAlgebra", "Randomness", "Scheduling", "Tabular"]),

    // MARK: - 5: tables in, tables out
    library(
      "Synthesis",
      [
        "Copulas", "Distributions", "Kernels", "LinearAlgebra", "MarkovFields", "Privacy", "Randomness",
        "Rules", "Scheduling", "Tabular",
      ]),
    library(
      "TabularIO",
      ["COpenSSL", "CZlib", "CZstd", "Distributions", "Kernels", "Rules", "Scheduling", "Tabular", "Yams"]),

    library("Evaluation", ["Kernels", "Learning", "Randomness", "Scheduling", "Tabular"]),
    library(
      "Auditing",
      [
        "Distributions", "Evaluation", "Kernels", "Learning", "LinearAlgebra", "Privacy", "Randomness",
        "Scheduling", "Tabular",
      ]),

    library(
      "Monitoring",
      [
        "Distributions", "Evaluation", "Kernels", "Randomness", "Scheduling", "Synthesis", "Tabular",
      ]),

    // MARK: - 6 and 7: faces
    library(
      "Sklar",
      [
        "Auditing", "Evaluation", "Kernels", "Monitoring", "PersonalData", "Privacy", "Randomness", "Rules",
        "Scheduling", "Synthesis", "Tabular", "TabularIO",
      ]),
    .target(
      name: "Reporting",
      dependencies: [
        "Auditing", "Evaluation", "Monitoring", "PersonalData", "Rules", "Scheduling", "Tabular",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "SklarCLI",
      dependencies: [
        "Auditing", "CMalloc", "Copulas", "Distributions", "Evaluation", "Kernels", "LinearAlgebra",
        "MarkovFields", "Monitoring", "PersonalData", "Privacy", "Randomness", "Reporting", "Rules",
        "Scheduling", "Sklar",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swift),

    .executableTarget(
      name: "likeness", dependencies: ["Evaluation", "Kernels", "Scheduling", "Sklar"],
      path: "Sources/Likeness",
      swiftSettings: swift),

    // MARK: - Tests
    tests("KernelsTests", ["Kernels", "Randomness"]),
    tests("LinearAlgebraTests", ["LinearAlgebra"]),
    tests("SchedulingTests", ["Scheduling"]),
    tests("TabularTests", ["Tabular"]),
    tests("TabularIOTests", ["TabularIO", "Tabular"]),
    tests("TabularIOWritingTests", ["TabularIO", "Tabular"]),
    tests("LearningTests", ["Kernels", "Learning", "Randomness", "Tabular", "TabularIO"]),
    tests(
      "EvaluationTests",
      ["Evaluation", "Kernels", "Learning", "Randomness", "Scheduling", "Tabular", "TabularIO"],
      exclude: ["Golden"]),
    tests("ReportingTests", ["Evaluation", "Reporting", "Tabular"]),
    tests(
      "DistributionsTests",
      ["Copulas", "Distributions", "Kernels", "LinearAlgebra", "Randomness", "Tabular"]),
    tests(
      "SynthesisTests",
      [
        "Copulas", "Distributions", "Kernels", "LinearAlgebra", "MarkovFields", "Privacy", "Randomness",
        "Rules", "Synthesis", "Tabular",
      ]),
    tests("RulesTests", ["Rules", "Synthesis", "Tabular", "TabularIO"]),
    tests("PersonalDataTests", ["PersonalData", "Tabular", "TabularIO"], exclude: ["Labelled"]),
    tests(
      "MonitoringTests",
      ["Distributions", "Evaluation", "Monitoring", "Randomness", "Synthesis", "Tabular", "TabularIO"]),
    tests("PrivacyTests", ["Kernels", "Privacy", "Tabular"]),
    tests("MarkovFieldsTests", ["Kernels", "MarkovFields", "Randomness"]),
    tests(
      "AuditingTests",
      ["Auditing", "Evaluation", "Kernels", "Learning", "Randomness", "Tabular", "TabularIO"]),
    tests("CommandTests", ["Sklar"]),
  ]
)
