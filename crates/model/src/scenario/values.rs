//! The values of all parameters for one roster, as one tree that is generic over what a value
//! is: a number in a scenario, an array of lanes in the engine.

use super::groups::*;
use super::parameter::Parameter;
use super::roster::{Channel as ChannelKind, PerChannel, Roster};

/// All parameter values of a scenario. Vectors follow the order of the [`Roster`].
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters<T> {
    /// M1.
    pub politics: Politics<T>,
    /// M2.
    pub opinion: Opinion<T>,
    /// M3.
    pub commitment: Commitment<T>,
    /// M4.
    pub will: Will<T>,
    /// M5.
    pub sending: Sending<T>,
    /// M5.
    pub suspension: Suspension<T>,
    /// M6.
    pub institutions: Institutions<T>,
    /// M7.
    pub coordination: Coordination<T>,
    /// M10.
    pub signals: Signals<T>,
    /// M11.
    pub beliefs: Beliefs<T>,
    /// M12.
    pub decision: Decision<T>,
    /// M15.
    pub response: Response<T>,
    /// M15.
    pub audience: Audience<T>,
    /// M16.
    pub crisis: Crisis<T>,
    /// M16.
    pub threat: Threat<T>,
    /// M16.
    pub fear: Fear<T>,
    /// M16.
    pub trust: Trust<T>,
    /// M6.
    pub adaptation: Adaptation<T>,
    /// M6.
    pub posture: Posture<T>,
    /// M13.
    pub industry: Industry<T>,
    /// M11.
    pub partners: Partners<T>,
    /// M8.
    pub timing: Timing<T>,
    /// M8.
    pub tracking: Tracking<T>,
    /// M9.
    pub sharing: Sharing<T>,
    /// M15.
    pub levels: Levels<T>,
    /// M14.
    pub bloc: Bloc<T>,
    /// M16.
    pub decoupling: Decoupling<T>,
    /// M16.
    pub crisis_signalling: CrisisSignalling<T>,
    /// M16.
    pub costs: Costs<T>,
    /// By ally.
    pub allies: Vec<Ally<T>>,
    /// By prober.
    pub probers: Vec<Prober<T>>,
    /// By prober, then dyad.
    pub regards: Vec<Vec<Regard<T>>>,
    /// By prober, then rung 1, 2, …
    pub programme_drive: Vec<Vec<ProgrammeDrive<T>>>,
    /// By prober, then month of the year.
    pub calendar: Vec<Vec<Calendar<T>>>,
    /// By dyad.
    pub dyads: Vec<Dyad<T>>,
    /// By dyad, then public 0 and 1.
    pub publics: Vec<[Public<T>; 2]>,
    /// By channel.
    pub channels: PerChannel<Channel<T>>,
    /// By rung 1, 2, …
    pub rungs: Vec<Rung<T>>,
    /// By theatre, then ally.
    pub stakes: Vec<Vec<Stake<T>>>,
    /// By target.
    pub targets: Vec<Target<T>>,
    /// By target, then rung 1, 2, …
    pub drive: Vec<Vec<Drive<T>>>,
    /// By target, then rung 1, 2, …
    pub base_rate: Vec<Vec<BaseRate<T>>>,
    /// By theatre.
    pub theatres: Vec<Theatre<T>>,
    /// By layer of missile defence.
    pub layers: Vec<Layer<T>>,
    /// By force element.
    pub forces: Vec<Force<T>>,
    /// By kind of site.
    pub sites: Vec<Site<T>>,
    /// By right to use bases.
    pub bases: Vec<Base<T>>,
    /// By joint programme.
    pub programmes: Vec<Programme<T>>,
    /// By public record.
    pub observations: Vec<Observation<T>>,
}

