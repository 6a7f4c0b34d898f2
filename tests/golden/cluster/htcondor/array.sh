#!/usr/bin/env bash
#
# The study toy in 3 shards: task I of this array runs shard I.
# Written by `trilat cluster` (VERSION).
#
#   condor_submit_dag -usedagdir '/home/kim/my study/outputs/toy.htcondor/study.dag'
#
# Whatever ends a task, the parts that it completed are kept, and the same task, requeued or submitted
# again, makes only those that are missing (--resume). At the time limit this process,
# which `exec` has made trilat, gets TERM: it keeps what is complete and ends with exit code 130.

set -e

project='/home/kim/my study'
trilat=/home/kim/bin/trilat
study=study.toml
shards='/home/kim/my study/outputs/toy.shards'

shard=$((${TRILAT_PROCESS:?submit study.dag with condor_submit_dag} + 1))
exec >>'/home/kim/my study/outputs/toy.htcondor'/"shard_$shard.log" 2>&1

cd "$project"
echo "shard $shard of 3 on $HOSTNAME"
exec "$trilat" sweep "$study" \
  --shard "$shard/3" --out "$shards/${shard}_of_3" --resume \
  --threads 1
