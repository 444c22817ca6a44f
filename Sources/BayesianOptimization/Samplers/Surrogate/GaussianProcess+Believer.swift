import GaussianProcess
import LinearAlgebra

extension GaussianProcess {
    /// A model of one level, conditioned on its own means at points that are pending, and these means.
    ///
    /// This is the kriging believer: D. Ginsbourger, R. Le Riche and L. Carraro, "Kriging is well-suited to parallelize
    /// optimization" (2010).
    func believing(at features: Matrix) throws(GaussianProcessError) -> (model: GaussianProcess, means: [Double]) {
        let means = try targetPosterior(at: features).means
        let levels = Array(repeating: 0, count: features.rows)
        return (try extended(features: features, levels: levels, targets: means), means)
    }
}
