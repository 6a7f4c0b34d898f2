"""The signaling loop's scenario as arrays, from what `trilat config` prints (docs/odd.md, sections 5 and 7)."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from draws import agent_id

Array = NDArray[Any]
CHANNELS = ("exercises", "statements", "intel", "doctrine")
CONFIG = "configs/ablations/signaling_only.toml"
#: What the peers have, and so what must be on; everything else must be off.
ON = frozenset(
    "elections history suspensions institutions coordination attention learn_channels learn_responses pooling "
    "programme follow_ups crises threat fear audience trust".split()
)


class Scenario(NamedTuple):
    """Numbers of entities, addresses and parameters. Axes: ally, dyad, side, prober, theatre, challenge, rung, channel,
    type, profile (bit i is ally i), pair of types (z_i + 2·z_j)."""

    allies: int
    dyads: int
    probers: int
    theatres: int
    challenges: int
    rungs: int
    profiles: int
    seed: int
    horizon: int
    burn_in: int
    first_month: int  # month of the year of step 0, from 0
    crisis_rung: int
    between: Array  # [dyad, side]: ally
    pair: Array  # [dyad, profile]: pair of types
    prober_of: Array  # [challenge]
    theatre_of: Array  # [challenge]
    bloc: Array  # numbers of the members

    # Addresses, section 7.1.
    ally_id: Array
    dyad_id: Array
    public_id: Array  # [dyad, side]
    prober_id: Array
    theatre_id: Array
    sight_id: Array  # [prober, dyad]
    target_id: Array  # [challenge]
    watch_id: Array  # [prober, challenge]
    answer_id: Array  # [challenge, ally]

    # Politics, opinion, commitment: 7.2 to 7.5.
    guarantor: Array
    party: Array  # 0 a, 1 b
    next_election: Array
    stance_mean: Array  # [ally, party]
    term: Array
    early: Array
    resolute_share: Array
    prior: Array
    threat_mean: Array
    party_change: float
    stance_spread: float
    redraw: float
    redraw_election: float
    opinion_mean: Array  # [dyad, side]
    shock_rate: Array
    persistence: float
    opinion_noise: float
    opinion_threat: float
    politicising: float
    shock_size: float
    shock_passed: float
    domestic_gain: float
    commit_persistence: float
    commit_noise: float
    commit_jump: float

    # Will, channels, institutions, coordination: 7.6, 7.8 to 7.11, 7.14.
    intercept: float
    institutional: float
    will_opinion: float
    will_threat: float
    will_commitment: float
    insulation: Array  # [channel]
    worth: Array  # [channel, type]: π_k(z)
    build: Array
    cut: Array
    suspension: Array  # [dyad]
    resumption: float
    drill_rate: Array
    institution_start: Array
    floor: Array
    use_effect: float
    decay: float
    channel_weight: Array  # sum to 1
    dyad_weight: Array  # sum to 1

    # Signals and beliefs: 7.22 to 7.28, 7.41.
    view_of: Array  # [prober]: which attribution
    attribution: Array  # [view]
    visible: Array  # [prober, dyad, channel]
    false_alarm: float
    bias: Array
    noise: Array  # [prober, dyad, level]: s_mdk of intel and doctrine
    variance: Array  # [prober, dyad, level, falls or rises]: V
    log_variance: Array
    size_spread: float
    temper: Array
    correlation: float
    pooling: float
    drift: float
    reading_noise: float
    answers: Array  # [prober, challenge]: visibility of responses
    response_weight: float

    # Decision and response: 7.16, 7.29, 7.32, 7.33, 7.35, 7.36.
    treaty: Array
    sympathy: Array  # [theatre, ally, dyad, side]: weight of each public in the term of opinion
    response_opinion: float
    response_commitment: float
    response_cost: float
    response_precision: float
    pressure: Array  # [theatre, rung, ally]
    resolve: Array  # [rung]
    strength: Array  # [theatre, profile]: S_h(x), section 7.19
    severity: Array  # [rung 0 to R]
    stake: Array  # [theatre, ally]
    programme_persistence: Array
    programme_drive: Array  # [prober, rung]
    calendar: Array  # [prober, month]
    drive: Array  # [challenge, rung]
    value: Array  # [challenge]
    gain: Array  # [rung]
    loss: Array
    rung_fear: Array
    rung_excitation: Array
    loss_weight: Array
    reciprocity: Array
    precision: Array

    # What follows: 7.38, 7.39, 7.42 to 7.46, 7.50.
    repelled: float
    misjudged: float
    war: float
    miscalculation: float
    settlement: float
    threat_decay: float
    threat_input: float
    fear_decay: float
    per_exercise: float
    fear_weight: Array
    fear_mean: Array
    trust_prior: Array
    forgetting: float
    audience_statements: float
    audience_exercises: float
    retention: float
    audience_suspension: float
    excitation_decay: float
    force_cost: float
    exercise_cost: float
    link_cost: float
    war_loss: float


class Names(NamedTuple):
    """What columns of the run table are called after."""

    allies: list[str]
    dyads: list[str]
    probers: list[str]
    challenges: list[str]


def config(program: str, path: str = CONFIG, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """Every value of a scenario, as the program resolves it; `overrides` are arguments such as `--set PATH=VALUE`."""
    out = subprocess.run([program, "config", path, *overrides], check=True, capture_output=True, text=True)
    return tomllib.loads(out.stdout)


def month_index(text: str) -> int:
    year, month = text.split("-")
    return 12 * int(year) + int(month) - 1


def refuse(text: dict[str, Any]) -> None:
    """Stops at a scenario that needs what the peers do not have."""
    on = {name for name, value in text["mechanisms"].items() if value}
    needs = {
        f"mechanisms of the loop, not {sorted(on ^ ON)}": on == ON,
        "information off": text["scenario"]["information"] == "off",
        "absorbing war": text["scenario"]["war"] == "absorbing",
        "crises by hazards": text["scenario"]["crisis_stage"] == "hazard",
        "no levers": not text.get("levers"),
        "Cobb–Douglas means": text["will"]["substitutability"] == text["coordination"]["substitutability"] == 0.5,
        "statements that follow at once": text["channels"]["statements"]["build"]
        == text["channels"]["statements"]["cut"]
        == 1.0,
        "slow exercises": text["channels"]["exercises"]["build"] < 1.0,
        "parties that are known": all(s.get("party") in ("a", "b", None) for s in text["states"].values()),
    }
    missing = [need for need, met in needs.items() if not met]
    if missing:
        raise SystemExit(f"The peers do the signaling loop alone. They need: {'; '.join(missing)}.")


def read(text: dict[str, Any]) -> tuple[Scenario, Names]:
    """Arrays and names of a resolved scenario."""
    refuse(text)
    states, head, channels = text["states"], text["scenario"], text["channels"]
    allies = {c: s for c, s in states.items() if s["role"] == "ally"}
    probers = {c: s for c, s in states.items() if s["role"] == "prober"}
    dyads, theatres, rungs = text["dyads"], text["theatres"], list(text["rungs"].values())
    code, place = list(allies), list(theatres)
    between = np.array([[code.index(a) for a in d["between"]] for d in dyads.values()])
    assert (between[:, 0] < between[:, 1]).all()
    targets = [(m, h) for m, s in enumerate(probers.values()) for h in s["targets"]]
    named = [f"{list(probers)[m]}/{h}" for m, h in targets]
    tied = ["-".join(sorted(code[i] for i in pair)) for pair in between]

    def of(group: Any, key: str, dtype: Any = np.float64) -> Array:
        return np.array([x[key] for x in (group.values() if isinstance(group, dict) else group)], dtype=dtype)

    def ids(names: list[str]) -> Array:
        return np.array([agent_id(name) for name in names], dtype=np.int64)

    publics = [[d["publics"][a] for a in d["between"]] for d in dyads.values()]
    per_channel = {key: of([channels[k] for k in CHANNELS], key) for key in channels["exercises"]}
    cost = per_channel["sunk_cost"] + per_channel["audience_cost"]
    benefit = np.array([text["sending"]["benefit_irresolute"], text["sending"]["benefit_resolute"]])
    worth = 1.0 / (1.0 + np.exp(-(benefit - cost[:, None]) / per_channel["cost_spread"][:, None]))
    attention = np.array(
        [
            [[s[f"attention_{k}"] * s["dyads"][d]["attention"] for k in CHANNELS] for d in dyads]
            for s in probers.values()
        ]
    )
    s_k = np.array([text["signals"]["noise_intel"], text["signals"]["noise_doctrine"]])
    noise = s_k / np.sqrt(np.maximum(attention[:, :, 2:], 1e-6))
    # A level that falls moves by `cut`, one that rises by `build`.
    share = np.stack([per_channel["cut"][2:], per_channel["build"][2:]], axis=-1)
    variance = noise[..., None] ** 2 * (1.0 + (1.0 - share) ** 2)
    attributions = list(dict.fromkeys(s["attribution"] for s in probers.values()))
    profiles = 2 ** len(code)
    bit = np.arange(profiles)[:, None] >> np.arange(len(code)) & 1
    contribution = np.array([[t["stakes"][a]["contribution"] for a in code] for t in theatres.values()])
    stake = np.array([[t["stakes"][a]["value"] for a in code] for t in theatres.values()])
    severity = of(rungs, "severity")
    reference = severity[head["reference_rung"] - 1]
    elsewhere = [[any(n == m and h == own for n, own in targets) for _, h in targets] for m in range(len(probers))]
    aside = np.where(elsewhere, 1.0, of(probers, "attention_elsewhere")[:, None])
    r, c, p, o, w = text["response"], text["crisis"], text["politics"], text["opinion"], text["will"]
    start = month_index(head["start"])

    scenario = Scenario(
        allies=len(allies),
        dyads=len(dyads),
        probers=len(probers),
        theatres=len(theatres),
        challenges=len(targets),
        rungs=len(rungs),
        profiles=profiles,
        seed=head["seed"],
        horizon=head["horizon"],
        burn_in=head["burn_in"],
        first_month=(start - head["burn_in"]) % 12,
        crisis_rung=head["crisis_rung"],
        between=between,
        pair=np.array([bit[:, i] + 2 * bit[:, j] for i, j in between]),
        prober_of=np.array([m for m, _ in targets]),
        theatre_of=np.array([place.index(h) for _, h in targets]),
        bloc=np.flatnonzero(of(probers, "bloc", bool)),
        ally_id=ids(code),
        dyad_id=ids(tied),
        public_id=np.array([ids([f"{code[i]}>{code[j]}", f"{code[j]}>{code[i]}"]) for i, j in between]),
        prober_id=ids(list(probers)),
        theatre_id=ids(place),
        sight_id=np.array([ids([f"{m}<{d}" for d in tied]) for m in probers]),
        target_id=ids(named),
        watch_id=np.array([ids([f"{m}<{t}" for t in named]) for m in probers]),
        answer_id=np.array([ids([f"{a}:{t}" for a in code]) for t in named]),
        guarantor=of(allies, "guarantor", bool),
        party=np.array([float(s["party"] == "b") for s in allies.values()]),
        next_election=np.array([float(month_index(s["next_election"]) - start) for s in allies.values()]),
        stance_mean=np.stack([of(allies, "stance_a"), of(allies, "stance_b")], axis=1),
        term=of(allies, "term"),
        early=of(allies, "early_election"),
        resolute_share=of(allies, "resolute_share"),
        prior=of(allies, "resolute_prior"),
        threat_mean=of(allies, "threat_mean"),
        party_change=p["party_change"],
        stance_spread=p["stance_spread"],
        redraw=p["type_redraw"],
        redraw_election=p["type_redraw_election"],
        opinion_mean=np.array([of(sides, "mean") for sides in publics]),
        shock_rate=np.array([of(sides, "shock_rate") for sides in publics]),
        persistence=o["persistence"],
        opinion_noise=o["noise"],
        opinion_threat=o["threat_effect"],
        politicising=o["politicising"],
        shock_size=o["shock_size"],
        shock_passed=o["shock_passed"],
        domestic_gain=o["domestic_gain"],
        commit_persistence=text["commitment"]["persistence"],
        commit_noise=text["commitment"]["noise"],
        commit_jump=text["commitment"]["election_jump"],
        intercept=w["intercept"],
        institutional=w["institutional"],
        will_opinion=w["opinion"],
        will_threat=w["threat"],
        will_commitment=w["commitment"],
        insulation=per_channel["insulation"],
        worth=worth,
        build=per_channel["build"],
        cut=per_channel["cut"],
        suspension=of(dyads, "suspension_hazard"),
        resumption=text["suspension"]["resumption"],
        drill_rate=of(dyads, "drill_rate"),
        institution_start=of(dyads, "institution_start"),
        floor=of(dyads, "institution_floor"),
        use_effect=text["institutions"]["use_effect"],
        decay=text["institutions"]["decay"],
        channel_weight=per_channel["weight"] / per_channel["weight"].sum(),
        dyad_weight=of(dyads, "weight") / of(dyads, "weight").sum(),
        view_of=np.array([attributions.index(s["attribution"]) for s in probers.values()]),
        attribution=np.array(attributions),
        visible=per_channel["visibility"] * attention,
        false_alarm=text["signals"]["false_alarm"],
        bias=of(probers, "bias"),
        noise=noise,
        variance=variance,
        log_variance=np.log(variance),
        size_spread=text["signals"]["drill_size_spread"],
        temper=of(probers, "temper"),
        correlation=text["beliefs"]["channel_correlation"],
        pooling=text["beliefs"]["pooling"],
        drift=text["beliefs"]["coordination_drift"],
        reading_noise=text["beliefs"]["coordination_noise"],
        answers=text["signals"]["response_visibility"] * aside,
        response_weight=text["beliefs"]["response_weight"],
        treaty=of(allies, "treaty"),
        sympathy=sympathies(between, [t.get("host") for t in theatres.values()], code),
        response_opinion=r["opinion"],
        response_commitment=r["commitment"],
        response_cost=r["cost"],
        response_precision=r["precision"],
        pressure=(stake - r["exposure"])[:, None] * severity[:, None],
        resolve=r["resolve"] * severity / reference,
        strength=contribution @ bit.T / contribution.sum(axis=1, keepdims=True),
        severity=np.concatenate([[0.0], severity]),
        stake=stake,
        programme_persistence=of(probers, "programme_persistence"),
        programme_drive=of(probers, "programme_drive"),
        calendar=of(probers, "calendar"),
        drive=np.array([list(probers.values())[m]["targets"][h]["drive"] for m, h in targets]),
        value=np.array([list(probers.values())[m]["targets"][h]["value"] for m, h in targets]),
        gain=of(rungs, "gain"),
        loss=of(rungs, "loss"),
        rung_fear=of(rungs, "fear"),
        rung_excitation=of(rungs, "excitation"),
        loss_weight=of(probers, "loss_weight"),
        reciprocity=of(probers, "reciprocity"),
        precision=of(probers, "precision"),
        repelled=c["repelled"],
        misjudged=c["misjudged"],
        war=c["war"],
        miscalculation=c["miscalculation"],
        settlement=c["settlement"],
        threat_decay=text["threat"]["decay"],
        threat_input=text["threat"]["input"],
        fear_decay=text["fear"]["decay"],
        per_exercise=text["fear"]["per_exercise"],
        fear_weight=of(probers, "fear_weight"),
        fear_mean=of(probers, "fear_mean"),
        trust_prior=of(probers, "trust_prior"),
        forgetting=text["trust"]["forgetting"],
        audience_statements=text["audience"]["statements"],
        audience_exercises=text["audience"]["exercises"],
        retention=text["audience"]["retention"],
        audience_suspension=text["audience"]["suspension"],
        excitation_decay=text["decision"]["excitation_decay"],
        force_cost=sum(f["unit_cost"] * f["capacity"] for f in text["forces"].values()),
        exercise_cost=text["costs"]["exercise"],
        link_cost=text["costs"]["link"],
        war_loss=text["costs"]["war_loss"],
    )

    def slug(name: str) -> str:
        return name.lower().replace("-", "_").replace("/", "_")

    return scenario, Names(*([slug(n) for n in group] for group in (code, dyads, probers, named)))


def sympathies(between: Array, hosts: list[str | None], code: list[str]) -> Array:
    """Weight of each public in an ally's inclination: of the host if that is another ally, else of all (7.16)."""
    out = np.zeros((len(hosts), len(code), len(between), 2))
    for h, host in enumerate(hosts):
        for i, own in enumerate(code):
            for d, pair in enumerate(between):
                for side in range(2):
                    partner = code[pair[1 - side]]
                    if pair[side] == i and (host in (None, own) or partner == host):
                        out[h, i, d, side] = 1.0
            out[h, i] /= max(out[h, i].sum(), 1.0)
    return out
