"""The signaling loop with NumPy, all runs of a block at once, in either memory layout.

Arrays have the axes of the scenario, then the run. In the layout "agent_run" the runs of an agent lie next to each
other, in "run_agent" the agents of a run; NumPy's elementwise functions keep the layout of what they are given, so
one text serves both. Methods follow the order of docs/odd.md, section 3; their docstrings give its sections.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import draws as d
from draws import Draws, Floats, Layout, Native, Request
from rows import Sums, joined, sums
from scenario import Array, Scenario


def logistic(x: Floats) -> Floats:
    """1/(1 + e^−x), in place of its argument."""
    np.negative(x, out=x)
    np.exp(x, out=x)
    x += 1.0
    return np.divide(1.0, x, out=x)


def over_time(p: Scenario) -> list[Request]:
    """What is drawn in every month, whatever happens in it (7.1)."""
    levels = np.array([d.INTEL_SEEN, d.DOCTRINE_SEEN])
    early = np.flatnonzero(p.early > 0.0)
    return [
        Request("early", d.EARLY_ELECTION, p.ally_id[early]),
        Request("redraw", d.TYPE_REDRAW, p.ally_id, odd="redrawn"),
        Request("opinion", d.OPINION_NOISE, p.public_id, normal=True),
        Request("shocks", d.SHOCK_COUNT, p.public_id),
        Request("commitment", d.COMMITMENT_NOISE, p.ally_id[p.guarantor], normal=True),
        Request("suspension", d.SUSPENSION, p.dyad_id),
        Request("drills", d.DRILL_COUNT, p.dyad_id),
        Request("statement", d.STATEMENT, p.dyad_id),
        Request("heard", d.STATEMENT_SEEN, p.sight_id),
        Request("read", levels, p.sight_id[..., None]),
        Request("noise_intel", d.READING_NOISE, p.sight_id, normal=True, odd="noise_doctrine"),
        Request("programme", d.PROGRAMME_NOISE, p.prober_id, normal=True),
        Request("choice", d.CHOICE, p.target_id),
    ]


class Block:
    """A block of runs."""

    def __init__(self, p: Scenario, runs: range, layout: Layout, source: type[Draws]) -> None:
        self.plain, self.n, self.runs_last = p, len(runs), layout == "agent_run"
        # Parameters get a last axis for the run.
        self.p = Scenario(*(x[..., None] if isinstance(x, np.ndarray) else x for x in p))
        self.dice = source(p.seed, runs, layout, over_time(p))
        self.sums = sums(p, self.n, run_first=False)
        self.step = 0
        self.early = np.flatnonzero(p.early > 0.0)
        self.guarantors = np.flatnonzero(p.guarantor)
        self.type_axes = (2,) * p.allies
        #: Axis of an ally's bit where profiles have an axis for each.
        self.axis = [p.allies - 1 - i for i in range(p.allies)]
        types = np.arange(4)
        self.pair_worth = (p.worth[:, types % 2] * p.worth[:, types // 2])[..., None]
        hc, mc = p.theatre_of, p.prober_of
        # What neither month nor run moves in the odds of an answer, by challenge, rung, ally and type.
        resolve = p.resolve[:, None, None] * np.arange(2.0)
        self.offset = (p.pressure[hc][..., None] + resolve)[..., None]
        self.by_target = {
            "programme_drive": p.programme_drive[mc][..., None],
            "stake_gain": (p.value[:, None] * p.gain)[..., None],
            "weighted_loss": (p.loss_weight[mc][:, None] * p.loss)[..., None],
            "restraint": (p.reciprocity[mc][:, None] * (np.arange(p.rungs) > 0))[..., None],
            "precision": p.precision[mc][:, None, None],
        }
        self.stakes = p.stake.T[:, hc]
        self.start()

    def new(self, *shape: int, fill: Any = 0.0, dtype: Any = np.float64) -> Array:
        """An array of the layout."""
        if self.runs_last:
            out = np.empty((*shape, self.n), dtype=dtype)
        else:
            out = np.moveaxis(np.empty((self.n, *shape), dtype=dtype), 0, -1)
        out[...] = fill
        return out

    def pick(self, x: Array, index: Array) -> Array:
        """x[index] on the first axis, in the layout."""
        if self.runs_last:
            return np.take(x, index, axis=0)
        return np.moveaxis(np.take(np.moveaxis(x, -1, 0), index, axis=1), 0, -1)

    def blend(self, weights: Array, x: Array) -> Array:
        """Weighted sums over the axes of the agents of `x`, as a matrix product."""
        rest, size = weights.shape[: weights.ndim - x.ndim + 1], int(np.prod(x.shape[:-1]))
        matrix = weights.reshape(-1, size)
        if self.runs_last:
            return (matrix @ x.reshape(size, self.n)).reshape(*rest, self.n)
        return np.moveaxis((np.moveaxis(x, -1, 0).reshape(self.n, size) @ matrix.T).reshape(self.n, *rest), 0, -1)

    def split(self, x: Array, at: int) -> Array:
        """The axis of the profiles as one axis an ally."""
        return x.reshape(*x.shape[:at], *self.type_axes, *x.shape[at + 1 :])

    # What a run starts with.

    def start(self) -> None:
        """State before the first month (section 5)."""
        p, dice, runs = self.plain, self.dice, np.arange(self.n)
        dice.step = 0
        uniform = lambda process, ids: dice.at(process, ids[..., None], runs, 0)  # noqa: E731
        normals = lambda process, ids, n=0: dice.normal_at(process, ids[..., None], runs, n)  # noqa: E731
        self.party = self.new(p.allies, fill=p.party[:, None])
        self.left = self.new(p.allies, fill=p.next_election[:, None])
        self.turnover = self.new(p.allies, fill=False, dtype=bool)
        self.party_mean = self.new(p.allies)
        self.stance = self.new(p.allies, fill=normals(d.INITIAL_GOVERNMENT, p.ally_id, 2))
        self.party_mean[...] = np.where(self.party > 0.5, p.stance_mean[:, 1:], p.stance_mean[:, :1])
        self.stance *= p.stance_spread
        self.stance += self.party_mean
        self.resolute = self.new(p.allies, fill=uniform(d.INITIAL_TYPE, p.ally_id) < self.p.resolute_share, dtype=bool)
        self.threat = self.new(p.allies, fill=self.p.threat_mean)
        self.audience, self.commit = self.new(p.allies), self.new(p.allies)
        spread = p.commit_noise / np.sqrt(1.0 - p.commit_persistence**2)
        self.commit[self.guarantors] = spread * normals(d.INITIAL_COMMITMENT, p.ally_id[self.guarantors])
        spread = p.opinion_noise / np.sqrt(1.0 - p.persistence**2)
        self.opinion = self.new(p.dyads, 2, fill=self.p.opinion_mean + spread * normals(d.INITIAL_OPINION, p.public_id))
        self.institution = self.new(p.dyads, fill=self.p.institution_start)
        self.suspended = self.new(p.dyads, fill=False, dtype=bool)
        self.wills()
        self.level = self.new(p.dyads, 4, fill=self.targets())
        self.goals()
        bits = np.arange(p.profiles)[:, None] >> np.arange(p.allies) & 1
        prior = np.where(bits, p.prior, 1.0 - p.prior).prod(axis=1)
        self.belief = self.new(p.probers, p.profiles, fill=prior[:, None])
        self.expected_level = self.new(p.probers, p.dyads, p.profiles, fill=self.of_profile(0))
        self.reference = self.new(p.probers, p.dyads, 2, fill=self.mean_goals()[:, :, 2:])
        self.audience_seen = self.new(p.probers, p.allies)
        self.estimate, self.estimate_variance = self.new(p.probers, fill=0.5), self.new(p.probers, fill=1.0 / 12.0)
        self.programme = self.new(p.probers, fill=normals(d.INITIAL_PROGRAMME, p.prober_id))
        self.excitation = self.new(p.probers)
        self.fear, self.trust = self.new(p.probers, fill=self.p.fear_mean), self.new(p.probers, fill=self.p.trust_prior)
        self.reading = self.new(p.probers, p.dyads, 2)
        self.crisis = self.new(p.theatres, fill=False, dtype=bool)
        self.gap = self.new(p.theatres)
        self.at_war = self.new(fill=False, dtype=bool)

    def month(self) -> None:
        """One month, in the order of section 3."""
        self.recorded = self.step >= self.p.burn_in
        self.dice.month(self.step)
        self.politics()
        self.opinions()
        self.commitments()
        self.wills()
        self.suspensions()
        self.channels()
        self.activities()
        self.institutions()
        self.inclinations()
        self.see_exercises()
        self.see_levels()
        self.goals()
        self.predict()
        self.learn_from_channels()
        self.keep_references()
        self.pool()
        self.estimates()
        self.forecasts()
        self.choose()
        self.respond()
        self.crises()
        self.learn_from_responses()
        self.reverberate()
        if self.recorded:
            self.tally()
        self.step += 1

    # Politics to cooperation.

    def politics(self) -> None:
        """Elections, stances, types (7.2, 7.3)."""
        p, dice = self.p, self.dice
        if self.recorded:
            self.turnover = self.left <= 0.0
            self.turnover[self.early] |= dice["early"] < p.early[self.early]
            self.left = np.where(self.turnover, p.term, self.left) - 1.0
            i, k = np.nonzero(self.turnover)
            if i.size:
                ids, own = self.plain.ally_id[i], self.plain.stance_mean[i]
                changes = dice.at(d.NEW_GOVERNMENT, ids, k, 0) < p.party_change
                party = np.where(changes, 1.0 - self.party[i, k], self.party[i, k])
                self.party[i, k] = party
                self.party_mean[i, k] = np.where(party > 0.5, own[:, 1], own[:, 0])
                stance = p.stance_spread * dice.normal_at(d.NEW_GOVERNMENT, ids, k, 2)
                self.stance[i, k] = self.party_mean[i, k] + stance
        self.hazard = 1.0 - (1.0 - p.redraw) * (1.0 - p.redraw_election * self.turnover)
        fresh = dice["redrawn"] < p.resolute_share
        self.resolute = np.where(dice["redraw"] < self.hazard, fresh, self.resolute)

    def opinions(self) -> None:
        """Opinion and its shocks (7.4)."""
        p, dice, between = self.p, self.dice, self.plain.between
        given_back = p.shock_size * (p.shock_rate + p.shock_passed * p.shock_rate[:, ::-1])
        held = p.persistence * (self.opinion - p.opinion_mean)
        held += p.opinion_mean + given_back
        held += self.pick(p.opinion_threat * (self.threat - p.threat_mean), between)
        held += p.opinion_noise * dice["opinion"]
        rate = np.minimum(p.shock_rate * self.pick(np.exp(-p.politicising * self.stance), between), 31.0)
        none = np.exp(-rate)
        i, side, k = np.nonzero(dice["shocks"] > none)
        if i.size:
            shock = self.new(p.dyads, 2)
            u, r, mass = dice["shocks"][i, side, k], rate[i, side, k], none[i, side, k]
            total, n = mass.copy(), 0
            while i.size and n < 128:
                drawn = dice.at(d.SHOCK_SIZE, self.plain.public_id[i, side], k, n)
                shock[i, side, k] -= p.shock_size * np.log(drawn)
                n += 1
                mass = mass * r / n
                total = total + mass
                more = u > total
                i, side, k, u, r, mass, total = (x[more] for x in (i, side, k, u, r, mass, total))
            held -= shock + p.shock_passed * shock[:, ::-1]
            if self.recorded:
                for dyad, pair in enumerate(between):
                    for s, ally in enumerate(pair):
                        self.sums.gains[ally] += p.domestic_gain * shock[dyad, s]
        self.opinion = held

    def commitments(self) -> None:
        """Commitment of guarantors (7.5)."""
        p = self.p
        for row, i in enumerate(self.guarantors):
            self.commit[i] = p.commit_persistence * self.commit[i] + p.commit_noise * self.dice["commitment"][row]
            (k,) = np.nonzero(self.turnover[i])
            if k.size:
                jump = self.dice.normal_at(d.COMMITMENT_NOISE, self.plain.ally_id[i], k, 2)
                self.commit[i, k] += p.commit_jump * jump

    def wills(self) -> None:
        """Joint will by channel, true and as seen (7.6)."""
        p, between = self.p, self.plain.between
        own = self.stance + p.will_threat * (self.threat - p.threat_mean) + p.will_commitment * self.commit
        free = self.new(1 + p.attribution.shape[0], p.dyads, 2)
        actual = self.pick(own, between) + p.will_opinion * (self.opinion - p.opinion_mean)
        actual += p.intercept
        mean = self.pick(p.intercept + self.party_mean, between)
        free[0] = actual
        for v, attribution in enumerate(self.plain.attribution):
            free[1 + v] = mean + attribution * (actual - mean)
        insulated = (self.institution[:, None] * p.insulation)[:, :, None]
        sides = logistic(insulated * p.institutional + (1.0 - insulated) * free[:, :, None])
        joint = np.sqrt(sides[:, :, :, 0] * sides[:, :, :, 1])
        self.will, self.will_seen = joint[0], joint[1:]

    def suspensions(self) -> None:
        """Intelligence sharing suspended and resumed (7.8)."""
        p, u = self.p, self.dice["suspension"]
        hazard = p.suspension * (1.0 - self.will[:, 2]) ** 2
        self.begins = ~self.suspended & (u < hazard)
        self.suspended = self.begins | (self.suspended & (u >= p.resumption))

    def targets(self) -> Floats:
        """Targets of the levels (7.9)."""
        worth, pair = self.p.worth, self.plain.between
        side = [np.where(self.pick(self.resolute, pair[:, s])[:, None], worth[:, 1], worth[:, 0]) for s in range(2)]
        return self.will * side[0] * side[1]

    def channels(self) -> None:
        """Levels move (7.9)."""
        self.moved(self.level, self.targets(), self.p.build, self.p.cut)
        self.level[:, 2] *= ~self.suspended

    @staticmethod
    def moved(level: Floats, goal: Floats, build: Any, cut: Any) -> Floats:
        """(1 − a)·x + a·x*, in place."""
        share = np.where(goal > level, build, cut)
        level *= 1.0 - share
        level += share * goal
        return level

    def activities(self) -> None:
        """Exercises and statements (7.10)."""
        mean = self.p.drill_rate * self.level[:, 0]
        u, mass = self.dice["drills"], np.exp(-mean)
        total, n = mass.copy(), 0
        self.drills = self.new(self.p.dyads)
        more = u > total
        while n < 128 and more.any():
            n += 1
            self.drills += more
            mass = mass * mean / n
            total = total + mass
            more = u > total
        self.statement = self.dice["statement"] < self.level[:, 1]

    def institutions(self) -> None:
        """Institutionalisation, cooperation, coordination (7.11, 7.14)."""
        p, x = self.p, self.institution
        use = 0.25 * (self.level[:, 0] + self.level[:, 1] + self.level[:, 2] + self.level[:, 3])
        self.institution = np.clip(x + p.use_effect * use * (1.0 - x) - p.decay * (x - p.floor), 0.0, 1.0)
        self.cooperation, self.coordination = self.together(self.level)

    def together(self, level: Floats) -> tuple[Floats, Floats]:
        """Cooperation by dyad, and its Cobb–Douglas mean; `level` has the axes dyad and channel before the run."""
        w = self.plain.channel_weight
        s = level[..., 0, :] * w[0]
        for k in range(1, 4):
            s += level[..., k, :] * w[k]
        logs = np.log(np.maximum(s, 1e-300))
        mean = logs[..., 0, :] * self.plain.dyad_weight[0]
        for i in range(1, self.p.dyads):
            mean += logs[..., i, :] * self.plain.dyad_weight[i]
        missing = ((s <= 1e-300) & (self.p.dyad_weight > 0.0)).any(axis=-2)
        return s, np.where(missing, 0.0, np.exp(mean))

    def inclinations(self) -> None:
        """Inclination to respond (7.16)."""
        p = self.p
        out = self.blend(self.plain.sympathy, self.opinion - p.opinion_mean)
        out *= p.response_opinion
        out += p.treaty + p.response_commitment * self.commit - p.response_cost
        self.inclination = out

    # What probers see and believe.

    def see_exercises(self) -> None:
        """Exercises seen, and their sizes (7.22)."""
        p, ids = self.p, self.plain
        self.drills_seen = self.new(p.probers, p.dyads)
        self.size_seen = self.new(p.probers)
        n = 0
        while True:
            i, k = np.nonzero(self.drills > n)
            if not i.size:
                break
            normal = self.dice.normal_at(d.DRILL_SIZE, ids.dyad_id[i], k, n)
            size = np.exp(p.size_spread * normal - 0.5 * p.size_spread**2)
            u = self.dice.at(d.DRILL_SEEN, ids.sight_id[:, i], k, n)
            seen = u < ids.visible[:, i, 0]
            self.drills_seen[:, i, k] += seen
            seen_size = self.new(p.probers, p.dyads)
            seen_size[:, i, k] = seen * size
            self.size_seen += seen_size.sum(axis=1)
            n += 1

    def see_levels(self) -> None:
        """Statements heard, and levels read (7.22)."""
        p, dice = self.p, self.dice
        visible = p.visible[:, :, 1]
        self.heard = dice["heard"] < np.where(self.statement, visible, p.false_alarm * visible)
        self.read = dice["read"] < p.visible[:, :, 2:]
        for r, noise in enumerate((dice["noise_intel"], dice["noise_doctrine"])):
            self.reading[:, :, r] = self.level[:, 2 + r] + p.bias[:, None] + p.noise[:, :, r] * noise

    def goals(self) -> None:
        """Targets expected under each pair of types, by view (7.24)."""
        goal = self.will_seen[:, :, :, None] * self.pair_worth
        goal[:, :, 2] *= ~self.suspended[:, None]
        # One view of all probers is broadcast to them.
        views = self.plain.view_of
        self.goal = goal if len(goal) == 1 else self.pick(goal, views)

    def of_profile(self, channel: int) -> Floats:
        """The same by profile."""
        out = self.new(self.goal.shape[0], self.p.dyads, self.p.profiles)
        for i, pair in enumerate(self.plain.pair):
            for z, which in enumerate(pair):
                out[:, i, z] = self.goal[:, i, channel, which]
        return out

    def mean_goals(self) -> Floats:
        """Σ_z P(z)·x* by prober, dyad and channel."""
        belief = self.split(self.belief, 1)
        out = self.new(self.p.probers, self.p.dyads, 4)
        for i, (a, b) in enumerate(self.plain.between):
            rest = tuple(1 + self.axis[j] for j in range(self.p.allies) if j not in (a, b))
            pairs = belief.sum(axis=rest)
            terms = [pairs[:, n // 2, n % 2][:, None] * self.goal[:, i, :, n] for n in range(4)]
            out[:, i] = terms[0] + terms[1] + terms[2] + terms[3]
        return out

    def predict(self) -> None:
        """Belief and expected levels before the month's signals (7.24)."""
        p = self.p
        joint = self.new(p.probers, 1 + p.dyads, p.profiles)
        joint[:, 0] = self.belief
        np.multiply(self.belief[:, None], self.expected_level, out=joint[:, 1:])
        by_ally = self.split(joint, 2)
        rise = self.hazard * p.prior
        stay = (1.0 - self.hazard) + rise
        for i, axis in enumerate(self.axis):
            pair = np.moveaxis(by_ally, 2 + axis, 0)
            weak = (1.0 - rise[i]) * pair[0] + (1.0 - stay[i]) * pair[1]
            pair[1] *= stay[i]
            pair[1] += rise[i] * pair[0]
            pair[0] = weak
        self.belief = joint[:, 0]
        level = joint[:, 1:]
        level /= joint[:, :1]
        self.expected_level = self.moved(level, self.of_profile(0), p.build[0], p.cut[0])

    def learn_from_channels(self) -> None:
        """Evidence of the month's signals (7.25)."""
        p = self.p
        weight = p.temper[:, None] / (1.0 + (1.0 + self.read.sum(axis=2)) * p.correlation)
        x, visible = self.expected_level, p.visible[:, :, 0]
        exercises = self.drills_seen[:, :, None] * np.log(np.maximum(x, 1e-300))
        exercises -= (visible * p.drill_rate)[:, :, None] * x
        v = p.visible[:, :, 1][:, :, None]
        goal = self.goal[:, :, 1]
        omega = v * goal + p.false_alarm * v * (1.0 - goal)
        pairs = np.log(np.maximum(np.where(self.heard[:, :, None], omega, 1.0 - omega), 1e-300))
        for r in range(2):
            goal, k = self.goal[:, :, 2 + r], 2 + r
            past = self.reference[:, :, r][:, :, None]
            rises = goal > past
            share = np.where(rises, p.build[k], p.cut[k])
            miss = self.reading[:, :, r][:, :, None] - ((1.0 - share) * past + share * goal)
            spread, log = p.variance[:, :, None, r], p.log_variance[:, :, None, r]
            variance = np.where(rises, spread[..., 1, :], spread[..., 0, :])
            likelihood = -0.5 * (miss * miss / variance + np.where(rises, log[..., 1, :], log[..., 0, :]))
            pairs += likelihood * self.read[:, :, r][:, :, None]
        for i, pair in enumerate(self.plain.pair):
            for z, which in enumerate(pair):
                exercises[:, i, z] += pairs[:, i, which]
        exercises *= weight[:, :, None]
        self.belief = self.updated(self.belief, exercises.sum(axis=1))

    @staticmethod
    def updated(belief: Any, evidence: Floats) -> Floats:
        """Bayes' rule in logarithms over the second axis, with the floor of 7.25; in place of the evidence."""
        evidence -= evidence.max(axis=1, keepdims=True)
        np.exp(evidence, out=evidence)
        evidence *= belief
        np.maximum(evidence, 1e-280, out=evidence)
        evidence /= evidence.sum(axis=1, keepdims=True)
        return evidence

    def keep_references(self) -> None:
        """Reference levels (7.26)."""
        self.known = self.mean_goals()
        self.moved(self.reference, self.known[:, :, 2:], self.p.build[2:], self.p.cut[2:])
        np.copyto(self.reference, self.reading, where=self.read)

    def pool(self) -> None:
        """The bloc pools beliefs (7.27)."""
        bloc, share = self.plain.bloc, self.p.pooling
        if bloc.size < 2:
            return
        logs = np.log(self.pick(self.belief, bloc))
        pooled = share * logs.sum(axis=0) / bloc.size
        logs *= 1.0 - share
        logs += pooled
        self.belief[bloc] = self.updated(1.0, logs)

    def estimates(self) -> None:
        """Estimate of coordination, programmes (7.28, 7.29)."""
        p, known = self.p, self.known
        # Exercises and statements by the belief after pooling; the targets of statements are their levels.
        known[:, :, 0] = (self.belief[:, None] * self.expected_level).sum(axis=2)
        known[:, :, 1] = self.mean_goals()[:, :, 1]
        known[:, :, 2:] = np.clip(self.reference, 0.0, 1.0)
        s, mean = self.together(known)
        scatter = s.var(axis=1, ddof=1)
        noise = (p.reading_noise + scatter) / p.dyads
        variance = self.estimate_variance + p.drift
        gain = variance / (variance + noise)
        self.estimate += gain * (mean - self.estimate)
        self.estimate_variance = (1.0 - gain) * variance
        rho = p.programme_persistence
        self.programme = rho * self.programme + np.sqrt(1.0 - rho * rho) * self.dice["programme"]

    # Probes, responses and what follows.

    def forecasts(self) -> None:
        """Expected response to each rung (7.32)."""
        p, m, h = self.p, self.plain.prober_of, self.plain.theatre_of
        self.disposition = self.pick(self.inclination, h)
        base = self.disposition + self.pick(self.audience_seen, m)
        odds = base[:, None, :, None] + self.offset
        odds *= p.response_precision
        q = logistic(odds)
        s: Floats = self.split(self.plain.strength[h][:, None, :, None], 2)
        for i, axis in enumerate(self.axis):
            low, high = np.split(s, 2, axis=2 + axis)
            shape = [1] * p.allies
            shape[axis] = 2
            own = q[:, :, i].reshape(p.challenges, p.rungs, *shape, self.n)
            s = low + own * (high - low)
        belief = self.split(self.pick(self.belief, m), 1)[:, None]
        s *= belief
        self.rho = s.sum(axis=tuple(range(2, 2 + p.allies)))

    def choose(self) -> None:
        """Utilities and choice of rungs (7.33, 7.35). No lever announces restraint, so none is returned."""
        p, t, m = self.p, self.by_target, self.plain.prober_of
        season = self.pick(self.p.calendar[:, (p.first_month + self.step) % 12] + self.programme, m)[:, None]
        u = p.drive + t["programme_drive"] * season
        u += p.rung_excitation * self.pick(self.excitation, m)[:, None]
        u += t["stake_gain"] * (1.0 - self.rho)
        u -= t["weighted_loss"] * self.rho
        u += p.rung_fear * self.pick(self.fear - p.fear_mean, m)[:, None]
        best = np.maximum(u.max(axis=1), 0.0)
        chance = self.new(p.challenges, p.rungs + 1)
        chance[:, 0] = -best
        np.subtract(u, best[:, None], out=chance[:, 1:])
        chance *= t["precision"]
        np.exp(chance, out=chance)
        chance /= chance.sum(axis=1, keepdims=True)
        draw, below = self.dice["choice"], chance[:, 0].copy()
        rung = (draw > below).astype(np.int64)
        for a in range(1, p.rungs):
            below += chance[:, a]
            rung += draw > below
        closed = self.at_war | (p.value == 0.0)
        rung[closed] = 0
        self.chance = np.where(closed[:, None], 0.0, chance[:, 1:])
        self.rung = rung
        self.severity = self.new(p.challenges, fill=self.plain.severity[rung])

    def respond(self) -> None:
        """Responses to the probes of the month, which are gathered, and what comes of them (7.36, 7.38)."""
        p, own = self.p, self.plain
        c, k = np.nonzero(self.rung)
        h, a = own.theatre_of[c], self.rung[c, k]
        # Odds of an answer without audience costs, by ally and probe.
        self.stance_to = self.disposition[c, :, k].T + own.pressure[h, a - 1].T
        resolve = own.resolve[a - 1]
        odds = self.stance_to + self.audience[:, k] + resolve * self.resolute[:, k]
        q = logistic(p.response_precision * odds)
        x = self.dice.at(d.RESPONSE, own.answer_id[c].T, k, 0) < q
        profile = (x << np.arange(p.allies)[:, None]).sum(axis=0)
        strength = own.strength[h, profile]
        expected = self.rho[c, a - 1, k]
        self.probe = (c, k, a, x, strength, expected, profile > 0, strength < p.repelled)
        self.resolve_to = resolve

    def crises(self) -> None:
        """Crises and war (7.39)."""
        if not self.recorded:
            return
        p, own = self.p, self.plain
        c, k, a, _, strength, expected, answered, _ = self.probe
        self.began = self.new(p.theatres, fill=False, dtype=bool)
        self.war = self.new(p.theatres, fill=False, dtype=bool)
        (serious,) = np.nonzero((a >= p.crisis_rung) & answered)
        for j in serious:
            h, run, miss = own.theatre_of[c[j]], k[j], abs(strength[j] - expected[j])
            if self.crisis[h, run]:
                continue
            if not self.began[h, run] or miss >= self.gap[h, run]:
                self.gap[h, run] = miss
            self.began[h, run] = True
        h, k = np.nonzero(self.crisis | self.began)
        if not h.size:
            return
        factor = np.maximum(1.0 + p.miscalculation * self.gap[h, k], 0.0)
        u = [self.dice.at(d.CRISIS, own.theatre_id[h], k, n) for n in range(2)]
        breaks = u[0] < 1.0 - np.exp(-p.war * factor)
        self.war[h, k] = breaks
        self.crisis[h, k] = ~(breaks | (u[1] < p.settlement))
        self.at_war |= self.war.any(axis=0)
        self.crisis &= ~self.at_war

    def learn_from_responses(self) -> None:
        """Evidence of who responded (7.41)."""
        p, own = self.p, self.plain
        c, k, _, x, *_ = self.probe
        visible = own.answers[:, c]
        seen = visible >= 1.0
        m, j = np.nonzero(~seen)
        seen[m, j] = self.dice.at(d.RESPONSE_SEEN, own.watch_id[m, c[j]], k[j], 0) < visible[m, j]
        # By prober, ally, type and probe.
        odds = self.audience_seen[:, :, k] + self.stance_to
        odds = np.stack([odds, odds + self.resolve_to], axis=2) * p.response_precision
        # ln(1 + e^−y) of the answer's own sign: ln q if it came, ln(1 − q) if not.
        odds = np.where(x[:, None], -odds, odds)
        likelihood = np.log(1.0 + np.exp(odds)) * -seen[:, None, None].astype(float)
        by_type = self.new(p.probers, p.allies, 2)
        ends = np.searchsorted(c, np.arange(p.challenges + 1))
        for first, last in zip(ends[:-1], ends[1:], strict=True):
            by_type[..., k[first:last]] += likelihood[..., first:last]
        by_type *= (p.temper * p.response_weight)[:, None, None]
        evidence: Any = 0.0
        for i, axis in enumerate(self.axis):
            shape = [1] * p.allies
            shape[axis] = 2
            evidence = evidence + by_type[:, i].reshape(p.probers, *shape, self.n)
        whole = self.new(p.probers, p.profiles)
        self.split(whole, 1)[...] = evidence
        self.belief = self.updated(self.belief, whole)

    def reverberate(self) -> None:
        """Threat, trust, fear, audience costs, excitation (7.42 to 7.46)."""
        p, own = self.p, self.plain
        self.threat = (1.0 - p.threat_decay) * self.threat + p.threat_input * self.blend(self.stakes, self.severity)
        self.trust = (1.0 - p.forgetting) * self.trust + p.forgetting * p.trust_prior
        self.fear = (1.0 - p.fear_decay) * self.fear + p.per_exercise * p.fear_weight * self.size_seen
        self.audience *= p.retention
        self.audience_seen *= p.retention
        fresh, broke = 1.0 - p.retention, p.audience_suspension * self.begins
        acts = fresh * (p.audience_statements * self.statement + p.audience_exercises * self.drills) - broke
        seen = fresh * (p.audience_statements * self.heard + p.audience_exercises * self.drills_seen) - broke
        for i, pair in enumerate(own.between):
            for ally in pair:
                self.audience[ally] += acts[i]
                self.audience_seen[:, ally] += seen[:, i]
        self.excitation *= p.excitation_decay
        high = self.rung >= 2
        for m in range(p.probers):
            self.excitation[m] += high[own.prober_of == m].any(axis=0)

    def tally(self) -> None:
        """Sums of the run table (7.50, 7.51)."""
        p, s, own, month = self.p, self.sums, self.plain, self.step - self.p.burn_in + 1
        c, k, a, x, strength, expected, _, success = self.probe
        s.probes[c, a - 1, k] += 1.0
        s.expected[...] += self.chance
        top = self.rung.max(axis=0)
        for rung in range(1, p.rungs + 1):
            s.first[rung - 1][(s.first[rung - 1] == 0.0) & (top >= rung)] = month
        high = self.rung >= 2
        for mask, of, n in ((s.two_theatres, own.theatre_of, p.theatres), (s.two_probers, own.prober_of, p.probers)):
            mask += sum(high[of == i].any(axis=0).astype(int) for i in range(n)) >= 2
        count = lambda weight: np.bincount(k, weights=weight, minlength=self.n)  # noqa: E731
        excess, serious = strength - expected, a >= 3
        s.misjudged[...] += count(serious & (excess > p.misjudged))
        s.serious[...] += count(serious)
        s.surprise[...] += count(np.where(serious, np.maximum(excess, 0.0), 0.0))
        s.provocations[...] += count(a >= 2)
        s.successes[...] += count((a >= 2) & success)
        s.probed[...] += count(np.ones(c.size))
        harm = self.new(p.challenges)
        harm[c, k] = own.severity[a] * success
        loss = self.blend(self.stakes, harm)
        if self.war.any():
            loss += self.blend(p.war_loss * own.stake.T, self.war.astype(float))
            s.first_war[(s.first_war == 0.0) & self.war.any(axis=0)] = month
        s.losses[...] += loss
        for i in range(p.allies):
            s.responses[i] += count(x[i])
        s.crises[...] += self.began.sum(axis=0)
        s.wars[...] += self.war.sum(axis=0)
        cohesion = self.blend(own.dyad_weight, self.cooperation)
        for total, least, value in (
            (s.cohesion, s.cohesion_min, cohesion),
            (s.coordination, s.coordination_min, self.coordination),
        ):
            total += value
            np.minimum(least, value, out=least)
        s.turnovers[...] += self.turnover
        s.drills[...] += self.drills
        s.statements[...] += self.statement
        s.suspended[...] += self.suspended
        ties = p.exercise_cost * self.drills + p.link_cost * (self.level[:, 2] + self.level[:, 3])
        s.cost[...] += p.force_cost + ties.sum(axis=0)
        self.tally_beliefs(month)

    def tally_beliefs(self, month: int) -> None:
        """Scores, agreement, and how soon a change is read (section 4)."""
        p, s, z = self.p, self.sums, self.resolute
        b = self.new(p.probers, p.allies)
        by_ally = self.split(self.belief, 1)
        for i, axis in enumerate(self.axis):
            rest = tuple(1 + other for other in self.axis if other != axis)
            b[:, i] = by_ally.sum(axis=rest)[:, 1]
        right = np.where(z, b, 1.0 - b)
        s.resolute[...] += z
        s.brier[...] += ((1.0 - right) ** 2).sum(axis=1) / p.allies
        s.log_score[...] += np.log(np.maximum(right, 1e-300)).sum(axis=1) / p.allies
        s.belief[...] += b
        s.belief_resolute[...] += b * z
        others = (b.sum(axis=0) - b) / (p.probers - 1)
        s.squares[...] += b * b
        s.others[...] += others
        s.other_squares[...] += others * others
        s.products[...] += b * others
        pairs = [(m, n) for m in range(p.probers) for n in range(m + 1, p.probers)]
        for m, n in pairs:
            s.disagreement[...] += np.abs(b[m] - b[n]).sum(axis=0) / (len(pairs) * p.allies)
        changes = (z != (s.type_before > 0.5)) & (month > 1)
        np.copyto(s.at_change, s.before, where=changes)
        waiting = np.where(changes, 1.0, np.where(s.waiting > 0.0, s.waiting + 1.0, 0.0))
        way = z - s.at_change
        done = (waiting > 0.0) & ((b - s.at_change) * way >= 0.5 * way * way)
        s.waiting[...] = np.where(done, 0.0, waiting)
        s.changes[...] += changes.sum(axis=0)
        s.read[...] += done.sum(axis=1)
        s.lag[...] += np.where(done, waiting - 1.0, 0.0).sum(axis=1)
        s.before[...], s.type_before[...] = b, z

    def end(self) -> Sums:
        """The sums, with the state at the end."""
        for name in "threat fear programme estimate institution".split():
            getattr(self.sums, name)[...] = getattr(self, name)
        return self.sums


def run(p: Scenario, runs: int, layout: Layout = "agent_run", size: int = 256, native: bool = False) -> Sums:
    """Simulates runs 0, 1, … in blocks of `size`; `native` draws from NumPy's own generator."""
    parts = []
    for first in range(0, runs, size):
        block = Block(p, range(first, min(first + size, runs)), layout, Native if native else Draws)
        for _ in range(p.burn_in + p.horizon):
            block.month()
        parts.append(block.end())
    return joined(parts)
