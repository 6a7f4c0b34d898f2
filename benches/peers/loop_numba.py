"""The signaling loop with Numba: one run after the other in scalar loops, as a modeller would write them in C.

Functions follow the order of docs/odd.md, section 3; their docstrings give its sections. Floating-point arithmetic is
strict (no `fastmath`); `error_model="numpy"` leaves out the checks for division by zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

import draws as d
from draws import Floats, block_at, normal_draw, quantile, uniform_at
from rows import Sums, run_last, sums
from scenario import Array, Scenario

fast = njit(error_model="numpy")


def layout(p: Scenario) -> np.dtype[Any]:
    """The state of one run as a C structure; axes as in the scenario. Numba passes such a record by its address, where
    a tuple of arrays would be copied, and its references counted, with each call."""
    a, n, m, h, c, z = p.allies, p.dyads, p.probers, p.theatres, p.challenges, p.profiles
    views = len(p.attribution)
    real: dict[str, tuple[int, ...]] = {
        "party left turnover stance party_mean hazard threat audience commit": (a,),
        "opinion shock": (n, 2),
        "institution cooperation": (n,),
        "will level": (n, 4),
        "will_seen": (views, n, 4),
        "goal": (views, n, 4, 4),
        "inclination": (h, a),
        "size_seen estimate variance programme excitation fear trust": (m,),
        "reading reference": (m, n, 2),
        "belief": (m, z),
        "expected": (m, n, z),
        "audience_seen marginal": (m, a),
        "rho": (c, p.rungs),
        "chance": (c, p.rungs + 1),
        "strength": (c,),
        "gap": (h,),
        "coordination": (1,),
        # Room for one function each.
        "mass evidence": (z,),
        "pairs known": (4,),
        "logs": (len(p.bloc), z),
        "by_type": (a, 2),
    }
    whole: dict[str, tuple[int, ...]] = {
        "resolute": (a,),
        "suspended begins drills statement": (n,),
        "drills_seen heard": (m, n),
        "read": (m, n, 2),
        "rung answered": (c,),
        "response": (c, a),
        "crisis began war": (h,),
        "at_war": (1,),
    }
    fields: list[Any] = [(f, np.float64, shape) for names, shape in real.items() for f in names.split()]
    fields += [(f, np.int64, shape) for names, shape in whole.items() for f in names.split()]
    return np.dtype(fields)


def record(values: Any) -> Array:
    """A named tuple of numbers and arrays as an array of one record."""
    parts = {f: np.asarray(x) for f, x in zip(values._fields, values, strict=True)}
    kinds = [(f, np.float64 if x.dtype == np.float64 else np.int64, x.shape) for f, x in parts.items()]
    out = np.zeros(1, dtype=np.dtype(kinds))
    for f, x in parts.items():
        out[f][0] = x
    return out


def rows_of(p: Scenario, runs: int) -> Array:
    """Empty sums as a record a run."""
    empty = sums(p, runs, run_first=True)
    kinds = [(f, np.float64, x.shape[1:]) for f, x in zip(empty._fields, empty, strict=True)]
    out = np.zeros(runs, dtype=np.dtype(kinds))
    for f, x in zip(empty._fields, empty, strict=True):
        out[f] = x
    return out


@fast
def logistic(x: float) -> float:
    return 1.0 / (1.0 + np.exp(-x))


@fast
def moved(level: float, goal: float, build: float, cut: float) -> float:
    """(1 − a)·x + a·x* (7.9)."""
    a = build if goal > level else cut
    return (1.0 - a) * level + a * goal


@fast
def start(p: Any, s: Any, run: int) -> None:
    """State before the first month (section 5)."""
    s.turnover[:] = 0.0
    s.audience[:] = 0.0
    s.commit[:] = 0.0
    s.suspended[:] = 0
    s.audience_seen[:] = 0.0
    s.excitation[:] = 0.0
    s.crisis[:] = 0
    s.gap[:] = 0.0
    s.at_war[0] = 0
    for i in range(p.allies):
        ident = p.ally_id[i]
        s.party[i] = p.party[i]
        s.party_mean[i] = p.stance_mean[i, int(p.party[i])]
        s.stance[i] = s.party_mean[i] + p.stance_spread * normal_draw(p.seed, run, 0, d.INITIAL_GOVERNMENT, ident, 2)
        s.left[i] = p.next_election[i]
        s.resolute[i] = uniform_at(p.seed, run, 0, d.INITIAL_TYPE, ident, 0) < p.resolute_share[i]
        s.threat[i] = p.threat_mean[i]
        if p.guarantor[i]:
            spread = p.commit_noise / np.sqrt(1.0 - p.commit_persistence**2)
            s.commit[i] = spread * normal_draw(p.seed, run, 0, d.INITIAL_COMMITMENT, ident, 0)
    spread = p.opinion_noise / np.sqrt(1.0 - p.persistence**2)
    for i in range(p.dyads):
        s.institution[i] = p.institution_start[i]
        for side in range(2):
            z = normal_draw(p.seed, run, 0, d.INITIAL_OPINION, p.public_id[i, side], 0)
            s.opinion[i, side] = p.opinion_mean[i, side] + spread * z
    wills(p, s)
    for i in range(p.dyads):
        for k in range(4):
            s.level[i, k] = target(p, s, i, k)
    goals(p, s)
    for m in range(p.probers):
        for z in range(p.profiles):
            chance = 1.0
            for i in range(p.allies):
                chance *= p.prior[i] if z >> i & 1 else 1.0 - p.prior[i]
            s.belief[m, z] = chance
            for i in range(p.dyads):
                s.expected[m, i, z] = s.goal[p.view_of[m], i, 0, p.pair[i, z]]
        for i in range(p.dyads):
            for r in range(2):
                s.reference[m, i, r] = mean_goal(p, s, m, i, 2 + r)
        s.estimate[m], s.variance[m] = 0.5, 1.0 / 12.0
        s.programme[m] = normal_draw(p.seed, run, 0, d.INITIAL_PROGRAMME, p.prober_id[m], 0)
        s.fear[m], s.trust[m] = p.fear_mean[m], p.trust_prior[m]


# Politics to cooperation.


@fast
def politics(p: Any, s: Any, run: int, step: int) -> None:
    """Elections, stances, types (7.2, 7.3)."""
    for i in range(p.allies):
        ident = p.ally_id[i]
        if step >= p.burn_in:
            due = s.left[i] <= 0.0
            if p.early[i] > 0.0 and uniform_at(p.seed, run, step, d.EARLY_ELECTION, ident, 0) < p.early[i]:
                due = True
            s.turnover[i] = 1.0 if due else 0.0
            s.left[i] = (p.term[i] if due else s.left[i]) - 1.0
            if due:
                if uniform_at(p.seed, run, step, d.NEW_GOVERNMENT, ident, 0) < p.party_change:
                    s.party[i] = 1.0 - s.party[i]
                s.party_mean[i] = p.stance_mean[i, int(s.party[i])]
                z = normal_draw(p.seed, run, step, d.NEW_GOVERNMENT, ident, 2)
                s.stance[i] = s.party_mean[i] + p.stance_spread * z
        s.hazard[i] = 1.0 - (1.0 - p.redraw) * (1.0 - p.redraw_election * s.turnover[i])
        change, fresh = block_at(p.seed, run, step, d.TYPE_REDRAW, ident, 0)
        if change < s.hazard[i]:
            s.resolute[i] = fresh < p.resolute_share[i]


@fast
def opinions(p: Any, s: Any, out: Any, run: int, step: int) -> None:
    """Opinion and its shocks (7.4)."""
    for i in range(p.dyads):
        for side in range(2):
            ally, ident = p.between[i, side], p.public_id[i, side]
            mean, rate = p.opinion_mean[i, side], p.shock_rate[i, side]
            held = mean + p.persistence * (s.opinion[i, side] - mean)
            held += p.opinion_threat * (s.threat[ally] - p.threat_mean[ally])
            held += p.opinion_noise * normal_draw(p.seed, run, step, d.OPINION_NOISE, ident, 0)
            s.opinion[i, side] = held + p.shock_size * (rate + p.shock_passed * p.shock_rate[i, 1 - side])
            rate = min(rate * np.exp(-p.politicising * s.stance[ally]), 31.0)
            u = uniform_at(p.seed, run, step, d.SHOCK_COUNT, ident, 0)
            mass = np.exp(-rate)
            total, shock, n = mass, 0.0, 0
            while u > total and n < 128:
                shock -= p.shock_size * np.log(uniform_at(p.seed, run, step, d.SHOCK_SIZE, ident, n))
                n += 1
                mass = mass * rate / n
                total += mass
            s.shock[i, side] = shock
            if step >= p.burn_in:
                out.gains[ally] += p.domestic_gain * shock
        for side in range(2):
            s.opinion[i, side] -= s.shock[i, side] + p.shock_passed * s.shock[i, 1 - side]


@fast
def commitments(p: Any, s: Any, run: int, step: int) -> None:
    """Commitment of guarantors (7.5)."""
    for i in range(p.allies):
        if p.guarantor[i]:
            noise = normal_draw(p.seed, run, step, d.COMMITMENT_NOISE, p.ally_id[i], 0)
            s.commit[i] = p.commit_persistence * s.commit[i] + p.commit_noise * noise
            if s.turnover[i] > 0.5:
                s.commit[i] += p.commit_jump * normal_draw(p.seed, run, step, d.COMMITMENT_NOISE, p.ally_id[i], 2)


@fast
def joint_will(p: Any, insulated: float, own: float, partner: float) -> float:
    a = logistic(insulated * p.institutional + (1.0 - insulated) * own)
    b = logistic(insulated * p.institutional + (1.0 - insulated) * partner)
    return np.sqrt(a * b)


@fast
def free_will(p: Any, s: Any, i: int, side: int) -> float:
    """W of one side, in logits."""
    ally = p.between[i, side]
    will = p.intercept + s.stance[ally] + p.will_opinion * (s.opinion[i, side] - p.opinion_mean[i, side])
    return will + p.will_threat * (s.threat[ally] - p.threat_mean[ally]) + p.will_commitment * s.commit[ally]


@fast
def wills(p: Any, s: Any) -> None:
    """Joint will by channel, true and as seen (7.6)."""
    for i in range(p.dyads):
        own, partner = free_will(p, s, i, 0), free_will(p, s, i, 1)
        own_mean = p.intercept + s.party_mean[p.between[i, 0]]
        partner_mean = p.intercept + s.party_mean[p.between[i, 1]]
        for k in range(4):
            insulated = s.institution[i] * p.insulation[k]
            s.will[i, k] = joint_will(p, insulated, own, partner)
            for v in range(len(p.attribution)):
                a = own_mean + p.attribution[v] * (own - own_mean)
                b = partner_mean + p.attribution[v] * (partner - partner_mean)
                s.will_seen[v, i, k] = joint_will(p, insulated, a, b)


@fast
def target(p: Any, s: Any, i: int, k: int) -> float:
    """Target of a level (7.9)."""
    a, b = s.resolute[p.between[i, 0]], s.resolute[p.between[i, 1]]
    return s.will[i, k] * p.worth[k, a] * p.worth[k, b]


@fast
def strength_of(p: Any, level: Floats) -> float:
    """Cooperation of a dyad (7.14)."""
    w = p.channel_weight
    return w[0] * level[0] + w[1] * level[1] + w[2] * level[2] + w[3] * level[3]


@fast
def over_dyads(p: Any, s: Floats) -> float:
    """Cobb–Douglas mean over dyads (7.14)."""
    total = 0.0
    for i in range(p.dyads):
        if s[i] <= 1e-300 and p.dyad_weight[i] > 0.0:
            return 0.0
        total += p.dyad_weight[i] * np.log(max(s[i], 1e-300))
    return np.exp(total)


@fast
def cooperate(p: Any, s: Any, run: int, step: int) -> None:
    """Suspensions, levels, exercises, statements, institutions, coordination (7.8 to 7.11, 7.14)."""
    for i in range(p.dyads):
        ident = p.dyad_id[i]
        u = uniform_at(p.seed, run, step, d.SUSPENSION, ident, 0)
        was = s.suspended[i]
        s.begins[i] = was == 0 and u < p.suspension[i] * (1.0 - s.will[i, 2]) ** 2
        s.suspended[i] = s.begins[i] == 1 or (was == 1 and u >= p.resumption)
        for k in range(4):
            s.level[i, k] = moved(s.level[i, k], target(p, s, i, k), p.build[k], p.cut[k])
        if s.suspended[i]:
            s.level[i, 2] = 0.0
        mean = p.drill_rate[i] * s.level[i, 0]
        u = uniform_at(p.seed, run, step, d.DRILL_COUNT, ident, 0)
        mass = np.exp(-mean)
        total, n = mass, 0
        while u > total and n < 128:
            n += 1
            mass = mass * mean / n
            total += mass
        s.drills[i] = n
        s.statement[i] = uniform_at(p.seed, run, step, d.STATEMENT, ident, 0) < s.level[i, 1]
        use = 0.25 * (s.level[i, 0] + s.level[i, 1] + s.level[i, 2] + s.level[i, 3])
        x = s.institution[i]
        x += p.use_effect * use * (1.0 - x) - p.decay * (x - p.floor[i])
        s.institution[i] = min(max(x, 0.0), 1.0)
        s.cooperation[i] = strength_of(p, s.level[i])
    s.coordination[0] = over_dyads(p, s.cooperation)


@fast
def inclinations(p: Any, s: Any) -> None:
    """Inclination to respond (7.16)."""
    for h in range(p.theatres):
        for i in range(p.allies):
            sympathy = 0.0
            for j in range(p.dyads):
                for side in range(2):
                    if p.sympathy[h, i, j, side] > 0.0:
                        sympathy += p.sympathy[h, i, j, side] * (s.opinion[j, side] - p.opinion_mean[j, side])
            own = p.treaty[i] + p.response_opinion * sympathy + p.response_commitment * s.commit[i]
            s.inclination[h, i] = own - p.response_cost


# What probers see and believe.


@fast
def see(p: Any, s: Any, run: int, step: int) -> None:
    """Exercises, statements and levels seen (7.22)."""
    s.drills_seen[:] = 0
    s.size_seen[:] = 0.0
    for i in range(p.dyads):
        for n in range(s.drills[i]):
            z = normal_draw(p.seed, run, step, d.DRILL_SIZE, p.dyad_id[i], n)
            size = np.exp(p.size_spread * z - 0.5 * p.size_spread * p.size_spread)
            for m in range(p.probers):
                if uniform_at(p.seed, run, step, d.DRILL_SEEN, p.sight_id[m, i], n) < p.visible[m, i, 0]:
                    s.drills_seen[m, i] += 1
                    s.size_seen[m] += size
    for m in range(p.probers):
        for i in range(p.dyads):
            ident = p.sight_id[m, i]
            v = p.visible[m, i, 1] * (1.0 if s.statement[i] else p.false_alarm)
            s.heard[m, i] = uniform_at(p.seed, run, step, d.STATEMENT_SEEN, ident, 0) < v
            s.read[m, i, 0] = uniform_at(p.seed, run, step, d.INTEL_SEEN, ident, 0) < p.visible[m, i, 2]
            s.read[m, i, 1] = uniform_at(p.seed, run, step, d.DOCTRINE_SEEN, ident, 0) < p.visible[m, i, 3]
            if s.read[m, i, 0] or s.read[m, i, 1]:
                u = block_at(p.seed, run, step, d.READING_NOISE, ident, 0)
                for r in range(2):
                    if s.read[m, i, r]:
                        s.reading[m, i, r] = s.level[i, 2 + r] + p.bias[m] + p.noise[m, i, r] * quantile(u[r])


@fast
def goals(p: Any, s: Any) -> None:
    """Targets expected under each pair of types, by view (7.24)."""
    for v in range(len(p.attribution)):
        for i in range(p.dyads):
            for k in range(4):
                will = 0.0 if k == 2 and s.suspended[i] else s.will_seen[v, i, k]
                for n in range(4):
                    s.goal[v, i, k, n] = will * p.worth[k, n % 2] * p.worth[k, n // 2]


@fast
def mean_goal(p: Any, s: Any, m: int, i: int, k: int) -> float:
    total = 0.0
    for z in range(p.profiles):
        total += s.belief[m, z] * s.goal[p.view_of[m], i, k, p.pair[i, z]]
    return total


@fast
def transit(p: Any, s: Any, mass: Floats) -> None:
    """Moves mass over profiles by the redrawing of types (7.24)."""
    for i in range(p.allies):
        rise = s.hazard[i] * p.prior[i]
        stay = 1.0 - s.hazard[i] + rise
        for z in range(p.profiles):
            if z >> i & 1 == 0:
                a, b = mass[z], mass[z + (1 << i)]
                mass[z] = (1.0 - rise) * a + (1.0 - stay) * b
                mass[z + (1 << i)] = rise * a + stay * b


@fast
def predict(p: Any, s: Any, m: int) -> None:
    """Belief and expected levels before the month's signals (7.24)."""
    for i in range(p.dyads):
        for z in range(p.profiles):
            s.expected[m, i, z] *= s.belief[m, z]
        transit(p, s, s.expected[m, i])
    transit(p, s, s.belief[m])
    for i in range(p.dyads):
        for z in range(p.profiles):
            goal = s.goal[p.view_of[m], i, 0, p.pair[i, z]]
            s.expected[m, i, z] = moved(s.expected[m, i, z] / s.belief[m, z], goal, p.build[0], p.cut[0])


