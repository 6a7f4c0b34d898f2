//! Where a slice ends.

/// A limit that cuts a share off `count` sorted values, at least one: halfway between the two values around the share's place,
/// or, where they are equal, between that value and the next different one further in. Equal values thus
/// stay together. As in `ema_workbench`, which follows Bryant & Lempert's `sdtoolkit`.
pub(super) fn cut(count: usize, value: impl Fn(usize) -> f64, share: f64) -> f64 {
    let place = (count - 1) as f64 * share;
    let mut low = libm::floor(place) as usize;
    let mut high = libm::ceil(place) as usize;
    if share > 0.5 {
        while value(low) == value(high) && low > 0 {
            low -= 1;
        }
    } else {
        while value(low) == value(high) && high < count - 1 {
            high += 1;
        }
    }
    (value(low) + value(high)) / 2.0
}

#[cfg(test)]
mod tests {
    fn cut(values: &[f64], share: f64) -> f64 {
        super::cut(values.len(), |k| values[k], share)
    }

    #[test]
    fn cuts_lie_between_points_and_keep_equal_values_together() {
        let values: Vec<f64> = (0..21).map(f64::from).collect();
        // The place is a point: the limit goes on to the next one.
        assert_eq!(cut(&values, 0.05), 1.5);
        assert_eq!(cut(&values, 0.95), 18.5);
        assert_eq!(cut(&values[..20], 0.05), 0.5);
        assert_eq!(cut(&[1.0, 1.0, 1.0, 2.0, 5.0], 0.05), 1.5);
        assert_eq!(cut(&[1.0, 2.0, 5.0, 5.0, 5.0], 0.95), 3.5);
        assert_eq!(cut(&[3.0], 0.05), 3.0);
        assert_eq!(cut(&[3.0, 3.0], 0.95), 3.0);
    }
}
