//! M10: attention. Nobody follows all that is visible: a prober attends to some channels, to some pairs of allies and to its
//! own theatres more than to others. Attention thins what is seen and blurs what is read; at 1 everywhere all probers read
//! alike but for their weight of evidence, attribution and bias.

/// Probability that a prober sees what happens on a channel of a dyad: v_k·a_mk·a_md.
#[inline(always)]
pub fn seen_share(visibility: f64, attention: f64) -> f64 {
    visibility * attention
}

/// Attention below which a reading is blurred no further. Such a reading is made once in a million months.
const LEAST: f64 = 1e-6;

/// Factor on the variance of a reading, 1/(a_mk·a_md): precision is in proportion to attention.
#[inline(always)]
pub fn blur(attention: f64) -> f64 {
    1.0 / if attention > LEAST { attention } else { LEAST }
}
