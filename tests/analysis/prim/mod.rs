//! Scenario discovery: against ema_workbench, on planted boxes, on noise, and as users type it.

mod command;
mod oracle;
mod properties;
mod shown;
mod tasks;
