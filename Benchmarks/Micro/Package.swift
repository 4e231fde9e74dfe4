// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of the library never resolve the benchmarks' dependencies.
let package = Package(
  name: "MicroBenchmarks",
  dependencies: [
    .package(name: "sklar", path: "../.."),
    // Without its traits it needs no jemalloc and no OpenTelemetry.
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "KernelBenchmarks",
      dependencies: [
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "SklarKernels", package: "sklar"),
      ],
      path: "Benchmarks/KernelBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "TableBenchmarks",
      dependencies: [
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "Sklar", package: "sklar"),
      ],
      path: "Benchmarks/TableBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
