#!/bin/sh
# Makes the recordings that the local Agora uploads: 12 s of a test picture and a tone, whole, without sound and without picture.
# Needs ffmpeg. The segments are not called .ts here, where that means TypeScript.
set -eu
cd "$(dirname "$0")"

picture='testsrc=size=320x180:rate=15:duration=12'
tone='sine=frequency=440:sample_rate=48000:duration=12'
exact='-bitexact -map_metadata -1'
video='-c:v libx264 -preset veryslow -crf 32 -pix_fmt yuv420p -g 60 -keyint_min 60 -sc_threshold 0 -threads 1'
audio='-c:a aac -b:a 32k -ac 1'

# make NAME INPUTS AND CODECS: NAME.mp4, NAME.m3u8 and NAME-0.mpegts to NAME-2.mpegts
make() {
  name=$1
  shift
  # shellcheck disable=SC2086
  ffmpeg -loglevel error -y "$@" $exact -movflags +faststart "$name.mp4"
  # shellcheck disable=SC2086
  ffmpeg -loglevel error -y -i "$name.mp4" -c copy $exact -f hls -hls_time 4 -hls_list_size 0 -hls_playlist_type vod \
    -hls_flags split_by_time -hls_segment_filename "$name-%d.mpegts" "$name.m3u8"
}

# shellcheck disable=SC2086
make audio_and_video -f lavfi -i "$picture" -f lavfi -i "$tone" $video $audio -shortest
# shellcheck disable=SC2086
make video -f lavfi -i "$picture" $video
# shellcheck disable=SC2086
make audio -f lavfi -i "$tone" -t 11.9 $audio
ffmpeg -loglevel error -y -f lavfi -i "$picture" -frames:v 1 -q:v 5 -bitexact snapshot.jpg
