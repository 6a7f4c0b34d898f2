#!/usr/bin/env bash
#$ -N trilat-toy
#$ -t 1-3
#$ -S /bin/bash
#$ -j y
#$ -o /dev/null
#$ -r y
#
# The study toy in 3 shards: task I of this array runs shard I.
# Written by `trilat cluster` (VERSION).
#
#   qsub '/home/kim/my study/outputs/toy.sge/array.sh'
#
# Whatever ends a task, the parts that it completed are kept, and the same task, requeued or submitted
# again, makes only those that are missing (--resume). At the time limit Grid Engine
# kills this process, which costs the parts that were in flight.

set -e

project='/home/kim/my study'
trilat=/home/kim/bin/trilat
study=study.toml
shards='/home/kim/my study/outputs/toy.shards'

shard=${SGE_TASK_ID:?submit this script with qsub}
exec >>'/home/kim/my study/outputs/toy.sge'/"shard_$shard.log" 2>&1

cd "$project"
echo "shard $shard of 3 on $HOSTNAME"
exec "$trilat" sweep "$study" \
  --shard "$shard/3" --out "$shards/${shard}_of_3" --resume \
  --threads 1
