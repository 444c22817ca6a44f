/// How a campaign uses a Slurm cluster: what stands under `executor` with `kind: slurm`.
public struct SlurmSettings: Sendable, Hashable {
    /// The absolute path of a folder that the nodes share with this machine.
    public var directory: String
    /// The most array tasks at a time.
    public var tasks: Int
    /// How many evaluations run side by side in one task.
    public var pack = 1
    /// Processors for each task.
    public var processors = 1
    /// Memory for each task in MiB; `nil` leaves it to the cluster.
    public var memoryMebibytes: Int?
    /// How long a task may run, as `sbatch --time` takes it; `nil` leaves it to the cluster.
    ///
    /// What a task has not ended by then is done anew by another.
    public var timeLimit: String?
    /// The partition; `nil` leaves it to the cluster.
    public var partition: String?
    /// The account; `nil` leaves it to the cluster.
    public var account: String?
    /// The quality of service; `nil` leaves it to the cluster.
    public var qualityOfService: String?
    /// Features that a node must have; `nil` asks for none.
    public var constraint: String?
    /// How long a task without work waits for more before it ends, in seconds.
    public var idleSeconds = 60.0
    /// How often the cluster is asked how the tasks do, in seconds.
    public var pollSeconds = 10.0
    /// The file in which `jobcomp/filetxt` notes how jobs ended; `nil` where there is none.
    public var completionLog: String?

    /// Makes settings with the defaults of the campaign file.
    public init(directory: String, tasks: Int) {
        self.directory = directory
        self.tasks = tasks
    }

    /// How many evaluations run side by side at most.
    public var capacity: Int { tasks * pack }
}
