//! Methods and designs by name.

use crate::named::named;

named! {
    /// A way to say how much a factor matters.
    pub enum Method {
        Sobol = "sobol", "S1, ST and S2: shares of variance";
        Morris = "morris", "μ, μ* and σ of elementary effects";
        Ofat = "ofat", "Effects of levels and their range";
        Prcc = "prcc", "Partial rank correlation coefficients";
        Src = "src", "Standardised regression coefficients";
        Pawn = "pawn", "How far the distribution of the output moves; made only when asked for";
    }
}

named! {
    /// A way to lay out points.
    pub enum Design {
        Saltelli = "saltelli", "Radial samples A, AB_1 … AB_k, (BA_1 … BA_k,) B";
        Morris = "morris", "Trajectories that change one factor or group at a time";
        Ofat = "ofat", "A baseline first, then points that differ from it in one factor";
        Lhs = "lhs", "Latin hypercube";
        Sobol = "sobol", "Sobol' sequence";
        Grid = "grid", "Every combination";
        Zip = "zip", "Values side by side";
        List = "list", "Any points";
    }
}
