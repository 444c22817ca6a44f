import AnalyticalModel
import SparseAttention
import Testing
import WaferArchitecture

@testable import Reporting

@Suite("The A100 that attention is compared with, beside that of the models of clusters")
struct GraphicsBaselineTests {
    private let device = GPUClusterPreset.a100.cluster.device

    @Test("Peak, bandwidth, power, area and the gap between kernels are those of the cluster's device")
    func rates() {
        for baseline in [
            GraphicsBaseline.a100, .a100Measured, .model(AttentionTask(queries: 512, keys: 512, tiles: 32)),
        ] {
            #expect(baseline.operationsPerSecond == device.matrixFlopsPerSecond)
            #expect(baseline.bytesPerSecond == device.memoryBytesPerSecond)
            #expect(baseline.watts == device.powerWatts)
            #expect(baseline.squareMillimetres == device.dieSquareMillimetres)
        }
        #expect(GraphicsBaseline.a100Measured.launchSeconds == device.efficiency.launchSeconds)
    }

    @Test(
        "Attention takes the model's baseline as long as the operator law, within 20 %, and the measured one within 55 %",
        arguments: [(2048, 128, 192), (512, 64, 144), (4096, 128, 32), (8192, 64, 144)])
    func seconds(tokens: Int, width: Int, heads: Int) {
        let task = AttentionTask(queries: tokens, keys: tokens, width: width, heads: heads, tiles: tokens / 16)
        let law = GPUOperatorLaw(device, isSustained: true)
        let scoreBytes = 2 * Double(tokens) * Double(tokens) * Double(heads)
        let products =
            law.product(batch: heads, m: tokens, n: tokens, k: width).total
            + law.product(batch: heads, m: tokens, n: width, k: tokens).total
        let unfused = products + law.stream(bytes: 2 * scoreBytes)
        let eager = products + law.stream(bytes: 6 * scoreBytes, kernels: 3)
        let operations = task.denseOperations
        let flash = operations / (device.matrixFlopsPerSecond * Constants.fusedAttentionShare.value)
        let model = GraphicsBaseline.model(task)
        for (method, seconds) in [(GraphicsBaseline.Method.unfused, unfused), (.eager, eager), (.flash, flash)] {
            let ratio = model.seconds(task, method: method) / seconds
            // The law writes results after the product that makes them, the roofline meanwhile.
            #expect(ratio > 0.8 && ratio < 1.05, "\(method) \(ratio)")
            let measured = GraphicsBaseline.a100Measured.seconds(task, method: method) / seconds
            #expect(measured > 1 / 1.55 && measured < 1.55, "\(method) \(measured)")
        }
    }
}
