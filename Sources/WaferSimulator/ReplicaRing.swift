import MeshNetwork
import TrainingStrategy
import WaferArchitecture

/// The rings in which the dies of one stage exchange gradients and weights with their peers in other replicas.
struct ReplicaRing {
    /// Links that the rings use.
    let links: [Int]
    /// Seconds that each of them needs for one byte sent by every die.
    let secondsPerByte: [Double]
    /// Seconds of latency of one step.
    let stepSeconds: Double
    /// Links that a byte crosses, in the mean.
    let meanHops: Double

    /// Routes the rings of a stage; nothing for a single replica.
    ///
    /// Replicas on a grid of blocks with an even ring that encloses an area send halves both ways.
    init(
        _ work: TrainingWork, stage: Int, mesh: Mesh, network: some FlowNetwork, builder: inout FlowBuilder
    ) {
        let placement = work.placement
        let replicas = placement.replicas
        guard replicas > 1 else {
            (links, secondsPerByte, stepSeconds, meanHops) = ([], [], 0, 0)
            return
        }
        let order = placement.replicaRing()
        let down = placement.blocksAcross > 0 ? placement.replicasPerWafer / placement.blocksAcross : 1
        let bothWays =
            placement.blocksAcross > 1 && down > 1 && replicas.isMultiple(of: 2)
            && replicas == placement.replicasPerWafer
        let sites = order.map { placement.site(stage: stage, replica: $0) }
        for index in order.indices {
            let (here, next) = (sites[index], sites[(index + 1) % sites.count])
            for row in 0..<here.rectangle.height {
                for column in 0..<here.rectangle.width {
                    let source = here.rectangle.node(column: column, row: row, in: mesh)
                    let destination = next.rectangle.node(column: column, row: row, in: mesh)
                    builder.add(
                        network, fromWafer: here.wafer, die: source, toWafer: next.wafer, die: destination,
                        bytes: bothWays ? 0.5 : 1)
                    if bothWays {
                        builder.add(
                            network, fromWafer: next.wafer, die: destination, toWafer: here.wafer, die: source,
                            bytes: 0.5)
                    }
                }
            }
        }
        let flow = builder.finish()
        links = flow.links
        secondsPerByte = flow.links.indices.map {
            network.serviceSeconds(link: flow.links[$0], bytes: flow.bytes[$0])
        }
        stepSeconds = network.latencySeconds(links: flow.longestRoute)
        meanHops = flow.byteHops / Double(replicas * placement.shape.count)
    }

    /// Seconds in which the rings carry bytes that every die sends, in so many steps, alone.
    func seconds(bytes: Double, steps: Int) -> Double {
        bytes > 0 ? bytes * secondsPerByte.reduce(0) { max($0, $1) } + Double(steps) * stepSeconds : 0
    }

    /// The same while all stages do so at once.
    ///
    /// - Parameter together: Seconds for one byte on every link, over all stages.
    func seconds(bytes: Double, steps: Int, together: [Double]) -> Double {
        bytes > 0 ? bytes * links.reduce(0) { max($0, together[$1]) } + Double(steps) * stepSeconds : 0
    }
}
