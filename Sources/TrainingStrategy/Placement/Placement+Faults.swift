import MeshNetwork
public import WaferArchitecture

extension Placement {
    /// Times as long as without faults that collectives of groups take, because parts of rings go round links that do not
    /// work and meet others there; 1 where everything works.
    ///
    /// The rings of all groups run at a time, so the busiest link of all decides.
    public func ringSlowdown(on hardware: Hardware) -> Double {
        guard shape.count > 1, let detours = hardware.detours else { return 1 }
        let messages = sites.flatMap { site in
            let rectangle = Rectangle(
                x: site.wafer * hardware.wafer.diesX + site.rectangle.x, y: site.rectangle.y, width: shape.width,
                height: shape.height)
            let order = rectangle.ringOrder(in: detours.mesh)
            return order.indices.flatMap { index in
                let (one, next) = (order[index], order[(index + 1) % order.count])
                let there = Message(source: one, destination: next, bytes: 1)
                return rectangle.hasOppositeRing
                    ? [there, Message(source: next, destination: one, bytes: 1)] : [there]
            }
        }
        return detours.busiestLink(messages).bytes / detours.mesh.busiestLink(messages).bytes
    }
}
