import ArgumentParser
import Campaign
import Foundation

struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Evaluates trials inside a task of a Slurm job array.",
        discussion: "The executor 'slurm' has this run; nobody types it.", shouldDisplay: false)

    @Argument(help: "The campaign's shared folder.") var folder: String
    @Option(help: "How many evaluations run side by side.") var slots = 1
    @Option(help: "How many seconds to wait for work.") var idle = 60.0

    func validate() throws {
        guard (1...1024).contains(slots) else {
            throw ValidationError("slots: found \(slots); accepted: a whole number from 1 to 1024")
        }
        guard idle >= 0, idle.isFinite else {
            throw ValidationError("idle: found \(idle); accepted: a number of seconds from 0")
        }
    }

    func run() async throws {
        let worker: ArrayWorker
        do throws(CampaignError) {
            worker = try ArrayWorker(
                folder: folder, slots: slots, idleSeconds: idle, environment: ProcessInfo.processInfo.environment)
        } catch {
            throw ExitFailure.failed(error.description)
        }
        // Slurm says so before it ends a task.
        TakenSignals.take([SIGTERM]) { worker.stop() }
        do throws(CampaignError) {
            try await worker.run()
        } catch {
            throw ExitFailure.failed(error.description)
        }
    }
}
