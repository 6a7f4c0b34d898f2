//! The signaling model a second time, by hand: plain structs with arrays of lanes, one function a
//! month, no ECS. It shares with the model the scalar equations, the random-number addresses and
//! nothing else, so that agreement bit for bit checks the glue of both, and a comparison of speed
//! shows what the ECS costs.
#![allow(dead_code, clippy::too_many_arguments, clippy::needless_range_loop)]

mod cooperate;
mod decide;
mod learn;
mod see;
mod start;
mod state;
mod tally;
mod value;

pub use state::Soa;

/// What the second model leaves out, switched off: it has the signaling loop alone.
pub const SIGNALING_ONLY: [&str; 12] = [
    "mechanisms.adaptation=false",
    "mechanisms.posture=false",
    "mechanisms.industry=false",
    "mechanisms.operations=false",
    "mechanisms.stocks=false",
    "mechanisms.dual_contingency=false",
    "mechanisms.base_access=false",
    "mechanisms.allied_learning=false",
    "mechanisms.campaigns=false",
    "mechanisms.opportunism=false",
    "mechanisms.levels=false",
    "mechanisms.decoupling=false",
];

impl<const L: usize> Soa<L> {
    /// Simulates a run of every lane from the start of the burn-in to the horizon.
    pub fn run(&mut self, first_replicate: u64) {
        self.begin(first_replicate);
        for _ in 0..self.spec.burn_in + self.spec.horizon {
            self.month();
        }
    }

    /// Simulates one month, in the order of the schedule.
    pub fn month(&mut self) {
        self.dice.step = self.step;
        self.politics();
        self.opinion();
        self.commitment();
        self.will();
        self.suspend();
        self.move_channels();
        self.act();
        self.institutions();
        self.coordinate();
        self.incline();
        self.see_exercises();
        self.see_levels();
        self.goals();
        for m in 0..self.probers.len() {
            self.predict(m);
            if self.spec.mechanisms.learn_channels {
                self.learn_from_channels(m);
            }
            self.keep_references(m);
        }
        if self.spec.mechanisms.pooling {
            self.pool();
        }
        for m in 0..self.probers.len() {
            self.estimate(m);
            self.advance_programme(m);
        }
        for c in 0..self.challenges.len() {
            self.forecast(c);
            self.value_rungs(c);
            self.value_information(c);
            self.choose(c);
            self.respond(c);
        }
        if self.spec.mechanisms.crises && self.recorded() {
            self.crises();
        }
        if self.spec.mechanisms.learn_responses {
            self.learn_from_responses();
        }
        self.reverberate();
        if self.recorded() {
            self.tally();
        }
        self.step += 1;
    }

    /// Whether the present month is after the burn-in.
    fn recorded(&self) -> bool {
        self.step >= self.spec.burn_in
    }
}
