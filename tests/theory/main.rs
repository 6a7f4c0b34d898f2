//! The closed forms: their catalogue, worked values, theorems, outside oracles, and the command that shows them.

mod catalogue;
mod command;
mod oracles;
mod properties;
mod values;
