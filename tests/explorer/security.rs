//! Who is let in, and what they cannot do.

use serde_json::json;

use crate::client::Server;

/// What every answer says, refusals included.
const SEALS: [(&str, &str); 6] = [
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cache-control", "no-store"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];

#[test]
fn nobody_is_let_in_without_the_token_or_the_cookie() {
    let server = Server::of("toy");
    let wrong_cookie = format!("trilat-{}=00112233445566778899aabbccddeeff", server.port);
    for path in [
        "/",
        "/theory",
        "/assets/explore.js",
        "/api/theory",
        "/api/job/1/stream",
    ] {
        assert_eq!(server.raw("GET", path, &[], b"").status, 403, "{path}");
        let reply = server.raw("GET", path, &[("Cookie", &wrong_cookie)], b"");
        assert_eq!(reply.status, 403, "{path}");
    }
    for token in ["", "x", "00112233445566778899aabbccddeeff"] {
        let reply = server.raw("GET", &format!("/?token={token}"), &[], b"");
        assert_eq!(reply.status, 403);
        assert!(reply.header("set-cookie").is_none());
    }
    let token = format!("/?token={}", server.token);
    assert_eq!(server.raw("POST", &token, &[], b"").status, 403);
    let elsewhere = format!("/theory?token={}", server.token);
    assert_eq!(server.raw("GET", &elsewhere, &[], b"").status, 403);
}

#[test]
fn the_token_is_exchanged_for_a_cookie_that_no_script_and_no_other_site_has() {
    let server = Server::of("toy");
    let reply = server.raw("GET", &format!("/?token={}", server.token), &[], b"");
    assert_eq!((reply.status, reply.header("location")), (303, Some("/")));
    let cookie = reply.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains(&server.token));
    let page = server.visitor().get("/");
    assert_eq!(page.status, 200);
    assert!(!page.text().contains(&server.token));
}

#[test]
fn a_link_on_another_site_leads_to_a_page_that_goes_on_by_itself() {
    let server = Server::of("toy");
    let path = format!("/?token={}", server.token);
    let headers = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
    ];
    let reply = server.raw("GET", &path, &headers, b"");
    assert_eq!(reply.status, 200);
    assert!(reply.header("set-cookie").is_some());
    assert!(reply.text().contains("url=/\""));
    let fetched = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "no-cors"),
    ];
    assert_eq!(server.raw("GET", &path, &fetched, b"").status, 403);
}

#[test]
fn the_ticket_of_a_browser_lets_in_once() {
    let server = Server::of("toy");
    let path = format!("/?token={}", server.ticket);
    assert_eq!(server.raw("GET", &path, &[], b"").status, 303);
    assert_eq!(server.raw("GET", &path, &[], b"").status, 403);
}

#[test]
fn foreign_hosts_and_origins_are_refused() {
    let server = Server::of("toy");
    let cookie = server.cookie();
    let port = server.port;
    let own = format!("127.0.0.1:{port}");
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1.evil.example:{port}"),
        String::new(),
    ] {
        let headers = [("Host", host.as_str()), ("Cookie", &cookie)];
        assert_eq!(server.raw("GET", "/", &headers, b"").status, 403, "{host}");
        let token = format!("/?token={}", server.token);
        let reply = server.raw("GET", &token, &headers[..1], b"");
        assert_eq!(reply.status, 403, "{host}");
    }
    for origin in [
        "http://evil.example",
        "null",
        "https://127.0.0.1",
        "http://127.0.0.1:1",
    ] {
        let headers = [
            ("Cookie", cookie.as_str()),
            ("Origin", origin),
            ("Content-Type", "application/json"),
        ];
        let reply = server.raw("POST", "/api/scenario", &headers, b"{}");
        assert_eq!(reply.status, 403, "{origin}");
    }
    let other = [
        ("Cookie", cookie.as_str()),
        ("Sec-Fetch-Site", "cross-site"),
    ];
    assert_eq!(server.raw("GET", "/api/theory", &other, b"").status, 403);
    let good = format!("http://{own}");
    let headers = [
        ("Cookie", cookie.as_str()),
        ("Origin", &good),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    assert_eq!(server.raw("GET", "/api/theory", &headers, b"").status, 200);
}

