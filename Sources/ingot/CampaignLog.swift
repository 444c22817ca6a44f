import Logging
import Reporting

/// The log of a campaign: what writes it, and what counts the lines that are lost.
struct CampaignLog {
    let lines: JSONLinesLog
    let logger: Logger

    init(_ lines: JSONLinesLog, level: Logger.Level) {
        self.lines = lines
        logger = lines.logger(label: "ingot.campaign", level: level)
    }
}