@fast
def update(belief: Floats, evidence: Floats) -> None:
    """Bayes' rule in logarithms, with the floor of 7.25."""
    best, total = evidence[0], 0.0
    for z in range(1, len(belief)):
        best = max(best, evidence[z])
    for z in range(len(belief)):
        belief[z] = max(belief[z] * np.exp(evidence[z] - best), 1e-280)
        total += belief[z]
    for z in range(len(belief)):
        belief[z] /= total


@fast
def learn_from_channels(p: Any, s: Any, m: int) -> None:
    """Evidence of the month's signals (7.25)."""
    s.evidence[:] = 0.0
    view = p.view_of[m]
    for i in range(p.dyads):
        weight = p.temper[m] / (1.0 + (1.0 + s.read[m, i, 0] + s.read[m, i, 1]) * p.correlation)
        v = p.visible[m, i, 1]
        for n in range(4):
            goal = s.goal[view, i, 1, n]
            omega = v * goal + p.false_alarm * v * (1.0 - goal)
            total = np.log(max(omega if s.heard[m, i] else 1.0 - omega, 1e-300))
            for r in range(2):
                if s.read[m, i, r]:
                    goal, past = s.goal[view, i, 2 + r, n], s.reference[m, i, r]
                    rises = 1 if goal > past else 0
                    miss = s.reading[m, i, r] - moved(past, goal, p.build[2 + r], p.cut[2 + r])
                    total -= 0.5 * (miss * miss / p.variance[m, i, r, rises] + p.log_variance[m, i, r, rises])
            s.pairs[n] = total
        rate = p.visible[m, i, 0] * p.drill_rate[i]
        for z in range(p.profiles):
            x = s.expected[m, i, z]
            exercises = -rate * x
            if s.drills_seen[m, i] > 0:
                exercises += s.drills_seen[m, i] * np.log(max(x, 1e-300))
            s.evidence[z] += weight * (exercises + s.pairs[p.pair[i, z]])
    update(s.belief[m], s.evidence)


