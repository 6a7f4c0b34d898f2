//! Which point is what in a radial sample: the order in which `saltelli` designs are written and read, that of
//! SALib (A, AB₁ … AB_G, (BA₁ … BA_G,) B).

/// What a point is within its sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The first point.
    A,
    /// A with the coordinates of one group from B.
    Ab(usize),
    /// B with the coordinates of one group from A.
    Ba(usize),
    /// The second point.
    B,
}

/// Points of one sample: groups + 2, or twice groups + 2 with second order.
pub const fn sample_size(groups: usize, second_order: bool) -> usize {
    if second_order {
        2 * groups + 2
    } else {
        groups + 2
    }
}

/// The sample to which a point belongs, and what it is there.
pub const fn role(point: usize, groups: usize, second_order: bool) -> (usize, Role) {
    let size = sample_size(groups, second_order);
    let place = point % size;
    let role = if place == 0 {
        Role::A
    } else if place <= groups {
        Role::Ab(place - 1)
    } else if place == size - 1 {
        Role::B
    } else {
        Role::Ba(place - groups - 1)
    };
    (point / size, role)
}
