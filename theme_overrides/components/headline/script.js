// A page says by itself that the daily build has stopped: the states of targets depend on the day.

const HOURS = 60;
const stated = document.querySelector("[data-as-of]");

if (stated && Date.now() - Date.parse(stated.dataset.asOf) > HOURS * 3600000) {
  stated.querySelector(".headline__unbuilt").hidden = false;
}
