#!/usr/bin/env bash
#$ -N trilat-toy
#$ -t 1-3
#$ -l h_rt=93600
#$ -l h_vmem=1024M
#$ -q short
#$ -A peace-1
#$ -pe openmp 4
#$ -S /bin/bash
#$ -j y
#$ -o /dev/null
#$ -r y
#
# The study toy in 3 shards: task I of this array runs shard I.
# Written by `trilat cluster` (VERSION).
#
#   qsub '/home/kim/my study/results/a b.sge/array.sh'
#
# Whatever ends a task, the parts that it completed are kept, and the same task, requeued or submitted
# again, makes only those that are missing (--resume). At the time limit Grid Engine
# kills this process, which costs the parts that were in flight.

set -e

project='/home/kim/my study'
trilat=trilat
study=study.toml
shards='/home/kim/my study/results/a b.shards'

shard=${SGE_TASK_ID:?submit this script with qsub}
exec >>'/home/kim/my study/results/a b.sge'/"shard_$shard.log" 2>&1

# What the program needs on the node (--module, --setup).
module load gcc/12.2
export PATH="$HOME/bin:$PATH"

cd "$project"
echo "shard $shard of 3 on $HOSTNAME"
exec "$trilat" sweep "$study" --set states.PROBER.precision=3 --replicates=50 --skip-invalid \
  --shard "$shard/3" --out "$shards/${shard}_of_3" --resume \
  --threads 4
