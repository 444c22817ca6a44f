import AnalyticalModel
public import SparseAttention
import WaferArchitecture

extension GraphicsBaseline {
    /// The A100 as the models of clusters have it, for one task.
    ///
    /// Peak, bandwidth, power, area, the share of the bandwidth, the gap between kernels and the share of the peak that
    /// fused attention reaches are those of `GPUClusterPreset.a100` and of its constants; the share of the peak that
    /// unfused products reach is what the operator law of that device gives both products of this task.
    public static func model(_ task: AttentionTask) -> GraphicsBaseline {
        let preset = GPUClusterPreset.a100
        let device = preset.cluster.device
        let law = GPUOperatorLaw(device, isSustained: true)
        let products = [(task.keys, task.width), (task.width, task.keys)].map { columns, inner in
            law.product(batch: task.heads, m: task.queries, n: columns, k: inner, splits: false).matrix
        }
        let operations = 4 * Double(task.queries) * Double(task.keys) * Double(task.width) * Double(task.heads)
        let matrixSeconds = products.reduce(0, +)
        return GraphicsBaseline(
            name: "A100 80 GB, model of clusters", operationsPerSecond: device.matrixFlopsPerSecond,
            bytesPerSecond: device.memoryBytesPerSecond, watts: device.powerWatts,
            squareMillimetres: device.dieSquareMillimetres,
            matrixShare: min(1, operations / (matrixSeconds * device.matrixFlopsPerSecond)),
            flashShare: Constants.fusedAttentionShare.value, memoryShare: device.efficiency.memoryShare,
            launchSeconds: device.efficiency.launchSeconds, source: preset.source)
    }
}
