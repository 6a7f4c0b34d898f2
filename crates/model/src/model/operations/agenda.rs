//! What has to be worked out in a theatre for a list of coalitions: what is the same for several of them, once.
//!
//! Coalitions that have the same owners of a pool, and serve the same theatres first, leave the same units for this one. Of two
//! that have fired the same salvos so far, the same missiles arrive at the next layer.

use super::pools::Pool;

/// Whose order of value a common plan follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// That of a coalition, in all lanes.
    Of(usize),
    /// In each lane that of those who responded.
    Responders,
}

/// Units of a pool that a common plan leaves for the theatre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Which pool.
    pub pool: usize,
    /// Who contributes: a set of owners.
    pub members: usize,
    /// When the theatre is served.
    pub turn: Turn,
}

/// Who fires at the missiles that arrive at a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fire {
    /// Everybody by one plan, from a room (O4).
    Together(usize),
    /// Each of a set of owners from a room of its own, without knowing of the others (O5).
    Apart(usize),
}

/// One layer's fire at what an earlier salvo has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Salvo {
    /// The earlier salvo, or none where the raid arrives whole.
    pub after: Option<usize>,
    /// The pool of the layer.
    pub pool: usize,
    /// Who fires.
    pub fire: Fire,
}

/// What a coalition does, in what is worked out for all.
#[derive(Clone, Debug)]
pub struct Course {
    /// Its members.
    pub members: usize,
    /// Its rooms under a common plan, by pool; none where no member owns anything.
    pub rooms: Vec<Option<usize>>,
    /// Its last salvos: under a common plan, and nation by nation. None where no member has interceptors.
    pub last: [Option<usize>; 2],
}

/// All that differs between some coalitions in one theatre.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    /// Number of pools.
    pools: usize,
    /// Rooms.
    pub rooms: Vec<Room>,
    /// The rooms of each ally alone, pool × allies + ally.
    pub own: Vec<Option<usize>>,
    /// Salvos, each after those that it follows.
    pub salvos: Vec<Salvo>,
    /// What each coalition does.
    pub courses: Vec<Course>,
}

/// The place of an item in a list, which takes it in if it is new.
pub(super) fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    let known = list.iter().position(|other| *other == item);
    known.unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

impl Agenda {
    /// The agenda of some coalitions, each with its turn. `alone` says whose order of value an ally by itself follows.
    pub fn new(
        pools: &[Pool],
        layers: usize,
        coalitions: impl Iterator<Item = (usize, Turn)>,
        alone: impl Fn(usize) -> Turn,
    ) -> Self {
        let mut agenda = Self {
            pools: pools.len(),
            ..Self::default()
        };
        for (pool, forces) in pools.iter().enumerate() {
            for (s, owned) in forces.by_ally.iter().enumerate() {
                let (members, turn) = (1 << s, alone(1 << s));
                let own = Room {
                    pool,
                    members,
                    turn,
                };
                let own = (!owned.is_empty()).then(|| place(&mut agenda.rooms, own));
                agenda.own.push(own);
            }
        }
        for (members, turn) in coalitions {
            agenda.add(pools, layers, members, turn);
        }
        agenda
    }

    /// The members of a set who own forces of a pool, with their own rooms.
    pub fn apart(&self, pool: usize, members: usize) -> impl Iterator<Item = (usize, usize)> {
        let allies = self.own.len() / self.pools;
        let own = self.own[pool * allies..][..allies].iter().enumerate();
        own.filter(move |(s, _)| members >> s & 1 == 1)
            .filter_map(|(s, room)| room.map(|room| (s, room)))
    }

    fn add(&mut self, pools: &[Pool], layers: usize, members: usize, turn: Turn) {
        let owning = |pool: &Pool| pool.owners().fold(0, |set, (s, _)| set | 1 << s) & members;
        let mut rooms = Vec::new();
        for (pool, forces) in pools.iter().enumerate() {
            let members = owning(forces);
            let room = Room {
                pool,
                members,
                turn,
            };
            rooms.push((members != 0).then(|| place(&mut self.rooms, room)));
        }
        let mut last = [None; 2];
        for (pool, room) in rooms.iter().enumerate().take(layers) {
            let Some(room) = *room else {
                continue;
            };
            let owners = owning(&pools[pool]);
            let ally = owners.trailing_zeros() as usize;
            let only = self.own[pool * pools[pool].by_ally.len() + ally];
            // A lone owner never interferes with itself.
            let apart = match only.filter(|_| owners.is_power_of_two()) {
                Some(own) => Fire::Together(own),
                None => Fire::Apart(owners),
            };
            for (last, fire) in last.iter_mut().zip([Fire::Together(room), apart]) {
                let after = *last;
                *last = Some(place(&mut self.salvos, Salvo { after, pool, fire }));
            }
        }
        self.courses.push(Course {
            members,
            rooms,
            last,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::pools::PoolKind;
    use super::*;

    fn pool(layer: usize, owners: [bool; 2]) -> Pool {
        Pool {
            kind: PoolKind::Defence(layer),
            by_ally: owners
                .map(|owns| if owns { vec![0] } else { vec![] })
                .into(),
        }
    }

    /// The first layer belongs to ally 0 alone, the second to both.
    #[test]
    fn what_coalitions_have_in_common_stands_in_the_agenda_once() {
        let pools = [pool(0, [true, false]), pool(1, [true, true])];
        let of =
            |turn: fn(usize) -> Turn| Agenda::new(&pools, 2, (1..4).map(|x| (x, turn(x))), turn);
        let agenda = of(|_| Turn::Of(0));
        // One room in the first layer; in the second, one for each ally and one for both.
        assert_eq!(agenda.rooms.len(), 4);
        // The first layer fires once; the second for 0, for 1 and for both, together and apart.
        assert_eq!(agenda.salvos.len(), 1 + 2 + 2);
        let [first, second, both] = &agenda.courses[..] else {
            panic!("three coalitions");
        };
        assert_eq!(first.last[0], first.last[1]);
        assert_eq!(second.rooms[0], None);
        assert_ne!(both.last[0], both.last[1]);
        // Where both together serve another theatre first, they leave other rooms.
        let agenda = of(Turn::Of);
        assert_eq!(agenda.rooms.len(), 5);
        assert_eq!(agenda.salvos.len(), 1 + 1 + 2 + 2);
    }
}
