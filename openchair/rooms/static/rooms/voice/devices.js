// @ts-check
/** Microphone and camera of this device: asked for when they are wanted, let go of when they are not. */
import { gettext } from "../words-of.js";

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 320 }, height: { ideal: 240 }, frameRate: { ideal: 15, max: 20 } };

/** @typedef {"microphone" | "camera"} Device */

/**
 * The track of a device; the browser asks the person where it has not asked yet.
 * @param {Device} device
 * @returns {Promise<MediaStreamTrack>}
 */
export async function open(device) {
  if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
  const stream = await navigator.mediaDevices.getUserMedia(device === "microphone" ? { audio: SOUND } : { video: PICTURE });
  const [track] = stream.getTracks();
  if (!track) throw new DOMException("", "NotFoundError");
  return track;
}

/** What to do about a device that did not open. @param {Device} device @param {unknown} problem */
export function whyNot(device, problem) {
  const name = problem instanceof Error ? problem.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") {
    return device === "microphone"
      ? gettext("The browser does not let this page use the microphone. You can allow it beside the address of the page, and try again.")
      : gettext("The browser does not let this page use the camera. You can allow it beside the address of the page, and try again.");
  }
  if (name === "NotFoundError" || name === "OverconstrainedError") {
    return device === "microphone"
      ? gettext("No microphone was found. You can hear the others all the same, and go on in writing.")
      : gettext("No camera was found. Nobody needs one here.");
  }
  return device === "microphone"
    ? gettext("The microphone did not answer. Perhaps another program uses it. Close that, and try again.")
    : gettext("The camera did not answer. Perhaps another program uses it. Close that, and try again.");
}

/**
 * Tell how loud a track is, from 0 to 100, many times a second; ends with the track. The sound stays on this page.
 * @param {MediaStreamTrack} track
 * @param {(loudness: number) => void} tell
 */
export function listenTo(track, tell) {
  const context = new AudioContext();
  const ear = context.createAnalyser();
  context.createMediaStreamSource(new MediaStream([track])).connect(ear);
  const samples = new Float32Array(ear.fftSize);
  const timer = setInterval(() => {
    if (track.readyState === "ended") {
      clearInterval(timer);
      context.close();
      return tell(0);
    }
    ear.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    // From a whisper at -60 dB to a shout at 0.
    tell(power > 0 ? Math.max(0, Math.min(100, 100 + (10 * Math.log10(power) * 100) / 60)) : 0);
  }, 100);
}
