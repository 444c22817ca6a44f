/// Who has the attempts of a campaign that have not ended.
enum AttemptHolder: Sendable, Hashable {
    /// The process that runs the campaign now.
    case process
    /// The shared folder of a cluster: they go on without a process of ours, and a resumed campaign finds them.
    case folder(String)
    /// The process that ran the campaign, which is gone.
    case nobody
    /// Not known, as the campaign itself cannot be read.
    case unknown

    /// Who has them where no process runs the campaign.
    init(_ specification: Result<CampaignSpecification, CampaignError>) {
        self =
            switch specification {
            case .success(let specification): specification.slurm.map { .folder($0.directory) } ?? .nobody
            case .failure: .unknown
            }
    }
}
