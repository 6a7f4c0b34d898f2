#!/usr/bin/env bash
#PBS -N trilat-toy
#PBS -J 1-3
#PBS -l select=1:ncpus=1
#PBS -S /bin/bash
#PBS -j oe
#PBS -o /dev/null
#PBS -r y
#
# The study toy in 3 shards: task I of this array runs shard I.
# Written by `trilat cluster` (VERSION).
#
#   qsub '/home/kim/my study/outputs/toy.pbs/array.sh'
#
# Whatever ends a task, the parts that it completed are kept, and the same task, requeued or submitted
# again, makes only those that are missing (--resume). At the time limit this process,
# which `exec` has made trilat, gets TERM: it keeps what is complete and ends with exit code 130.

set -e

project='/home/kim/my study'
trilat=/home/kim/bin/trilat
study=study.toml
shards='/home/kim/my study/outputs/toy.shards'

shard=${PBS_ARRAY_INDEX:?submit this script with qsub}
exec >>'/home/kim/my study/outputs/toy.pbs'/"shard_$shard.log" 2>&1

cd "$project"
echo "shard $shard of 3 on $HOSTNAME"
exec "$trilat" sweep "$study" \
  --shard "$shard/3" --out "$shards/${shard}_of_3" --resume \
  --threads 1
