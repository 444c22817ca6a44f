import BayesianOptimization
import Campaign
import CoDesign

/// Names a column with its unit where the quantity is one of the wafer evaluator's.
enum UnitOfMeasure {
    /// The name, followed by its unit in brackets where there is one.
    static func titled(_ name: String, in specification: CampaignSpecification) -> String {
        guard let work = specification.wafer?.work,
            let metric = WaferMetric.all(of: work).first(where: { $0.name == name }), !metric.unit.isEmpty
        else { return name }
        return "\(name) [\(metric.unit)]"
    }
}