#[test]
fn every_answer_is_sealed() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let answers = [
        visitor.get("/"),
        visitor.get("/assets/font.ttf"),
        visitor.get("/nothing"),
        visitor.post("/api/explain", &json!({ "key": "will.threat" })),
        server.raw("GET", "/", &[], b""),
    ];
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 200, 404, 200, 403]);
    for answer in &answers {
        for (name, value) in SEALS {
            assert_eq!(answer.header(name), Some(value), "{name}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        for part in [
            "default-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[test]
fn no_path_leads_to_the_disk() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    for path in [
        "/etc/passwd",
        "//etc/passwd",
        "/assets/../../../../etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/%2Fetc%2Fpasswd",
        "/assets/font.ttf%00.js",
        "/Cargo.toml",
    ] {
        let reply = visitor.get(path);
        assert_eq!(reply.status, 404, "{path}");
        let text = reply.text();
        assert!(
            !text.contains("root:") && !text.contains("[package]"),
            "{text}"
        );
    }
}

#[test]
fn a_scenario_reads_no_file_of_the_disk_and_prints_none() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    for file in [
        "/etc/passwd",
        "../../../../../../etc/passwd",
        "shipped:/../../../../../etc/passwd",
        "shipped:/northeast_asia.toml/../../../../etc/passwd",
        "./Cargo.toml",
        "Cargo.toml",
        "configs/toy.toml",
        "/proc/self/environ",
        "/dev/zero",
    ] {
        let text = format!("extends = \"{file}\"\n");
        let reply = visitor.post("/api/scenario", &json!({ "text": text }));
        assert_eq!(reply.status, 422, "{file}");
        let error = reply.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains("no other file is read here"), "{error}");
        assert!(
            !error.contains("root:") && !error.contains("[package]"),
            "{error}"
        );
        // A name is no path either.
        let named = visitor.post("/api/scenario", &json!({ "scenario": file }));
        assert_eq!(named.status, 422, "{file}");
        let sets = json!({ "arm": [format!("extends={file}")] });
        assert_eq!(visitor.post("/api/scenario", &sets).status, 422, "{file}");
    }
    for carried in [
        "no_drills",
        "no_drills.toml",
        "ablations/blind.toml",
        "blind",
    ] {
        let text = format!("extends = \"{carried}\"\n");
        let reply = visitor.post("/api/scenario", &json!({ "text": text }));
        assert_eq!(reply.status, 200, "{carried}: {}", reply.text());
    }
}

#[test]
fn what_is_too_large_or_too_deep_is_refused_in_words() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let long = "# ".to_owned() + &"x".repeat(1 << 20);
    let large = visitor.post("/api/scenario", &json!({ "text": long }));
    assert_eq!(large.status, 422);
    assert!(
        large.text().contains("larger than 1 MiB"),
        "{}",
        large.text()
    );
    let body = visitor.post_bytes("/api/scenario", &vec![b' '; 9 << 20]);
    assert_eq!(body.status, 413);
    let deep = format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let dotted = format!("{}x = 1", "a.".repeat(100_000));
    let many: String = (0..20_000)
        .map(|n| format!("[states.S{n}]\nrole = \"ally\"\n"))
        .collect();
    for text in [
        deep,
        dotted,
        many,
        "\u{0}".repeat(1000),
        "extends = 3".to_owned(),
    ] {
        let reply = visitor.post("/api/scenario", &json!({ "text": text }));
        assert_eq!(reply.status, 422);
        assert!(reply.json()["error"].as_str().unwrap().len() < 100_000);
    }
    let huge = [
        json!({ "runs": 1_000_000 }),
        json!({ "base": ["scenario.horizon=12000"], "runs": 65_536 }),
        json!({ "base": ["scenario.horizon=12000"], "runs": 64 }),
        json!({ "arm": vec!["will.threat=0.3"; 3000] }),
    ];
    for settings in huge {
        let mut settings = settings;
        settings["page"] = json!("huge");
        let reply = visitor.post("/api/job", &settings);
        assert_eq!(reply.status, 422, "{settings}");
    }
    let nested = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    assert_eq!(
        visitor
            .post_bytes("/api/scenario", nested.as_bytes())
            .status,
        400
    );
    assert_eq!(visitor.post_bytes("/api/scenario", b"\xff\xfe").status, 400);
    let headers = [
        ("Cookie", visitor.cookie.as_str()),
        ("Content-Type", "text/plain"),
    ];
    assert_eq!(
        server.raw("POST", "/api/scenario", &headers, b"{}").status,
        415
    );
}
