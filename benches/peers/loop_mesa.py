"""The signaling loop with Mesa 3: one model a run, with allies, dyads, probers, theatres and challenges as agents.

Agents are plain Python with floats and lists, activated type by type in the order of docs/odd.md, section 3; docstrings
give its sections. Random numbers come from the compiled scalar generator of `draws.py`,
which is the faster choice here.
"""

from __future__ import annotations

from math import exp, log, sqrt
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

import draws as d
from draws import block_at, normal_draw, uniform_at
from rows import Sums, run_last, sums
from scenario import Scenario


def logistic(x: float) -> float:
    return 1.0 / (1.0 + exp(-x))


def moved(level: float, goal: float, build: float, cut: float) -> float:
    """(1 − a)·x + a·x* (7.9)."""
    a = build if goal > level else cut
    return (1.0 - a) * level + a * goal


def updated(belief: list[float], evidence: list[float]) -> list[float]:
    """Bayes' rule in logarithms, with the floor of 7.25."""
    best = max(evidence)
    mass = [max(b * exp(e - best), 1e-280) for b, e in zip(belief, evidence, strict=True)]
    total = sum(mass)
    return [m / total for m in mass]


class Part(mesa.Agent):
    """What all agents share: their number, the parameters, and draws at an address."""

    def __init__(self, model: Loop, index: int) -> None:
        super().__init__(model)
        self.loop, self.ix, self.p = model, index, model.p

    def uniform(self, process: int, ident: int, draw: int = 0) -> float:
        return uniform_at(self.p.seed, self.loop.run, self.loop.month, process, ident, draw)

    def both(self, process: int, ident: int) -> tuple[float, float]:
        return block_at(self.p.seed, self.loop.run, self.loop.month, process, ident, 0)

    def normal(self, process: int, ident: int, draw: int = 0) -> float:
        return normal_draw(self.p.seed, self.loop.run, self.loop.month, process, ident, draw)


class Ally(Part):
    """An ally's government, type, threat and audience cost."""

    def __init__(self, model: Loop, index: int) -> None:
        super().__init__(model, index)
        p, self.ident = self.p, self.p.ally_id[index]
        self.party = int(p.party[index])
        self.party_mean = p.stance_mean[index][self.party]
        self.stance = self.party_mean + p.stance_spread * self.normal(d.INITIAL_GOVERNMENT, self.ident, 2)
        self.left, self.turnover, self.hazard = p.next_election[index], False, 0.0
        self.resolute = int(self.uniform(d.INITIAL_TYPE, self.ident) < p.resolute_share[index])
        self.threat_mean = self.threat = p.threat_mean[index]
        self.audience, self.commit, self.gain = 0.0, 0.0, 0.0
        if p.guarantor[index]:
            spread = p.commit_noise / sqrt(1.0 - p.commit_persistence**2)
            self.commit = spread * self.normal(d.INITIAL_COMMITMENT, self.ident)

    def politics(self) -> None:
        """Elections, stance, type (7.2, 7.3)."""
        p, i = self.p, self.ix
        if self.loop.recorded:
            early = p.early[i] > 0.0 and self.uniform(d.EARLY_ELECTION, self.ident) < p.early[i]
            self.turnover = self.left <= 0.0 or early
            self.left = (p.term[i] if self.turnover else self.left) - 1.0
            if self.turnover:
                if self.uniform(d.NEW_GOVERNMENT, self.ident) < p.party_change:
                    self.party = 1 - self.party
                self.party_mean = p.stance_mean[i][self.party]
                self.stance = self.party_mean + p.stance_spread * self.normal(d.NEW_GOVERNMENT, self.ident, 2)
        self.hazard = 1.0 - (1.0 - p.redraw) * (1.0 - p.redraw_election * self.turnover)
        change, fresh = self.both(d.TYPE_REDRAW, self.ident)
        if change < self.hazard:
            self.resolute = int(fresh < p.resolute_share[i])

    def commitment(self) -> None:
        """Commitment of a guarantor (7.5)."""
        p = self.p
        if p.guarantor[self.ix]:
            noise = self.normal(d.COMMITMENT_NOISE, self.ident)
            self.commit = p.commit_persistence * self.commit + p.commit_noise * noise
            if self.turnover:
                self.commit += p.commit_jump * self.normal(d.COMMITMENT_NOISE, self.ident, 2)

    def feel(self) -> None:
        """Threat and audience costs (7.42, 7.45)."""
        p = self.p
        self.threat *= 1.0 - p.threat_decay
        for c in self.loop.challenges:
            self.threat += p.threat_input * c.theatre.stake[self.ix] * p.severity[c.rung]
        self.audience *= p.retention
        for dyad in self.loop.dyads:
            if self in dyad.allies:
                self.audience += dyad.acts(dyad.statement, dyad.drills)


