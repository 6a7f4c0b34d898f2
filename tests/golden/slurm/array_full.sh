#!/usr/bin/env bash
#SBATCH --job-name=toy
#SBATCH --array=1-8
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=4
#SBATCH --time=2:00:00
#SBATCH --mem=4G
#SBATCH --partition=short
#SBATCH --account=peace-1
#SBATCH --qos=long
#SBATCH --mail-type=FAIL
#SBATCH --output='/home/kim/my study/results/a b.slurm/shard_%a.log'
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:TERM@60
#
# The study toy in 8 shards: task I of this array runs shard I.
# Written by `trilat cluster` (VERSION).
#
#   sbatch '/home/kim/my study/results/a b.slurm/array.sh'
#   sbatch --array=2,5 '/home/kim/my study/results/a b.slurm/array.sh'    # only these shards
#
# Whatever ends a task, the parts that it completed are kept, and the same task, requeued or submitted
# again, makes only those that are missing (--resume). 60 s before the time limit Slurm sends TERM to
# this process, which `exec` has made trilat: it keeps what is complete and ends with exit code 130.

set -e

project='/home/kim/my study'
trilat=trilat
study=study.toml
shards='/home/kim/my study/results/a b.shards'

# What the program needs on the node (--module, --setup).
module load gcc/12.2
export PATH="$HOME/bin:$PATH"

cd "$project"
shard=${SLURM_ARRAY_TASK_ID:?submit this script with sbatch}
echo "shard $shard of 8 on $HOSTNAME, job ${SLURM_ARRAY_JOB_ID}_$shard, requeued ${SLURM_RESTART_COUNT:-0} times"
exec "$trilat" sweep "$study" --set states.PROBER.precision=3 --replicates=50 --skip-invalid \
  --shard "$shard/8" --out "$shards/${shard}_of_8" --resume \
  --threads "$SLURM_CPUS_PER_TASK"