impl Parameters<f64> {
    /// The declared defaults for every member of a roster.
    pub fn defaults(roster: &Roster) -> Self {
        let rungs = roster.rungs.len();
        Self {
            politics: Politics::default(),
            opinion: Opinion::default(),
            commitment: Commitment::default(),
            will: Will::default(),
            sending: Sending::default(),
            suspension: Suspension::default(),
            institutions: Institutions::default(),
            coordination: Coordination::default(),
            signals: Signals::default(),
            beliefs: Beliefs::default(),
            decision: Decision::default(),
            response: Response::default(),
            audience: Audience::default(),
            crisis: Crisis::default(),
            threat: Threat::default(),
            fear: Fear::default(),
            trust: Trust::default(),
            adaptation: Adaptation::default(),
            posture: Posture::default(),
            industry: Industry::default(),
            partners: Partners::default(),
            timing: Timing::default(),
            tracking: Tracking::default(),
            sharing: Sharing::default(),
            levels: Levels::default(),
            bloc: Bloc::default(),
            decoupling: Decoupling::default(),
            crisis_signalling: CrisisSignalling::default(),
            costs: Costs::default(),
            allies: vec![Ally::default(); roster.allies.len()],
            probers: vec![Prober::default(); roster.probers.len()],
            regards: vec![vec![Regard::default(); roster.dyads.len()]; roster.probers.len()],
            programme_drive: vec![vec![ProgrammeDrive::default(); rungs]; roster.probers.len()],
            calendar: vec![vec![Calendar::default(); 12]; roster.probers.len()],
            dyads: vec![Dyad::default(); roster.dyads.len()],
            publics: vec![[Public::default(), Public::default()]; roster.dyads.len()],
            channels: PerChannel::from_fn(|_| Channel::default()),
            rungs: vec![Rung::default(); rungs],
            stakes: vec![vec![Stake::default(); roster.allies.len()]; roster.theatres.len()],
            targets: vec![Target::default(); roster.targets.len()],
            drive: vec![vec![Drive::default(); rungs]; roster.targets.len()],
            base_rate: vec![vec![BaseRate::default(); rungs]; roster.targets.len()],
            theatres: vec![Theatre::default(); roster.theatres.len()],
            layers: vec![Layer::default(); roster.layers.len()],
            forces: vec![Force::default(); roster.forces.len()],
            sites: vec![Site::default(); roster.sites.len()],
            bases: vec![Base::default(); roster.bases.len()],
            programmes: vec![Programme::default(); roster.programmes.len()],
            observations: vec![Observation::default(); roster.observations.len()],
        }
    }
}

