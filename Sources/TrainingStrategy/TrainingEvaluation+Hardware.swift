public import WaferArchitecture

extension TrainingEvaluation {
    /// Fills what follows from the system alone: area, yield, cost, the allowed memory, power and power density, and
    /// broken limits of its geometry.
    ///
    /// - Parameters:
    ///   - result: What is filled.
    ///   - hardware: The system.
    ///   - figures: Of the same system.
    ///   - diesInUse: Dies of a wafer that have work and share memory off the wafer; all where nil.
    public static func setFigures(
        _ result: inout TrainingEvaluation, hardware: Hardware, figures: WaferFigures, diesInUse: Int? = nil
    ) {
        result.waferAreaSquareMillimetres = figures.waferAreaSquareMillimetres
        result.yield = figures.yield
        result.costUSDollars = figures.costUSDollars
        result.memoryLimit.allowed = hardware.dramBytesPerDie(
            diesInUse: diesInUse ?? hardware.wafer.diesX * hardware.wafer.diesY)
        result.powerLimit.allowed = hardware.limits.powerWatts
        result.powerDensityLimit.allowed = figures.densePowerWattsPerSquareMillimetre.allowed
        let millimetres = 1e3
        result.check(.dieWidthMillimetres, figures.dieWidthMetres, scale: millimetres)
        result.check(.dieHeightMillimetres, figures.dieHeightMetres, scale: millimetres)
        result.check(.gridWidthMillimetres, figures.gridWidthMetres, scale: millimetres)
        result.check(.gridHeightMillimetres, figures.gridHeightMetres, scale: millimetres)
        result.check(.edgeBytesPerSecond, figures.edgeBytesPerSecond, scale: 1)
        result.check(.rimBytesPerSecond, figures.rimBytesPerSecond, scale: 1)
        result.check(.viaAreaFraction, figures.viaAreaFraction, scale: 1)
    }

    /// The same for a cluster: area, yield, price of all devices, and what one device allows.
    public static func setFigures(_ result: inout TrainingEvaluation, cluster: GPUCluster) {
        result.waferAreaSquareMillimetres = cluster.device.dieSquareMillimetres
        // Devices that are sold work.
        result.yield = 1
        result.costUSDollars = cluster.device.usDollars * Double(cluster.devices)
        result.memoryLimit.allowed = cluster.device.memoryBytes
        result.powerLimit.allowed = cluster.device.powerWatts
    }

    /// The evaluation of a design that cannot run: figures of the system, zeros for the rest, and why.
    public static func illegal(_ design: TrainingDesign, _ rules: [StrategyViolation]) -> TrainingEvaluation {
        var result = TrainingEvaluation()
        if let cluster = design.hardware.cluster {
            setFigures(&result, cluster: cluster)
        } else {
            setFigures(&result, hardware: design.hardware, figures: WaferFigures(of: design.hardware))
        }
        result.violations.append(contentsOf: rules.map(\.limitCheck))
        return result
    }

    private mutating func check(_ limit: Limit, _ figure: WaferFigures.Bounded, scale: Double) {
        if figure.isViolated {
            violations.append(LimitCheck(limit: limit, value: figure.value * scale, allowed: figure.allowed * scale))
        }
    }
}
