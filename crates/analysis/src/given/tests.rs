//! Tables as spreadsheets, pandas and R write them.

use proptest::prelude::*;

use super::{GivenError, Reader, Row};

type Rows = Vec<(u64, Vec<String>)>;

fn read(text: &str) -> Result<(Vec<String>, Rows), GivenError> {
    let mut reader = Reader::new(text.as_bytes())?;
    let (mut rows, mut row) = (Vec::new(), Row::default());
    while reader.next(&mut row)? {
        assert_eq!(row.len(), reader.names().len());
        rows.push((row.line(), row.iter().map(str::to_owned).collect()));
    }
    Ok((reader.names().to_vec(), rows))
}

fn refused(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn every_dialect_is_the_same_table() {
    let plain = "a,b\n0.5,x\n-1.5e3,y\n";
    let rows = read(plain).unwrap().1;
    let rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
    for other in [
        "\u{feff}a,b\r\n0.5,x\r\n-1.5e3,y",
        "a;b\n0,5;x\n-1,5e3;y\n",
        "sep=;\r\na;b\r\n0.5;x\r\n-1.5e3;y\r\n",
        "a\tb\n0,5\tx\n-1,5e3\ty\n",
        "a|b\n0.5|x\n-1.5e3|y\n",
        "\n\"a\",\"b\"\n\n\"0.5\",\"x\"\n\n-1.5e3,y\n\n",
        "a,b,\n0.5,x,\n-1.5e3,y,\n",
        "a,b\n0.5,x,\n-1.5e3,y,\n",
        ",a,b\n0,0.5,x\n1,-1.5e3,y\n",
        "\"\";\"a\";\"b\"\n\"1\";0,5;\"x\"\n\"2\";-1,5e3;\"y\"\n",
        "Unnamed: 0,a,b\n0,0.5,x\n1,-1.5e3,y\n",
        " a , b \n 0.5 , x \n -1.5e3, y\n",
    ] {
        let (names, found) = read(other).unwrap();
        assert_eq!(names, ["a", "b"], "{other:?}");
        let found: Vec<_> = found.into_iter().map(|(_, row)| row).collect();
        assert_eq!(found, rows, "{other:?}");
    }
}

#[test]
fn lines_are_those_of_an_editor() {
    let (_, rows) = read("\r\na,b\r\n\r\n1,\"two\r\nlines\"\r\n\r\n3,4\r\n").unwrap();
    assert_eq!(rows[0], (4, vec!["1".into(), "two\nlines".into()]));
    assert_eq!(rows[1].0, 7);
    let wrong = refused("a,b\r\n\r\n1,2\r\n3\r\n");
    assert_eq!(wrong, "line 4: 1 fields, but the header has 2");
}

#[test]
fn what_could_mean_two_things_is_refused() {
    for (text, said) in [
        ("a;b,c\n1;2,3\n", "line 1: `;` and `,` stand in the header"),
        (
            "a,b\n0,5,1\n",
            "line 2: 3 fields, but the header has 2; numbers need decimal points",
        ),
        (
            "a,b\n\"0,5\",1\n",
            "line 2: `0,5` in column 1, `a`, has a decimal comma",
        ),
        (
            "a;b\n0,5;1\n1.5;2\n",
            "line 3: `1.5` in column 1, `a`, has a decimal `.`, and a number in line 2",
        ),
        ("a;b\n1.234,5;1\n", "has marks of thousands"),
        ("a,b\n\"1,234,567\",1\n", "has marks of thousands"),
        (",a\nx,1\n", "line 2: column 1 has no name, and `x`"),
        (",a\n0,1\n3,1\n", "line 3: column 1 has no name, and `3`"),
        ("a,,b\n1,2,3\n", "column 2 has no name"),
        ("a,b,\n1,2,3\n", "line 2: column 3 holds `3`"),
        ("a,b\n1,2,\n3,4\n", "line 3: 2 fields"),
        ("a,b\n1,2\n3,4,\n", "line 3: 3 fields"),
        ("a,b\n\"1\",0.5,0.2\n", "row names of R"),
        ("a,b,a\n1,2,3\n", "line 1: two columns `a`, 1 and 3"),
        ("0.5,1\n2,3\n", "the table has no header"),
        ("a,b\n\"1,2\n3,4\n", "line 2: a quote that is not closed"),
        ("a,b\n\"1\"x,2\n", "behind the closing quote of column 1"),
        ("a,b\r1,2\r", "old Macs"),
        ("a\0,\0b\0", "UTF-16"),
        ("", "the file is empty"),
        (",,\n", "no names"),
    ] {
        let found = refused(text);
        assert!(found.contains(said), "{text:?}: {found}");
    }
    let latin = Reader::new(&b"a,b\nm\xfcde,2\n"[..]).and_then(|mut reader| {
        let mut row = Row::default();
        reader.next(&mut row)
    });
    assert!(
        latin
            .unwrap_err()
            .to_string()
            .contains("line 2: not CSV in UTF-8")
    );
}

#[test]
fn names_are_found_in_other_cases() {
    let reader = Reader::new(&b"Month,Count,y,Y\n"[..]).unwrap();
    assert_eq!(reader.find("month").unwrap(), Some(0));
    assert_eq!(reader.find("sample").unwrap(), None);
    let error = reader.find("y").unwrap_err().to_string();
    assert!(
        error.contains("`y` and `Y` differ by case alone"),
        "{error}"
    );
}

proptest! {
    #[test]
    fn what_the_program_writes_reads_back(
        rows in prop::collection::vec(prop::collection::vec("[a-z\"\n ;é]{0,6}", 3), 1..5),
    ) {
        let mut table = crate::rows::Rows::default();
        table.text("a").text("b").text("c").end_row();
        for row in &rows {
            row.iter().for_each(|cell| { table.text(cell); });
            table.end_row();
        }
        let found = read(table.as_str()).unwrap().1;
        let trimmed = |row: &Vec<String>| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        let wanted: Vec<Vec<String>> = rows.iter().map(trimmed).collect();
        let found: Vec<Vec<String>> = found.iter().map(|(_, row)| trimmed(row)).collect();
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), marks in "[;,|\t\"\r\n0-9.a]{0,80}") {
        for text in [bytes.as_slice(), marks.as_bytes()] {
            let Ok(mut reader) = Reader::new(text) else { continue };
            let mut row = Row::default();
            for _ in 0..100 {
                if matches!(reader.next(&mut row), Ok(false)) { break }
            }
        }
    }
}
