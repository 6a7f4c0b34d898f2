//! Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror & Shaw (2011, "Parallel
//! random numbers: as easy as 1, 2, 3", *SC '11*).

const MULTIPLIER: [u64; 2] = [0xd251_1f53, 0xcd9e_8d57];
/// Weyl increments of the key: the golden ratio and √3 − 1.
const WEYL: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];
const LOW_32: u64 = 0xffff_ffff;
const ROUNDS: u32 = 10;

/// The bijection of a 128-bit counter under a 64-bit key, as in the reference implementation
/// Random123, words in its order.
#[inline(always)]
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    block(counter.map(u64::from), key).map(|word| word as u32)
}

/// The same with every 32-bit word in a 64-bit integer, the shape in which vector units multiply.
#[inline(always)]
pub(super) fn block(counter: [u64; 4], key: [u32; 2]) -> [u64; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let mut round = 0;
    while round < ROUNDS {
        let k0 = u64::from(key[0].wrapping_add(WEYL[0].wrapping_mul(round)));
        let k1 = u64::from(key[1].wrapping_add(WEYL[1].wrapping_mul(round)));
        let p0 = MULTIPLIER[0] * c0;
        let p1 = MULTIPLIER[1] * c2;
        [c0, c1, c2, c3] = [
            (p1 >> 32) ^ c1 ^ k0,
            p1 & LOW_32,
            (p0 >> 32) ^ c3 ^ k1,
            p0 & LOW_32,
        ];
        round += 1;
    }
    [c0, c1, c2, c3]
}

#[cfg(test)]
mod tests {
    use super::philox4x32_10;

    /// The vectors of Random123's `kat_vectors` for philox4x32 with 10 rounds.
    #[test]
    fn known_answers_of_the_reference_implementation() {
        assert_eq!(
            philox4x32_10([0; 4], [0; 2]),
            [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
        );
        assert_eq!(
            philox4x32_10([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox4x32_10(
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0]
            ),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }
}
