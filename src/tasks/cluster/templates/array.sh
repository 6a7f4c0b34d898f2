#!/usr/bin/env bash
{{head}}#
# The study {{name}} in {{of}} shards: task I of this array runs shard I.
# Written by `trilat cluster` ({{version}}).
#
{{use}}#
# Whatever ends a task, the parts that it completed are kept, and the same task, requeued or submitted
# again, makes only those that are missing (--resume). {{ends}}

set -e

project={{project}}
trilat={{binary}}
study={{study}}
shards={{shards}}

{{log}}{{setup}}cd "$project"
{{begin}}exec "$trilat" sweep "$study"{{arguments}} \
  --shard "$shard/{{of}}" --out "$shards/${shard}_of_{{of}}" --resume \
  --threads {{threads}}
