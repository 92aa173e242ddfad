// Chooses a password by a one-time link. The link's secret is the part of the address behind the #;
// it goes into the body of one request to this server, and nowhere else.
"use strict";

const FIELDS = { "#/password": "password" };
const at = id => document.getElementById(id);

function secret() {
  return window.location.hash.slice(1);
}

function complain(words, complaints) {
  at("problem-words").textContent = words;
  at("problem-list").replaceChildren(...complaints.map(each => {
    const line = document.createElement("li");
    line.textContent = each;
    return line;
  }));
  at("problem").hidden = false;
  at("problem").focus();
}

function mark(field, words) {
  at(`${field}-wrong`).textContent = words;
  if (words) {
    at(field).setAttribute("aria-invalid", "true");
  } else {
    at(field).removeAttribute("aria-invalid");
  }
}

function clear() {
  at("problem").hidden = true;
  mark("password", "");
  mark("again", "");
}

function begin() {
  clear();
  const whole = secret() !== "";
  at("form").hidden = !whole;
  if (!whole) {
    complain("This address is not a whole link: what stands behind the # is missing. Open the link you were given once more, "
      + "from its first to its last character. If you have none, ask an administrator for one.", []);
  }
}

// What the service says is wrong, each as a sentence; what is about a field stands beside it too.
function sentences(problem) {
  return (problem.errors ?? []).map(each => {
    const expected = each.expected ? ` What would be right: ${each.expected}.` : "";
    const field = FIELDS[each.pointer];
    if (field) {
      mark(field, `The password ${each.detail}.${expected}`);
      return `The password ${each.detail}.${expected}`;
    }
    const what = each.pointer === "#/link" ? "The link" : each.pointer;
    return `${what} ${each.detail}.${expected}`;
  });
}

function differ() {
  if (at("password").value === at("again").value) {
    return false;
  }
  mark("again", "This is not the same as the password above. Type both again.");
  at("again").focus();
  return true;
}

function done(login) {
  at("form").hidden = true;
  at("password").value = at("again").value = "";
  at("login").textContent = login;
  at("done").hidden = false;
  at("heading").textContent = "Your password is set";
  document.title = "Your password is set - Treasury workbench";
  history.replaceState(null, "", window.location.pathname);
  at("heading").focus();
}

async function answered(answer) {
  let told = {};
  try {
    told = await answer.json();
  } catch {
    complain("The service gave an answer that makes no sense here. Try again in a moment.", []);
    return;
  }
  if (answer.ok) {
    done(told.login);
    return;
  }
  const complaints = sentences(told);
  const wait = answer.headers.get("Retry-After");
  const more = wait ? ` Try again in ${wait} seconds.` : "";
  const why = complaints.length ? "" : ` ${told.title ?? ""}. ${told.detail ?? ""}${more}`;
  complain(`The password was not set.${why}`, complaints);
}

function busy(words) {
  at("busy").textContent = words;
  at("send").setAttribute("aria-disabled", words ? "true" : "false");
}

async function send(event) {
  event.preventDefault();
  if (at("busy").textContent) {
    return;
  }
  clear();
  if (differ()) {
    return;
  }
  busy("One moment ...");
  try {
    const answer = await fetch("/api/v1/passwords", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ link: secret(), password: at("password").value }),
    });
    await answered(answer);
  } catch {
    complain("The service does not answer. Look whether you are connected, and try again. If the link opens nothing then, "
      + "your password was set the first time.", []);
  } finally {
    busy("");
  }
}

at("form").addEventListener("submit", send);
at("show").addEventListener("change", () => {
  for (const field of ["password", "again"]) {
    at(field).type = at("show").checked ? "text" : "password";
  }
});
window.addEventListener("hashchange", begin);
at("plain").hidden = true; // it says that there is no script
begin();
