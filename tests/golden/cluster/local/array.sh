#!/usr/bin/env bash
#
# The study toy in 3 shards: task I of this array runs shard I.
# Written by `trilat cluster` (VERSION).
#
#   TRILAT_SHARD=2 bash '/home/kim/my study/outputs/toy.local/array.sh'    # only this shard
#
# Whatever ends a task, the parts that it completed are kept, and the same task, requeued or submitted
# again, makes only those that are missing (--resume). After Ctrl-C trilat keeps what
# is complete and ends with exit code 130.

set -e

project='/home/kim/my study'
trilat=/home/kim/bin/trilat
study=study.toml
shards='/home/kim/my study/outputs/toy.shards'

shard=${TRILAT_SHARD:?start run.sh instead, or say which shard this is}
exec >>'/home/kim/my study/outputs/toy.local'/"shard_$shard.log" 2>&1

cd "$project"
echo "shard $shard of 3 on $HOSTNAME"
exec "$trilat" sweep "$study" \
  --shard "$shard/3" --out "$shards/${shard}_of_3" --resume \
  --threads 1
