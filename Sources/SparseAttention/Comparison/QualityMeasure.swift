import CKernels

/// Measures the kept keys of blocks of rows against the exact scores and the dense output.
struct QualityMeasure {
    private let reference: SoftmaxAttention
    private var scores: [Double]
    private var output: [Double]

    init(_ reference: SoftmaxAttention, rows: Int) {
        self.reference = reference
        scores = [Double](repeating: 0, count: rows * reference.operands.keyTokens)
        output = [Double](repeating: 0, count: rows * reference.operands.valueWidth)
    }

    /// Adds the rows of a block whose output was computed.
    mutating func add(_ block: StarBlock, plan: SegmentPlan, to quality: inout SelectionQuality) {
        let rows = block.rows
        let (tokens, width) = (reference.operands.keyTokens, reference.operands.valueWidth)
        let measure = reference
        scores.withUnsafeMutableBufferPointer { scores in
            output.withUnsafeMutableBufferPointer { output in
                guard let scores = scores.baseAddress, let output = output.baseAddress else { return }
                measure.scores(rows, into: scores)
                for (place, row) in rows.enumerated() {
                    let line = scores + place * tokens
                    let visible = plan.visible(row: row)
                    let quota = plan.quota(row: row)
                    let threshold = SelectionThreshold.find(kept: quota, of: line, count: visible).last
                    var (hits, kept) = (0, 0)
                    for segment in 0..<plan.segments {
                        for key in block.selection.keys(row: place, segment: segment) {
                            hits += line[Int(key)] >= threshold ? 1 : 0
                            kept += 1
                        }
                    }
                    quality.recallSum += Double(hits) / Double(quota)
                    quality.keptKeys += kept
                    quality.visibleKeys += visible
                }
                measure.normalise(rows, scores: scores)
                for place in 0..<rows.count {
                    var mass = 0.0
                    for segment in 0..<plan.segments {
                        for key in block.selection.keys(row: place, segment: segment) {
                            mass += scores[place * tokens + Int(key)]
                        }
                    }
                    quality.massSum += mass
                }
                measure.mix(rows, weights: scores, into: output)
                for place in 0..<rows.count * width {
                    let error = block.output[place] - output[place]
                    quality.squaredError += error * error
                    quality.squaredOutput += output[place] * output[place]
                }
                quality.rows += rows.count
            }
        }
    }
}
