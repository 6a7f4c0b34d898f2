#!/usr/bin/env bash
#
# The study toy in 3 shards: task I of this array runs shard I.
# Written by `trilat cluster` (VERSION).
#
#   TRILAT_SHARD=2 bash '/home/kim/my study/results/a b.local/array.sh'    # only this shard
#
# Whatever ends a task, the parts that it completed are kept, and the same task, requeued or submitted
# again, makes only those that are missing (--resume). After Ctrl-C trilat keeps what
# is complete and ends with exit code 130.

set -e

project='/home/kim/my study'
trilat=trilat
study=study.toml
shards='/home/kim/my study/results/a b.shards'

shard=${TRILAT_SHARD:?start run.sh instead, or say which shard this is}
exec >>'/home/kim/my study/results/a b.local'/"shard_$shard.log" 2>&1

# What the program needs on the node (--module, --setup).
module load gcc/12.2
export PATH="$HOME/bin:$PATH"

cd "$project"
echo "shard $shard of 3 on $HOSTNAME"
exec "$trilat" sweep "$study" --set states.PROBER.precision=3 --replicates=50 --skip-invalid \
  --shard "$shard/3" --out "$shards/${shard}_of_3" --resume \
  --threads 4
