"""Random numbers by address, as docs/odd.md, section 7.1, gives them: Philox4x32-10, uniform and normal draws.

A NumPy version for many runs at once, one that takes PCG64 in its place, and a scalar version for Numba.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]
Layout = Literal["agent_run", "run_agent"]

# Process numbers, docs/odd.md, section 7.1, "Processes and draws".
INITIAL_GOVERNMENT, INITIAL_TYPE, INITIAL_OPINION, INITIAL_COMMITMENT, INITIAL_PROGRAMME = 1, 2, 3, 4, 5
EARLY_ELECTION, NEW_GOVERNMENT, TYPE_REDRAW = 10, 11, 12
OPINION_NOISE, SHOCK_COUNT, SHOCK_SIZE, COMMITMENT_NOISE = 20, 21, 22, 30
SUSPENSION, DRILL_COUNT, STATEMENT, DRILL_SIZE = 50, 51, 52, 53
DRILL_SEEN, STATEMENT_SEEN, INTEL_SEEN, DOCTRINE_SEEN, READING_NOISE, RESPONSE_SEEN = 100, 101, 102, 103, 104, 105
PROGRAMME_NOISE, CHOICE, RESPONSE, CRISIS = 120, 121, 150, 160

LOW = 0xFFFFFFFF
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10
#: Bits of 1.0; with 52 bits in the mantissa it is a number in [1, 2).
ONE_BITS = 0x3FF0000000000000
SHIFT = 1.0 - 2.0**-53
#: Blocks that are made at a time: 256 KB a word stay in the second-level cache with what is made of them.
CHUNK = 32768


def agent_id(name: str) -> int:
    """Address of a name: FNV-1a, then the finaliser of MurmurHash3."""
    h = 0x811C9DC5
    for byte in name.encode():
        h = (h ^ byte) * 0x01000193 & LOW
    h = (h ^ h >> 16) * 0x85EBCA6B & LOW
    h = (h ^ h >> 13) * 0xC2B2AE35 & LOW
    return h ^ h >> 16


# AS 241, routine PPND16 (Wichura 1988), lowest power first.
CENTRAL = (
    (
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ),
    (
        1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ),
)  # fmt: skip
NEAR = (
    (
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ),
    (
        1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ),
)  # fmt: skip
FAR = (
    (
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ),
    (
        1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ),
)  # fmt: skip


def ratio(x: Floats, of: tuple[Sequence[float], Sequence[float]]) -> Floats:
    """Quotient of two polynomials by Horner's rule, in place where that saves an array."""
    top, bottom = np.full_like(x, of[0][-1]), np.full_like(x, of[1][-1])
    for a, b in zip(of[0][-2::-1], of[1][-2::-1], strict=True):
        top *= x
        top += a
        bottom *= x
        bottom += b
    top /= bottom
    return top


def normal(u: Floats) -> Floats:
    """Standard normal quantile of contiguous draws, the tails of it only where they are needed."""
    q = u - 0.5
    z = ratio(0.180625 - q * q, CENTRAL)
    z *= q
    flat, p = z.reshape(-1), u.reshape(-1)
    tails = np.flatnonzero(np.abs(q.reshape(-1)) > 0.425)
    p = p[tails]
    r = np.sqrt(-np.log(np.minimum(p, 1.0 - p)))
    size = ratio(r - 1.6, NEAR)
    far = np.flatnonzero(r > 5.0)
    if far.size:
        size[far] = ratio(r[far] - 5.0, FAR)
    flat[tails] = np.where(p > 0.5, size, -size)
    return z


def philox(counter: Sequence[Any], seed: int) -> tuple[Words, Words, Words, Words]:
    """Ten rounds on words of 64 bits that hold 32, broadcast against each other."""
    shift, low = np.uint64(32), np.uint64(LOW)
    m0, m1 = (np.uint64(m) for m in MULTIPLIERS)
    c0, c1, c2, c3 = counter
    shape = np.broadcast_shapes(*(np.shape(c) for c in counter))
    spare = np.empty(shape, dtype=np.uint64)
    for n in range(ROUNDS):
        k0 = np.uint64((seed + n * WEYL[0]) & LOW)
        k1 = np.uint64(((seed >> 32) + n * WEYL[1]) & LOW)
        if n < 2:
            # In the first rounds words still depend on the run or on the agent alone.
            p0, p1 = c0 * m0, c2 * m1
            c0, c1, c2, c3 = (p1 >> shift) ^ (c1 ^ k0), p1 & low, (p0 >> shift) ^ (c3 ^ k1), p0 & low
            if n == 1:
                c0, c1, c2, c3 = (np.array(np.broadcast_to(c, shape)) for c in (c0, c1, c2, c3))
            continue
        # In place: c0 and c2 become the products.
        c0 *= m0
        c2 *= m1
        c1 ^= k0
        c3 ^= k1
        c1 ^= np.right_shift(c2, shift, out=spare)
        c3 ^= np.right_shift(c0, shift, out=spare)
        c0 &= low
        c2 &= low
        c0, c1, c2, c3 = c1, c2, c3, c0
    return c0, c1, c2, c3