@fast
def keep_references(p: Any, s: Any, m: int) -> None:
    """Reference levels (7.26)."""
    for i in range(p.dyads):
        for r in range(2):
            if s.read[m, i, r]:
                s.reference[m, i, r] = s.reading[m, i, r]
            else:
                goal = mean_goal(p, s, m, i, 2 + r)
                s.reference[m, i, r] = moved(s.reference[m, i, r], goal, p.build[2 + r], p.cut[2 + r])


@fast
def pool(p: Any, s: Any) -> None:
    """The bloc pools beliefs (7.27)."""
    members = len(p.bloc)
    if members < 2:
        return
    s.mass[:] = 0.0
    for j in range(members):
        for z in range(p.profiles):
            s.logs[j, z] = np.log(s.belief[p.bloc[j], z])
            s.mass[z] += s.logs[j, z]
    for j in range(members):
        for z in range(p.profiles):
            s.logs[j, z] = (1.0 - p.pooling) * s.logs[j, z] + p.pooling * (s.mass[z] / members)
            s.belief[p.bloc[j], z] = 1.0
        update(s.belief[p.bloc[j]], s.logs[j])


@fast
def estimates(p: Any, s: Any, m: int, run: int, step: int) -> None:
    """Estimate of coordination, programmes (7.28, 7.29)."""
    for i in range(p.dyads):
        s.known[0] = 0.0
        for z in range(p.profiles):
            s.known[0] += s.belief[m, z] * s.expected[m, i, z]
        s.known[1] = mean_goal(p, s, m, i, 1)
        for r in range(2):
            s.known[2 + r] = min(max(s.reference[m, i, r], 0.0), 1.0)
        s.mass[i] = strength_of(p, s.known)
    mean, scatter = 0.0, 0.0
    for i in range(p.dyads):
        mean += s.mass[i] / p.dyads
    for i in range(p.dyads):
        scatter += (s.mass[i] - mean) ** 2
    noise = (p.reading_noise + scatter / max(p.dyads - 1, 1)) / p.dyads
    variance = s.variance[m] + p.drift
    gain = variance / (variance + noise)
    s.estimate[m] += gain * (over_dyads(p, s.mass[: p.dyads]) - s.estimate[m])
    s.variance[m] = (1.0 - gain) * variance
    rho = p.programme_persistence[m]
    noise = normal_draw(p.seed, run, step, d.PROGRAMME_NOISE, p.prober_id[m], 0)
    s.programme[m] = rho * s.programme[m] + np.sqrt(1.0 - rho * rho) * noise