class Dyad(Part):
    """Two allies with their publics, their will, and what they do together."""

    def __init__(self, model: Loop, index: int) -> None:
        super().__init__(model, index)
        p, self.ident = self.p, self.p.dyad_id[index]
        self.allies = [model.allies[i] for i in p.between[index]]
        self.mean = p.opinion_mean[index]
        spread = p.opinion_noise / sqrt(1.0 - p.persistence**2)
        self.opinion = [
            m + spread * self.normal(d.INITIAL_OPINION, i) for m, i in zip(self.mean, p.public_id[index], strict=True)
        ]
        self.institution = p.institution_start[index]
        self.suspended = self.begins = self.statement = False
        self.drills, self.sizes, self.cooperation = 0, [0.0], 0.0
        self.wills()
        self.level = [self.target(k) for k in range(4)]
        self.goals()

    def opinions(self) -> None:
        """Opinion and its shocks (7.4)."""
        p, i = self.p, self.ix
        shock = [0.0, 0.0]
        for side, ally in enumerate(self.allies):
            ident, mean, rate = p.public_id[i][side], self.mean[side], p.shock_rate[i][side]
            held = mean + p.persistence * (self.opinion[side] - mean)
            held += p.opinion_threat * (ally.threat - ally.threat_mean)
            held += p.opinion_noise * self.normal(d.OPINION_NOISE, ident)
            self.opinion[side] = held + p.shock_size * (rate + p.shock_passed * p.shock_rate[i][1 - side])
            rate = min(rate * exp(-p.politicising * ally.stance), 31.0)
            u, mass, n = self.uniform(d.SHOCK_COUNT, ident), exp(-rate), 0
            total = mass
            while u > total and n < 128:
                shock[side] -= p.shock_size * log(self.uniform(d.SHOCK_SIZE, ident, n))
                n += 1
                mass = mass * rate / n
                total += mass
            if self.loop.recorded:
                ally.gain += p.domestic_gain * shock[side]
        for side in range(2):
            self.opinion[side] -= shock[side] + p.shock_passed * shock[1 - side]

    def wills(self) -> None:
        """Joint will by channel, true and as seen (7.6)."""
        p = self.p
        free, mean = [], []
        for side, ally in enumerate(self.allies):
            will = p.intercept + ally.stance + p.will_opinion * (self.opinion[side] - self.mean[side])
            will += p.will_threat * (ally.threat - ally.threat_mean) + p.will_commitment * ally.commit
            free.append(will)
            mean.append(p.intercept + ally.party_mean)
        self.will = self.joint(free)
        self.will_seen = [self.joint([m + a * (w - m) for m, w in zip(mean, free, strict=True)]) for a in p.attribution]

    def joint(self, free: list[float]) -> list[float]:
        p, out = self.p, []
        for k in range(4):
            v = self.institution * p.insulation[k]
            a, b = (logistic(v * p.institutional + (1.0 - v) * w) for w in free)
            out.append(sqrt(a * b))
        return out

    def target(self, k: int) -> float:
        """Target of a level (7.9)."""
        a, b = (self.p.worth[k][ally.resolute] for ally in self.allies)
        return self.will[k] * a * b

    def cooperate(self) -> None:
        """Suspension, levels, exercises, statement, institution (7.8 to 7.11, 7.14)."""
        p, i = self.p, self.ix
        u = self.uniform(d.SUSPENSION, self.ident)
        self.begins = not self.suspended and u < p.suspension[i] * (1.0 - self.will[2]) ** 2
        self.suspended = self.begins or (self.suspended and u >= p.resumption)
        self.level = [moved(self.level[k], self.target(k), p.build[k], p.cut[k]) for k in range(4)]
        if self.suspended:
            self.level[2] = 0.0
        rate = p.drill_rate[i] * self.level[0]
        u, mass = self.uniform(d.DRILL_COUNT, self.ident), exp(-rate)
        total, self.drills = mass, 0
        while u > total and self.drills < 128:
            self.drills += 1
            mass = mass * rate / self.drills
            total += mass
        normals = [self.normal(d.DRILL_SIZE, self.ident, n) for n in range(self.drills)]
        self.sizes = [exp(p.size_spread * z - 0.5 * p.size_spread**2) for z in normals]
        self.statement = self.uniform(d.STATEMENT, self.ident) < self.level[1]
        x = self.institution
        x += p.use_effect * 0.25 * sum(self.level) * (1.0 - x) - p.decay * (x - p.floor[i])
        self.institution = min(max(x, 0.0), 1.0)
        self.cooperation = self.loop.strength_of(self.level)

    def goals(self) -> None:
        """Targets expected under each pair of types, by view and channel (7.24)."""
        worth = self.p.worth
        self.goal = [
            [
                [(0.0 if k == 2 and self.suspended else w) * worth[k][n % 2] * worth[k][n // 2] for n in range(4)]
                for k, w in enumerate(seen)
            ]
            for seen in self.will_seen
        ]

    def acts(self, statements: float, drills: float) -> float:
        """What a month adds to audience costs (7.45)."""
        p = self.p
        said = p.audience_statements * statements + p.audience_exercises * drills
        return (1.0 - p.retention) * said - p.audience_suspension * self.begins


class Prober(Part):
    """What a prober sees and believes, its programme, fear and excitation."""

    def __init__(self, model: Loop, index: int) -> None:
        super().__init__(model, index)
        p, n = self.p, self.p.dyads
        self.view = p.view_of[index]
        self.belief = [1.0] * p.profiles
        for z in range(p.profiles):
            for i, prior in enumerate(p.prior):
                self.belief[z] *= prior if z >> i & 1 else 1.0 - prior
        self.expected = [[y.goal[self.view][0][pair] for pair in p.pair[y.ix]] for y in model.dyads]
        self.reference = [[self.mean_goal(y, 2 + r) for r in range(2)] for y in model.dyads]
        self.drills, self.heard, self.size_seen = [0] * n, [False] * n, 0.0
        self.reading: list[list[Any]] = [[None, None] for _ in range(n)]
        self.audience = [0.0] * p.allies
        self.estimate, self.variance = 0.5, 1.0 / 12.0
        self.programme = self.normal(d.INITIAL_PROGRAMME, p.prober_id[index])
        self.excitation, self.fear, self.trust = 0.0, p.fear_mean[index], p.trust_prior[index]

    def see(self) -> None:
        """Exercises, statements and levels seen (7.22)."""
        p, m = self.p, self.ix
        self.size_seen = 0.0
        for y in self.loop.dyads:
            ident, visible = p.sight_id[m][y.ix], p.visible[m][y.ix]
            seen = [s for n, s in enumerate(y.sizes) if self.uniform(d.DRILL_SEEN, ident, n) < visible[0]]
            self.drills[y.ix] = len(seen)
            self.size_seen += sum(seen)
            chance = visible[1] if y.statement else p.false_alarm * visible[1]
            self.heard[y.ix] = self.uniform(d.STATEMENT_SEEN, ident) < chance
            for r, process in enumerate((d.INTEL_SEEN, d.DOCTRINE_SEEN)):
                reading = None
                if self.uniform(process, ident) < visible[2 + r]:
                    noise = p.noise[m][y.ix][r] * self.normal(d.READING_NOISE, ident, r)
                    reading = y.level[2 + r] + p.bias[m] + noise
                self.reading[y.ix][r] = reading

    def mean_goal(self, y: Dyad, k: int) -> float:
        goal = y.goal[self.view][k]
        return sum(b * goal[n] for b, n in zip(self.belief, self.p.pair[y.ix], strict=True))

    def transit(self, mass: list[float]) -> None:
        """Moves mass over profiles by the redrawing of types (7.24)."""
        for i, ally in enumerate(self.loop.allies):
            rise = ally.hazard * self.p.prior[i]
            stay = 1.0 - ally.hazard + rise
            for z in range(len(mass)):
                if not z >> i & 1:
                    a, b = mass[z], mass[z + (1 << i)]
                    mass[z] = (1.0 - rise) * a + (1.0 - stay) * b
                    mass[z + (1 << i)] = rise * a + stay * b

    def predict(self) -> None:
        """Belief and expected levels before the month's signals (7.24)."""
        p = self.p
        masses = [[x * b for x, b in zip(own, self.belief, strict=True)] for own in self.expected]
        self.transit(self.belief)
        for y, mass in zip(self.loop.dyads, masses, strict=True):
            self.transit(mass)
            goal = y.goal[self.view][0]
            self.expected[y.ix] = [
                moved(x / b, goal[n], p.build[0], p.cut[0])
                for x, b, n in zip(mass, self.belief, p.pair[y.ix], strict=True)
            ]

    def learn_from_channels(self) -> None:
        """Evidence of the month's signals, reference levels (7.25, 7.26)."""
        p, m = self.p, self.ix
        evidence = [0.0] * p.profiles
        for y in self.loop.dyads:
            i, goal = y.ix, y.goal[self.view]
            read = [r for r in range(2) if self.reading[i][r] is not None]
            weight = p.temper[m] / (1.0 + (1.0 + len(read)) * p.correlation)
            v, pairs = p.visible[m][i][1], []
            for n in range(4):
                omega = v * goal[1][n] + p.false_alarm * v * (1.0 - goal[1][n])
                total = log(max(omega if self.heard[i] else 1.0 - omega, 1e-300))
                for r in read:
                    past, aim = self.reference[i][r], goal[2 + r][n]
                    miss = self.reading[i][r] - moved(past, aim, p.build[2 + r], p.cut[2 + r])
                    variance, spread = p.variance[m][i][r][aim > past], p.log_variance[m][i][r][aim > past]
                    total -= 0.5 * (miss * miss / variance + spread)
                pairs.append(total)
            rate, seen = p.visible[m][i][0] * p.drill_rate[i], self.drills[i]
            for z, x in enumerate(self.expected[i]):
                exercises = (seen * log(max(x, 1e-300)) if seen else 0.0) - rate * x
                evidence[z] += weight * (exercises + pairs[p.pair[i][z]])
        self.belief = updated(self.belief, evidence)
        for y in self.loop.dyads:
            for r, reading in enumerate(self.reading[y.ix]):
                if reading is None:
                    aim, k = self.mean_goal(y, 2 + r), 2 + r
                    reading = moved(self.reference[y.ix][r], aim, p.build[k], p.cut[k])
                self.reference[y.ix][r] = reading

    def estimates(self) -> None:
        """Estimate of coordination, programme (7.28, 7.29)."""
        p, s = self.p, []
        for y in self.loop.dyads:
            exercises = sum(b * x for b, x in zip(self.belief, self.expected[y.ix], strict=True))
            levels = [min(max(r, 0.0), 1.0) for r in self.reference[y.ix]]
            s.append(self.loop.strength_of([exercises, self.mean_goal(y, 1), *levels]))
        mean = sum(s) / len(s)
        scatter = sum((x - mean) ** 2 for x in s) / max(len(s) - 1, 1)
        noise = (p.reading_noise + scatter) / len(s)
        variance = self.variance + p.drift
        gain = variance / (variance + noise)
        self.estimate += gain * (self.loop.over_dyads(s) - self.estimate)
        self.variance = (1.0 - gain) * variance
        rho = p.programme_persistence[self.ix]
        draw = self.normal(d.PROGRAMME_NOISE, p.prober_id[self.ix])
        self.programme = rho * self.programme + sqrt(1.0 - rho * rho) * draw

    def learn_from_responses(self) -> None:
        """Evidence of who responded (7.41)."""
        p, m = self.p, self.ix
        by_type, any_seen = [[0.0, 0.0] for _ in range(p.allies)], False
        for c in self.loop.challenges:
            v = p.answers[m][c.ix]
            if not c.rung or (v < 1.0 and self.uniform(d.RESPONSE_SEEN, p.watch_id[m][c.ix]) >= v):
                continue
            any_seen = True
            for i in range(p.allies):
                odds = c.theatre.inclination[i] + self.audience[i] + c.theatre.pressure[c.rung - 1][i]
                for z in range(2):
                    y = p.response_precision * (odds + z * p.resolve[c.rung - 1])
                    by_type[i][z] -= log(1.0 + exp(-y if c.response[i] else y))
        if any_seen:
            weight = p.temper[m] * p.response_weight
            evidence = [weight * sum(by_type[i][z >> i & 1] for i in range(p.allies)) for z in range(p.profiles)]
            self.belief = updated(self.belief, evidence)

    def feel(self) -> None:
        """Trust, fear, audience costs, excitation (7.43 to 7.46)."""
        p, m = self.p, self.ix
        self.trust = (1.0 - p.forgetting) * self.trust + p.forgetting * p.trust_prior[m]
        self.fear = (1.0 - p.fear_decay) * self.fear + p.per_exercise * p.fear_weight[m] * self.size_seen
        self.audience = [p.retention * a for a in self.audience]
        for y in self.loop.dyads:
            act = y.acts(self.heard[y.ix], self.drills[y.ix])
            for ally in y.allies:
                self.audience[ally.ix] += act
        provoked = any(c.rung >= 2 for c in self.loop.challenges if c.prober is self)
        self.excitation = p.excitation_decay * self.excitation + provoked

    def marginal(self, i: int) -> float:
        return sum(b for z, b in enumerate(self.belief) if z >> i & 1)


class Theatre(Part):
    """How inclined each ally is to respond in a theatre, and its crisis."""

    def __init__(self, model: Loop, index: int) -> None:
        super().__init__(model, index)
        p = self.p
        self.stake, self.pressure, self.strength = p.stake[index], p.pressure[index], p.strength[index]
        self.inclination = [0.0] * p.allies
        self.crisis = self.began = self.war = False
        self.gap = 0.0

    def incline(self) -> None:
        """Inclination to respond (7.16)."""
        p = self.p
        for ally in self.loop.allies:
            sympathy = 0.0
            for y, weights in zip(self.loop.dyads, p.sympathy[self.ix][ally.ix], strict=True):
                for side, weight in enumerate(weights):
                    if weight:
                        sympathy += weight * (y.opinion[side] - y.mean[side])
            own = p.treaty[ally.ix] + p.response_opinion * sympathy + p.response_commitment * ally.commit
            self.inclination[ally.ix] = own - p.response_cost

    def crises(self) -> None:
        """Crises and war (7.39)."""
        p = self.p
        self.began = self.war = False
        for c in self.loop.challenges:
            if c.theatre is self and c.rung >= p.crisis_rung and any(c.response) and not self.crisis:
                miss = abs(c.strength - c.rho[c.rung - 1])
                if not self.began or miss >= self.gap:
                    self.gap = miss
                self.began = True
        if self.crisis or self.began:
            war, end = self.both(d.CRISIS, p.theatre_id[self.ix])
            self.war = war < 1.0 - exp(-p.war * max(1.0 + p.miscalculation * self.gap, 0.0))
            self.crisis = not (self.war or end < p.settlement)


class Challenge(Part):
    """A prober in a theatre: what it expects there, what it does, and who answers."""

    def __init__(self, model: Loop, index: int) -> None:
        super().__init__(model, index)
        p = self.p
        self.prober, self.theatre = model.probers[p.prober_of[index]], model.theatres[p.theatre_of[index]]
        self.rho, self.chance = [0.0] * p.rungs, [0.0] * (p.rungs + 1)
        self.rung, self.response, self.strength = 0, [0] * p.allies, 0.0

    def forecast(self) -> None:
        """Expected response to each rung (7.32)."""
        p, h, m = self.p, self.theatre, self.prober
        for a in range(p.rungs):
            s = list(h.strength)
            for i in range(p.allies):
                odds = h.inclination[i] + m.audience[i] + h.pressure[a][i]
                weak = logistic(p.response_precision * odds)
                firm = logistic(p.response_precision * (odds + p.resolve[a]))
                for z in range(p.profiles):
                    if not z >> i & 1:
                        out, joined = s[z], s[z + (1 << i)]
                        s[z] = out + weak * (joined - out)
                        s[z + (1 << i)] = out + firm * (joined - out)
            self.rho[a] = sum(b * x for b, x in zip(m.belief, s, strict=True))

    def choose(self) -> None:
        """Utilities and choice of a rung (7.33, 7.35). No lever announces restraint, so none is returned."""
        p, c, m = self.p, self.ix, self.prober
        season = p.calendar[m.ix][(p.first_month + self.loop.month) % 12] + m.programme
        utility = [0.0]
        for a, rho in enumerate(self.rho):
            u = p.drive[c][a] + p.programme_drive[m.ix][a] * season + p.rung_excitation[a] * m.excitation
            u += p.value[c] * p.gain[a] * (1.0 - rho) - p.loss_weight[m.ix] * p.loss[a] * rho
            utility.append(u + p.rung_fear[a] * (m.fear - p.fear_mean[m.ix]))
        best = max(utility)
        weights = [exp(p.precision[m.ix] * (u - best)) for u in utility]
        total = sum(weights)
        self.chance = [w / total for w in weights]
        draw, below, self.rung = self.uniform(d.CHOICE, p.target_id[c]), 0.0, 0
        for chance in self.chance[:-1]:
            below += chance
            self.rung += draw > below
        if self.loop.at_war or p.value[c] == 0.0:
            self.rung, self.chance = 0, [1.0] + [0.0] * p.rungs

    def respond(self) -> None:
        """Responses (7.36, 7.38)."""
        p, h, a = self.p, self.theatre, self.rung - 1
        self.response, self.strength = [0] * p.allies, 0.0
        if not self.rung:
            return
        for i, ally in enumerate(self.loop.allies):
            odds = h.inclination[i] + ally.audience + h.pressure[a][i] + p.resolve[a] * ally.resolute
            u = self.uniform(d.RESPONSE, p.answer_id[self.ix][i])
            self.response[i] = int(u < logistic(p.response_precision * odds))
        self.strength = h.strength[sum(x << i for i, x in enumerate(self.response))]


class Loop(mesa.Model):
    """One run."""

    def __init__(self, p: Any, run: int, out: Any) -> None:
        super().__init__(rng=run)
        self.p, self.run, self.out = p, run, out
        self.month, self.at_war, self.recorded, self.coordination = 0, False, False, 0.0
        self.allies = [Ally(self, i) for i in range(p.allies)]
        self.dyads = [Dyad(self, i) for i in range(p.dyads)]
        self.probers = [Prober(self, i) for i in range(p.probers)]
        self.theatres = [Theatre(self, i) for i in range(p.theatres)]
        self.challenges = [Challenge(self, i) for i in range(p.challenges)]

    def strength_of(self, level: list[float]) -> float:
        """Cooperation of a dyad (7.14)."""
        return sum(w * x for w, x in zip(self.p.channel_weight, level, strict=True))

    def over_dyads(self, s: list[float]) -> float:
        """Cobb–Douglas mean over dyads (7.14)."""
        if any(x <= 1e-300 and w > 0.0 for w, x in zip(self.p.dyad_weight, s, strict=True)):
            return 0.0
        return exp(sum(w * log(max(x, 1e-300)) for w, x in zip(self.p.dyad_weight, s, strict=True)))

    def step(self) -> None:
        """One month, in the order of section 3."""
        self.recorded = self.month >= self.p.burn_in
        of = self.agents_by_type
        of[Ally].do("politics")
        of[Dyad].do("opinions")
        of[Ally].do("commitment")
        of[Dyad].do("wills").do("cooperate")
        self.coordination = self.over_dyads([y.cooperation for y in self.dyads])
        of[Theatre].do("incline")
        of[Prober].do("see")
        of[Dyad].do("goals")
        of[Prober].do("predict").do("learn_from_channels")
        self.pool()
        of[Prober].do("estimates")
        of[Challenge].do("forecast").do("choose").do("respond")
        if self.recorded:
            of[Theatre].do("crises")
            self.at_war = self.at_war or any(h.war for h in self.theatres)
            for h in self.theatres:
                h.crisis = h.crisis and not self.at_war
        of[Prober].do("learn_from_responses")
        of[Ally].do("feel")
        of[Prober].do("feel")
        if self.recorded:
            self.tally(self.month - self.p.burn_in + 1)
        self.month += 1

    def pool(self) -> None:
        """The bloc pools beliefs (7.27)."""
        members, share = [self.probers[m] for m in self.p.bloc], self.p.pooling
        if len(members) < 2:
            return
        logs = [[log(b) for b in m.belief] for m in members]
        mean = [sum(own) / len(members) for own in zip(*logs, strict=True)]
        for m, own in zip(members, logs, strict=True):
            m.belief = updated(
                [1.0] * len(own), [(1.0 - share) * x + share * y for x, y in zip(own, mean, strict=True)]
            )

    def tally(self, month: int) -> None:
        """Sums of the run table (7.50, 7.51)."""
        p, out = self.p, self.out
        for c in self.challenges:
            a, excess = c.rung, c.strength - c.rho[c.rung - 1]
            for rung in range(p.rungs):
                out.expected[c.ix][rung] += c.chance[rung + 1]
            if not a:
                continue
            out.probes[c.ix][a - 1] += 1.0
            out.probed += 1.0
            success = c.strength < p.repelled
            for i in range(p.allies):
                out.responses[i] += c.response[i]
                out.losses[i] += c.theatre.stake[i] * p.severity[a] * success
            if a >= 2:
                out.provocations += 1.0
                out.successes += success
            if a >= 3:
                out.misjudged += excess > p.misjudged
                out.serious += 1.0
                out.surprise += max(excess, 0.0)
        for rung in range(max(c.rung for c in self.challenges)):
            out.first[rung] = out.first[rung] or float(month)
        high = [c for c in self.challenges if c.rung >= 2]
        out.two_theatres += len({c.theatre.ix for c in high}) >= 2
        out.two_probers += len({c.prober.ix for c in high}) >= 2
        for h in self.theatres:
            out.crises += h.began
            out.wars += h.war
            if h.war:
                out.first_war = out.first_war or float(month)
                for i in range(p.allies):
                    out.losses[i] += p.war_loss * h.stake[i]
        out.cost += p.force_cost
        for y in self.dyads:
            out.cost += p.exercise_cost * y.drills + p.link_cost * (y.level[2] + y.level[3])
            out.drills[y.ix] += y.drills
            out.statements[y.ix] += y.statement
            out.suspended[y.ix] += y.suspended
        cohesion = sum(w * y.cooperation for w, y in zip(p.dyad_weight, self.dyads, strict=True))
        out.cohesion += cohesion
        out.cohesion_min = min(out.cohesion_min, cohesion)
        out.coordination += self.coordination
        out.coordination_min = min(out.coordination_min, self.coordination)
        for ally in self.allies:
            out.turnovers[ally.ix] += ally.turnover
            out.resolute[ally.ix] += ally.resolute
        self.tally_beliefs(month)

    def tally_beliefs(self, month: int) -> None:
        """Scores, agreement, and how soon a change is read (section 4)."""
        p, out = self.p, self.out
        held = [[m.marginal(i) for i in range(p.allies)] for m in self.probers]
        pairs = p.probers * (p.probers - 1) // 2
        for m, own in enumerate(held):
            for i, b in enumerate(own):
                z = self.allies[i].resolute
                others = sum(held[n][i] for n in range(p.probers) if n != m) / (p.probers - 1)
                out.disagreement += sum(abs(b - held[n][i]) for n in range(m + 1, p.probers)) / (pairs * p.allies)
                right = b if z else 1.0 - b
                out.brier[m] += (1.0 - right) ** 2 / p.allies
                out.log_score[m] += log(max(right, 1e-300)) / p.allies
                out.belief[m][i] += b
                out.belief_resolute[m][i] += b * z
                out.squares[m][i] += b * b
                out.others[m][i] += others
                out.other_squares[m][i] += others * others
                out.products[m][i] += b * others
                waiting = out.waiting[m][i]
                if month > 1 and z != out.type_before[i]:
                    out.changes[m] += 1.0
                    out.at_change[m][i], waiting = out.before[m][i], 1.0
                elif waiting > 0.0:
                    waiting += 1.0
                way = z - out.at_change[m][i]
                if waiting > 0.0 and (b - out.at_change[m][i]) * way >= 0.5 * way * way:
                    out.read[m] += 1.0
                    out.lag[m] += waiting - 1.0
                    waiting = 0.0
                out.waiting[m][i], out.before[m][i] = waiting, b
        for ally in self.allies:
            out.type_before[ally.ix] = ally.resolute

    def end(self) -> Any:
        """The sums, with the state at the end."""
        out = self.out
        out.gains, out.threat = [a.gain for a in self.allies], [a.threat for a in self.allies]
        out.institution = [y.institution for y in self.dyads]
        for name in ("fear", "programme", "estimate"):
            setattr(out, name, [getattr(m, name) for m in self.probers])
        return out


def run(p: Scenario, runs: int) -> Sums:
    """Simulates runs 0, 1, …, a model each."""
    plain = Scenario(*(x.tolist() if isinstance(x, np.ndarray) else x for x in p))
    empty = sums(p, 1, run_first=True)
    done = []
    for number in range(runs):
        out = SimpleNamespace(**{f: x[0].tolist() for f, x in zip(Sums._fields, empty, strict=True)})
        model = Loop(plain, number, out)
        for _ in range(p.burn_in + p.horizon):
            model.step()
        done.append(model.end())
        model.remove_all_agents()
    return run_last(Sums(*(np.array([getattr(out, f) for out in done], dtype=float) for f in Sums._fields)))
