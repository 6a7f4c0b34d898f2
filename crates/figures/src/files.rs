//! The files of several figures, made on several threads.

use std::borrow::Borrow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::error::FigureError;
use crate::export::{Drawing, Format};
use crate::figure::Figure;

/// The files of figures by name, figure by figure, as [`Figure::files`] gives them: the same bytes whatever the number of
/// threads, of which the calling one is the first.
///
/// # Errors
/// [`FigureError::Render`], of the first figure that cannot be made.
pub fn files_of(
    figures: &[impl Borrow<Figure>],
    formats: &[Format],
    threads: usize,
) -> Result<Vec<Vec<(String, Vec<u8>)>>, FigureError> {
    let every = figures.iter().enumerate();
    let every = every.flat_map(|(at, _)| formats.iter().map(move |format| (at, *format)));
    let read: Vec<OnceLock<Drawing>> = figures.iter().map(|_| OnceLock::new()).collect();
    let made: Vec<(Job<'_>, OnceLock<_>)> = every
        .map(|(at, format)| ((figures[at].borrow(), format, &read[at]), OnceLock::new()))
        .collect();
    // What takes longest first, so that no thread is left alone with it.
    let mut order: Vec<usize> = (0..made.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(effort(&made[*at].0)));
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let ((figure, format, read), content) = &made[*at];
            let _ = content.set(figure.content(*format, read));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.min(made.len()) {
            // Where no further thread can be had, those that there are do it all.
            if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
    let mut made = made
        .into_iter()
        .filter_map(|(_, content)| content.into_inner());
    let mut files = |figure: &Figure| {
        let drawn = made.by_ref().take(formats.len());
        figure.beside(formats, drawn.collect::<Result<Vec<_>, _>>()?)
    };
    figures
        .iter()
        .map(|figure| files(figure.borrow()))
        .collect()
}

/// A figure, the format in which it is wanted, and where its drawing is kept once it was read.
type Job<'a> = (&'a Figure, Format, &'a OnceLock<Drawing>);

/// About how long it takes, to no scale: a drawing is text, pages of it, or pixels.
fn effort((figure, format, _): &Job<'_>) -> usize {
    let times = match format {
        Format::Svg => 0,
        Format::Pdf => 1,
        Format::Png => 2,
        Format::Tiff => 8,
    };
    times * figure.svg.len()
}
