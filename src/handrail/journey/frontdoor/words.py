# SPDX-License-Identifier: Apache-2.0
"""How the front door says its codes: ways, steps, what comes next, why not, what to do in danger."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

WAY = {
    "call": _("call"), "web": _("web request"), "referral": _("referral"), "walk_in": _("walk-in"),
    "transfer": _("transfer"),
}  # fmt: skip
CALLER = {
    "herself": _("the person themselves"), "close": _("someone close to them"), "professional": _("a professional"),
}  # fmt: skip
STEP = {
    "new": _("New"), "reached": _("Reached"), "screened": _("Screened"), "booked": _("Assessment booked"),
    "assessed": _("Assessed"), "admitted": _("Admitted"), "referred": _("Referred on"), "closed": _("Closed"),
}  # fmt: skip
NEXT = {
    "call": _("Call"), "ask_wish": _("Ask the caller whether they want to be contacted"),
    "close_kindly": _("Close, kindly"), "screen": _("Ask about danger"), "book": _("Book the assessment"),
    "assess": _("Assessment"), "admit": _("Admit"), "weekly_contact": _("Weekly contact"),
    "offer_week": _("Offer the week that fits now"),
    "closing_letter": _("Send the closing letter"), "ask_arrived": _("Ask whether they arrived"),
    "": _("Nothing more to do"),
}  # fmt: skip
HEARD = {
    "": _("not asked"), "friend": _("a friend or relative"), "search": _("the web"), "doctor": _("a doctor or nurse"),
    "hospital": _("a hospital"), "detox": _("detox or residential care"), "court": _("court or probation"),
    "employer": _("employer or school"), "insurer": _("insurance"), "former_patient": _("was here before"),
    "other": _("something else"),
}  # fmt: skip
REACH_BY = {"phone": _("phone call"), "text": _("text message"), "email": _("e-mail")}
TRIED_BY = {"call": _("Call"), "text": _("Text"), "email": _("E-mail"), "letter": _("Letter")}
CAME_OF = {
    "no_answer": _("no answer"), "left_message": _("left a message"), "busy": _("busy"),
    "wrong_number": _("wrong number"), "reached": _("reached"), "sent": _("sent"),
}  # fmt: skip
LEVEL = {
    "now": _("Danger now"), "today": _("Doctor today"), "soon": _("Goes first"), "none": _("No danger named"),
    "unasked": _("Danger not asked yet"),
}  # fmt: skip
CLOSED = {
    "not_reached": _("could not be reached"), "not_now": _("does not want to start now"),
    "elsewhere": _("found help elsewhere"), "no_need": _("needs another kind of help, or none"),
    "cost": _("cost or insurance"), "not_hers_to_ask": _("their own wish never became known"),
    "does_not_want": _("does not want to be contacted"), "twice": _("is here twice"), "mistake": _("opened by mistake"),
}  # fmt: skip
REFERRED = {
    "more_care": _("needs 24-hour care"), "detox": _("needs withdrawal care first"),
    "less_care": _("outpatient care fits"),
    "distance": _("too far away"), "insurance": _("insurance is taken elsewhere"),
    "population": _("another program fits better"),
    "no_seat": _("no seat soon enough"), "other": _("another reason"),
}  # fmt: skip
MODE = {"in_person": _("in person"), "online": _("online"), "phone": _("by phone")}
ARRIVED = {"yes": _("arrived"), "no": _("did not arrive"), "unknown": _("cannot be known"), "": _("not known yet")}
NOT_NOW = {
    "ended": _("This inquiry has ended. Reopen it first."),
    "wish_unknown": _("It is not known yet whether the person wants to be contacted. Ask whoever called."),
    "wish_no": _("They do not want to be contacted."),
    "wish_known": _("This is already known."),
    "danger_not_asked": _("Not every danger question has an answer yet."),
    "in_the_past": _("That time has passed."),
    "waits_already": _("They are on the waiting list already."),
    "does_not_wait": _("They are not on the waiting list."),
    "offered_already": _("This is already known."),
    "nothing_offered": _("No week was found for them yet."),
    "letter_not_due": _("The closing letter comes after several attempts in vain."),
}
QUESTION = {
    "life": _("Is anyone in danger of dying right now: not breathing well, cannot be woken, chest pain, a seizure?"),
    "self_harm": _("Are you thinking of killing yourself, or of hurting someone else?"),
    "intoxicated": _("Have you taken much more than usual today, or mixed things that worry you?"),
    "withdrawal": _(
        "Have you just stopped or cut down on daily alcohol, sleeping pills or sedatives? Shaking, sweating, seeing "
        "things, or a seizure before?"
    ),
    "violence": _("Is anyone hurting you or threatening you where you live?"),
    "pregnant": _("Are you pregnant, or could you be?"),
}
ACT = {
    "call_911": _("Call %(emergency)s now from another line; keep this one open. Ask where they are."),
    "stay_on_line": _("Stay on the line until help is there."),
    "naloxone": _("If opioids may be in it: is naloxone there? Say how to give it."),
    "call_988": _("Offer %(crisis)s, by call or text, together with you on the line."),
    "not_alone": _("Someone stays with them. Who is there?"),
    "clinician_now": _("Hand over to a clinician of ours now; do not end the call."),
    "poison_control": _("Poison control: %(poison)s. If they get drowsy or breathe slowly: %(emergency)s."),
    "no_driving": _("No driving today."),
    "doctor_today": _("They see a doctor or an emergency room today: withdrawal from these can kill."),
    "not_stop_alone": _("They do not stop suddenly on their own."),
    "call_911_if_seizure": _("A seizure, confusion, seeing things: %(emergency)s."),
    "violence_line": _("Offer the domestic violence hotline: %(violence)s, day and night."),
    "safe_contact": _("Ask when it is safe to call, and write it down below. Leave no message unless they say so."),
    "prenatal": _("They see a prenatal doctor this week; help them call."),
    "first_place": _("They go first: the soonest assessment is theirs."),
}
ANSWER = {"yes": _("Yes"), "no": _("No"), "unsure": _("Not sure")}
ALL = {
    "way": WAY, "caller": CALLER, "step": STEP, "next": NEXT, "heard": HEARD, "reach_by": REACH_BY,
    "tried_by": TRIED_BY, "came_of": CAME_OF, "level": LEVEL, "closed": CLOSED, "referred": REFERRED, "mode": MODE,
    "arrived": ARRIVED, "question": QUESTION, "answer": ANSWER,
}  # fmt: skip


def why_not(code: str) -> str:
    """A sentence for a deed that does not fit."""
    return str(NOT_NOW.get(code, _("This does not fit where the inquiry is now.")))


def choices(words: Mapping[str, object]) -> list[tuple[str, object]]:
    return list(words.items())
