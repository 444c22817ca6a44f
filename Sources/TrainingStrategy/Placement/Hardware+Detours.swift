public import MeshNetwork
public import WaferArchitecture

extension Hardware {
    /// Ways round the faults of a system, all wafers side by side as one long mesh, or nil where everything works.
    public var detours: Detours? {
        guard !faults.isEmpty else { return nil }
        let mesh = Mesh(width: wafer.diesX * wafer.count, height: wafer.diesY)
        func node(_ die: WaferFaults.Die) -> Int? {
            (0..<wafer.count).contains(die.wafer) && (0..<wafer.diesX).contains(die.x)
                && (0..<wafer.diesY).contains(die.y)
                ? mesh.node(x: die.wafer * wafer.diesX + die.x, y: die.y) : nil
        }
        let links: [(Int, Int)] = faults.links.compactMap { link in
            var other = link.from
            if link.to == .east { other.x += 1 } else { other.y += 1 }
            guard let one = node(link.from), let two = node(other) else { return nil }
            return (one, two)
        }
        return Detours(mesh: mesh, failedNodes: faults.dies.compactMap(node), failedLinks: links)
    }

    /// Whether all dies of a group work.
    func works(_ site: Placement.Site) -> Bool {
        let dies = site.rectangle
        return !faults.dies.contains { die in
            die.wafer == site.wafer && (dies.x..<(dies.x + dies.width)).contains(die.x)
                && (dies.y..<(dies.y + dies.height)).contains(die.y)
        }
    }
}
