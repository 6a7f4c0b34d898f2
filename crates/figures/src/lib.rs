//! Print-ready figures from plain tables.
//!
//! One function per kind, each from a [`Table`] that anyone could have made:
//! [`probes_by_rung()`], [`bands_over_time()`], [`time_to_first_event()`], [`timeline()`],
//! [`contrasts()`], [`curves()`], [`heat_map()`], [`tornado()`], [`phase_diagram()`], [`sobol_bars()`],
//! [`morris()`], [`network()`], [`prim_box()`], [`peeling()`], [`pairs()`], [`predictive_check()`],
//! [`tolerances()`], [`claims_overview()`], [`claim_map()`]. A [`Figure`] carries the drawing, the data that
//! it shows, a caption, an alternative text and the command that made it.
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
mod error;
mod estimates;
mod export;
mod figure;
mod font;
mod heat_map;
mod layout;
mod legend;
mod morris;
mod network;
mod pairs;
mod pdf_order;
mod phase_diagram;
mod predictive_check;
mod prim;
mod probes_by_rung;
mod scale;
mod sobol_bars;
mod table;
mod theme;
mod time_to_first_event;
mod timeline;
mod tolerances;
mod tornado;

pub use bands_over_time::bands_over_time;
pub use claim_map::claim_map;
pub use claims_overview::claims_overview;
pub use contrasts::contrasts;
pub use curves::curves;
pub use error::FigureError;
pub use estimates::plain;
pub use export::{Format, svg_to_pdf, svg_to_png, svg_to_tiff};
pub use figure::{Figure, Source};
pub use heat_map::heat_map;
pub use morris::morris;
pub use network::network;
pub use pairs::pairs;
pub use phase_diagram::phase_diagram;
pub use predictive_check::predictive_check;
pub use prim::{peeling, prim_box};
pub use probes_by_rung::probes_by_rung;
pub use sobol_bars::sobol_bars;
pub use table::{Column, Table};
pub use theme::{Preset, Rgb, Theme};
pub use time_to_first_event::time_to_first_event;
pub use timeline::{timeline, timeline_in_detail, timeline_of_rows, timeline_rows};
pub use tolerances::tolerances;
pub use tornado::tornado;