def unit(low: Words, high: Words) -> Floats:
    """(j + ½)/2^52 of the upper 52 bits j of two words."""
    bits = high << np.uint64(20)
    bits |= low >> np.uint64(12)
    bits |= np.uint64(ONE_BITS)
    out = bits.view(np.float64)
    out -= SHIFT
    return out


class Request(NamedTuple):
    """Draws of every month: a process, or several, for some agents; `odd` names draw 1 of the same block."""

    name: str
    process: Any
    agents: Any
    normal: bool = False
    odd: str = ""


class Draws:
    """Draws of a block of runs. The last axis is the run; `layout` says what lies next to each other in memory."""

    def __init__(self, seed: int, runs: range, layout: Layout, requests: Sequence[Request]) -> None:
        self.seed, self.runs_last, self.step = seed, layout == "agent_run", 0
        self.run = np.arange(runs.start, runs.stop, dtype=np.uint64)
        # Blocks of which both halves are used come first, normals before uniforms, so that each is a range of rows.
        self.requests = sorted(requests, key=lambda r: (not r.odd, not r.normal))
        self.shapes = [np.broadcast_shapes(np.shape(r.process), np.shape(r.agents)) for r in self.requests]
        full = list(zip(self.requests, self.shapes, strict=True))
        self.agent = self._rows([np.broadcast_to(r.agents, s) for r, s in full])
        self.site = self._rows([np.broadcast_to(r.process, s) for r, s in full]) << np.uint64(16)
        self.odd = sum(int(np.prod(s)) for r, s in full if r.odd)
        self.values: dict[str, Floats] = {}

    @staticmethod
    def _rows(parts: Sequence[Any]) -> Words:
        return np.concatenate([np.asarray(p, dtype=np.uint64).reshape(-1) for p in parts])

    def _place(self, rows: Any, runs: Any) -> tuple[Any, Any]:
        """Rows and runs as axes in the order in which they lie in memory."""
        return (rows[:, None], runs[None]) if self.runs_last else (rows[None], runs[:, None])

    def _half(self, which: slice) -> slice | tuple[slice, slice]:
        return which if self.runs_last else (slice(None), which)

    def bits(self) -> tuple[Floats, Floats]:
        """First and second draws of all blocks of the month, as they lie in memory, a few agents at a time."""
        size = (self.site.size, self.odd)
        even, odd = (np.empty((n, self.run.size) if self.runs_last else (self.run.size, n)) for n in size)
        upper = self.run >> np.uint64(32) << np.uint64(16) | np.uint64(self.step)
        rows = max(1, CHUNK // self.run.size)
        for first in range(0, self.site.size, rows):
            which = slice(first, first + rows)
            site, run = self._place(self.site[which], self.run)
            agent, up = self._place(self.agent[which], upper)
            w0, w1, w2, w3 = philox((run, up, agent, site), self.seed)
            even[self._half(which)] = unit(w0, w1)
            pairs = min(first + rows, self.odd) - first
            if pairs > 0:
                half = self._half(slice(0, pairs))
                odd[self._half(slice(first, first + pairs))] = unit(w2[half], w3[half])
        return even, odd

    def month(self, step: int) -> None:
        """Makes the draws that every month needs."""
        self.step = step
        even, odd = self.bits()
        at = 0
        for request, shape in zip(self.requests, self.shapes, strict=True):
            rows = self._half(slice(at, at + int(np.prod(shape))))
            at += int(np.prod(shape))
            for name, source in ((request.name, even), (request.odd, odd)):
                if name:
                    self.values[name] = self._view(self._scaled(source[rows], request.normal), shape)

    def _scaled(self, u: Floats, is_normal: bool) -> Floats:
        return normal(np.ascontiguousarray(u)) if is_normal else u

    def _view(self, x: Floats, shape: tuple[int, ...]) -> Floats:
        if self.runs_last:
            return x.reshape(*shape, -1)
        return np.moveaxis(x.reshape(-1, *shape), 0, -1)

    def __getitem__(self, name: str) -> Floats:
        return self.values[name]

    def at(self, process: int, agent: Any, run: Any, draw: int) -> Floats:
        """Uniform draw number `draw` of some agents in some of the block's runs."""
        replicate = self.run[run]
        site = np.uint64(process << 16 | draw >> 1)
        upper = replicate >> np.uint64(32) << np.uint64(16) | np.uint64(self.step)
        words = philox((replicate, upper, np.asarray(agent, dtype=np.uint64), site), self.seed)
        return unit(*words[:2]) if draw % 2 == 0 else unit(*words[2:])

    def normal_at(self, process: int, agent: Any, run: Any, draw: int) -> Floats:
        """The same for a standard normal draw."""
        return normal(np.ascontiguousarray(self.at(process, agent, run, draw)))


class Native(Draws):
    """As many draws by NumPy's own PCG64, in the order in which they are asked for: another sample of it."""

    def __init__(self, seed: int, runs: range, layout: Layout, requests: Sequence[Request]) -> None:
        super().__init__(seed, runs, layout, requests)
        self.source = np.random.Generator(np.random.PCG64([seed, runs.start]))

    def month(self, step: int) -> None:
        self.step = step
        for request, shape in zip(self.requests, self.shapes, strict=True):
            draw = self.source.standard_normal if request.normal else self.source.random
            size = (int(np.prod(shape)), self.run.size)
            for name in filter(None, (request.name, request.odd)):
                self.values[name] = self._view(draw(size if self.runs_last else size[::-1]), shape)

    def at(self, process: int, agent: Any, run: Any, draw: int) -> Floats:
        return self.source.random(np.broadcast_shapes(np.shape(agent), np.shape(run)))

    def normal_at(self, process: int, agent: Any, run: Any, draw: int) -> Floats:
        return self.source.standard_normal(np.broadcast_shapes(np.shape(agent), np.shape(run)))


@njit(error_model="numpy")
def block_at(seed: int, replicate: int, step: int, process: int, agent: int, draw: int) -> tuple[float, float]:
    """Both uniform draws of the block in which draw number `draw` lies."""
    low, shift = np.uint64(LOW), np.uint64(32)
    c0 = np.uint64(replicate) & low
    c1 = (np.uint64(replicate) >> shift << np.uint64(16)) | np.uint64(step)
    c2, c3 = np.uint64(agent), np.uint64(process << 16 | draw >> 1)
    k0, k1 = np.uint64(seed) & low, np.uint64(seed) >> shift
    for _ in range(ROUNDS):
        p0, p1 = c0 * np.uint64(MULTIPLIERS[0]), c2 * np.uint64(MULTIPLIERS[1])
        c0, c1, c2, c3 = (p1 >> shift) ^ c1 ^ k0, p1 & low, (p0 >> shift) ^ c3 ^ k1, p0 & low
        k0, k1 = (k0 + np.uint64(WEYL[0])) & low, (k1 + np.uint64(WEYL[1])) & low
    first = np.float64((c1 << np.uint64(20)) | (c0 >> np.uint64(12)))
    second = np.float64((c3 << np.uint64(20)) | (c2 >> np.uint64(12)))
    return (first + 0.5) * 2.0**-52, (second + 0.5) * 2.0**-52


@njit(error_model="numpy")
def uniform_at(seed: int, replicate: int, step: int, process: int, agent: int, draw: int) -> float:
    """Uniform draw at an address."""
    return block_at(seed, replicate, step, process, agent, draw)[draw % 2]


@njit(error_model="numpy")
def ratio_of(x: float, top: tuple[float, ...], bottom: tuple[float, ...]) -> float:
    a, b = top[7], bottom[7]
    for i in range(6, -1, -1):
        a, b = a * x + top[i], b * x + bottom[i]
    return a / b


@njit(error_model="numpy")
def quantile(u: float) -> float:
    """Standard normal quantile."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * ratio_of(0.180625 - q * q, CENTRAL[0], CENTRAL[1])
    r = np.sqrt(-np.log(min(u, 1.0 - u)))
    size = ratio_of(r - 1.6, NEAR[0], NEAR[1]) if r <= 5.0 else ratio_of(r - 5.0, FAR[0], FAR[1])
    return size if u > 0.5 else -size


@njit(error_model="numpy")
def normal_draw(seed: int, replicate: int, step: int, process: int, agent: int, draw: int) -> float:
    """Standard normal draw at an address."""
    return quantile(uniform_at(seed, replicate, step, process, agent, draw))