# Probes, responses and what follows.


@fast
def forecast(p: Any, s: Any, c: int) -> None:
    """Expected response to each rung (7.32)."""
    m, h = p.prober_of[c], p.theatre_of[c]
    for a in range(p.rungs):
        s.mass[:] = p.strength[h]
        for i in range(p.allies):
            odds = s.inclination[h, i] + s.audience_seen[m, i] + p.pressure[h, a, i]
            weak = logistic(p.response_precision * odds)
            firm = logistic(p.response_precision * (odds + p.resolve[a]))
            for z in range(p.profiles):
                if z >> i & 1 == 0:
                    out, joined = s.mass[z], s.mass[z + (1 << i)]
                    s.mass[z] = out + weak * (joined - out)
                    s.mass[z + (1 << i)] = out + firm * (joined - out)
        total = 0.0
        for z in range(p.profiles):
            total += s.belief[m, z] * s.mass[z]
        s.rho[c, a] = total


@fast
def choose(p: Any, s: Any, c: int, run: int, step: int) -> None:
    """Utilities and choice of a rung (7.33, 7.35). No lever announces restraint, so none is returned."""
    m = p.prober_of[c]
    season = p.calendar[m, (p.first_month + step) % 12] + s.programme[m]
    best = 0.0
    s.chance[c, 0] = 0.0
    for a in range(p.rungs):
        u = p.drive[c, a] + p.programme_drive[m, a] * season + p.rung_excitation[a] * s.excitation[m]
        u += p.value[c] * p.gain[a] * (1.0 - s.rho[c, a]) - p.loss_weight[m] * p.loss[a] * s.rho[c, a]
        u += p.rung_fear[a] * (s.fear[m] - p.fear_mean[m])
        s.chance[c, a + 1] = u
        best = max(best, u)
    total = 0.0
    for a in range(p.rungs + 1):
        s.chance[c, a] = np.exp(p.precision[m] * (s.chance[c, a] - best))
        total += s.chance[c, a]
    draw, below, rung = uniform_at(p.seed, run, step, d.CHOICE, p.target_id[c], 0), 0.0, 0
    for a in range(p.rungs + 1):
        s.chance[c, a] /= total
        below += s.chance[c, a]
        if a < p.rungs and draw > below:
            rung += 1
    if s.at_war[0] or p.value[c] == 0.0:
        rung = 0
        s.chance[c, 1:] = 0.0
    s.rung[c] = rung


