/// The table of constants: each stands here once, and all code reads it from here.
///
/// `Constants.all` lists them. Values are SI unless the unit says otherwise.
public enum Constants {
    /// All constants, grouped: area, limits, yield, energy, cost, clusters, inference on a mesh.
    public static let all: [PhysicalConstant] = area + limits + yield + energy + cost + cluster + mesh
}
