//! Forces and what they defend, use and share: the sections `layers`, `forces`, `sites`, `bases`
//! and `programmes`; and the public records of probes, `observations`.

use super::diagnostics::{did_you_mean, listed};
use super::document::Table;
use super::fields::Context;
use super::levers::named_target;
use super::roster::{at_most, checked_code, find_ally};
use super::source::Span;
use crate::scenario::{
    BaseSpec, ForceKind, ForceSpec, LayerSpec, MAX_BASES, MAX_FORCES, MAX_LAYERS, MAX_OBSERVATIONS,
    MAX_PROGRAMMES, MAX_SITES, ObservationSpec, ProgrammeSpec, Roster, SiteSpec,
};

/// Adds forces, sites, bases and programmes to a roster.
pub(super) fn read(root: &Table, mut roster: Roster, cx: &mut Context<'_>) -> Roster {
    each(root, "layers", MAX_LAYERS, cx, |code, _, table, cx| {
        let name = cx.label(table, &format!("layers.{code}"), "name");
        roster.layers.push(LayerSpec {
            code: code.to_owned(),
            name: name.unwrap_or_else(|| code.to_owned()),
        });
    });
    each(root, "forces", MAX_FORCES, cx, |code, key, table, cx| {
        if let Some(force) = force(code, key, table, root, &roster, cx) {
            roster.forces.push(force);
        }
    });
    each(root, "sites", MAX_SITES, cx, |code, key, table, cx| {
        let at = format!("sites.{code}");
        let name = cx.label(table, &at, "name");
        if let Some(theatre) = theatre(&at, key, table, root, &roster, cx) {
            roster.sites.push(SiteSpec {
                code: code.to_owned(),
                name: name.unwrap_or_else(|| code.to_owned()),
                theatre,
            });
        }
    });
    each(root, "bases", MAX_BASES, cx, |code, key, table, cx| {
        if let Some(base) = base(code, key, table, root, &roster, cx) {
            roster.bases.push(base);
        }
    });
    each(
        root,
        "programmes",
        MAX_PROGRAMMES,
        cx,
        |code, _, table, cx| {
            let name = cx.label(table, &format!("programmes.{code}"), "name");
            roster.programmes.push(ProgrammeSpec {
                code: code.to_owned(),
                name: name.unwrap_or_else(|| code.to_owned()),
            });
        },
    );
    each(
        root,
        "observations",
        MAX_OBSERVATIONS,
        cx,
        |code, key, table, cx| {
            if let Some(observation) = observation(code, key, table, &roster, cx) {
                roster.observations.push(observation);
            }
        },
    );
    roster
}