@fast
def respond(p: Any, s: Any, c: int, run: int, step: int) -> None:
    """Responses, and what comes of them (7.36, 7.38)."""
    h, a = p.theatre_of[c], s.rung[c]
    s.response[c] = 0
    s.answered[c] = 0
    s.strength[c] = 0.0
    if a == 0:
        return
    profile = 0
    for i in range(p.allies):
        odds = s.inclination[h, i] + s.audience[i] + p.pressure[h, a - 1, i]
        if s.resolute[i]:
            odds += p.resolve[a - 1]
        if uniform_at(p.seed, run, step, d.RESPONSE, p.answer_id[c, i], 0) < logistic(p.response_precision * odds):
            s.response[c, i] = 1
            profile += 1 << i
    s.answered[c] = profile > 0
    s.strength[c] = p.strength[h, profile]


@fast
def crises(p: Any, s: Any, run: int, step: int) -> None:
    """Crises and war (7.39)."""
    for h in range(p.theatres):
        s.began[h], s.war[h] = 0, 0
        for c in range(p.challenges):
            if p.theatre_of[c] == h and s.rung[c] >= p.crisis_rung and s.answered[c] and not s.crisis[h]:
                miss = abs(s.strength[c] - s.rho[c, s.rung[c] - 1])
                if not s.began[h] or miss >= s.gap[h]:
                    s.gap[h] = miss
                s.began[h] = 1
        if s.crisis[h] or s.began[h]:
            war, end = block_at(p.seed, run, step, d.CRISIS, p.theatre_id[h], 0)
            factor = max(1.0 + p.miscalculation * s.gap[h], 0.0)
            s.war[h] = war < 1.0 - np.exp(-p.war * factor)
            s.crisis[h] = not (s.war[h] or end < p.settlement)
    for h in range(p.theatres):
        if s.war[h]:
            s.at_war[0] = 1
    if s.at_war[0]:
        s.crisis[:] = 0


