import Foundation
import LinearAlgebra

/// Measures what Ingot claims, beside the figures of its peers, and prints one table.
@main
struct Benchmarks {
    static func main() async {
        do {
            let words = Array(CommandLine.arguments.dropFirst())
            if words.contains("--help") || words.contains("-h") {
                print(Arguments.usage)
                return
            }
            let arguments = try Arguments(words)
            BLASLibrary.setThreadCount(1)
            var report = Report()
            for part in arguments.parts {
                report.begin(part.rawValue)
                switch part {
                case .speed: try SpeedBenchmarks.run(arguments, into: &report)
                case .quality: try PredictiveQuality.run(into: &report)
                case .search: try SearchQuality.run(arguments, into: &report)
                case .fidelity: try FidelityBenchmarks.run(arguments, into: &report)
                case .fidelities: try FidelityAgreement.run(arguments, into: &report)
                case .watos:
                    try PlannerStudy.watos.run(arguments, into: &report)
                    if arguments.problems == nil { try WatosObservations.run(into: &report) }
                case .tmac: try PlannerStudy.tmac.run(arguments, into: &report)
                case .attention: try AttentionSpeed.run(into: &report)
                case .campaign: try await CampaignBenchmarks.run(into: &report)
                case .wafer: try await WaferComparison.run(arguments, into: &report)
                }
            }
            print(report.text)
        } catch {
            FileHandle.standardError.write(Data("benchmarks: \(error)\n".utf8))
            exit(1)
        }
    }
}
