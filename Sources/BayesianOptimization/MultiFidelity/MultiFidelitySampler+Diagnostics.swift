public import GaussianProcess
import LinearAlgebra

extension MultiFidelitySampler {
    /// What a proposal rested on; nothing here enters a decision.
    public struct Diagnostics: Sendable, Hashable {
        /// What the models learned, in the units of the scaled targets: objectives first, then constraints, then
        /// whether evaluations work.
        public internal(set) var hyperparameters: [Hyperparameters] = []
        /// How many observations each of the objectives' models was made of, pending ones included.
        public internal(set) var rows = 0
        /// How many observations were left out to keep the models small.
        public internal(set) var droppedRows = 0
        /// The largest amount added to a diagonal, in the units of the scaled targets; 0 where none was needed.
        public internal(set) var largestJitter = 0.0
        /// How often hyperparameters have been learned since the start, over all models.
        public internal(set) var fits = 0
        /// How many candidates were scored.
        public internal(set) var scoredCandidates = 0
        /// The logarithm of the best candidate's acquisition; `nil` where the acquisition was flat or not asked.
        public internal(set) var logAcquisition: Double?
        /// The best cheaper look's gain for its cost, relative to that of the best target candidate; 0 without one.
        public internal(set) var screeningRate = 0.0
        /// Why no model could be made; `nil` where one was.
        public internal(set) var failure: String?

        mutating func note(
            models: SurrogateModels, data: SurrogateData, state: SurrogateState, scored: Int
        ) {
            let all = models.objectives + models.constraints + (models.viability.map { [$0] } ?? [])
            hyperparameters = all.map(\.process.hyperparameters)
            rows = models.objectives.first?.process.count ?? 0
            droppedRows = data.droppedRows
            largestJitter = all.reduce(0) { max($0, $1.process.jitter.amount) }
            fits = state.fits
            scoredCandidates = scored
        }
    }
}
