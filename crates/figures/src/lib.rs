//! Print-ready figures from plain tables.
//!
//! One function per kind, each from a [`Table`] that anyone could have made:
//! [`probes_by_rung()`], [`bands_over_time()`], [`time_to_first_event()`], [`timeline()`],
//! [`contrasts()`], [`effect_over_time()`], [`curves()`], [`effect_by()`], [`heat_map()`], [`tornado()`], [`phase_diagram()`], [`effect_map()`],
//! [`sobol_bars()`],
//! [`morris()`], [`network()`], [`prim_box()`], [`peeling()`], [`pairs()`], [`predictive_check()`],
//! [`tolerances()`], [`claims_overview()`], [`claim_map()`]. A [`Figure`] carries the drawing, the data that
//! it shows, a caption, an alternative text and the command that made it. Each kind says of itself what it shows and
//! which columns it reads ([`Kind`]); [`KINDS`] lists them.
//!
//! Widths and text sizes follow the journals of the field ([`Preset`]); unordered series take the
//! Okabe–Ito colours, ordered ones viridis, and line type and marker differ too. SVG, PDF and PNG hold
//! neither date nor host: the same input gives the same bytes.

mod axis;
mod bands_over_time;
mod canvas;
mod cells;
mod claim_map;
mod claims_overview;
mod contrasts;
mod curves;
mod document;
mod effect_over_time;
mod error;
mod estimates;
mod export;
mod figure;
mod files;
mod font;
mod frame;
mod heat_map;
mod kind;
mod kinds;
mod layout;
mod legend;
mod morris;
mod network;
mod pairs;
mod panel;
mod phase_diagram;
mod predictive_check;
mod prim;
mod probes_by_rung;
mod rows;
mod scale;
mod sobol_bars;
mod table;
mod theme;
mod time_to_first_event;
mod timeline;
mod tolerances;
mod tornado;

pub use bands_over_time::{BANDS_OVER_TIME, BELIEFS, bands_over_time};
pub use claim_map::{CLAIM_MAP, claim_map};
pub use claims_overview::{CLAIMS_OVERVIEW, claims_overview};
pub use contrasts::{CONTRASTS, contrasts};
pub use curves::{CURVES, EFFECT_BY, curves, effect_by};
pub use document::document_pdf;
pub use effect_over_time::{EFFECT_OVER_TIME, effect_over_time};
pub use error::FigureError;
pub use estimates::{ESTIMATE, plain};
pub use export::{Drawing, Format};
pub use figure::{Figure, Source};
pub use files::files_of;
pub use font::{add_font, bundled as bundled_font};
pub use heat_map::{HEAT_MAP, heat_map};
pub use kind::{Draw, Kind};
pub use kinds::KINDS;
pub use morris::{MORRIS, morris};
pub use network::{NETWORK, network};
pub use pairs::{PAIRS, pairs};
pub use panel::{Panel, Place, Reading};
pub use phase_diagram::{EFFECT_MAP, PHASE_DIAGRAM, effect_map, phase_diagram};
pub use predictive_check::{PREDICTIVE_CHECK, predictive_check};
pub use prim::{PEELING, PRIM_BOX, peeling, prim_box};
pub use probes_by_rung::{PROBES_BY_RUNG, probes_by_rung};
pub use rows::Columns;
pub use sobol_bars::{SOBOL_BARS, sobol_bars};
pub use table::{Column, Table};
pub use theme::{Preset, Rgb, Theme};
pub use time_to_first_event::{TIME_TO_FIRST_EVENT, time_to_first_event};
pub use timeline::{TIMELINE, timeline, timeline_in_detail, timeline_of_rows, timeline_rows};
pub use tolerances::{TOLERANCES, tolerances};
pub use tornado::{TORNADO, tornado};