impl<T> Parameters<T> {
    /// Walks over every value with its dotted path and declaration. The order is fixed by the
    /// roster, so the n-th value of two scenarios with the same roster is the same parameter.
    pub fn visit_mut(
        &mut self,
        roster: &Roster,
        f: &mut dyn FnMut(&str, &'static Parameter, &mut T),
    ) {
        macro_rules! group {
            ($path:expr, $group:expr) => {{
                let path: String = $path;
                $group.visit_mut(&mut |p, v| f(&format!("{path}.{}", p.key), p, v));
            }};
        }
        macro_rules! array {
            ($path:expr, $array:expr) => {{
                let path: String = $path;
                for (i, entry) in $array.iter_mut().enumerate() {
                    entry.visit_mut(&mut |p, v| f(&format!("{path}.{}.{}", p.key, i + 1), p, v));
                }
            }};
        }
        group!("politics".into(), self.politics);
        group!("opinion".into(), self.opinion);
        group!("commitment".into(), self.commitment);
        group!("will".into(), self.will);
        group!("sending".into(), self.sending);
        group!("suspension".into(), self.suspension);
        group!("institutions".into(), self.institutions);
        group!("coordination".into(), self.coordination);
        group!("signals".into(), self.signals);
        group!("beliefs".into(), self.beliefs);
        group!("decision".into(), self.decision);
        group!("response".into(), self.response);
        group!("audience".into(), self.audience);
        group!("crisis".into(), self.crisis);
        group!("threat".into(), self.threat);
        group!("fear".into(), self.fear);
        group!("trust".into(), self.trust);
        group!("adaptation".into(), self.adaptation);
        group!("posture".into(), self.posture);
        group!("industry".into(), self.industry);
        group!("partners".into(), self.partners);
        group!("timing".into(), self.timing);
        group!("tracking".into(), self.tracking);
        group!("sharing".into(), self.sharing);
        group!("levels".into(), self.levels);
        group!("bloc".into(), self.bloc);
        group!("decoupling".into(), self.decoupling);
        group!("crisis_signalling".into(), self.crisis_signalling);
        group!("costs".into(), self.costs);
        for (spec, group) in roster.allies.iter().zip(&mut self.allies) {
            group!(format!("states.{}", spec.code), group);
        }
        for (m, spec) in roster.probers.iter().enumerate() {
            let path = format!("states.{}", spec.code);
            group!(path.clone(), self.probers[m]);
            for (dyad, regard) in roster.dyads.iter().zip(&mut self.regards[m]) {
                group!(format!("{path}.dyads.{}", dyad.code), regard);
            }
            array!(path.clone(), self.programme_drive[m]);
            array!(path, self.calendar[m]);
        }
        for (spec, group) in roster.dyads.iter().zip(&mut self.dyads) {
            group!(format!("dyads.{}", spec.code), group);
        }
        for (spec, groups) in roster.dyads.iter().zip(&mut self.publics) {
            for (ally, group) in spec.between.iter().zip(groups) {
                group!(
                    format!("dyads.{}.publics.{}", spec.code, roster.allies[*ally].code),
                    group
                );
            }
        }
        for (kind, group) in ChannelKind::ALL.iter().zip(&mut self.channels) {
            group!(format!("channels.{}", kind.key()), group);
        }
        for (a, group) in self.rungs.iter_mut().enumerate() {
            group!(format!("rungs.{}", a + 1), group);
        }
        for (theatre, groups) in roster.theatres.iter().zip(&mut self.stakes) {
            for (ally, group) in roster.allies.iter().zip(groups) {
                group!(
                    format!("theatres.{}.stakes.{}", theatre.code, ally.code),
                    group
                );
            }
        }
        for (i, target) in roster.targets.iter().enumerate() {
            let path = format!(
                "states.{}.targets.{}",
                roster.probers[target.prober].code, roster.theatres[target.theatre].code
            );
            group!(path.clone(), self.targets[i]);
            array!(path.clone(), self.drive[i]);
            array!(path, self.base_rate[i]);
        }
        macro_rules! members {
            ($name:ident) => {
                for (spec, group) in roster.$name.iter().zip(&mut self.$name) {
                    group!(format!("{}.{}", stringify!($name), spec.code), group);
                }
            };
        }
        members!(theatres);
        members!(layers);
        members!(forces);
        members!(sites);
        members!(bases);
        members!(programmes);
        members!(observations);
    }

    /// The same tree with every value mapped, in the order of [`Self::visit_mut`]'s groups.
    pub fn map<U>(&self, f: &mut dyn FnMut(&T) -> U) -> Parameters<U> {
        macro_rules! list {
            ($list:expr) => {{ $list.iter().map(|group| group.map(f)).collect() }};
        }
        macro_rules! lists {
            ($lists:expr) => {{
                $lists
                    .iter()
                    .map(|list| list.iter().map(|group| group.map(f)).collect())
                    .collect()
            }};
        }
        Parameters {
            politics: self.politics.map(f),
            opinion: self.opinion.map(f),
            commitment: self.commitment.map(f),
            will: self.will.map(f),
            sending: self.sending.map(f),
            suspension: self.suspension.map(f),
            institutions: self.institutions.map(f),
            coordination: self.coordination.map(f),
            signals: self.signals.map(f),
            beliefs: self.beliefs.map(f),
            decision: self.decision.map(f),
            response: self.response.map(f),
            audience: self.audience.map(f),
            crisis: self.crisis.map(f),
            threat: self.threat.map(f),
            fear: self.fear.map(f),
            trust: self.trust.map(f),
            adaptation: self.adaptation.map(f),
            posture: self.posture.map(f),
            industry: self.industry.map(f),
            partners: self.partners.map(f),
            timing: self.timing.map(f),
            tracking: self.tracking.map(f),
            sharing: self.sharing.map(f),
            levels: self.levels.map(f),
            bloc: self.bloc.map(f),
            decoupling: self.decoupling.map(f),
            crisis_signalling: self.crisis_signalling.map(f),
            costs: self.costs.map(f),
            allies: list!(self.allies),
            probers: list!(self.probers),
            regards: lists!(self.regards),
            programme_drive: lists!(self.programme_drive),
            calendar: lists!(self.calendar),
            dyads: list!(self.dyads),
            publics: self
                .publics
                .iter()
                .map(|[a, b]| [a.map(f), b.map(f)])
                .collect(),
            channels: self.channels.each_ref().map(|group| group.map(f)),
            rungs: list!(self.rungs),
            stakes: lists!(self.stakes),
            targets: list!(self.targets),
            drive: lists!(self.drive),
            base_rate: lists!(self.base_rate),
            theatres: list!(self.theatres),
            layers: list!(self.layers),
            forces: list!(self.forces),
            sites: list!(self.sites),
            bases: list!(self.bases),
            programmes: list!(self.programmes),
            observations: list!(self.observations),
        }
    }
}