@fast
def learn_from_responses(p: Any, s: Any, m: int, run: int, step: int) -> None:
    """Evidence of who responded (7.41)."""
    s.by_type[:] = 0.0
    any_seen = False
    for c in range(p.challenges):
        a, h, v = s.rung[c], p.theatre_of[c], p.answers[m, c]
        if a == 0 or (v < 1.0 and uniform_at(p.seed, run, step, d.RESPONSE_SEEN, p.watch_id[m, c], 0) >= v):
            continue
        any_seen = True
        for i in range(p.allies):
            odds = s.inclination[h, i] + s.audience_seen[m, i] + p.pressure[h, a - 1, i]
            for z in range(2):
                y = p.response_precision * (odds + z * p.resolve[a - 1])
                s.by_type[i, z] -= np.log(1.0 + np.exp(-y if s.response[c, i] else y))
    if any_seen:
        weight = p.temper[m] * p.response_weight
        for z in range(p.profiles):
            s.evidence[z] = 0.0
            for i in range(p.allies):
                s.evidence[z] += weight * s.by_type[i, z >> i & 1]
        update(s.belief[m], s.evidence)


@fast
def reverberate(p: Any, s: Any) -> None:
    """Threat, trust, fear, audience costs, excitation (7.42 to 7.46)."""
    for i in range(p.allies):
        s.threat[i] *= 1.0 - p.threat_decay
        for c in range(p.challenges):
            s.threat[i] += p.threat_input * p.stake[p.theatre_of[c], i] * p.severity[s.rung[c]]
        s.audience[i] *= p.retention
    for m in range(p.probers):
        s.trust[m] = (1.0 - p.forgetting) * s.trust[m] + p.forgetting * p.trust_prior[m]
        s.fear[m] = (1.0 - p.fear_decay) * s.fear[m] + p.per_exercise * p.fear_weight[m] * s.size_seen[m]
        provoked = 0.0
        for c in range(p.challenges):
            if p.prober_of[c] == m and s.rung[c] >= 2:
                provoked = 1.0
        s.excitation[m] = p.excitation_decay * s.excitation[m] + provoked
        for i in range(p.allies):
            s.audience_seen[m, i] *= p.retention
    fresh = 1.0 - p.retention
    for i in range(p.dyads):
        broke = p.audience_suspension * s.begins[i]
        acts = fresh * (p.audience_statements * s.statement[i] + p.audience_exercises * s.drills[i]) - broke
        for side in range(2):
            s.audience[p.between[i, side]] += acts
        for m in range(p.probers):
            seen = p.audience_statements * s.heard[m, i] + p.audience_exercises * s.drills_seen[m, i]
            for side in range(2):
                s.audience_seen[m, p.between[i, side]] += fresh * seen - broke


