#!/usr/bin/env bash
#PBS -N trilat-toy
#PBS -J 1-3
#PBS -l select=1:ncpus=4:mem=4096mb
#PBS -l walltime=26:00:00
#PBS -q short
#PBS -A peace-1
#PBS -l place=excl
#PBS -S /bin/bash
#PBS -j oe
#PBS -o /dev/null
#PBS -r y
#
# The study toy in 3 shards: task I of this array runs shard I.
# Written by `trilat cluster` (VERSION).
#
#   qsub '/home/kim/my study/results/a b.pbs/array.sh'
#
# Whatever ends a task, the parts that it completed are kept, and the same task, requeued or submitted
# again, makes only those that are missing (--resume). At the time limit this process,
# which `exec` has made trilat, gets TERM: it keeps what is complete and ends with exit code 130.

set -e

project='/home/kim/my study'
trilat=trilat
study=study.toml
shards='/home/kim/my study/results/a b.shards'

shard=${PBS_ARRAY_INDEX:?submit this script with qsub}
exec >>'/home/kim/my study/results/a b.pbs'/"shard_$shard.log" 2>&1

# What the program needs on the node (--module, --setup).
module load gcc/12.2
export PATH="$HOME/bin:$PATH"

cd "$project"
echo "shard $shard of 3 on $HOSTNAME"
exec "$trilat" sweep "$study" --set states.PROBER.precision=3 --replicates=50 --skip-invalid \
  --shard "$shard/3" --out "$shards/${shard}_of_3" --resume \
  --threads 4
