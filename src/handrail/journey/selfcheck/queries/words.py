# SPDX-License-Identifier: Apache-2.0
"""The words of a self-check's answer: for her who answered, and in short for whoever takes her call."""

from django.utils.translation import gettext_lazy as _

LEVELS = {
    "emergency": _("Get help right now"),
    "medical": _("See a doctor first, today if you can"),
    "bed": _("Care with a bed may fit you best"),
    "day": _("A day program may fit you best"),
    "iop": _("An intensive outpatient program may fit you well"),
    "outpatient": _("Outpatient care, an hour or two a week, may be enough"),
    "brief": _("A talk with someone who knows may be a good next step"),
    "none": _("You named few signs or none"),
}
MEANS = {
    "emergency": _(
        "What you ticked can be dangerous to life. Everything else can wait. When you are safe, come back to this page, or ask us to call you."
    ),
    "medical": _(
        "Someone with medical training should see you before treatment starts. That may be a doctor, a detox unit or an emergency room. Most people can go on to an intensive outpatient program after that."
    ),
    "bed": _(
        "You would live at a treatment center for some weeks, away from what makes you use. Many people then step down to an intensive outpatient program at home."
    ),
    "day": _(
        "You would come on most days for four to six hours, and sleep at home. Doctors and nurses are near. It is also called partial hospital care. After it, people step down to fewer hours."
    ),
    "iop": _(
        "You would come three to five days a week, nine or more hours in all, and live at home. You can go on working, learning or caring for your family."
    ),
    "outpatient": _(
        "You would see a counselor or a group once or twice a week. If that is not enough, you can move up at any time."
    ),
    "brief": _("A doctor or counselor can go through your answers with you. Often one or two talks make a change."),
    "none": _("That is good. If something still worries you, it is worth a talk. You need no reason but your own."),
}
DANGERS = {
    "overdose": (_("Too much of a drug, drink or medicine"), _("Call 911. If you have naloxone, use it now. Do not be alone. If the person is awake and well enough to wait, Poison Control can help: 1-800-222-1222.")),
    "seizure": (_("A seizure, confusion, or seeing things that are not there"), _("Call 911. This can be withdrawal, and it can kill. Do not drive.")),
    "chest": (_("Chest pain or trouble breathing"), _("Call 911. Do not wait to see if it passes.")),
    "suicide_plan": (_("A plan to end your life"), _("Call or text 988 now. If you have already done something, or have the means in your hand, call 911. Ask someone to stay with you.")),
    "violence": (_("You might hurt someone"), _("Call 911 or 988. Go to another room or outside. Put distance between you and the other person.")),
    "hit": (_("Someone hurts or threatens you"), _("If you are in danger now, call 911. The National Domestic Violence Hotline is there day and night: 1-800-799-7233.")),
    "suicide_thoughts": (_("Thoughts of death or suicide"), _("You do not have to carry this alone. Call or text 988 at any hour. Tell someone near you today.")),
    "voices": (_("Hearing or seeing what others do not, or great fear"), _("See a doctor today, or call or text 988. If it gets worse or you cannot stay safe, call 911.")),
    "withdrawal": (_("Stopping all at once may be dangerous for you"), _("Do not stop on your own. Talk to a doctor or a detox unit before you stop, today if you can. If you shake badly, see things or have a seizure, call 911.")),
    "pregnant": (_("You are pregnant"), _("Call your doctor or a clinic today and say what you use. Do not stop opioids, alcohol or calming pills all at once: it can harm you and the baby. There is safe treatment.")),
    "ill": (_("You are ill or in bad pain"), _("See a doctor first. Say what you use, so that treatment is safe.")),
    "drunk_now": (_("You have had a drink or a drug just now"), _("Do not drive. Stay with someone. Do this check once more when you are clear, since the answers may change.")),
    "overdose_risk": (_("Opioids: keep naloxone near"), _("A break makes the old dose deadly. Keep naloxone at home, try not to use alone, and never start again at the old dose.")),
}  # fmt: skip
BECAUSE = {
    "emergency": _("You ticked something that needs help at once."),
    "medical_withdrawal": _("What you take, or what happened before, means that stopping may make you very ill."),
    "medical_pregnant": _("In pregnancy, a doctor should guide each step."),
    "medical_ill": _("You are ill or in pain, and that must be looked at first."),
    "medical_voices": _("You hear or see things, or are very afraid. A doctor should look at that first."),
    "signs_mild": _("You said yes to two or three of the eleven signs."),
    "signs_moderate": _("You said yes to four or five of the eleven signs."),
    "signs_severe": _("You said yes to six or more of the eleven signs."),
    "home_unsafe": _("Your home is not a safe place to stop. It is very hard to get well there."),
    "cannot_go_days": _("You cannot go even a few days without it."),
    "treated_before": _("You have been in treatment before, and use came back."),
    "could_not_stop": _("You have tried to stop or cut down, and it did not last."),
    "just_detoxed": _("You come from detox or a live-in program. The step home is safer with many hours of support."),
    "mood": _("Dark thoughts need more help at hand than a few evenings a week."),
    "audit": _("How much and how often you drink is more than is safe for health."),
    "audit_high": _(
        "How much and how often you drink is far more than is safe. Few signs can still go with a lot of harm."
    ),
    "some_signs": _("You named a sign, or use every week. It is worth a look before it grows."),
    "few_signs": _("You said yes to none or one of the eleven signs, and drink little or not at all."),
}
CHANGES = {
    "after_medical": _("Once a doctor says that it is safe, an intensive outpatient program may be the next step."),
    "if_withdrawal": _("If you get ill when you stop, a doctor or a detox unit comes first."),
    "if_home_unsafe": _("If home is no safe place, care with a bed or a sober home fits better."),
    "if_cannot_stop": _("If you cannot stay away from it between visits, more hours fit better."),
    "if_home_safe": _("With a safe place to sleep, such as a sober home, an intensive outpatient program may do."),
    "if_days_free": _("If you can stay away from it for some days with help, fewer hours may do."),
    "if_steady": _("When your mood is steady and you have days without use, fewer hours may do."),
    "if_more_signs": _("If you use more, or see more of the signs, check again."),
}
NEXT = {
    "stay_safe": _("Call the number above. Stay with someone, or ask someone to come."),
    "see_doctor": _(
        "Call your doctor, an urgent care clinic or a detox unit. Say what you take and how much. The help line 1-800-662-4357 can name places near you."
    ),
    "call_988": _("Call or text 988. You can do it before anything else, and again tonight."),
    "ask_for_call": _(
        "Ask a program to call you, or call one yourself. The first real step is a talk, called an assessment. There you hear what fits you."
    ),
    "fit_week": _("See how the hours fit round what you must keep. Good programs build the week around it."),
    "find_people": _("Find one person to tell. A group, a friend, a doctor. It is much harder alone."),
    "naloxone": _("Get naloxone. Drug stores sell it without a prescription."),
    "medicine": _("Ask about medicine. For alcohol and opioids it helps a great deal."),
    "talk_to_doctor": _("Bring it up with your doctor at your next visit, or ask us to call you."),
    "check_again": _("Check again in a few months, or when something changes."),
}
SUBSTANCES = {
    "alcohol": _("Alcohol"),
    "cannabis": _("Cannabis: weed, edibles, vapes"),
    "opioids": _("Opioids: heroin, fentanyl, pain pills not as a doctor ordered"),
    "stimulants": _("Stimulants: cocaine, crack, meth, or pills for attention not as ordered"),
    "sedatives": _("Calming or sleeping pills, such as Xanax, Valium or Ambien"),
    "other": _("Something else"),
}
# For whoever takes the call: what she chose to send along, in a line each.
CARRIED = {
    "level": _("The self-check pointed to: %(level)s"),
    "dangers": _("Danger named: %(dangers)s"),
    "signs": _("Signs said yes to: %(signs)d of 11"),
    "worst": _("Worries most: %(worst)s"),
    "audit": _("AUDIT-C: %(points)d of 12"),
    "keeps": _("Must keep: %(keeps)s"),
}
KEEPS = {
    "job": _("a job"),
    "classes": _("school or classes"),
    "children": _("children at home"),
    "caring": _("someone else to care for"),
    "court": _("court dates or probation"),
}