@fast
def tally(p: Any, s: Any, out: Any, month: int) -> None:
    """Sums of the run table (7.50, 7.51)."""
    top, theatres, probers = 0, 0, 0
    for c in range(p.challenges):
        a = s.rung[c]
        for rung in range(p.rungs):
            out.expected[c, rung] += s.chance[c, rung + 1]
        if a == 0:
            continue
        top = max(top, a)
        out.probes[c, a - 1] += 1.0
        out.probed += 1.0
        for i in range(p.allies):
            out.responses[i] += s.response[c, i]
        success = s.strength[c] < p.repelled
        if success:
            for i in range(p.allies):
                out.losses[i] += p.stake[p.theatre_of[c], i] * p.severity[a]
        if a >= 2:
            theatres |= 1 << p.theatre_of[c]
            probers |= 1 << p.prober_of[c]
            out.provocations += 1.0
            out.successes += success
        if a >= 3:
            excess = s.strength[c] - s.rho[c, a - 1]
            out.misjudged += excess > p.misjudged
            out.serious += 1.0
            out.surprise += max(excess, 0.0)
    for rung in range(top):
        if out.first[rung] == 0.0:
            out.first[rung] = month
    # More than one bit is set.
    out.two_theatres += theatres & (theatres - 1) != 0
    out.two_probers += probers & (probers - 1) != 0
    for h in range(p.theatres):
        out.crises += s.began[h]
        if s.war[h]:
            out.wars += 1.0
            if out.first_war == 0.0:
                out.first_war = month
            for i in range(p.allies):
                out.losses[i] += p.war_loss * p.stake[h, i]
    cohesion, cost = 0.0, p.force_cost
    for i in range(p.dyads):
        cohesion += p.dyad_weight[i] * s.cooperation[i]
        cost += p.exercise_cost * s.drills[i] + p.link_cost * (s.level[i, 2] + s.level[i, 3])
        out.drills[i] += s.drills[i]
        out.statements[i] += s.statement[i]
        out.suspended[i] += s.suspended[i]
    out.cost += cost
    out.cohesion += cohesion
    out.cohesion_min = min(out.cohesion_min, cohesion)
    out.coordination += s.coordination[0]
    out.coordination_min = min(out.coordination_min, s.coordination[0])
    for i in range(p.allies):
        out.turnovers[i] += s.turnover[i]
        out.resolute[i] += s.resolute[i]
    tally_beliefs(p, s, out, month)