fn observation(
    code: &str,
    key: Span,
    table: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<ObservationSpec> {
    let at = format!("observations.{code}");
    let name = cx.label(table, &at, "name");
    required(&at, "target", key, table, cx);
    let target = named_target(&at, "target", table, roster, cx);
    let top = roster.rungs.len();
    if top == 0 {
        return None;
    }
    let mut rung = |name: &str, default: usize| {
        let given = cx.integer(table, &at, name, 1..=top as u64);
        given.map_or(default, |rung| rung as usize)
    };
    let from_rung = rung("from_rung", top.min(3));
    let until_rung = rung("until_rung", top);
    if from_rung > until_rung {
        let message = format!("`{at}` covers rungs from {from_rung} until {until_rung}: none");
        cx.error(key, message, vec![]);
        return None;
    }
    Some(ObservationSpec {
        code: code.to_owned(),
        name: name.unwrap_or_else(|| code.to_owned()),
        target: target?,
        from_rung,
        until_rung,
    })
}

fn each(
    root: &Table,
    section: &str,
    limit: usize,
    cx: &mut Context<'_>,
    mut member: impl FnMut(&str, Span, &Table, &mut Context<'_>),
) {
    let Some(table) = root.table(section) else {
        return;
    };
    let mut codes = Vec::new();
    for (code, entry, inner) in table.tables() {
        if !checked_code(code, section, entry.key, cx) {
            continue;
        }
        if codes.len() < limit {
            member(code, entry.key, inner, cx);
        }
        codes.push(code.to_owned());
    }
    at_most(table, &codes, limit, section, cx);
}

fn force(
    code: &str,
    key: Span,
    table: &Table,
    root: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<ForceSpec> {
    let at = format!("forces.{code}");
    let name = cx.label(table, &at, "name");
    let owner = ally(&at, "owner", key, table, root, roster, cx);
    required(&at, "kind", key, table, cx);
    let kind = cx.word(table, &at, "kind", &ForceKind::ALL);
    let layer = layer(&at, kind, key, table, root, roster, cx)?;
    Some(ForceSpec {
        code: code.to_owned(),
        name: name.unwrap_or_else(|| code.to_owned()),
        owner: owner?,
        kind: kind?,
        layer,
    })
}

/// The layer of a missile defence; other forces have none.
fn layer(
    at: &str,
    kind: Option<ForceKind>,
    key: Span,
    table: &Table,
    root: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<Option<usize>> {
    let defends = kind == Some(ForceKind::MissileDefence);
    let given = cx.text(table, at, "layer");
    let codes = || roster.layers.iter().map(|layer| layer.code.as_str());
    let Some((code, span)) = given else {
        if defends && table.get("layer").is_none() {
            let help = format!("the layers are {}", listed(codes()));
            cx.error(key, format!("`{at}` has no layer"), vec![help]);
            return None;
        }
        return (!defends).then_some(None);
    };
    if !defends && kind.is_some() {
        let message = format!("`{at}.layer`: only missile defence has a layer");
        cx.error(span, message, vec![]);
        return None;
    }
    let index = roster.layers.iter().position(|layer| layer.code == code);
    let known = root
        .table("layers")
        .is_some_and(|layers| layers.get(&code).is_some());
    if index.is_none() && !known {
        let mut help = did_you_mean(&code, codes());
        help.push(format!("the layers are {}", listed(codes())));
        cx.error(span, format!("no layer `{code}`"), help);
    }
    index.map(Some)
}

fn base(
    code: &str,
    key: Span,
    table: &Table,
    root: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<BaseSpec> {
    let at = format!("bases.{code}");
    let host = ally(&at, "host", key, table, root, roster, cx);
    let guest = ally(&at, "guest", key, table, root, roster, cx);
    let theatre = theatre(&at, key, table, root, roster, cx);
    let (host, guest) = (host?, guest?);
    if host == guest {
        let message = format!("`{at}`: host and guest are the same ally");
        cx.error(key, message, vec![]);
        return None;
    }
    Some(BaseSpec {
        code: code.to_owned(),
        host,
        guest,
        theatre: theatre?,
    })
}

/// Reports a key that is missing.
fn required(at: &str, name: &str, key: Span, table: &Table, cx: &mut Context<'_>) {
    if table.get(name).is_none() {
        cx.error(key, format!("`{at}` has no {name}"), vec![]);
    }
}

fn ally(
    at: &str,
    name: &str,
    key: Span,
    table: &Table,
    root: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<usize> {
    required(at, name, key, table, cx);
    let (code, span) = cx.text(table, at, name)?;
    find_ally(&code, span, root, roster, cx)
}

fn theatre(
    at: &str,
    key: Span,
    table: &Table,
    root: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<usize> {
    required(at, "theatre", key, table, cx);
    let (code, span) = cx.text(table, at, "theatre")?;
    let index = roster.theatres.iter().position(|t| t.code == code);
    let known = root
        .table("theatres")
        .is_some_and(|theatres| theatres.get(&code).is_some());
    if index.is_none() && !known {
        let codes = || roster.theatres.iter().map(|t| t.code.as_str());
        let mut help = did_you_mean(&code, codes());
        help.push(format!("the theatres are {}", listed(codes())));
        cx.error(span, format!("no theatre `{code}`"), help);
    }
    index
}
