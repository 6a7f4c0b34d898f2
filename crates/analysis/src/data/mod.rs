//! The record that the program carries: series with their provenance, licence and known faults.
//!
//! `data/datapackage.json` (a Frictionless Tabular Data Package) is the only description; it and the
//! files are part of the binary.

mod bibtex;
mod counts;
mod error;
mod files;
mod package;
mod series;

pub use bibtex::bibtex;
pub use counts::own_counts;
pub use error::DataError;
pub use package::{
    Citation, Constraints, Coverage, Field, License, Package, Resource, Schema, Source,
};
pub use series::{MonthlyCounts, monthly_counts};

use crate::scenario::load::closest;

/// The embedded data package.
///
/// # Errors
/// [`DataError::Package`] if the description in the binary cannot be read, which the tests rule out.
///
/// ```
/// let package = trilat_analysis::data::package()?;
/// let series = package.resource("nk_monthly")?;
/// assert_eq!(series.rows()?, 456);
/// # Ok::<(), trilat_analysis::data::DataError>(())
/// ```
pub fn package() -> Result<Package, DataError> {
    serde_json::from_str(files::PACKAGE).map_err(|error| DataError::Package {
        message: error.to_string(),
    })
}

impl Package {
    /// The series of a name.
    ///
    /// # Errors
    /// [`DataError::Unknown`], with the name that was probably meant.
    pub fn resource(&self, name: &str) -> Result<&Resource, DataError> {
        let plain = name.trim_end_matches(".csv");
        self.resources
            .iter()
            .find(|resource| resource.name == plain)
            .ok_or_else(|| DataError::Unknown {
                name: name.to_owned(),
                closest: closest(plain, self.resources.iter().map(|r| r.name.as_str()))
                    .map(str::to_owned),
            })
    }

    /// The references of a series, in the order in which it names them.
    pub fn citations_of(&self, resource: &Resource) -> Vec<&Citation> {
        let find = |key: &String| self.citations.iter().find(|c| c.key == *key);
        resource.citations.iter().filter_map(find).collect()
    }
}

impl Resource {
    /// The text of the file.
    ///
    /// # Errors
    /// [`DataError::NotEmbedded`] if the binary lacks it, which the tests rule out.
    pub fn text(&self) -> Result<&'static str, DataError> {
        files::file(&self.path).ok_or_else(|| DataError::NotEmbedded {
            path: self.path.clone(),
        })
    }

    /// Number of rows without the header.
    ///
    /// # Errors
    /// As [`Resource::text`].
    pub fn rows(&self) -> Result<usize, DataError> {
        let mut reader = csv::Reader::from_reader(self.text()?.as_bytes());
        Ok(reader.records().count())
    }

    /// The field of a name.
    ///
    /// # Errors
    /// [`DataError::UnknownColumn`], with the name that was probably meant.
    pub fn field(&self, name: &str) -> Result<&Field, DataError> {
        let fields = &self.schema.fields;
        let names = || fields.iter().map(|field| field.name.as_str());
        fields
            .iter()
            .find(|field| field.name == name)
            .ok_or_else(|| DataError::UnknownColumn {
                series: self.name.clone(),
                column: name.to_owned(),
                closest: closest(name, names()).map(str::to_owned),
            })
    }
}