@fast
def tally_beliefs(p: Any, s: Any, out: Any, month: int) -> None:
    """Scores, agreement, and how soon a change is read (section 4)."""
    for m in range(p.probers):
        for i in range(p.allies):
            b = 0.0
            for z in range(p.profiles):
                if z >> i & 1:
                    b += s.belief[m, z]
            s.marginal[m, i] = b
    pairs = p.probers * (p.probers - 1) // 2
    for m in range(p.probers):
        for i in range(p.allies):
            b, z, others = s.marginal[m, i], s.resolute[i], 0.0
            for n in range(p.probers):
                if n != m:
                    others += s.marginal[n, i] / (p.probers - 1)
                if n > m:
                    out.disagreement += abs(b - s.marginal[n, i]) / (pairs * p.allies)
            right = b if z else 1.0 - b
            out.brier[m] += (1.0 - right) ** 2 / p.allies
            out.log_score[m] += np.log(max(right, 1e-300)) / p.allies
            out.belief[m, i] += b
            out.belief_resolute[m, i] += b * z
            out.squares[m, i] += b * b
            out.others[m, i] += others
            out.other_squares[m, i] += others * others
            out.products[m, i] += b * others
            waiting = out.waiting[m, i]
            if month > 1 and z != out.type_before[i]:
                out.changes[m] += 1.0
                out.at_change[m, i] = out.before[m, i]
                waiting = 1.0
            elif waiting > 0.0:
                waiting += 1.0
            way = z - out.at_change[m, i]
            if waiting > 0.0 and (b - out.at_change[m, i]) * way >= 0.5 * way * way:
                out.read[m] += 1.0
                out.lag[m] += waiting - 1.0
                waiting = 0.0
            out.waiting[m, i] = waiting
            out.before[m, i] = b
    for i in range(p.allies):
        out.type_before[i] = s.resolute[i]


@fast
def month(p: Any, s: Any, out: Any, run: int, step: int) -> None:
    """One month, in the order of section 3."""
    politics(p, s, run, step)
    opinions(p, s, out, run, step)
    commitments(p, s, run, step)
    wills(p, s)
    cooperate(p, s, run, step)
    inclinations(p, s)
    see(p, s, run, step)
    goals(p, s)
    for m in range(p.probers):
        predict(p, s, m)
        learn_from_channels(p, s, m)
        keep_references(p, s, m)
    pool(p, s)
    for m in range(p.probers):
        estimates(p, s, m, run, step)
    for c in range(p.challenges):
        forecast(p, s, c)
        choose(p, s, c, run, step)
        respond(p, s, c, run, step)
    if step >= p.burn_in:
        crises(p, s, run, step)
    for m in range(p.probers):
        learn_from_responses(p, s, m, run, step)
    reverberate(p, s)
    if step >= p.burn_in:
        tally(p, s, out, step - p.burn_in + 1)


@fast
def simulate(scenario: Any, states: Any, rows: Any) -> None:
    """All runs, one after the other."""
    p, s = scenario[0], states[0]
    for run in range(len(rows)):
        out = rows[run]
        start(p, s, run)
        for step in range(p.burn_in + p.horizon):
            month(p, s, out, run, step)
        out.threat[:] = s.threat
        out.fear[:] = s.fear
        out.programme[:] = s.programme
        out.estimate[:] = s.estimate
        out.institution[:] = s.institution


def run(p: Scenario, runs: int) -> Sums:
    """Simulates runs 0, 1, …; the first call compiles."""
    rows = rows_of(p, runs)
    simulate(record(p), np.zeros(1, dtype=layout(p)), rows)
    return run_last(Sums(*(rows[f] for f in Sums._fields)))
