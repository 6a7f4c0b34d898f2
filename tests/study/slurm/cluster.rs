//! A Slurm of its own: one node on this machine, on the loopback interface alone, with all its state in
//! a temporary folder. Its daemons end with the test, whatever becomes of it.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Seconds after which a daemon ends even if nobody stops it.
const LIFE: &str = "240";

pub struct Cluster {
    folder: TempDir,
    path: String,
    /// In the order in which they were started.
    daemons: Vec<Child>,
}

/// State and exit code of a job, or of a task of an array: `COMPLETED` and `0:0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub state: String,
    pub exit: String,
}

impl Job {
    pub fn ended(&self) -> bool {
        let live = [
            "PENDING",
            "RUNNING",
            "COMPLETING",
            "CONFIGURING",
            "SUSPENDED",
        ];
        !live.contains(&self.state.as_str())
    }
}

impl Cluster {
    pub fn start() -> Self {
        let mut cluster = Self {
            folder: TempDir::new().unwrap(),
            path: format!(
                "{}:/usr/sbin:/sbin",
                std::env::var("PATH").unwrap_or_default()
            ),
            daemons: Vec::new(),
        };
        for program in [
            "munged",
            "slurmctld",
            "slurmd",
            "sbatch",
            "scontrol",
            "scancel",
            "timeout",
        ] {
            let there = std::env::split_paths(&cluster.path).any(|f| f.join(program).is_file());
            assert!(
                there,
                "this test starts a real Slurm, and there is no {program}: install slurm-wlm and munge \
                 (apt-get install slurm-wlm munge)"
            );
        }
        // munged wants everybody to be able to reach its socket.
        fs::set_permissions(cluster.path(), Permissions::from_mode(0o755)).unwrap();
        for name in ["state", "spool", "munge"] {
            fs::create_dir(cluster.file(name)).unwrap();
        }
        cluster.munge();
        cluster.slurm();
        cluster
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    fn munge(&mut self) {
        let key = self.file("munge/key");
        // Who knows the key may run anything here as anybody.
        let mut secret = [0; 1024];
        File::open("/dev/urandom")
            .unwrap()
            .read_exact(&mut secret)
            .unwrap();
        fs::write(&key, secret).unwrap();
        fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
        let options: Vec<String> = [
            ("key-file", "key"),
            ("socket", "socket"),
            ("pid-file", "pid"),
            ("log-file", "log"),
            ("seed-file", "seed"),
        ]
        .iter()
        .map(|(option, file)| format!("--{option}={}", self.file("munge").join(file).display()))
        .collect();
        let mut args = vec!["munged", "--foreground"];
        args.extend(options.iter().map(String::as_str));
        self.daemon("munged.log", &args);
        let socket = self.file("munge/socket");
        self.ready("munged", || socket.exists());
    }

    fn slurm(&mut self) {
        let host = word(&["uname", "-n"]);
        let host = host.split('.').next().unwrap_or_default().to_owned();
        let user = word(&["id", "-un"]);
        let (ctld, node) = (free_port(), free_port());
        let folder = self.path().display().to_string();
        // Requeued jobs wait until the credential of their last start has expired.
        let conf = format!(
            "ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ctld}
SlurmdPort={node}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
MailProg=/bin/true
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SwitchType=switch/none
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=1,bf_interval=1
SlurmdParameters=config_overrides
KillWait=5
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=short Nodes={host} Default=YES State=UP
"
        );
        let path = self.file("slurm.conf");
        fs::write(&path, conf).unwrap();
        let path = path.display().to_string();
        self.daemon("slurmctld.log", &["slurmctld", "-D", "-f", &path]);
        self.daemon("slurmd.log", &["slurmd", "-D", "-f", &path, "-N", &host]);
        let idle = |cluster: &Self| {
            let states = cluster.command("sinfo", ["-h", "-o", "%T"]).output();
            states.is_ok_and(|said| said.stdout == b"idle\n")
        };
        let limit = Instant::now() + Duration::from_secs(30);
        while !idle(self) {
            assert!(
                Instant::now() < limit,
                "Slurm does not start\n{}",
                self.logs()
            );
            sleep(Duration::from_millis(100));
        }
    }

    fn daemon(&mut self, log: &str, args: &[&str]) {
        let log = File::create(self.file(log)).unwrap();
        let started = Command::new("timeout")
            .args(["-k", "5", LIFE])
            .args(args)
            .env("PATH", &self.path)
            .env("SLURM_CONF", self.file("slurm.conf"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn();
        self.daemons.push(started.unwrap());
    }

    fn ready(&self, what: &str, done: impl Fn() -> bool) {
        let limit = Instant::now() + Duration::from_secs(15);
        while !done() {
            assert!(
                Instant::now() < limit,
                "{what} does not start\n{}",
                self.logs()
            );
            sleep(Duration::from_millis(20));
        }
    }

    /// What the daemons said.
    pub fn logs(&self) -> String {
        ["munged.log", "slurmctld.log", "slurmd.log"]
            .map(|log| fs::read_to_string(self.file(log)).unwrap_or_default())
            .join("\n")
    }

    /// A program that finds this cluster, and ends within 30 seconds.
    pub fn command<A: AsRef<OsStr>>(
        &self,
        program: &str,
        args: impl IntoIterator<Item = A>,
    ) -> Command {
        let mut command = Command::new("timeout");
        command
            .args(["-k", "5", "30", program])
            .args(args)
            .env("PATH", &self.path)
            .env("SLURM_CONF", self.file("slurm.conf"))
            .stdin(Stdio::null());
        command
    }

    /// What a program of Slurm prints; it must succeed.
    pub fn say(&self, program: &str, args: &[&str]) -> String {
        let said: Output = self.command(program, args).output().unwrap();
        let err = String::from_utf8_lossy(&said.stderr);
        assert!(said.status.success(), "{program} {args:?}: {err}");
        String::from_utf8(said.stdout).unwrap()
    }

    /// A job, or a task of an array as `JOB_TASK`.
    pub fn job(&self, id: &str) -> Job {
        let text = self.say("scontrol", &["-o", "show", "job", id]);
        let field = |key: &str| {
            text.split_whitespace()
                .find_map(|field| field.strip_prefix(key)?.strip_prefix('='))
                .unwrap_or_else(|| panic!("{id} has no {key}: {text}"))
                .to_owned()
        };
        Job {
            state: field("JobState"),
            exit: field("ExitCode"),
        }
    }

    /// Waits for the end of a job.
    pub fn wait(&self, id: &str) -> Job {
        let limit = Instant::now() + Duration::from_secs(90);
        loop {
            let job = self.job(id);
            if job.ended() {
                return job;
            }
            assert!(Instant::now() < limit, "{id} is {job:?}\n{}", self.logs());
            sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Jobs would outlive the daemon that started them.
        let user = word(&["id", "-un"]);
        let quietly = |program: &str, args: &[&str]| self.command(program, args).output().ok();
        quietly("scancel", &["--user", &user]);
        for _ in 0..100 {
            match quietly("squeue", &["-h"]) {
                Some(said) if !said.stdout.is_empty() => sleep(Duration::from_millis(100)),
                _ => break,
            }
        }
        while let Some(mut daemon) = self.daemons.pop() {
            // `timeout` passes the signal on, and kills after five seconds.
            let pid = daemon.id().to_string();
            let _ = Command::new("kill").args(["-TERM", &pid]).status();
            let _ = daemon.wait();
        }
    }
}

/// The first line that a program prints.
fn word(command: &[&str]) -> String {
    let said = Command::new(command[0])
        .args(&command[1..])
        .output()
        .unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
