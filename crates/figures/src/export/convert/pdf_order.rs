//! One order for the objects of a PDF.
//!
//! The converter keeps fonts and resources in hash maps, so that the same figure comes out with its
//! objects in another order on each run. Here the entries of resource dictionaries are sorted, objects
//! are numbered anew in the order in which they are first referred to from the root, and the file is
//! written again. Neither what the page shows nor any stream changes.

use std::collections::{BTreeMap, VecDeque};

/// An object: its dictionary (or value) as text, and what follows it, a stream, as bytes.
struct Object {
    head: String,
    stream: Vec<u8>,
}

/// Rewrites a PDF with a classic cross-reference table; `None` if it is not laid out as expected.
pub(super) fn in_fixed_order(pdf: &[u8]) -> Option<Vec<u8>> {
    let table_at = table_offset(pdf)?;
    let table = std::str::from_utf8(pdf.get(table_at..)?).ok()?;
    let offsets = offsets(table)?;
    let objects = objects(pdf, &offsets, table_at)?;
    let trailer = table.split_once("trailer")?.1;
    let (root, info) = (entry(trailer, "/Root")?, entry(trailer, "/Info")?);
    let order = order(&objects, [root, info]);
    let numbers: BTreeMap<usize, usize> = order
        .iter()
        .enumerate()
        .map(|(i, old)| (*old, i + 1))
        .collect();

    let header_end = offsets.values().min().copied()?;
    let mut out = pdf.get(..header_end)?.to_vec();
    let mut places = Vec::with_capacity(order.len());
    for (i, old) in order.iter().enumerate() {
        let object = objects.get(old)?;
        places.push(out.len());
        out.extend_from_slice(format!("{} 0 obj", i + 1).as_bytes());
        out.extend_from_slice(renumbered(&object.head, &numbers).as_bytes());
        out.extend_from_slice(&object.stream);
    }
    let table_at = out.len();
    let mut tail = format!("xref\n0 {}\n0000000000 65535 f\r\n", places.len() + 1);
    for place in places {
        tail.push_str(&format!("{place:010} 00000 n\r\n"));
    }
    tail.push_str(&format!(
        "trailer\n<<\n  /Size {}\n  /Root {} 0 R\n  /Info {} 0 R\n>>\nstartxref\n{table_at}\n%%EOF",
        order.len() + 1,
        numbers.get(&root)?,
        numbers.get(&info)?
    ));
    out.extend_from_slice(tail.as_bytes());
    Some(out)
}

/// Where the cross-reference table starts, from the end of the file.
fn table_offset(pdf: &[u8]) -> Option<usize> {
    let tail = pdf.get(pdf.len().saturating_sub(64)..)?;
    let tail = String::from_utf8_lossy(tail);
    tail.rsplit_once("startxref")?
        .1
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}

/// Object number → offset, for the objects in use.
fn offsets(table: &str) -> Option<BTreeMap<usize, usize>> {
    let mut lines = table.lines();
    if lines.next()? != "xref" {
        return None;
    }
    let count: usize = lines.next()?.strip_prefix("0 ")?.trim().parse().ok()?;
    let mut offsets = BTreeMap::new();
    for (number, line) in lines.take(count).enumerate() {
        let mut fields = line.split_whitespace();
        let offset = fields.next()?.parse().ok()?;
        if fields.nth(1)? == "n" {
            offsets.insert(number, offset);
        }
    }
    Some(offsets)
}

fn objects(
    pdf: &[u8],
    offsets: &BTreeMap<usize, usize>,
    end: usize,
) -> Option<BTreeMap<usize, Object>> {
    let mut starts: Vec<(usize, usize)> = offsets.iter().map(|(n, at)| (*at, *n)).collect();
    starts.sort_unstable();
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([end]);
    let mut objects = BTreeMap::new();
    for ((start, number), end) in starts.iter().zip(ends) {
        let body = pdf
            .get(*start..end)?
            .strip_prefix(format!("{number} 0 obj").as_bytes())?;
        let split = find(body, b"\nstream\n").unwrap_or(body.len());
        let (head, stream) = body.split_at(split);
        let head = std::str::from_utf8(head).ok()?;
        objects.insert(
            *number,
            Object {
                head: sorted_resources(head),
                stream: stream.to_vec(),
            },
        );
    }
    Some(objects)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|w| w == wanted)
}

/// Number of the object that `key` of a dictionary refers to.
fn entry(dictionary: &str, key: &str) -> Option<usize> {
    let rest = dictionary.split_once(key)?.1;
    rest.split_whitespace().next()?.parse().ok()
}

