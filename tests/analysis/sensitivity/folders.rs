//! Folders that another program wrote, well or badly: the reader of studies.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use trilat::store::guard::Guard;
use trilat::store::study_data::StudyData;

fn folder(design: &str, outputs: &str) -> TempDir {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("design.csv"), design).unwrap();
    fs::write(home.path().join("outputs.csv"), outputs).unwrap();
    home
}

fn read(home: &Path, name: &str) -> Result<Vec<Vec<f64>>, String> {
    let data = StudyData::open(home, None, &Guard::default()).map_err(|error| error.to_string())?;
    let read = data.read(&[name]).map_err(|error| error.to_string())?;
    Ok(read.into_iter().next().unwrap().values)
}

#[test]
fn a_row_per_point_needs_no_numbers() {
    let home = folder("a,b\n0,1\n2,3\n", "y,z\n10,1\n20,2\n");
    assert_eq!(read(home.path(), "y").unwrap(), [[10.0], [20.0]]);
    assert_eq!(read(home.path(), "z").unwrap(), [[1.0], [2.0]]);
}

#[test]
fn excel_and_r_may_have_written_it() {
    let home = folder(
        "\u{feff}a,b\r\n0,1\r\n2,3\r\n",
        "\"y\"\r\n1e3\r\n\" 2 \"\r\n",
    );
    assert_eq!(read(home.path(), "y").unwrap(), [[1000.0], [2.0]]);
}

#[test]
fn replicates_are_put_in_order_and_may_not_come_twice() {
    let home = folder(
        "point,a\n0,0\n1,1\n",
        "point,replicate,y\n1,2,12\n0,1,1\n1,1,11\n0,2,2\n",
    );
    assert_eq!(read(home.path(), "y").unwrap(), [[1.0, 2.0], [11.0, 12.0]]);
    let data = StudyData::open(home.path(), None, &Guard::default()).unwrap();
    assert!(data.read(&["y"]).unwrap()[0].aligned);
    let home = folder(
        "point,a\n0,0\n1,1\n",
        "point,replicate,y\n0,1,1\n0,2,2\n1,3,3\n1,4,4\n",
    );
    let data = StudyData::open(home.path(), None, &Guard::default()).unwrap();
    assert!(!data.read(&["y"]).unwrap()[0].aligned);
    let home = folder(
        "point,a\n0,0\n1,1\n",
        "point,replicate,y\n0,1,1\n0,1,2\n1,1,3\n1,2,4\n",
    );
    let error = read(home.path(), "y").unwrap_err();
    assert!(error.contains("point 0 has replicate 1 twice"), "{error}");
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    for (design, outputs, wanted) in [
        ("a\n0\n1\n", "y\n1\n\n", "no run of point 1"),
        (
            "a\n0\n1\n",
            "y,z\n1,1\n,2\n",
            "output `y` has no finite value in 1 of 2 runs (point 1 replicate 0, line 3)",
        ),
        ("a\n0\n1\n", "y\n1\ninf\n", "point 1 replicate 0, line 3"),
        ("a\n0\n1\n", "y\n1\nNaN\n", "point 1 replicate 0, line 3"),
        (
            "a\n0\n1\n",
            "y\n1\nmany\n",
            "outputs.csv:3: `y` is `many`, not a number",
        ),
        ("a\n0\n1\n", "y\n1\n", "no run of point 1 of 2"),
        (
            "a\n0\n1\n",
            "y\n1\n2\n3\n",
            "point 2, but design.csv has the points 0 to 1",
        ),
        ("a\n0\n1\n", "y,y\n1,1\n2,2\n", "two columns `y`"),
        (
            "a,b\n0\n1,1\n",
            "y\n1\n2\n",
            "1 fields, but the header has 2",
        ),
        (
            "a,b\n0,\n1,1\n",
            "y\n1\n2\n",
            "design.csv:2: no value of `b`",
        ),
        (
            "point,a\n1,0\n2,1\n",
            "y\n1\n2\n",
            "points are numbered from 0 in order",
        ),
        ("a\n", "y\n", "no points, or no factors"),
        ("", "", "design.csv:1: no table: the file is empty"),
        (
            "a\n0\n1\n",
            "point,y\n0,1\n-1,2\n",
            "point `-1` is not a whole number",
        ),
        (
            "a\n0\n1\n",
            "point,replicate,y\n0,one,1\n",
            "replicate `one` is not a whole number",
        ),
        (
            "a\n0\n1\n",
            "y,failed\n1,\n,it broke\n",
            "1 of 2 runs failed (point 1 replicate 0, line 3: it broke)",
        ),
        ("a\n0\n1\n", "x,z\n1,1\n2,2\n", "has no output `y`"),
    ] {
        let home = folder(design, outputs);
        let error = read(home.path(), "y").unwrap_err();
        assert!(error.contains(wanted), "{error}\nwanted: {wanted}");
    }
}

#[test]
fn bytes_that_are_no_text_are_an_error() {
    let home = folder("a\n0\n1\n", "y\n1\n2\n");
    fs::write(home.path().join("outputs.csv"), b"y\n1\n\xff\xfe\n").unwrap();
    assert!(
        read(home.path(), "y")
            .unwrap_err()
            .contains("not CSV in UTF-8")
    );
    fs::remove_file(home.path().join("outputs.csv")).unwrap();
    assert!(
        read(home.path(), "y")
            .unwrap_err()
            .contains("runs.csv or outputs.csv")
    );
    fs::remove_file(home.path().join("design.csv")).unwrap();
    assert!(
        read(home.path(), "y")
            .unwrap_err()
            .contains("has no design.csv")
    );
    assert!(read(Path::new("/nowhere/at/all"), "y").is_err());
}

#[test]
fn positions_are_the_inverse_of_values() {
    let home = folder(
        "a,b,c,d\n2,10,low,1\n4,1000,high,0\n3,100,low,1\n",
        "y\n1\n2\n3\n",
    );
    let table = "column,path,group,kind,low,high,scale,values,baseline\n\
                 a,p.a,a,range,2,4,linear,,\nb,p.b,b,range,10,1000,log,,\n\
                 c,p.c,c,categories,,,,low high,\nd,p.d,d,categories,,,,true false,\n";
    fs::write(home.path().join("factors.csv"), table).unwrap();
    let data = StudyData::open(home.path(), None, &Guard::default()).unwrap();
    let wanted = [
        [0.0, 1.0, 0.5],
        [0.0, 1.0, 0.5],
        [0.25, 0.75, 0.25],
        [0.25, 0.75, 0.25],
    ];
    for (factor, wanted) in data.factors.iter().zip(wanted) {
        let found = factor.positions().unwrap();
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-12, "{}: {found}", factor.column);
        }
    }
}
