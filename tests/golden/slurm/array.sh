#!/usr/bin/env bash
#SBATCH --job-name=toy
#SBATCH --array=1-3
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --output='/home/kim/my study/outputs/toy.slurm/shard_%a.log'
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:TERM@60
#
# The study toy in 3 shards: task I of this array runs shard I.
# Written by `trilat cluster` (VERSION).
#
#   sbatch '/home/kim/my study/outputs/toy.slurm/array.sh'
#   sbatch --array=2,5 '/home/kim/my study/outputs/toy.slurm/array.sh'    # only these shards
#
# Whatever ends a task, the parts that it completed are kept, and the same task, requeued or submitted
# again, makes only those that are missing (--resume). 60 s before the time limit Slurm sends TERM to
# this process, which `exec` has made trilat: it keeps what is complete and ends with exit code 130.

set -e

project='/home/kim/my study'
trilat=/home/kim/bin/trilat
study=study.toml
shards='/home/kim/my study/outputs/toy.shards'

cd "$project"
shard=${SLURM_ARRAY_TASK_ID:?submit this script with sbatch}
echo "shard $shard of 3 on $HOSTNAME, job ${SLURM_ARRAY_JOB_ID}_$shard, requeued ${SLURM_RESTART_COUNT:-0} times"
exec "$trilat" sweep "$study" \
  --shard "$shard/3" --out "$shards/${shard}_of_3" --resume \
  --threads "$SLURM_CPUS_PER_TASK"
