//! ABC-SMC: against exact posteriors, against pyabc, and whatever the batches.

mod exact;
mod oracle;
mod properties;
mod toys;
