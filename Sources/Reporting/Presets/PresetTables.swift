import LanguageModel
import WaferArchitecture

/// What `ingot presets` lists.
public enum PresetTables {
    /// The hardware presets with their derived figures, and where they come from.
    public static func hardware() -> String {
        let rows = HardwarePreset.all.map { preset in
            let figures = WaferFigures(of: preset.hardware)
            let wafer = preset.hardware.wafer
            return [
                preset.name, "\(wafer.diesX)x\(wafer.diesY)",
                Quantity.significant(figures.peakFlopsPerSecondPerDie * Double(preset.hardware.deviceCount) / 1e15),
                Quantity.fixed(figures.dieAreaSquareMillimetres, digits: 0),
                Quantity.significant(preset.hardware.memory.bytesPerDie * Double(preset.hardware.deviceCount) / 1e9),
                Quantity.fixed(figures.peakPowerWattsPerWafer, digits: 0),
            ]
        }
        let table = TextTable.text(
            header: ["hardware", "dies", "peak_pflops", "die_mm2", "memory_gb", "peak_power_w"], rows: rows)
        let sources = HardwarePreset.all.map { "\($0.name): \($0.source)" }.joined(separator: "\n")
        return table + "\n\n" + sources + "\n\n" + clusters()
    }

    /// The cluster presets, with the peak rates of one device.
    private static func clusters() -> String {
        let rows = GPUClusterPreset.all.map { preset in
            let (cluster, device) = (preset.cluster, preset.cluster.device)
            return [
                preset.name, "\(cluster.devicesPerNode)", Quantity.significant(device.matrixFlopsPerSecond / 1e12),
                Quantity.significant(device.memoryBytes / 1e9),
                Quantity.significant(device.memoryBytesPerSecond / 1e9),
                Quantity.significant(cluster.nodeBytesPerSecond / 1e9),
                Quantity.significant(cluster.networkBytesPerSecond / 1e9), Quantity.fixed(device.powerWatts, digits: 0),
                Quantity.fixed(device.dieSquareMillimetres, digits: 0),
            ]
        }
        let table = TextTable.text(
            header: [
                "cluster", "node", "peak_tflops", "memory_gb", "memory_gb_per_s", "node_gb_per_s", "network_gb_per_s",
                "power_w", "die_mm2",
            ], rows: rows)
        let sources = GPUClusterPreset.all.map { "\($0.name): \($0.source)" }.joined(separator: "\n")
        return table + "\n\n" + sources
    }

    /// The model presets.
    public static func models() -> String {
        let rows = ModelPreset.all.filter { $0.shape.mixture == nil }.map { preset in
            let shape = preset.shape
            return [
                preset.name, "\(shape.layers)", "\(shape.hidden)", "\(shape.heads)", "\(shape.keyValueHeads)",
                "\(shape.feedForward)", "\(shape.vocabulary)", "\(shape.sequenceLength)",
                Quantity.fixed(shape.parameterCount / 1e9, digits: 2),
            ]
        }
        let dense = TextTable.text(
            header: [
                "model", "layers", "hidden", "heads", "kv_heads", "feed_forward", "vocabulary", "sequence",
                "parameters_1e9",
            ], rows: rows)
        return dense + "\n\n" + mixtures()
    }

    /// The models with mixtures of experts.
    private static func mixtures() -> String {
        let rows = ModelPreset.all.compactMap { preset -> [String]? in
            let shape = preset.shape
            guard let mixture = shape.mixture else { return nil }
            return [
                preset.name, "\(shape.layers)", "\(shape.hidden)", "\(mixture.experts)",
                "\(mixture.expertsPerToken)", "\(mixture.sharedExperts)", "\(mixture.expertFeedForward)",
                Quantity.fixed(shape.parameterCount / 1e9, digits: 2),
                Quantity.fixed(shape.activeParameterCount / 1e9, digits: 2),
            ]
        }
        return TextTable.text(
            header: [
                "mixture of experts", "layers", "hidden", "experts", "per_token", "shared", "expert_feed_forward",
                "parameters_1e9", "active_1e9",
            ], rows: rows)
    }

    /// Every physical constant with its unit, source and certainty.
    public static func constants() -> String {
        let rows = Constants.all.map { constant in
            [
                constant.name, "\(constant.sevenNanometre)", "\(constant.fiveNanometre)", constant.unit,
                constant.certainty.rawValue, constant.source,
            ]
        }
        return TextTable.text(header: ["constant", "7 nm", "5 nm", "unit", "certainty", "source"], rows: rows)
    }
}
