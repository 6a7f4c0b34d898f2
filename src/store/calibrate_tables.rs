//! The tables of a calibration: file names, fields, and their meaning.

use super::tables::{Field, FieldType, Table, field};

/// The weighted posterior sample.
pub const POSTERIOR: &str = "posterior.csv";
/// The sample as a study.
pub const POSTERIOR_STUDY: &str = "posterior.toml";
/// The generations of the sampler.
pub const HISTORY: &str = "history.csv";
/// Prior and posterior of each parameter.
pub const PARAMETERS: &str = "parameters.csv";
/// Observed and predicted value of each target.
pub const FIT: &str = "fit.csv";
/// The scenario at the posterior medians.
pub const CALIBRATED: &str = "calibrated.toml";

type Row = (&'static str, FieldType, &'static str, &'static str);

fn fields(rows: &[Row]) -> Vec<Field> {
    let each = |(name, kind, unit, text): &Row| field(name, *kind, unit, text);
    rows.iter().map(each).collect()
}

/// `posterior.csv`: a row per particle, with a column for each path of a free parameter, named as the path is:
/// `trilat sweep` takes it as a list.
pub fn posterior(paths: &[String]) -> Table {
    use FieldType::{Integer, Number};
    let mut all = fields(&[("point", Integer, "1", "Number of the particle, from 0.")]);
    let value = |path: &String| {
        let text = format!("Value of the parameter {path}.");
        field(path, Number, "see parameter", &text)
    };
    all.extend(paths.iter().map(value));
    all.extend(fields(&[
        (
            "weight",
            Number,
            "probability",
            "Weight of the particle; the weights add up to 1.",
        ),
        (
            "distance",
            Number,
            "scales",
            "Root mean square of (simulated - observed)/scale over the fitted targets.",
        ),
    ]));
    Table {
        file: POSTERIOR,
        description: "The weighted sample of the last generation: the approximate posterior.",
        fields: all,
        key: &["point"],
    }
}

/// `history.csv`: a row per generation.
pub fn history() -> Table {
    use FieldType::{Integer, Number};
    Table {
        file: HISTORY,
        description: "Tolerance, acceptance and effective sample size of each generation.",
        fields: fields(&[
            (
                "generation",
                Integer,
                "1",
                "Generation, from 0 (the prior).",
            ),
            (
                "tolerance",
                Number,
                "scales",
                "Largest distance accepted; empty in generation 0, which accepts all.",
            ),
            (
                "simulations",
                Integer,
                "runs",
                "Proposals simulated up to the last particle.",
            ),
            (
                "simulations_total",
                Integer,
                "runs",
                "The same, with all generations before.",
            ),
            ("acceptance", Number, "share", "Particles over simulations."),
            (
                "ess",
                Number,
                "particles",
                "Effective sample size, 1 over the sum of squared weights.",
            ),
            (
                "distance_median",
                Number,
                "scales",
                "Median distance of the particles, unweighted.",
            ),
        ]),
        key: &["generation"],
    }
}

/// `parameters.csv`: a row per free parameter.
pub fn parameters() -> Table {
    use FieldType::{Number, String};
    let unit = "see parameter";
    Table {
        file: PARAMETERS,
        description: "Prior and posterior of each free parameter, and whether the data inform it.",
        fields: fields(&[
            ("parameter", String, "", "Dotted path of the parameter."),
            (
                "also",
                String,
                "",
                "Further paths that take the same value, separated by spaces.",
            ),
            (
                "prior",
                String,
                "",
                "uniform, log_uniform, normal or log_normal.",
            ),
            ("low", Number, unit, "Lower end of the prior."),
            ("high", Number, unit, "Upper end of the prior."),
            ("baseline", Number, unit, "Value in the scenario."),
            ("prior_q05", Number, unit, "5 % quantile of the prior."),
            ("prior_q25", Number, unit, "25 % quantile of the prior."),
            ("prior_median", Number, unit, "Median of the prior."),
            ("prior_q75", Number, unit, "75 % quantile of the prior."),
            ("prior_q95", Number, unit, "95 % quantile of the prior."),
            ("q05", Number, unit, "5 % quantile of the posterior."),
            ("q25", Number, unit, "25 % quantile of the posterior."),
            ("median", Number, unit, "Median of the posterior."),
            ("q75", Number, unit, "75 % quantile of the posterior."),
            ("q95", Number, unit, "95 % quantile of the posterior."),
            ("mean", Number, unit, "Mean of the posterior."),
            ("sd", Number, unit, "Standard deviation of the posterior."),
            (
                "sd_ratio",
                Number,
                "1",
                "Standard deviation of the posterior over that of the prior.",
            ),
            (
                "ks",
                Number,
                "probability",
                "Kolmogorov-Smirnov distance of the posterior from the prior.",
            ),
            (
                "verdict",
                String,
                "",
                "not informed by the data: ks up to 1.628 over the root of the effective sample size; informed: above \
                 that and at least 0.2; weakly informed: between.",
            ),
        ]),
        key: &["parameter"],
    }
}

/// `fit.csv`: a row per target.
pub fn fit() -> Table {
    use FieldType::{Boolean, Integer, Number, String};
    let unit = "see observable";
    Table {
        file: FIT,
        description: "Observed, prior predictive and posterior predictive value of each target.",
        fields: fields(&[
            ("target", String, "", "Name of the target."),
            ("observable", String, "", "What is computed."),
            (
                "series",
                String,
                "",
                "Of which observation of the scenario.",
            ),
            ("window", String, "", "In which months, ends included."),
            (
                "fitted",
                Boolean,
                "1",
                "1 if the target was fitted, 0 if it was predicted.",
            ),
            ("observed", Number, unit, "Observed value."),
            (
                "observed_low",
                Number,
                unit,
                "Lower end of its 95 % interval; empty if unknown.",
            ),
            (
                "observed_high",
                Number,
                unit,
                "Upper end of its 95 % interval; empty if unknown.",
            ),
            (
                "scale",
                Number,
                unit,
                "What differences were divided by: the standard error of the observed value, else 1.4826 times the \
                 median absolute deviation of the prior predictive values.",
            ),
            (
                "scale_from",
                String,
                "",
                "standard error or prior predictive.",
            ),
            ("prior_mean", Number, unit, "Prior predictive mean."),
            ("prior_q05", Number, unit, "5 % quantile of it."),
            ("prior_q95", Number, unit, "95 % quantile of it."),
            ("mean", Number, unit, "Posterior predictive mean."),
            (
                "sd",
                Number,
                unit,
                "Posterior predictive standard deviation.",
            ),
            ("q05", Number, unit, "5 % quantile of it."),
            ("q95", Number, unit, "95 % quantile of it."),
            (
                "z",
                Number,
                "1",
                "Observed value minus predictive mean, over the predictive standard deviation.",
            ),
            (
                "meets",
                Boolean,
                "1",
                "1 if the 90 % predictive interval meets the observed interval (the observed value where that is \
                 unknown).",
            ),
            (
                "n",
                Integer,
                "runs",
                "Predictive runs in which the target is defined.",
            ),
        ]),
        key: &["target"],
    }
}
