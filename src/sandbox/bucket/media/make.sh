#!/bin/sh
# Makes the recordings that the local Agora uploads: 12 s of a test picture and a tone, whole, without sound and without picture, and
# four participants in each of the layouts. Needs ffmpeg. The segments are not called .ts here, where that means TypeScript.
set -eu
cd "$(dirname "$0")"

picture='testsrc=size=320x180:rate=15:duration=12'
tone='sine=frequency=440:sample_rate=48000:duration=12'
exact='-bitexact -map_metadata -1'
video='-c:v libx264 -preset veryslow -crf 32 -pix_fmt yuv420p -g 60 -keyint_min 60 -sc_threshold 0 -threads 1'
audio='-c:a aac -b:a 32k -ac 1'
font=../../../../node_modules/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf

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

# window NUMBER X Y WIDTH HEIGHT: a participant, with a mark that moves from side to side. The filters are added to `windows`.
window() {
  case $1 in 1) color=0x2f6feb ;; 2) color=0x2c974b ;; 3) color=0xbf5f1a ;; *) color=0x8250df ;; esac
  windows="$windows,drawbox=x=$2:y=$3:w=$4:h=$5:color=$color:t=fill,drawbox=x=$2:y=$3:w=$4:h=$5:color=0x101418:t=2"
  windows="$windows,drawtext=fontfile=$font:text=$1:fontcolor=white:fontsize=$(($5 / 3)):x=$2+($4-text_w)/2:y=$3+($5-text_h)/2"
  windows="$windows,drawtext=fontfile=$font:text=■:fontcolor=white@0.7:fontsize=16:x=$2+8+($4-32)*abs(mod(t/4\,2)-1):y=$3+$5-28"
}

# layout NAME: the recording of the windows, with sound and without, with the seconds that have passed
layout() {
  time="drawtext=fontfile=$font:text='%{eif\:t\:d} s':fontcolor=white:box=1:boxcolor=0x101418:boxborderw=6:fontsize=16:x=12:y=12"
  scene="color=c=0x101418:size=640x360:rate=15:duration=12$windows,$time"
  # shellcheck disable=SC2086
  make "$1_audio_and_video" -f lavfi -i "$scene" -f lavfi -i "$tone" $video -c:a aac -b:a 16k -ac 1 -shortest
  # shellcheck disable=SC2086
  make "$1_video" -f lavfi -i "$scene" $video
  windows=''
}

# shellcheck disable=SC2086
make audio_and_video -f lavfi -i "$picture" -f lavfi -i "$tone" $video $audio -shortest
# shellcheck disable=SC2086
make video -f lavfi -i "$picture" $video
# shellcheck disable=SC2086
make audio -f lavfi -i "$tone" -t 11.9 $audio
ffmpeg -loglevel error -y -f lavfi -i "$picture" -frames:v 1 -q:v 5 -bitexact snapshot.jpg

windows=''
window 1 0 0 640 360
window 2 8 264 150 84
window 3 166 264 150 84
window 4 324 264 150 84
layout float

window 1 0 0 320 180
window 2 320 0 320 180
window 3 0 180 320 180
window 4 320 180 320 180
layout grid

window 1 0 0 512 360
window 2 512 0 128 90
window 3 512 90 128 90
window 4 512 180 128 90
layout vertical

window 1 16 16 300 328
window 2 324 16 300 160
window 3 324 184 146 160
window 4 478 184 146 160
layout custom
