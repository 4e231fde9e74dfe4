import ArgumentParser

/// Drift watched while rows are made: `--monitor`.
struct MonitorOptions: ParsableArguments {}
