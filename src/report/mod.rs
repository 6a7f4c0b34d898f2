//! What a reader gets from an output folder: a page to read, tables to print, a paragraph of methods.
//!
//! Everything here is made from the files of a folder and can be made again from them:
//! [`OutputFolder::read`](folder::OutputFolder::read) gathers them, [`page::page`] is `report.html`,
//! [`paper_table`] sets tables in LaTeX and HTML, and [`methods::methods`] writes the methods paragraph
//! with the sources of the equations in use. Runs nothing: neither studies nor tasks may be imported.

pub mod analysis;
mod analysis_layouts;
pub mod archive;
pub mod audit_page;
pub mod bibliography;
pub mod cite;
pub mod differences;
pub mod discovery;
mod effects;
pub mod folder;
pub mod headline;
mod indices;
pub mod methods;
pub mod numbers;
pub mod only;
mod over_points;
pub mod page;
mod page_table;
pub mod paper_table;
pub mod results;
mod sections;
mod shown;
pub mod write;