/// Sorts runs of lines that name a resource, such as `/fo1 2 0 R`. Dictionaries have no order.
fn sorted_resources(head: &str) -> String {
    let mut lines: Vec<&str> = head.split('\n').collect();
    let is_resource = |line: &&str| {
        let name = line.trim_start().split(' ').next().unwrap_or("");
        name.starts_with('/')
            && name.ends_with(|c: char| c.is_ascii_digit())
            && line.trim_end_matches(']').ends_with(" 0 R")
    };
    for run in lines.chunk_by_mut(|a, b| is_resource(a) && is_resource(b)) {
        run.sort_unstable();
    }
    lines.join("\n")
}

/// Places of references (`12 0 R`) in a text: start and length of the number, and the number.
fn references(text: &str) -> Vec<(usize, usize, usize)> {
    text.match_indices(" 0 R")
        .filter_map(|(end, _)| {
            let before = text.get(..end)?;
            let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let number = before.get(start..)?.parse().ok()?;
            Some((start, end - start, number))
        })
        .collect()
}

/// Objects in the order in which they are first met from the roots, breadth first.
fn order(objects: &BTreeMap<usize, Object>, roots: [usize; 2]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    let mut met: BTreeMap<usize, ()> = BTreeMap::new();
    let mut next: VecDeque<usize> = roots.into();
    while let Some(number) = next.pop_front() {
        let Some(object) = objects.get(&number) else {
            continue;
        };
        if met.insert(number, ()).is_some() {
            continue;
        }
        order.push(number);
        next.extend(references(&object.head).into_iter().map(|r| r.2));
    }
    order
}

fn renumbered(head: &str, numbers: &BTreeMap<usize, usize>) -> String {
    let mut out = String::with_capacity(head.len());
    let mut done = 0;
    for (start, length, old) in references(head) {
        out.push_str(head.get(done..start).unwrap_or(""));
        // 0 is never in use: a dangling reference stays one.
        out.push_str(&numbers.get(&old).unwrap_or(&0).to_string());
        done = start + length;
    }
    out.push_str(head.get(done..).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same two-font document with its objects and resources in two orders.
    fn document(swapped: bool) -> Vec<u8> {
        let (a, b) = if swapped { (4, 3) } else { (3, 4) };
        let mut fonts = [format!("    /fo0 {a} 0 R"), format!("    /fo1 {b} 0 R")];
        let mut bodies = vec![
            (1, "\n<<\n  /Pages 2 0 R\n>>\nendobj\n\n".to_string()),
            (a, "\n<<\n  /BaseFont /First\n>>\nendobj\n\n".to_string()),
            (b, "\n<<\n  /BaseFont /Second\n>>\nendobj\n\n".to_string()),
            (5, "\n<<\n  /Producer (x)\n>>\nendobj\n\n".to_string()),
        ];
        if swapped {
            fonts.reverse();
            bodies.swap(1, 2);
        }
        let page = format!(
            "\n<<\n  /Font <<\n{}\n  >>\n>>\nstream\n\u{1}5 0 R\nendstream\nendobj\n\n",
            fonts.join("\n")
        );
        bodies.push((2, page));
        let mut pdf = b"%PDF-1.7\n\n".to_vec();
        let mut offsets = BTreeMap::new();
        for (number, body) in bodies {
            offsets.insert(number, pdf.len());
            pdf.extend_from_slice(format!("{number} 0 obj{body}").as_bytes());
        }
        let table = pdf.len();
        let mut tail = "xref\n0 6\n0000000000 65535 f\r\n".to_string();
        for offset in offsets.values() {
            tail.push_str(&format!("{offset:010} 00000 n\r\n"));
        }
        tail.push_str(&format!(
            "trailer\n<<\n  /Size 6\n  /Root 1 0 R\n  /Info 5 0 R\n>>\nstartxref\n{table}\n%%EOF"
        ));
        pdf.extend_from_slice(tail.as_bytes());
        pdf
    }

    #[test]
    fn two_orders_of_one_document_become_one() {
        assert_ne!(document(false), document(true));
        let fixed = in_fixed_order(&document(false)).unwrap();
        assert_eq!(fixed, in_fixed_order(&document(true)).unwrap());
        // Names still lead to their fonts, streams are untouched, and doing it again changes nothing.
        let text = String::from_utf8_lossy(&fixed);
        assert!(text.contains("/fo0 4 0 R") && text.contains("4 0 obj\n<<\n  /BaseFont /First"));
        assert!(text.contains("stream\n\u{1}5 0 R\nendstream"));
        assert_eq!(in_fixed_order(&fixed).unwrap(), fixed);
    }

    #[test]
    fn what_is_no_such_pdf_is_refused() {
        assert!(in_fixed_order(b"").is_none());
        assert!(in_fixed_order(b"%PDF-1.7\nstartxref\n999\n%%EOF").is_none());
    }
}
